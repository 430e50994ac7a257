"""What is best at k× or more on a board: of all results, and of those of one structure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from leaderboard.analysis.boards import AXES, Axis, Board, Point, TradeOff, trade_off
from leaderboard.records.vocabulary import STRUCTURES
from leaderboard.render.charts import AXIS_WORDS
from leaderboard.render.context import Link, Site
from leaderboard.render.formats import ratio
from leaderboard.render.metrics import Scored, scored_by


@dataclass(frozen=True, slots=True)
class BestCell:
    """The best change at a ratio: what reaches it, with which score, at which ratio, in which class."""

    change: str
    score: str
    links: tuple[Link, ...]
    ratio: str
    klass: str


@dataclass(frozen=True, slots=True)
class Best:
    """One line of "best at k× or more": for each axis the best of classes A and B, and of A where that differs."""

    ratio: float
    threshold: str
    cells: tuple[tuple[BestCell, ...], ...]


@dataclass(frozen=True, slots=True)
class ByStructure:
    """The best of each structure by one ratio: ``lines`` have a cell for each of ``thresholds``."""

    axis: str
    thresholds: tuple[str, ...]
    lines: tuple[tuple[str, tuple[tuple[BestCell, ...], ...]], ...]


def best_axes(board: Board) -> tuple[Axis, ...]:
    """The ratios by which anything is on the board's main charts."""
    return tuple(axis for axis in AXES if board.trade_off(axis, board.main_change))


def best_table(site: Site, board: Board) -> list[Best]:
    """All thresholds that some result reaches."""
    trade_offs = [t for axis in best_axes(board) if (t := board.trade_off(axis, board.main_change))]
    found = [
        Best(t, f"{t:g}×", tuple(tuple(best_cells(site, board, one, t)) for one in trade_offs))
        for t in board.thresholds
    ]
    return [best for best in found if any(best.cells)]


def best_cells(site: Site, board: Board, found: TradeOff, threshold: float) -> Iterator[BestCell]:
    """The best of classes A and B at a ratio or more, then of A where that is another."""
    by = scored_by(board.metric, found.change)
    best, strict = found.best_at_least(threshold), found.best_at_least(threshold, strict=True)
    for points in (best, strict if strict != best else ()):
        if points:
            yield _cell(site, by, points, strict=points == strict)


def _cell(site: Site, by: Scored, points: Sequence[Point], *, strict: bool) -> BestCell:
    rows = [site.rows[p.result.id] for p in points]
    links = tuple(Link(row.method, row.href, row.paper) for row in rows)
    klass = "A" if strict else "/".join(sorted({row.klass for row in rows}))
    value = points[0].result.value("score")
    score = "" if value is None else by.score(value)
    return BestCell(by.bare(points[0].change), score, links, ratio(points[0].ratio), klass)


def best_by_structure(site: Site, board: Board) -> list[ByStructure]:
    """A table for each ratio by which results of two structures or more are ranked."""
    return [found for axis in AXES if len((found := _by_structure(site, board, axis)).lines) > 1]


def _by_structure(site: Site, board: Board, axis: Axis) -> ByStructure:
    lines = []
    for key in (*STRUCTURES, None):
        results = [r for r in board.results if r.structure == key]
        found = trade_off(results, axis, board.main_change, board.standings)
        cells = tuple(tuple(best_cells(site, board, found, t)) for t in board.thresholds)
        if any(cells):
            lines.append((key or "not stated", cells))
    return ByStructure(AXIS_WORDS[axis], tuple(f"{t:g}×" for t in board.thresholds), tuple(lines))
