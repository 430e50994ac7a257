"""Boards: the results on one data set and architecture, what may be ranked among them, and the frontier."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from leaderboard.analysis.frontier import frontier
from leaderboard.store.corpus import Corpus, ResultView

Axis = Literal["compression_ratio", "theoretical_speedup"]
Change = Literal["delta_top1", "delta_top5"]
AXES: tuple[Axis, ...] = ("compression_ratio", "theoretical_speedup")
CHANGES: tuple[Change, ...] = ("delta_top1", "delta_top5")
THRESHOLDS = (2, 4, 8, 16)
Standing = Literal["ranked", "set-aside"]

# Flags that keep a result off the frontier, with the reason a reader sees.
SET_ASIDE = {
    "sweep-run": "one of many runs of a search, none chosen by its authors: the best of many is biased",
    "dense-run": "a run of the unpruned network",
    "layer-local": "its ratio or speedup concerns some layers only, or weighs layers by time",
    "same-measurement-elsewhere": "the same measurement is counted elsewhere",
    "dataset-unclear": "the data set is in doubt",
    "transformed-domain": "counted in a transformed domain, against a baseline in that domain",
    "dense-under-pruned": "the size given is that of the dense network",
    "task-metric-differs": "scored by the metric of a larger system",
}


@dataclass(frozen=True, slots=True)
class Point:
    """A result on a chart: ``ratio`` old/new, ``change`` in points; ``reasons`` say why it is set aside, if it is."""

    result: ResultView
    ratio: float
    change: float
    reasons: tuple[str, ...]

    @property
    def standing(self) -> Standing:
        """Whether the point competes on its board."""
        return "set-aside" if self.reasons else "ranked"


@dataclass(frozen=True, slots=True)
class TradeOff:
    """One chart: change of accuracy against a ratio. ``points`` in record order, ``frontier`` by rising ratio."""

    axis: Axis
    change: Change
    points: tuple[Point, ...]
    frontier: tuple[Point, ...]

    def best_at_least(self, ratio: float) -> tuple[Point, ...]:
        """The ranked points with the best change of accuracy at ``ratio`` or more; several when they tie exactly.

        The point with the largest ratio among equally accurate ones dominates the others, so only exact
        coincidence in both numbers gives more than one.
        """
        reached = [p for p in self.frontier if p.ratio >= ratio]
        best = max((p.change for p in reached), default=None)
        return tuple(p for p in reached if p.change == best)


@dataclass(frozen=True, slots=True)
class Board:
    """All results on one data set and architecture (keys), in record order, and their trade-offs."""

    dataset: str
    architecture: str
    results: tuple[ResultView, ...]
    trade_offs: tuple[TradeOff, ...]

    @property
    def key(self) -> str:
        """``<data set>--<architecture>``, the name of the board's page."""
        return f"{self.dataset}--{self.architecture}"

    @property
    def papers(self) -> tuple[str, ...]:
        """Keys of the papers with a result here, sorted."""
        return tuple(sorted({result.paper for result in self.results}))

    def trade_off(self, axis: Axis, change: Change) -> TradeOff | None:
        """The trade-off of two quantities, None when no result has both."""
        return next((t for t in self.trade_offs if (t.axis, t.change) == (axis, change)), None)

    @property
    def main_change(self) -> Change:
        """What the board ranks by: top-1 where any result has it beside a ratio, else top-5."""
        changes = {t.change for t in self.trade_offs}
        return "delta_top5" if changes == {"delta_top5"} else "delta_top1"


def reasons_aside(result: ResultView) -> tuple[str, ...]:
    """Why a result is not ranked; empty when it is. Comparability classes will add their reasons here."""
    return tuple(SET_ASIDE[flag] for flag in result.flags if flag in SET_ASIDE)


def boards(corpus: Corpus) -> list[Board]:
    """Every board, most papers first, then by key. Unknown data sets and networks and collections have none."""
    datasets = {key for key, view in corpus.datasets.items() if view.facts["kind"] == "dataset"}
    networks = {key for key, view in corpus.architectures.items() if view.facts["kind"] == "network"}
    groups: dict[tuple[str, str], list[ResultView]] = {}
    for result in corpus.results:
        dataset, architecture = result.table.dataset, result.table.architecture
        if dataset in datasets and architecture in networks:
            groups.setdefault((dataset, architecture), []).append(result)
    found = [Board(d, a, tuple(results), _trade_offs(results)) for (d, a), results in groups.items()]
    return sorted(found, key=lambda board: (-len(board.papers), board.key))


def _trade_offs(results: Iterable[ResultView]) -> tuple[TradeOff, ...]:
    found = (trade_off(results, axis, change) for change in CHANGES for axis in AXES)
    return tuple(t for t in found if t.points)


def trade_off(results: Iterable[ResultView], axis: Axis, change: Change) -> TradeOff:
    """The points that have both numbers, and the frontier of the ranked ones.

    Repeats of a measurement and runs of the dense network are no points.
    """
    points = []
    for result in results:
        ratio, delta = result.value(axis), result.value(change)
        if ratio is None or delta is None or result.same_as is not None or result.table.role == "dense":
            continue
        points.append(Point(result, ratio, delta, reasons_aside(result)))
    ranked = [p for p in points if p.standing == "ranked"]
    best = [ranked[i] for i in frontier([(p.ratio, p.change) for p in ranked])]
    return TradeOff(axis, change, tuple(points), tuple(reversed(best)))
