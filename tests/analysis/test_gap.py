"""Claimed beside measured, on an invented corpus whose answers are worked out by hand."""

from __future__ import annotations

import math
from typing import Any

import pytest

from leaderboard.analysis.boards import boards
from leaderboard.analysis.gap import Gap, at_ratio, gaps, missing
from leaderboard.analysis.intervals import half_width
from leaderboard.analysis.measured import campaigns
from leaderboard.store.corpus import Corpus, CounterpartView, RunView
from tests.render.synthetic import corpus

COUNTERPARTS = {
    "ours": CounterpartView("ours", "Ours", ("alpha",), "the same"),
    "nothing": CounterpartView("nothing", "Nothing", (), ""),
}
TUNED = '{"tuned": {"history": {"epoch": [0]}}}'


def run(ratio: float, seed: int, change: float, **more: Any) -> RunView:
    """A run on the corpus's board from a dense network of 93 %."""
    given = {
        "id": f"{ratio}/{seed}/{more}", "protocol": "p-v1", "protocol_version": 1, "dataset": "cifar-10",
        "architecture": "resnet-56", "network": "resnet-56-invented", "method": "ours", "ratio": ratio, "seed": seed,
        "outcome": "finished", "file": "f", "top1": 93.0 + change, "top5": None, "dense_top1": 93.0,
        "pruned_top1": None, "compression_ratio": ratio, "theoretical_speedup": ratio / 2, "record": TUNED,
    }  # fmt: skip
    return RunView(**{**given, **more})


def found(*runs: RunView, **replaced: Any) -> tuple[Gap, ...]:
    whole: Corpus = corpus(runs=runs, **replaced)
    return gaps(boards(whole), campaigns(whole.runs), COUNTERPARTS)


def test_between_two_ratios_linearly_in_the_logarithm() -> None:
    """At 4x between 2x (0) and 8x (-2): half way. Seeds without both ends are left out; nothing beyond the ends."""
    points = campaigns([run(2, 0, 0.0), run(8, 0, -2.0), run(2, 1, -1.0), run(8, 1, -2.0), run(2, 2, 5.0)])[0].points
    assert at_ratio(points, "compression_ratio", 4.0) == pytest.approx([-1.0, -1.5])
    assert at_ratio(points, "compression_ratio", 2.0) == pytest.approx([0.0, -1.0, 5.0])
    assert at_ratio(points, "compression_ratio", 8.1) == at_ratio(points, "compression_ratio", 1.9) == []
    assert at_ratio(points, "theoretical_speedup", 2.0) == pytest.approx([-1.0, -1.5])


def test_the_interval_is_students() -> None:
    assert half_width(0.3, 3) == pytest.approx(4.303 * 0.3 / math.sqrt(3))


def test_verdicts_with_three_seeds() -> None:
    """Claims of -0.5 at 2x and -2 at 4x, measured -1.0 +- 0.1 and -2.0 +- 0.1 over three seeds."""
    runs = [run(r, s, base + 0.1 * (s - 1)) for r, base in ((2, -1.0), (4, -2.0)) for s in range(3)]
    by_ratio = {g.ratio: g for g in found(*runs)}
    assert by_ratio[2.0].verdict == "claimed more" and by_ratio[2.0].difference == pytest.approx(0.5)
    assert by_ratio[2.0].half == pytest.approx(4.303 * 0.1 / math.sqrt(3)) and by_ratio[2.0].seeds == 3
    assert by_ratio[4.0].verdict == "within the interval"
    lower = [run(2, s, 0.5 + 0.1 * s) for s in range(3)]
    assert {g.ratio: g for g in found(*lower)}[2.0].verdict == "claimed less"


@pytest.mark.parametrize(
    ("runs", "reason"),
    [
        ([run(2, 0, -1.0)], "one run"),
        ([run(3, s, -1.0 - s) for s in range(3)], "outside of what was measured, 3.00 to 3.00×"),
        ([run(2, s, -1.0 - s, dense_top1=91.5) for s in range(3)], "the dense networks differ: 93.00 % there, 91.50 %"),
        ([run(2, s, -1.0 - s, record='{"tuned": {"history": {}}}') for s in range(3)], "does not tune"),
    ],
)
def test_what_cannot_be_told_says_why_and_shows_both_numbers(runs: list[RunView], reason: str) -> None:
    gap = next(g for g in found(*runs) if g.ratio == 2.0)
    assert gap.verdict == "cannot tell" and any(reason in r for r in gap.reasons), gap.reasons
    assert gap.claimed == -0.5 and (gap.measured is None) == ("outside" in reason)


def test_protocols_stay_apart_and_a_join_does_not_multiply() -> None:
    """Two protocols give two lines a claim; repeats, searches and methods without a counterpart give none."""
    runs = [run(2, s, -1.0 - s) for s in range(3)]
    other = [run(2, s, -1.0 - s, protocol="q-v1") for s in range(3)]
    one, two = found(*runs), found(*runs, *other)

    assert len(two) == 2 * len(one)
    assert [(g.result.id, g.campaign.protocol) for g in one] == [(g.result.id, "p-v1") for g in one]
    assert {g.result.id for g in one} == {"one:a", "one:b", "one:c"}  # d has no number, s1 and s2 are searches
    assert len({(g.result.id, g.campaign.protocol, g.method) for g in two}) == len(two)
    assert found(run(2, 0, -1.0, method="nothing"), run(2, 0, -1.0, method="unknown")) == ()
    assert found(run(2, 0, -1.0, dataset="", architecture="")) == ()  # blanks match nothing


def test_what_is_missing_on_either_side() -> None:
    whole = corpus()
    unmeasured, numberless = missing(boards(whole), (), COUNTERPARTS)
    assert [(b.key, m) for b, m in unmeasured] == [("cifar-10--resnet-56", "alpha")] and numberless == ()
    ran = campaigns([run(2, 0, -1.0)])
    assert missing(boards(whole), ran, COUNTERPARTS) == ((), ())
    bare = corpus(results=tuple(r for r in whole.results if r.id == "one:d"))
    assert [(b.key, m) for b, m in missing(boards(bare), ran, COUNTERPARTS)[1]] == [("cifar-10--resnet-56", "alpha")]
