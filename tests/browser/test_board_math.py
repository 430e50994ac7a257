"""What boards work out in the browser, held against the same rules in Python on many inputs."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api")
from playwright.sync_api import Browser, Page

from leaderboard.analysis.frontier import frontier
from leaderboard.render.chart_labels import place_labels
from leaderboard.render.formats import plain, ratio, signed
from leaderboard.render.plots import tick_text
from leaderboard.render.scales import change_range, change_ticks, ratio_range, ratio_ticks
from leaderboard.resources import site_sources

pytestmark = pytest.mark.browser
SCRIPTS = [site_sources() / "static" / name for name in ("numbers.js", "board-math.js")]


@pytest.fixture(scope="module")
def maths(chromium: Browser) -> Iterator[Page]:
    page = chromium.new_page()
    for script in SCRIPTS:
        page.add_script_tag(content=script.read_text("utf-8"))
    yield page
    page.close()


def call(page: Page, name: str, arguments: list[list[Any]], of: str = "boardMath") -> list[Any]:
    """Results of one function for many lists of arguments."""
    found: list[Any] = page.evaluate(f"all => all.map(one => window.{of}.{name}(...one))", arguments)
    return found


def clouds() -> list[list[tuple[float, float]]]:
    """Points with ties in one or both numbers, as papers' digits make them."""
    dice = random.Random(7)
    return [
        [
            (dice.choice((1.5, 2.0, dice.uniform(1, 40))), round(dice.gauss(-1, 1), 1))
            for _ in range(dice.randint(0, 40))
        ]
        for _ in range(60)
    ]


def test_frontiers_agree(maths: Page) -> None:
    """The same corners in the same order, equal points together."""
    found = call(maths, "frontier", [[[{"x": x, "y": y} for x, y in cloud]] for cloud in clouds()])
    for cloud, corners in zip(clouds(), found, strict=True):
        assert [(c["x"], c["y"]) for c in corners] == [cloud[i] for i in reversed(frontier(cloud))]


def test_who_beats_a_point_is_on_the_frontier_and_better(maths: Page) -> None:
    """For every point off the frontier the most accurate corner at its ratio or more; for a corner nobody."""
    for cloud in clouds()[:20]:
        points = [{"x": x, "y": y} for x, y in cloud]
        found = maths.evaluate(
            "all => { const c = window.boardMath.frontier(all); return all.map(p => window.boardMath.beaten(p, c)); }",
            points,
        )
        corners = [cloud[i] for i in frontier(cloud)]
        for (x, y), better in zip(cloud, found, strict=True):
            if (x, y) in corners:
                assert better is None
            else:
                assert better["y"] == max(cy for cx, cy in corners if cx >= x)
                assert better["y"] >= y and better["x"] >= x


def test_ranges_and_ticks_agree(maths: Page) -> None:
    dice = random.Random(11)
    ratios = [[dice.lognormvariate(1, 1.2) for _ in range(dice.randint(1, 30))] for _ in range(60)]
    changes = [[dice.gauss(-2, 3) for _ in range(dice.randint(1, 40))] for _ in range(60)]
    changes += [[*some, -5e4] for some in changes[:20]]

    for ours, theirs in zip(map(ratio_range, ratios), call(maths, "ratioRange", [[r] for r in ratios]), strict=True):
        assert theirs == pytest.approx(ours)
    for points in (True, False):
        found = call(maths, "changeRange", [[c, points, True] for c in changes])
        for some, theirs in zip(changes, found, strict=True):
            assert theirs == pytest.approx(change_range(some, points=points))
    for most in (7, 11):
        found = call(maths, "ratioTicks", [[ratio_range(r), most] for r in ratios])
        assert found == [ratio_ticks(ratio_range(r), most) for r in ratios]
    found = call(maths, "changeTicks", [[change_range(c), 8] for c in changes])
    assert found == [pytest.approx(change_ticks(change_range(c))) for c in changes]


def test_numbers_read_alike(maths: Page) -> None:
    dice = random.Random(3)
    values = [dice.uniform(-200, 200) for _ in range(200)] + [
        0.0,
        -0.0,
        999.994,
        1234.5,
        1235.5,
        0.125,
        0.375,
        0.615,
        0.605,
        2.675,
        -12_384.2,
        0.004,
        -0.004,
        1e6,
    ]
    sizes, scores = [abs(v) + 0.01 for v in values], [abs(v) for v in values]

    assert call(maths, "ratio", [[v] for v in sizes], "numberText") == [ratio(v) for v in sizes]
    assert call(maths, "plain", [[v, 2] for v in scores], "numberText") == [plain(v, 2) for v in scores]
    assert call(maths, "signed", [[v, 2] for v in values], "numberText") == [signed(v, 2) for v in values]
    ticks = [0, 0.5, -2, 12_000, -0.0005, 1e-7]
    assert call(maths, "tick", [[t] for t in ticks], "numberText") == [tick_text(t) for t in ticks]


def test_names_find_the_same_places(maths: Page) -> None:
    dice = random.Random(5)
    for _ in range(40):
        marks = [(dice.uniform(0, 500), dice.uniform(20, 300)) for _ in range(dice.randint(1, 30))]
        names = [(*marks[i], f"method {'x' * dice.randint(0, 25)}") for i in range(0, len(marks), 4)]
        ours = place_labels(names, marks, 500, 14, 320)
        given = [[{"x": x, "y": y, "text": t} for x, y, t in names], marks, 500, 14, 320]
        (theirs,) = call(maths, "placeNames", [given])
        assert [(n["text"], n["anchor"], n["dx"], n["dy"]) for n in theirs] == [
            (label.text, label.anchor, label.dx, label.dy) for label in ours
        ]


def test_bands_share_what_overlaps_the_best(maths: Page) -> None:
    """As analysis/bands.py: closed intervals, the larger ratio first among equals."""
    points = [
        {"x": 4, "y": 0, "half": 0.2, "key": "a"}, {"x": 5, "y": 0, "half": 0.2, "key": "b"},
        {"x": 4, "y": -0.4, "half": 0.2, "key": "c"}, {"x": 4, "y": -0.41, "half": 0.2, "key": "d"},
        {"x": 2, "y": 9, "half": 0, "key": "e"},
    ]  # fmt: skip
    found = call(maths, "band", [[points, 4], [points, 6]])
    assert [[p["key"] for p in band] for band in found] == [["b", "a", "c"], []]
