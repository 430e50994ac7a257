"""Claimed beside measured, on an invented corpus whose answers are worked out by hand."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest

from leaderboard.analysis.analysed import Analysed
from leaderboard.analysis.boards import boards
from leaderboard.analysis.gap import Gap, at_ratio, gaps, missing
from leaderboard.analysis.intervals import half_width
from leaderboard.analysis.measured import campaigns, epochs_trained, join_counts
from leaderboard.render.exports.measured import gaps_table
from leaderboard.store.corpus import Corpus, CounterpartView, RunView
from tests.render.synthetic import BLANK, corpus

COUNTERPARTS = {
    "ours": CounterpartView("ours", "Ours", ("alpha",), "the same"),
    "nothing": CounterpartView("nothing", "Nothing", (), ""),
}


def run(ratio: float, seed: int, change: float, **more: Any) -> RunView:
    """A run on the corpus's board from a dense network of 93 %."""
    given = {
        "id": f"{ratio}/{seed}/{more}", "protocol": "p-v1", "protocol_version": 1, "dataset": "cifar-10",
        "architecture": "resnet-56", "network": "resnet-56-invented", "method": "ours", "ratio": ratio, "seed": seed,
        "outcome": "finished", "file": "f", "top1": 93.0 + change, "top5": None, "dense_sha256": "", "dense_top1": 93.0,
        "pruned_top1": None, "compression_ratio": ratio, "theoretical_speedup": ratio / 2, "epochs": 1, "record": "{}",
    }  # fmt: skip
    return RunView(**{**given, **more})


def found(*runs: RunView, **replaced: Any) -> tuple[Gap, ...]:
    whole: Corpus = corpus(runs=runs, **replaced)
    return gaps(boards(whole), campaigns(whole.runs), COUNTERPARTS, {"short"})


def test_between_two_ratios_linearly_in_the_logarithm() -> None:
    """At 4x between 2x (0) and 8x (-2): half way. Seeds without both ends are left out; nothing beyond the ends."""
    points = campaigns([run(2, 0, 0.0), run(8, 0, -2.0), run(2, 1, -1.0), run(8, 1, -2.0), run(2, 2, 5.0)])[0].points
    assert at_ratio(points, "compression_ratio", 4.0) == pytest.approx([-1.0, -1.5])
    assert at_ratio(points, "compression_ratio", 2.0) == pytest.approx([0.0, -1.0, 5.0])
    assert at_ratio(points, "compression_ratio", 8.1) == at_ratio(points, "compression_ratio", 1.9) == []
    assert at_ratio(points, "theoretical_speedup", 2.0) == pytest.approx([-1.0, -1.5])


def test_epochs_are_those_in_the_records() -> None:
    points = campaigns([run(2, 0, 0.0), run(2, 1, 0.0, epochs=3)])[0].points
    bare = campaigns([run(2, 0, 0.0, epochs=0)])[0].points
    assert (epochs_trained(points), epochs_trained(bare)) == ((1, 3), (0, 0))


def test_the_interval_is_students() -> None:
    assert half_width(0.3, 3) == pytest.approx(4.303 * 0.3 / math.sqrt(3))


def test_verdicts_with_three_seeds() -> None:
    """Claims of -0.5 at 2x and -2 at 4x, measured -1.0 +- 0.1 and -2.0 +- 0.1 over three seeds."""
    runs = [run(r, s, base + 0.1 * (s - 1)) for r, base in ((2, -1.0), (4, -2.0)) for s in range(3)]
    by_ratio = {g.claim.ratio: g for g in found(*runs)}
    assert by_ratio[2.0].verdict == "claimed more" and by_ratio[2.0].difference == pytest.approx(0.5)
    assert by_ratio[2.0].half == pytest.approx(4.303 * 0.1 / math.sqrt(3))
    assert (by_ratio[2.0].count, by_ratio[2.0].of) == (3, "seed")
    assert by_ratio[4.0].verdict == "within the interval"
    lower = [run(2, s, 0.5 + 0.1 * s) for s in range(3)]
    assert {g.claim.ratio: g for g in found(*lower)}[2.0].verdict == "claimed less"


def test_seeds_that_share_dense_networks_are_counted_by_network() -> None:
    """Six seeds from two dense networks are two values; the page and the export say of what."""
    runs = [run(2, seed, -1.0 - seed % 2, dense_sha256=str(seed % 2)) for seed in range(6)]
    whole = corpus(runs=tuple(runs), counterparts=COUNTERPARTS)
    gap = next(g for g in found(*runs) if g.claim.ratio == 2.0)

    assert (gap.count, gap.of, gap.measured) == (2, "dense network", -1.5)
    frame = gaps_table(Analysed(whole)).frame()
    assert set(zip(frame["of"], frame["count"], strict=True)) >= {("dense network", 2)} and "seeds" not in frame


def test_boards_scored_by_something_else_are_not_of_our_runs() -> None:
    """The same data set and network by another metric: neither claims of its own nor in the way of the other board."""
    runs = campaigns([run(2, s, -1.0 + s) for s in range(3)])
    plain = boards(corpus())
    other = [replace(board, metric="perplexity") for board in plain]

    assert {gap.board.metric for gap in gaps([*plain, *other], runs, COUNTERPARTS, ())} == {None}
    assert gaps(other, runs, COUNTERPARTS, ()) == ()
    assert not any(one.board_run for one in missing(other, runs, COUNTERPARTS))
    tables = {number: replace(at, metric="perplexity") for number, at in corpus().tables.items()}
    scored = tuple(replace(r, table=tables[r.table.id]) for r in corpus().results)
    assert join_counts(corpus(runs=(run(2, 0, -1.0),))).boardless == {}
    assert join_counts(corpus(runs=(run(2, 0, -1.0),), results=scored)).boardless == {"resnet-56-invented": 1}


@pytest.mark.parametrize(
    ("runs", "reason"),
    [
        ([run(2, 0, -1.0)], "one run"),
        ([run(3, s, -1.0 - s) for s in range(3)], "outside of what was measured, 3.00 to 3.00×"),
        ([run(2, s, -1.0 - s, dense_top1=91.5) for s in range(3)], "the dense networks differ: 93.00 % there, 91.50 %"),
        ([run(2, s, -1.0 - s, epochs=0) for s in range(3)], "does not tune"),
        ([run(2, s, -1.0 - s, fixed="short") for s in range(3)], "trains for less than is usual"),
    ],
)
def test_what_cannot_be_told_says_why_and_shows_both_numbers(runs: list[RunView], reason: str) -> None:
    gap = next(g for g in found(*runs) if g.claim.ratio == 2.0)
    assert gap.verdict == "cannot tell" and any(reason in r for r in gap.reasons), gap.reasons
    assert gap.claim.change == -0.5 and (gap.measured is None) == ("outside" in reason)


def test_protocols_stay_apart_and_a_join_does_not_multiply() -> None:
    """Two protocols give two lines a claim; repeats, searches and methods without a counterpart give none."""
    runs = [run(2, s, -1.0 - s) for s in range(3)]
    other = [run(2, s, -1.0 - s, protocol="q-v1") for s in range(3)]
    one, two = found(*runs), found(*runs, *other)

    assert len(two) == 2 * len(one)
    assert [(g.claim.result.id, g.campaign.protocol) for g in one] == [(g.claim.result.id, "p-v1") for g in one]
    assert {g.claim.result.id for g in one} == {"one:a", "one:b", "one:c"}  # d has no number, s1 and s2 are searches
    assert len({(g.claim.result.id, g.campaign.protocol, g.method) for g in two}) == len(two)
    assert found(run(2, 0, -1.0, method="nothing"), run(2, 0, -1.0, method="unknown")) == ()
    assert found(run(2, 0, -1.0, dataset="", architecture="")) == ()  # blanks match nothing


def sides(*given: Any) -> list[tuple[str, str, bool, bool]]:
    return [(m.board.key, m.method, m.measured, m.board_run) for m in missing(*given)]


def test_what_is_missing_on_either_side() -> None:
    """A claim that nobody ran, with or without runs of other methods on its board; a run whose claim has no ratio."""
    whole = boards(corpus())
    assert sides(whole, (), COUNTERPARTS) == [("cifar-10--resnet-56", "alpha", False, False)]
    ran, other = campaigns([run(2, 0, -1.0)]), campaigns([run(2, 0, -1.0, method="unknown")])
    assert sides(whole, ran, COUNTERPARTS) == []
    assert sides(whole, other, COUNTERPARTS) == [("cifar-10--resnet-56", "alpha", False, True)]
    bare = boards(corpus(results=tuple(r for r in corpus().results if r.id == "one:d")))
    assert sides(bare, ran, COUNTERPARTS) == [("cifar-10--resnet-56", "alpha", True, True)]
    assert sides(bare, (), COUNTERPARTS) == []


def test_one_of_two_re_runs_of_a_method_is_enough() -> None:
    two = {**COUNTERPARTS, "later": CounterpartView("later", "Later", ("alpha",), "")}
    assert sides(boards(corpus()), campaigns([run(2, 0, -1.0)]), two) == []


def changed(identifier: str, **quantities: Any) -> tuple[Any, ...]:
    """The invented results, one of them with other numbers."""
    return tuple(
        replace(r, quantities={**r.quantities, **quantities}) if r.id == identifier else r for r in corpus().results
    )


THREE = [run(2, s, -1.0 - s / 10) for s in range(3)]


@pytest.mark.parametrize(
    ("blank", "reason"),
    [
        ({"delta_top1": BLANK, "baseline_top1": BLANK}, "the source gives no dense top-1 of its own"),
        ({"delta_top1": BLANK, "top1": BLANK}, "no change of top-1 is on record"),
    ],
)
def test_a_claim_without_a_change_is_listed_with_the_reason(blank: dict[str, Any], reason: str) -> None:
    """Our side is shown all the same; another paper's dense network is never borrowed."""
    gap = next(g for g in found(*THREE, results=changed("one:a", **blank)) if g.claim.result.id == "one:a")
    assert (gap.verdict, gap.claim.change, gap.difference) == ("cannot tell", None, None)
    assert reason in gap.reasons and gap.measured == pytest.approx(-1.1)


def test_another_variant_of_the_network_cannot_be_told() -> None:
    """The claim's card, or all that it may be, is known to be another; candidates that include ours forbid nothing."""

    def reasons(**more: Any) -> tuple[str, ...]:
        at = replace(corpus().tables[1], **more)
        results = tuple(replace(r, table=at) if r.table.id == 1 else r for r in corpus().results)
        return next(g for g in found(*THREE, results=results) if g.claim.result.id == "one:a").reasons

    assert reasons() == ()
    assert reasons(card="other") == ("another variant of the network: other there, resnet-56-invented here",)
    assert "another variant" in " ".join(reasons(card=None, candidates=("x", "y")))
    assert "another variant" not in " ".join(reasons(card=None, candidates=("resnet-56-invented", "y")))


def test_the_axis_is_speedup_only_without_a_compression_ratio() -> None:
    """Result a states 2x size and 1.8x speed; without the size it is held against runs at 1.8x speed, 3.6x size."""
    runs = [run(r, s, change) for s in range(3) for r, change in ((2, -1.0), (3.6, -1.5), (4, -2.0))]
    assert {g.claim.result.id: g.claim.axis for g in found(*runs)}["one:a"] == "compression_ratio"
    gap = next(
        g for g in found(*runs, results=changed("one:a", compression_ratio=BLANK)) if g.claim.result.id == "one:a"
    )
    assert (gap.claim.axis, gap.claim.ratio) == ("theoretical_speedup", 1.8)
    assert gap.measured == pytest.approx(-1.5) and gap.difference == pytest.approx(1.0)


def test_the_end_of_what_was_measured_reaches_one_percent_further() -> None:
    """A network of 7.95x is one of 8x; 8.1x is beyond."""
    points = campaigns([run(2, 0, 0.0), run(7.95, 0, -2.0)])[0].points
    assert at_ratio(points, "compression_ratio", 8.0) == [-2.0]
    assert at_ratio(points, "compression_ratio", 8.1) == []


def test_a_seed_alone_at_a_ratio_is_one_run() -> None:
    runs = [run(2, 0, -1.0), *(run(3, s, -1.0 - s) for s in range(3))]
    gap = next(g for g in found(*runs) if g.claim.ratio == 2.0)
    assert gap.reasons == ("one run: of 3 seeds only one reaches this ratio",) and gap.half is None


@pytest.mark.parametrize(("count", "quantile"), [(2, 12.706), (11, 2.228), (24, 2.086), (31, 2.042), (1000, 1.980)])
def test_quantiles_are_never_too_narrow(count: int, quantile: float) -> None:
    """From the table of Student's t; between two of its lines the wider one, so an interval errs to the safe side."""
    assert half_width(1.0, count) == pytest.approx(quantile / math.sqrt(count))
