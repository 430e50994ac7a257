"""The front page: what is best on the busiest boards, what is new, and how to use all this."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from leaderboard.analysis.bands import StandIn, band, stand_in
from leaderboard.analysis.boards import AXES, Axis, Board
from leaderboard.changes.history import History
from leaderboard.render.board_chart import AXIS_WORDS
from leaderboard.render.change_pages import newest_changes
from leaderboard.render.context import Link, Site
from leaderboard.render.formats import ratio
from leaderboard.render.gap_pages import told
from leaderboard.render.metrics import scored_by
from leaderboard.render.navigation import HOME
from leaderboard.render.output import Output
from leaderboard.render.tasks import by_task, rank

BUSIEST = {0: 8, 1: 4}  # boards shown by the rank of their task: image classification, language models
ALONE = 12  # boards shown where the corpus has only one of them, or other tasks
RATIOS = (2.0, 4.0)
NEWEST = 5
TOLD = 3  # comparisons of claims with our runs


@dataclass(frozen=True, slots=True)
class BestOf:
    """The best ranked result at a ratio or more; ``others`` share its band."""

    change: str
    result: Link
    ratio: str
    klass: str
    others: int


@dataclass(frozen=True, slots=True)
class BusyBoard:
    """A board's line: for compression and then for speedup the best at each of ``RATIOS``, None where none reaches."""

    board: Link
    papers: int
    cells: tuple[BestOf | None, ...]


def write_front_page(site: Site, output: Output, history: History) -> None:
    """The page that answers at a glance."""
    output.page(
        HOME,
        HOME,
        title="Neural-network pruning: what papers report",
        counts=(
            (f"{len(site.corpus.papers):,}", "papers", "names.html#papers"),
            (f"{len(site.corpus.results):,}", "results", "results.html"),
            (f"{len(site.boards):,}", "boards", "boards.html"),
            (f"{len(site.corpus.runs):,}", "runs of our own", "measured.html"),
            *([(f"{len(site.gaps):,}", "comparisons with claims", "gap.html")] if site.gaps else []),
        ),
        axes=[AXIS_WORDS[axis] for axis in AXES],
        ratios=[f"{r:g}×" for r in RATIOS],
        busiest=list(_busiest(site)),
        changes=newest_changes(site, history, NEWEST),
        runs=len(site.corpus.runs),
        gaps=len(site.gaps),
        told=told(site)[:TOLD],
    )


def _busiest(site: Site) -> Iterator[tuple[str, list[BusyBoard]]]:
    """Tasks with the boards that most papers are on."""
    groups = [(task, boards) for task, boards in by_task(site, site.boards) if rank(task) in BUSIEST]
    for task, boards in groups or by_task(site, site.boards)[:1]:
        limit = BUSIEST[rank(task)] if len(groups) > 1 else ALONE
        yield task, [_line(site, board) for board in boards[:limit]]


def _line(site: Site, board: Board) -> BusyBoard:
    standing = stand_in(board, site.campaigns_of(board))
    cells = tuple(_best(site, board, axis, least, standing) for axis in AXES for least in RATIOS)
    return BusyBoard(site.board_link(board), len(board.papers), cells)


def _best(site: Site, board: Board, axis: Axis, least: float, standing: StandIn | None) -> BestOf | None:
    trade_off = board.trade_off(axis, board.main_change)
    found = band(trade_off.points, trade_off.change, least, standing) if trade_off else None
    if found is None:
        return None
    point, row = found.best, site.rows[found.best.result.id]
    change = scored_by(board.metric, board.main_change).bare(point.change)
    return BestOf(change, Link(row.method, row.href, row.paper), ratio(point.ratio), point.klass, len(found.points) - 1)
