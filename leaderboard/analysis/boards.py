"""Boards: the results on one data set and architecture, what may be ranked among them, and the frontier."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from leaderboard.analysis.comparability import Class, Standing, reference_card, standings, unplaced
from leaderboard.analysis.frontier import frontier
from leaderboard.analysis.quotes import Quote, quotes
from leaderboard.records.vocabulary import METRICS
from leaderboard.store.corpus import Corpus, ResultView, TableView

Axis = Literal["compression_ratio", "theoretical_speedup"]
Change = Literal["delta_top1", "delta_top5", "delta_score"]
AXES: tuple[Axis, ...] = ("compression_ratio", "theoretical_speedup")
CHANGES: tuple[Change, ...] = ("delta_top1", "delta_top5", "delta_score")
THRESHOLDS = (1.5, 2.0, 4.0, 8.0, 16.0)
SCORE_THRESHOLDS = (1.2, 1.5, 2.0, 3.0, 4.0, 8.0)  # language models are pruned less
RANKED: tuple[Class, ...] = ("A", "B")


@dataclass(frozen=True, slots=True)
class Point:
    """A result on a chart: ``ratio`` old/new, ``change`` in points (of a score: in its own unit, turned so that more is
    better), and its comparability class with the reasons.
    """

    result: ResultView
    ratio: float
    change: float
    klass: Class
    reasons: tuple[str, ...]

    @property
    def ranked(self) -> bool:
        """Whether the point competes on its board: class C never does."""
        return self.klass in RANKED


@dataclass(frozen=True, slots=True)
class TradeOff:
    """One chart: change of accuracy against a ratio.

    ``points`` in record order; two frontiers by rising ratio: ``strict`` among class A, ``frontier`` among A and B.
    """

    axis: Axis
    change: Change
    points: tuple[Point, ...]
    strict: tuple[Point, ...]
    frontier: tuple[Point, ...]

    def best_at_least(self, ratio: float, *, strict: bool = False) -> tuple[Point, ...]:
        """The points with the best change of accuracy at ``ratio`` or more; several when they tie exactly.

        The point with the largest ratio among equally accurate ones dominates the others, so only exact
        coincidence in both numbers gives more than one. ``strict`` asks class A alone.
        """
        reached = [p for p in (self.strict if strict else self.frontier) if p.ratio >= ratio]
        best = max((p.change for p in reached), default=None)
        return tuple(p for p in reached if p.change == best)


@dataclass(frozen=True, slots=True)
class Board:
    """All results on one data set and architecture (keys), in record order, and their trade-offs.

    ``metric`` is None for image classification, else the one metric all results are scored by. ``reference`` is the
    card most papers here start from, ``standings`` the class of every result by id.
    """

    dataset: str
    architecture: str
    results: tuple[ResultView, ...]
    trade_offs: tuple[TradeOff, ...]
    reference: str | None
    standings: Mapping[str, Standing]
    metric: str | None = None

    @property
    def key(self) -> str:
        """The name of the board's page."""
        return key_of(self.dataset, self.architecture, self.metric)

    @property
    def place(self) -> tuple[str, str] | None:
        """Data set and network, as :attr:`Campaign.place`; None where it is scored by what our runs do not measure."""
        return (self.dataset, self.architecture) if self.metric is None else None

    @property
    def papers(self) -> tuple[str, ...]:
        """Keys of the papers with a result here, sorted."""
        return tuple(sorted({result.paper for result in self.results}))

    def trade_off(self, axis: Axis, change: Change) -> TradeOff | None:
        """The trade-off of two quantities, None when no result has both."""
        return next((t for t in self.trade_offs if (t.axis, t.change) == (axis, change)), None)

    @property
    def thresholds(self) -> tuple[float, ...]:
        """The ratios at which the board says what is best."""
        return THRESHOLDS if self.metric is None else SCORE_THRESHOLDS

    @property
    def main_change(self) -> Change:
        """What the board ranks by: top-1 where any result has it beside a ratio, else top-5."""
        if self.metric is not None:
            return "delta_score"
        changes = {t.change for t in self.trade_offs}
        return "delta_top5" if changes == {"delta_top5"} else "delta_top1"


def boards(corpus: Corpus, copied: Mapping[str, Quote] | None = None) -> list[Board]:
    """Every board, most papers first, then by key. Unknown data sets and networks and collections have none.

    A result stands on the board of the network it was resolved to, which need not be that of the name it was
    printed under. Metrics other than top-1 and top-5 have boards of their own. ``copied`` are the corpus's quotes, if
    they are worked out already.
    """
    datasets = {key for key, view in corpus.datasets.items() if view.facts["kind"] == "dataset"}
    networks = {key for key, view in corpus.architectures.items() if view.facts["kind"] == "network"}
    groups: dict[tuple[str, str, str | None], list[ResultView]] = {}
    for result in corpus.results:
        dataset, architecture = result.table.dataset, result.table.board
        if dataset in datasets and architecture in networks:
            groups.setdefault((dataset, architecture, result.table.metric), []).append(result)
    copied = quotes(corpus) if copied is None else copied
    found = [_board(d, a, metric, results, copied) for (d, a, metric), results in groups.items()]
    return sorted(found, key=lambda board: (-len(board.papers), board.key))


def key_of(dataset: str, architecture: str, metric: str | None = None) -> str:
    """``<data set>--<architecture>``, with ``--<metric>`` where it is not top-1 and top-5."""
    return "--".join(filter(None, (dataset, architecture, metric)))


def board_key(table: TableView) -> str:
    """The key of the board a table's results stand on, if they stand on one."""
    return key_of(table.dataset, table.board, table.metric)


def all_standings(corpus: Corpus, found: Iterable[Board]) -> dict[str, Standing]:
    """The standing of every result by id, those on no board included; ``found`` are all boards of the corpus."""
    placed = {key: standing for board in found for key, standing in board.standings.items()}
    return {r.id: placed.get(r.id) or unplaced(r) for r in corpus.results}


def _board(
    dataset: str, architecture: str, metric: str | None, results: list[ResultView], copied: Mapping[str, Quote]
) -> Board:
    reference = reference_card(results)
    found = standings(results, reference, copied)
    return Board(dataset, architecture, tuple(results), _trade_offs(results, found), reference, found, metric)


def _trade_offs(results: Iterable[ResultView], found: Mapping[str, Standing]) -> tuple[TradeOff, ...]:
    all_of_them = (trade_off(results, axis, change, found) for change in CHANGES for axis in AXES)
    return tuple(t for t in all_of_them if t.points)


def trade_off(
    results: Iterable[ResultView], axis: Axis, change: Change, found: Mapping[str, Standing] | None = None
) -> TradeOff:
    """The points that have both numbers, and the frontiers of the ranked ones.

    ``found`` has every result's standing; without it the results are taken for a whole board. Repeats of a
    measurement, quotes of one that is counted elsewhere and runs of the dense network are no points.
    """
    results, points = list(results), []
    if found is None:
        found = standings(results, reference_card(results))
    for result in results:
        ratio, delta = result.value(axis), result.value(change)
        if delta is not None and change == "delta_score":
            delta *= -1 if METRICS[result.table.metric or ""].better == "lower" else 1
        if ratio is None or delta is None or result.same_as is not None or result.table.role == "dense":
            continue
        if found[result.id].counted_at is not None:
            continue
        klass = found[result.id].klass
        assert klass is not None, result.id
        points.append(Point(result, ratio, delta, klass, found[result.id].reasons))
    return TradeOff(
        axis,
        change,
        tuple(points),
        _frontier([p for p in points if p.klass == "A"]),
        _frontier([p for p in points if p.ranked]),
    )


def _frontier(points: list[Point]) -> tuple[Point, ...]:
    best = [points[i] for i in frontier([(p.ratio, p.change) for p in points])]
    return tuple(reversed(best))
