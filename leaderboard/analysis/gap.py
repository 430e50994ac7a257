"""Claimed against measured: what papers report of a method beside what our runs of it give, at the same ratio."""

from __future__ import annotations

import math
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import fmean, stdev
from typing import Literal

from leaderboard.analysis.boards import AXES, Axis, Board
from leaderboard.analysis.intervals import half_width
from leaderboard.analysis.measured import Campaign, MeasuredPoint, independent, methods_by_place, trained
from leaderboard.store.corpus import CounterpartView, ResultView

Verdict = Literal["claimed more", "claimed less", "within the interval", "cannot tell"]
DENSE_APART = 1.0  # points of top-1 between dense networks from which a difference says nothing about the method
SHORT = "the protocol trains for less than is usual"
SAME_RATIO = math.log(1.01)  # a ratio this near to the end of what was measured is the measured one


@dataclass(frozen=True, slots=True)
class Claim:
    """A reported result at a ratio; ``change`` of top-1 in points, None where the records do not give one."""

    result: ResultView
    axis: Axis
    ratio: float
    change: float | None


@dataclass(frozen=True, slots=True)
class Gap:
    """A reported result beside our runs of the same method on the same board.

    ``measured`` is the mean change of top-1 in points at the claim's ratio over ``count`` seeds (dense networks, where
    seeds share several), None where nothing was measured there; ``half`` half of its 95 % interval, None for one.
    ``reasons`` say why the verdict is "cannot tell".
    """

    board: Board
    campaign: Campaign
    method: str
    claim: Claim
    measured: float | None
    half: float | None
    count: int
    verdict: Verdict
    reasons: tuple[str, ...]

    @property
    def told(self) -> bool:
        """Whether there is a verdict."""
        return self.verdict != "cannot tell"

    @property
    def of(self) -> Literal["seed", "dense network"]:
        """What ``count`` counts."""
        return "dense network" if self.campaign.crossed else "seed"

    @property
    def difference(self) -> float | None:
        """Claimed minus measured, in points."""
        if self.measured is None or self.claim.change is None:
            return None
        return self.claim.change - self.measured

    def withheld(self, reason: str) -> Gap:
        """The same numbers without a verdict."""
        return replace(self, verdict="cannot tell", reasons=(*self.reasons, reason))


def gaps(
    boards: Iterable[Board],
    campaigns: Iterable[Campaign],
    counterparts: Mapping[str, CounterpartView],
    shortened: Container[str],
) -> tuple[Gap, ...]:
    """Every claim on a board that our runs of its method can be held against, by board, method, paper and ratio.

    Joined by (data set, network) and by the catalogue's ``measured_methods.toml``. One line for each claim, campaign
    and measured method: protocols are never averaged. Speedup is used only where a result has no compression ratio.
    ``shortened`` are the digests of protocols that train for too little to judge a claim.
    """
    by_place = {board.place: board for board in boards}
    found: list[Gap] = []
    for campaign in campaigns:
        board = by_place.get(campaign.place)
        if board is not None:
            here = [gap for method in campaign.methods for gap in _of(board, campaign, counterparts.get(method))]
            found += [gap.withheld(SHORT) for gap in here] if campaign.fixed in shortened else here
    return tuple(sorted(found, key=_place))


def _place(gap: Gap) -> tuple[str, str, str, str, float, str, str, int]:
    claim, campaign = gap.claim, gap.campaign
    return (
        *(gap.board.key, gap.method, claim.result.paper, claim.axis, claim.ratio),
        *(claim.result.id, campaign.protocol, campaign.version),
    )


def claims(board: Board) -> list[Claim]:
    """Every result of a board that states a ratio: no runs of searches, no repeats of what is counted elsewhere.

    Compression ratio first; speedup only where there is no compression ratio.
    """
    found = []
    for result in board.results:
        at = next(((axis, v) for axis in AXES if (v := result.value(axis)) is not None), None)
        if at is not None and _counts(result):
            found.append(Claim(result, *at, result.value("delta_top1")))
    return found


@dataclass(frozen=True, slots=True)
class Missing:
    """A reported method that can be re-run, on a board where only one side is there.

    ``measured`` tells whether it was run there (then its results state no ratio), ``board_run`` whether anything was.
    """

    board: Board
    method: str
    measured: bool
    board_run: bool


def missing(
    boards: Iterable[Board], campaigns: Iterable[Campaign], counterparts: Mapping[str, CounterpartView]
) -> tuple[Missing, ...]:
    """By board and method: what is claimed and was not run there, and what was run whose claim states no ratio."""
    reruns = _reruns(counterparts)
    ran = methods_by_place(campaigns)
    found = []
    for board in boards:
        here = ran.get(board.place, set())
        stated = {claim.result.method for claim in claims(board)}
        for method in sorted({r.method for r in board.results if r.method in reruns and _counts(r)}):
            measured = bool(reruns[method] & here)
            if measured != (method in stated):
                found.append(Missing(board, method, measured, bool(here)))
    return tuple(sorted(found, key=lambda m: (m.board.key, m.method)))


def _reruns(counterparts: Mapping[str, CounterpartView]) -> dict[str, set[str]]:
    """The measured methods that re-run each reported one."""
    found: dict[str, set[str]] = {}
    for one in counterparts.values():
        for key in one.claims:
            found.setdefault(key, set()).add(one.key)
    return found


def _of(board: Board, campaign: Campaign, counterpart: CounterpartView | None) -> Iterator[Gap]:
    if counterpart is None or not counterpart.claims:
        return
    points = [p for p in campaign.points if p.method == counterpart.key]
    for claim in claims(board):
        if claim.result.method in counterpart.claims:
            yield _gap(board, campaign, points, claim, counterpart.key)


def _counts(result: ResultView) -> bool:
    return result.same_as is None and result.table.role not in ("sweep", "dense")


def _gap(board: Board, campaign: Campaign, points: Sequence[MeasuredPoint], claim: Claim, method: str) -> Gap:
    changes = at_ratio(points, claim.axis, claim.ratio)
    measured = fmean(changes) if changes else None
    half = half_width(stdev(changes), len(changes)) if len(changes) > 1 else None
    reasons = (*_unlike(board, campaign, claim), *_unmeasured(points, claim, changes))
    verdict: Verdict = "cannot tell"
    if not reasons and claim.change is not None and measured is not None and half is not None:
        apart = claim.change - measured
        verdict = "within the interval" if abs(apart) <= half else "claimed more" if apart > 0 else "claimed less"
    return Gap(board, campaign, method, claim, measured, half, len(changes), verdict, reasons)


def at_ratio(points: Sequence[MeasuredPoint], axis: Axis, ratio: float) -> list[float]:
    """Change of top-1 of each seed at ``ratio``: between the two nearest measured ratios, linearly in the logarithm of
    the ratio. Only seeds that have both; none outside of what was measured, where 1 % is no difference. Means over
    dense networks where seeds share several.
    """
    curves: dict[int, list[tuple[float, float]]] = {}
    dense: dict[int, str] = {}
    for p in points:
        for run in p.runs:
            x = run.compression_ratio if axis == "compression_ratio" else run.theoretical_speedup
            if x is not None and x > 0 and run.change is not None:
                curves.setdefault(run.seed, []).append((math.log(x), run.change))
                dense[run.seed] = run.dense_sha256
    found = [(dense[seed], _between(sorted(curve), math.log(ratio))) for seed, curve in sorted(curves.items())]
    return independent((network, value) for network, value in found if value is not None)


def _between(curve: Sequence[tuple[float, float]], x: float) -> float | None:
    exact = [y for at, y in curve if abs(at - x) < 1e-9]
    if exact:
        return fmean(exact)
    below, above = [p for p in curve if p[0] < x], [p for p in curve if p[0] > x]
    if not below or not above:
        end = above[0] if above else below[-1]
        return end[1] if abs(end[0] - x) <= SAME_RATIO else None
    (x0, y0), (x1, y1) = below[-1], above[0]
    return y0 + (y1 - y0) * (x - x0) / (x1 - x0)


def _unlike(board: Board, campaign: Campaign, claim: Claim) -> Iterator[str]:
    """In what the claim is known to be of something else than our runs, or of nothing that a change can be taken of."""
    result, table = claim.result, claim.result.table
    if claim.change is None:
        known = result.value("top1") is not None
        yield "the source gives no dense top-1 of its own" if known else "no change of top-1 is on record"
    if board.standings[result.id].klass == "C":
        yield "the result is of comparability class C"
    possible = (table.card,) if table.card else table.candidates
    if possible and campaign.network not in possible:
        yield f"another variant of the network: {' or '.join(possible)} there, {campaign.network} here"
    dense, ours = result.value("baseline_top1"), campaign.dense
    if dense is not None and ours and abs(dense - fmean(ours)) > DENSE_APART:
        yield f"the dense networks differ: {dense:.2f} % there, {fmean(ours):.2f} % here"


def _unmeasured(points: Sequence[MeasuredPoint], claim: Claim, changes: Sequence[float]) -> Iterator[str]:
    """What our runs lack to be held against the claim."""
    seeds = len({run.seed for p in points for run in p.runs})
    if not changes:
        reached = [p.ratio if claim.axis == "compression_ratio" else p.speedup for p in points]
        yield f"outside of what was measured, {min(reached):.2f} to {max(reached):.2f}×" if reached else "not measured"
    elif len(changes) == 1:
        yield "one run" if seeds == 1 else f"one run: of {seeds} seeds only one reaches this ratio"
    if points and not any(tuned(p) for p in points):
        yield "the protocol does not tune after pruning"


def tuned(point: MeasuredPoint) -> bool:
    """Whether the runs of a point were trained after or while they were pruned."""
    return trained(point.runs[0])
