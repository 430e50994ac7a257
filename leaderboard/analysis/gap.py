"""Claimed against measured: what papers report of a method beside what our runs of it give, at the same ratio."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, stdev
from typing import Literal

from leaderboard.analysis.boards import AXES, Axis, Board
from leaderboard.analysis.intervals import half_width
from leaderboard.analysis.measured import Campaign, MeasuredPoint, trained
from leaderboard.store.corpus import CounterpartView, ResultView

Verdict = Literal["claimed more", "claimed less", "within the interval", "cannot tell"]
DENSE_APART = 1.0  # points of top-1 between dense networks from which a difference says nothing about the method


@dataclass(frozen=True, slots=True)
class Gap:
    """A reported result beside our runs of the same method on the same board.

    ``claimed`` and ``measured`` are changes of top-1 in points at ``ratio`` on ``axis``; ``measured`` is the mean over
    ``seeds`` seeds, None where nothing was measured at that ratio; ``half`` half of its 95 % interval, None for one
    seed. ``reasons`` say why the verdict is "cannot tell".
    """

    board: Board
    campaign: Campaign
    method: str
    result: ResultView
    axis: Axis
    ratio: float
    claimed: float
    measured: float | None
    half: float | None
    seeds: int
    verdict: Verdict
    reasons: tuple[str, ...]

    @property
    def difference(self) -> float | None:
        """Claimed minus measured, in points."""
        return None if self.measured is None else self.claimed - self.measured


def gaps(
    boards: Iterable[Board], campaigns: Iterable[Campaign], counterparts: Mapping[str, CounterpartView]
) -> tuple[Gap, ...]:
    """Every claim on a board that our runs of its method can be held against, by board, method, paper and ratio.

    Joined by (data set, network) and by the catalogue's ``measured_methods.toml``. One line for each claim, campaign
    and measured method: protocols are never averaged. Speedup is used only where a result has no compression ratio.
    """
    by_board = {(b.dataset, b.architecture): b for b in boards}
    found: list[Gap] = []
    for campaign in campaigns:
        board = by_board.get((campaign.dataset, campaign.architecture))
        if board is not None:
            found += [gap for method in campaign.methods for gap in _of(board, campaign, counterparts.get(method))]
    return tuple(sorted(found, key=lambda g: (g.board.key, g.method, g.result.paper, g.ratio, g.campaign.protocol)))


def missing(
    boards: Iterable[Board], campaigns: Iterable[Campaign], counterparts: Mapping[str, CounterpartView]
) -> tuple[tuple[tuple[Board, str], ...], tuple[tuple[Board, str], ...]]:
    """Boards and reported methods of which only one side is there: claims with a number whose method can be re-run and
    was not, there; and re-runs whose claim has no change of top-1 beside a ratio on record.
    """
    claimed = {key: one.key for one in counterparts.values() for key in one.claims}
    ran = {(c.dataset, c.architecture, method) for c in campaigns for method in c.methods}
    unmeasured: dict[tuple[str, str], Board] = {}
    numberless: dict[tuple[str, str], Board] = {}
    for board in boards:
        own = [r for r in board.results if r.method in claimed and _counts(r)]
        numbered = {r.method for r in own if _claim(r) is not None}
        for method in {r.method for r in own}:
            measured = (board.dataset, board.architecture, claimed[method]) in ran
            if method in numbered and not measured:
                unmeasured[board.key, method] = board
            elif measured and method not in numbered:
                numberless[board.key, method] = board
    one, other = (tuple((b, m) for (_, m), b in sorted(found.items())) for found in (unmeasured, numberless))
    return one, other


def _of(board: Board, campaign: Campaign, counterpart: CounterpartView | None) -> Iterator[Gap]:
    if counterpart is None or not counterpart.claims:
        return
    points = [p for p in campaign.points if p.method == counterpart.key]
    for result in board.results:
        claim = _claim(result) if result.method in counterpart.claims and _counts(result) else None
        if claim is not None:
            yield _gap(board, campaign, counterpart.key, points, result, *claim)


def _counts(result: ResultView) -> bool:
    return result.same_as is None and result.table.role not in ("sweep", "dense")


def _claim(result: ResultView) -> tuple[Axis, float, float] | None:
    change = result.value("delta_top1")
    if change is None:
        return None
    return next(((axis, v, change) for axis in AXES if (v := result.value(axis)) is not None), None)


def _gap(
    board: Board,
    campaign: Campaign,
    method: str,
    points: Sequence[MeasuredPoint],
    result: ResultView,
    axis: Axis,
    ratio: float,
    claimed: float,
) -> Gap:
    changes = at_ratio(points, axis, ratio)
    measured = fmean(changes) if changes else None
    half = half_width(stdev(changes), len(changes)) if len(changes) > 1 else None
    reasons = tuple(_doubts(board, campaign, points, result, axis, ratio, changes))
    verdict: Verdict = "cannot tell"
    if not reasons and measured is not None and half is not None:
        apart = claimed - measured
        verdict = "within the interval" if abs(apart) <= half else "claimed more" if apart > 0 else "claimed less"
    return Gap(board, campaign, method, result, axis, ratio, claimed, measured, half, len(changes), verdict, reasons)


def at_ratio(points: Sequence[MeasuredPoint], axis: Axis, ratio: float) -> list[float]:
    """Change of top-1 of each seed at ``ratio``: between the two nearest measured ratios, linearly in the logarithm of
    the ratio. Only seeds that have both; none outside of what was measured.
    """
    curves: dict[int, list[tuple[float, float]]] = {}
    for p in points:
        for run in p.runs:
            x = run.compression_ratio if axis == "compression_ratio" else run.theoretical_speedup
            if x is not None and x > 0 and run.change is not None:
                curves.setdefault(run.seed, []).append((math.log(x), run.change))
    found = [_between(sorted(curve), math.log(ratio)) for _, curve in sorted(curves.items())]
    return [value for value in found if value is not None]


def _between(curve: Sequence[tuple[float, float]], x: float) -> float | None:
    exact = [y for at, y in curve if abs(at - x) < 1e-9]
    if exact:
        return fmean(exact)
    below, above = [p for p in curve if p[0] < x], [p for p in curve if p[0] > x]
    if not below or not above:
        return None
    (x0, y0), (x1, y1) = below[-1], above[0]
    return y0 + (y1 - y0) * (x - x0) / (x1 - x0)


def _doubts(
    board: Board,
    campaign: Campaign,
    points: Sequence[MeasuredPoint],
    result: ResultView,
    axis: Axis,
    ratio: float,
    changes: Sequence[float],
) -> Iterator[str]:
    if not changes:
        reached = [p.ratio if axis == "compression_ratio" else p.speedup for p in points]
        yield f"outside of what was measured, {min(reached):.2f} to {max(reached):.2f}×" if reached else "not measured"
    elif len(changes) == 1:
        yield "one run"
    if board.standings[result.id].klass == "C":
        yield "the result is of comparability class C"
    dense, ours = result.value("baseline_top1"), campaign.dense
    if dense is not None and ours and abs(dense - fmean(ours)) > DENSE_APART:
        yield f"the dense networks differ: {dense:.2f} % there, {fmean(ours):.2f} % here"
    if points and not tuned(points[0]):
        yield "the protocol does not tune after pruning"


def tuned(point: MeasuredPoint) -> bool:
    """Whether the runs of a point were trained after or while they were pruned."""
    return trained(point.runs[0])
