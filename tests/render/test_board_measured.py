"""What a board shows of our own runs, on an invented corpus."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from leaderboard.render.board_answer import answer
from leaderboard.render.board_chart import board_charts, chosen_series
from leaderboard.render.board_lines import Line, lines_of, timed
from leaderboard.render.board_measured import measured_here, shown_here
from leaderboard.render.context import Site
from leaderboard.render.metrics import TOP1
from leaderboard.store.corpus import CounterpartView, RunView
from tests.analysis.test_gap import run
from tests.build.test_measured import record
from tests.render.conftest import Render
from tests.render.synthetic import corpus

COUNTERPARTS = {
    "ours": CounterpartView("ours", "Ours", ("alpha",), "the same"),
    "best": CounterpartView("best", "Best", (), ""),
}


def site(*runs: RunView) -> Site:
    return Site(corpus(runs=runs, counterparts=COUNTERPARTS))


def sweep(protocol: str = "p-v1", **levels: float) -> list[RunView]:
    """Methods by their change at 2x; at 4x a point less, three seeds each."""
    return [
        run(r, s, level - (r - 2) / 2 + s / 10, method=method, protocol=protocol)
        for method, level in levels.items()
        for r in (2, 4)
        for s in range(3)
    ]


def lines(found: Site) -> tuple[Line, ...]:
    return lines_of(found, found.boards[0], None)


def test_claims_and_the_best_are_named() -> None:
    found = site(*sweep(ours=-2.0, best=-1.0, worse=-3.0))
    (here,) = shown_here(found, found.boards[0])

    assert {p.method for p in here.points} == {"ours", "best"} and {p.method for p in here.others} == {"worse"}


def test_every_mean_is_a_line_of_the_board() -> None:
    """After the papers' results, with its spread and number of seeds, a 95 % interval, and nothing papers have."""
    found = lines(site(*sweep(ours=-2.0, worse=-3.0)))
    ours = [line for line in found if line.source == "measured"]

    assert found[-4:] == tuple(ours)
    assert [(line.name, line.variant, line.by) for line in ours[:2]] == [
        ("Ours", "target 2×", "p-v1"),
        ("Ours", "target 4×", "p-v1"),
    ]
    texts = [text for text, _ in ours[0].cells]
    assert texts == ["2.00×", "1.00×", "93.00", "91.10", "−1.90", "–", "±0.10 (3)"]
    assert ours[0].margin is not None and ours[0].margin.half == pytest.approx(4.303 * 0.1 / 3**0.5)
    assert (ours[0].paper, ours[0].year, ours[0].klass, ours[0].ranked) == (None, None, "", True)


def test_measured_speedups_of_our_runs_make_a_column_and_a_chart() -> None:
    """Also where no paper there measured any; runs that were not timed are blank there."""
    fast = [replace(one, measured_speedup=1.25) for one in sweep(ours=-2.0)]
    found = site(*fast, *sweep("q-v1", ours=-1.0))
    board, shown = found.boards[0], lines(found)
    ours = [line for line in shown if line.source == "measured"]

    assert [[text for text, _ in line.cells][:4] for line in (ours[0], ours[2])] == [
        ["2.00×", "1.00×", "1.25×", "93.00"],
        ["2.00×", "1.00×", "–", "93.00"],
    ]
    assert [line.across[2] for line in ours] == [1.25, 1.25, None, None]
    assert {len(line.cells) for line in shown} == {8}
    assert timed(found, board) and not timed(site(*sweep(ours=-2.0)), board)


def test_a_re_run_has_the_look_of_what_it_re_runs() -> None:
    found = site(*sweep(ours=-2.0, best=-1.0))
    board = found.boards[0]
    chosen = chosen_series(board, lines(found))
    (here,) = shown_here(found, board)

    assert {line.series for line in lines(found) if line.name == "Ours"} == {"alpha"}
    assert set(chosen) == {"alpha", "beta", "measured best"}
    table = measured_here(found, here, chosen)
    assert [link.text for _, link, _ in table.rows] == ["Best", "Ours"] and table.targets == ("2×", "4×")
    assert table.rows[1][2] == ("−1.90 ± 0.10 (3)", "−2.90 ± 0.10 (3)") and not table.pruned_only
    assert [style for style, _, _ in table.rows] == [chosen["measured best"], chosen["alpha"]]


def test_of_our_runs_the_best_at_a_ratio_are_in_colour() -> None:
    """Nine others with as many means come before it by name, and colours are eight."""
    others = {f"method{number}": -3.0 for number in range(9)}
    found = site(*sweep(**others, the_best=-1.0))
    chosen = chosen_series(found.boards[0], lines(found))

    assert len(chosen) == 8 and "measured the_best" in chosen
    assert "measured method8" not in chosen


def test_protocols_are_curves_of_their_own_and_lines_of_their_own_kind() -> None:
    """Two protocols at the same ratios: two curves a method, no mark in between, the best of each by itself."""
    found = site(*sweep(ours=-2.0), *sweep("q-v1", ours=-1.0))
    board, shown = found.boards[0], lines(found)
    ours = [line for line in shown if line.source == "measured"]

    assert [line.by for line in ours] == ["p-v1", "p-v1", "q-v1", "q-v1"]
    assert len({line.curve for line in ours}) == 2
    drawn = board_charts(found, board, shown, chosen_series(board, shown), TOP1)
    assert [c.classes.split()[2:] for c in drawn[0].curves if "c0" in c.classes or "c1" in c.classes].count(["d1"]) == 1
    rows = {row.threshold: row.ours for row in answer(found, board, None)}
    assert [(one.change, one.link.aside) for one in rows[2.0]] == [
        ("−1.90", "p-v1, ± 0.10, 3 seeds"),
        ("−0.90", "q-v1, ± 0.10, 3 seeds"),
    ]


def test_a_campaign_without_a_finished_pruned_run_is_not_on_the_board() -> None:
    failed = run(2, 0, 0.0, outcome="failed")
    unpruned = run(1, 0, 0.0, method="dense", protocol="q-v1")

    assert shown_here(site(failed, unpruned), site(failed, unpruned).boards[0]) == []


def test_the_front_page_lists_comparisons_with_a_verdict(render: Render) -> None:
    """Claim, mean with its interval, protocol and epochs, verdict; none of what cannot be told."""
    runs = []
    for one in sweep(ours=-2.0):
        whole = record(one.seed)
        whole["tuned"]["history"] = {"epoch": [0, 1], "validation_top1": [80.0, 90.0]}
        file = f"measured_results/p-v1/{one.ratio:g}-{one.seed}.json"
        runs.append(replace(one, file=file, record=json.dumps(whole), epochs=2))
    page = render(corpus(runs=tuple(runs), counterparts=COUNTERPARTS))["index.html"]
    listed = re.sub(r"<[^>]+>", "", page.partition('id="told"')[2].partition("</ul>")[0])

    assert "Alpha Author 2024, ResNet-56 on CIFAR-10, 2.00× size: claimed −0.50, measured −1.90 ± 0.25 (3)" in listed
    assert "claimed more" in listed and "cannot tell" not in listed


def test_without_a_verdict_the_front_page_lists_none(render: Render) -> None:
    assert 'id="told"' not in render(corpus())["index.html"]
