"""Bands instead of ranks: results at k× or more whose intervals overlap that of the best share its band.

Papers seldom say how much a result varies (see the quality page), so for most of them the spread is unknown. What
stands in for it is a board's own: the median deviation over seeds of our tuned runs there, else the median of what its
papers report. A board that has neither has no stand-in, and only rounding of the printed digits keeps results together.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median, stdev
from typing import Literal

from leaderboard.analysis.boards import Board, Point
from leaderboard.analysis.gap import tuned
from leaderboard.analysis.intervals import half_width
from leaderboard.analysis.measured import Campaign, MeasuredPoint
from leaderboard.store.corpus import ResultView

NORMAL95 = 1.96  # two-sided 95 % quantile of the normal distribution: a single run around its mean
FEWEST = 3  # deviations that make a median worth standing in for others

Basis = Literal["runs", "deviation", "stand-in", "rounding"]


@dataclass(frozen=True, slots=True)
class StandIn:
    """A deviation of single runs, in the board's unit: the median of ``count`` deviations, measured or reported."""

    deviation: float
    source: Literal["measured", "reported"]
    count: int


@dataclass(frozen=True, slots=True)
class Margin:
    """Half of a result's 95 % interval, and what it rests on.

    ``runs``: deviation and number of runs are known; ``deviation``: it is known, of one run or an unknown number;
    ``stand-in``: unknown; ``rounding``: unknown and nothing stands in, so only the printed digits' rounding is left.
    """

    half: float
    basis: Basis


@dataclass(frozen=True, slots=True)
class Band:
    """The best at a ratio or more, and every point whose interval overlaps its own, best first (itself included)."""

    best: Point
    points: tuple[Point, ...]


def deviation_of(result: ResultView) -> float | None:
    """The standard deviation that a result states, in its board's unit; None for zero and where it states none."""
    return result.value("std_score" if result.table.metric else "std_top1") or None


def stand_in(board: Board, campaigns: Iterable[Campaign]) -> StandIn | None:
    """What stands for unknown spreads on a board; ``campaigns`` are our runs on its network."""
    found = (_deviation(p) for c in campaigns for p in c.points if p.target > 1 and tuned(p))
    measured = [deviation for deviation in found if deviation]
    reported = [d for r in board.results if r.table.role == "results" and (d := deviation_of(r)) is not None]
    if len(measured) >= FEWEST:
        return StandIn(median(measured), "measured", len(measured))
    if len(reported) >= FEWEST:
        return StandIn(median(reported), "reported", len(reported))
    return None


def _deviation(p: MeasuredPoint) -> float | None:
    """The deviation of single runs, None for one; where seeds share dense networks ``p.spread`` is that of means."""
    changes = [run.change for run in p.runs if run.change is not None]
    return stdev(changes) if len(changes) > 1 else None


def margin(point: Point, change: str, standing: StandIn | None) -> Margin:
    """The margin of a point of a trade-off in ``change``; spreads on record are of top-1 or of the board's metric."""
    deviation = deviation_of(point.result) if change != "delta_top5" else None
    runs = point.result.value("trials")
    if deviation is not None and runs is not None and runs >= 2:
        return Margin(half_width(deviation, int(runs)), "runs")
    if deviation is not None:
        return Margin(NORMAL95 * deviation, "deviation")
    if standing is not None and change != "delta_top5":
        return Margin(NORMAL95 * standing.deviation, "stand-in")
    value = point.result.quantities[change]
    rounding = 0.0 if value.low is None or value.high is None else (value.high - value.low) / 2
    return Margin(rounding, "rounding")


def band(points: Sequence[Point], change: str, ratio: float, standing: StandIn | None) -> Band | None:
    """The band of the best among ranked points at ``ratio`` or more; None where nothing reaches it.

    Among equally good points the one with the larger ratio leads. Overlap is of closed 95 % intervals: a way of
    showing what the numbers cannot tell apart, not a test.
    """
    reached = sorted(
        (p for p in points if p.ranked and p.ratio >= ratio), key=lambda p: (-p.change, -p.ratio, p.result.id)
    )
    if not reached:
        return None
    best = reached[0]
    lowest = best.change - margin(best, change, standing).half
    return Band(best, tuple(p for p in reached if p is best or p.change + margin(p, change, standing).half >= lowest))
