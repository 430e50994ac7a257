"""Bands: what shares the best's, what stands in for unknown spreads, and on what each margin rests."""

from __future__ import annotations

from dataclasses import replace
from statistics import stdev

import pytest

from leaderboard.analysis.bands import FEWEST, StandIn, band, margin, stand_in
from leaderboard.analysis.boards import boards, trade_off
from leaderboard.analysis.measured import campaigns
from tests.analysis.test_gap import run
from tests.render.synthetic import corpus, result, table, value

AT = table(1, "one")
THREE = {"trials": value(3.0)}


def points(*results):  # type: ignore[no-untyped-def]
    return trade_off(results, "compression_ratio", "delta_top1").points


def test_overlap_with_the_best_makes_the_band() -> None:
    """With a stand-in of 0.1 points (± 0.196): -0.3 overlaps 0.0, -0.4 does not; below the ratio nothing counts."""
    found = points(
        result("best", AT, 4.0, 0.0), result("near", AT, 5.0, -0.3), result("far", AT, 9.0, -0.4),
        result("small", AT, 2.0, 0.5),
    )  # fmt: skip
    here = band(found, "delta_top1", 4.0, StandIn(0.1, "reported", 5))

    assert here is not None and here.best.result.id == "one:best"
    assert [p.result.id for p in here.points] == ["one:best", "one:near"]
    assert band(found, "delta_top1", 10.0, None) is None
    wider = band(found, "delta_top1", 1.0, StandIn(0.1, "reported", 5))
    assert wider is not None and [p.result.id for p in wider.points] == ["one:small"]


def test_without_any_spread_only_rounding_keeps_results_together() -> None:
    """-0.10 and -0.11, each rounded to 0.01, touch; -0.13 does not."""

    def rounded(row: str, change: float) -> object:
        exact = replace(value(change), low=change - 0.005, high=change + 0.005)
        return result(row, AT, 2.0, change, quantities={"delta_top1": exact})

    here = band(points(rounded("a", -0.10), rounded("b", -0.11), rounded("c", -0.13)), "delta_top1", 1.0, None)
    assert here is not None and [p.result.id for p in here.points] == ["one:a", "one:b"]


@pytest.mark.parametrize(
    "std, quantities, standing, basis, half",
    [
        (0.2, THREE, None, "runs", 4.303 * 0.2 / 3**0.5),
        (0.2, {}, None, "deviation", 1.96 * 0.2),
        (None, THREE, StandIn(0.1, "measured", 4), "stand-in", 0.196),
        (None, {}, None, "rounding", 0.0),
    ],
)
def test_margins_say_what_they_rest_on(std, quantities, standing, basis, half) -> None:  # type: ignore[no-untyped-def]
    (point,) = points(result("a", AT, 2.0, -1.0, std=std, quantities=quantities))
    found = margin(point, "delta_top1", standing)

    assert (found.basis, found.half) == (basis, pytest.approx(half))


def test_our_tuned_runs_stand_in_before_what_papers_state() -> None:
    """Three pairs of method and ratio with a spread are enough; of two, the board's reported deviations are used."""
    stated = [result(f"s{i}", AT, 2.0, -1.0, std=deviation) for i, deviation in enumerate((0.2, 0.4, 0.6))]
    (board,) = boards(corpus(results=tuple(stated)))
    assert stand_in(board, ()) == StandIn(0.4, "reported", 3)
    runs = [run(ratio, seed, -1.0 + seed / 10) for ratio in (2, 4, 8)[:FEWEST] for seed in (0, 1, 2)]
    ours = campaigns(runs)
    found = stand_in(board, ours)
    assert found is not None and (found.source, found.count) == ("measured", 3)
    assert found.deviation == pytest.approx(0.1)
    assert stand_in(board, campaigns(runs[:6])) == StandIn(0.4, "reported", 3)
    (bare,) = boards(corpus(results=(result("x", AT, 2.0, -1.0),)))
    assert stand_in(bare, ()) is None


def test_deviations_are_of_single_runs_where_seeds_share_dense_networks() -> None:
    """Three seeds from each of two networks, whose means are alike: the runs vary by 0.1 points all the same."""
    runs = [
        run(ratio, seed, -1.0 + (seed // 2) / 10, dense_sha256=str(seed % 2))
        for ratio in (2, 4, 8)
        for seed in range(6)
    ]
    (board,) = boards(corpus(results=(result("x", AT, 2.0, -1.0),)))
    (campaign,) = campaigns(runs)
    found = stand_in(board, (campaign,))

    assert campaign.crossed and campaign.points[0].spread == pytest.approx(0.0)
    assert found is not None and found.deviation == pytest.approx(stdev([0.0, 0.0, 0.1, 0.1, 0.2, 0.2]))


def test_runs_without_tuning_do_not_stand_in() -> None:
    """A protocol that trains nothing after pruning has hardly any spread, and says nothing of papers that do."""
    untuned = [run(r, s, -1.0 + s / 10, epochs=0) for r in (2, 4, 8) for s in (0, 1)]
    (board,) = boards(corpus(results=(result("x", AT, 2.0, -1.0),)))
    assert stand_in(board, campaigns(untuned)) is None
