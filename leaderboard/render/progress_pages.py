"""Progress at fixed budgets: on each board, and one page for the main ones."""

from __future__ import annotations

from dataclasses import dataclass

from leaderboard.analysis.boards import Board
from leaderboard.analysis.progress import BUDGETS, Progress, Step, board_progress
from leaderboard.render.board_chart import AXIS_WORDS
from leaderboard.render.context import Link, Site
from leaderboard.render.formats import ratio
from leaderboard.render.metrics import Scored, scored_by
from leaderboard.render.output import Output
from leaderboard.render.progress_charts import ProgressDrawing, drawings
from leaderboard.render.tasks import by_task

MOST, LEAST_YEARS = 24, 3  # boards on the page; years with ranked results that one needs


@dataclass(frozen=True, slots=True)
class RecordCell:
    """The best so far: its change, whether the year set it, and who holds it; ``strict`` says class A alone."""

    change: str
    new: bool
    holders: tuple[Link, ...]
    strict: bool


@dataclass(frozen=True, slots=True)
class ProgressView:
    """A chart and a table; ``rows`` have a year and for each budget what is best among A and B, and among A."""

    id: str
    title: str
    axis: str
    y_title: str
    budgets: tuple[str, ...]
    drawings: tuple[ProgressDrawing, ...]
    rows: tuple[tuple[int, tuple[tuple[RecordCell, ...], ...]], ...]


@dataclass(frozen=True, slots=True)
class BoardProgress:
    """A board on the page."""

    board: Link
    charts: tuple[ProgressView, ...]


def write_progress(site: Site, output: Output) -> None:
    """The main boards, those with most papers that have ranked results of several years, by task."""
    found = [(board, progress) for board in site.boards if (progress := _of_several_years(site, board))]
    chosen = {board.key: progress for board, progress in found[:MOST]}
    groups = [
        (
            task,
            [
                BoardProgress(
                    site.board_link(board, f"{len(board.papers)} papers"),
                    tuple(_view(site, one, board.key) for one in chosen[board.key]),
                )
                for board in boards
            ],
        )
        for task, boards in by_task(site, [board for board, _ in found[:MOST]])
    ]
    output.page(
        "progress.html",
        "progress.html",
        title="Progress at fixed budgets",
        groups=groups,
        others=len(found) - len(chosen),
    )


def _of_several_years(site: Site, board: Board) -> tuple[Progress, ...]:
    return tuple(
        one
        for one in board_progress(board, site.years)
        if len({site.years[p.result.paper] for line in one.lines for s in line.steps for p in s.holders}) > 1
        and len(one.years) >= LEAST_YEARS
    )


def progress_here(site: Site, board: Board) -> list[ProgressView]:
    """What a board shows of its progress."""
    return [_view(site, one) for one in board_progress(board, site.years)]


def _view(site: Site, found: Progress, prefix: str = "") -> ProgressView:
    by = scored_by(found.board.metric, found.change)
    axis = AXIS_WORDS[found.axis]
    rows = tuple((year, tuple(_cells(site, found, year, budget, by) for budget in BUDGETS)) for year in found.years)
    return ProgressView(
        id="-".join(filter(None, ("progress", prefix, found.axis.replace("_", "-")))),
        title=f"Best {by.gain} at a {axis} of k× or more",
        axis=axis,
        y_title=by.axis,
        budgets=tuple(f"{budget:g}×" for budget in BUDGETS),
        drawings=drawings(found, by, lambda p: site.places.result(p.result), lambda p: _name(site, p.result.id)),
        rows=tuple(row for row in rows if any(cell.new for cells in row[1] for cell in cells)),
    )


def _name(site: Site, result: str) -> str:
    row = site.rows[result]
    return f"{row.method} ({row.paper})"


def _cells(site: Site, found: Progress, year: int, budget: float, by: Scored) -> tuple[RecordCell, ...]:
    """The best of A and B, and of A where that is another."""
    both, strict = (_step(found, year, budget, strict=only) for only in (False, True))
    cells = []
    for step, only in ((both, False), (strict, True)):
        if step is None or (only and both is not None and step.holders == both.holders):
            continue
        links = tuple(_holder(site, p.result.id, p.ratio, p.klass) for p in step.holders)
        cells.append(RecordCell(by.bare(step.change), step.new, links, only))
    return tuple(cells)


def _step(found: Progress, year: int, budget: float, *, strict: bool) -> Step | None:
    line = found.line(budget, strict=strict)
    return next((step for step in line.steps if step.year == year), None) if line else None


def _holder(site: Site, result: str, at: float, klass: str) -> Link:
    row = site.rows[result]
    return Link(row.method, row.href, f"{row.paper} at {ratio(at)}, class {klass}")
