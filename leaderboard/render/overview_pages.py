"""The front page: who evaluates on what, and all boards."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from leaderboard.analysis.boards import Board
from leaderboard.render.context import Link, Site
from leaderboard.render.formats import count
from leaderboard.render.metrics import scored
from leaderboard.render.output import Output
from leaderboard.render.tasks import OTHER, OTHERS, by_task, rank

GRID_COLUMNS, GRID_ROWS, MOST = 7, 18, 12


@dataclass(frozen=True, slots=True)
class GridCell:
    """Papers and results on one pair; ``heat`` 1 to 5 shades the cell."""

    papers: int
    results: int
    href: str
    heat: int
    name: str


@dataclass(frozen=True, slots=True)
class Grid:
    """The most used data sets (columns) and architectures (rows); a cell is None where nobody evaluates."""

    datasets: tuple[Link, ...]
    rows: tuple[tuple[Link, tuple[GridCell | None, ...]], ...]
    left_out: int


@dataclass(frozen=True, slots=True)
class TaskGroup:
    """A task with its data sets, each with its boards."""

    task: str
    datasets: tuple[tuple[Link, list[Link]], ...]


def write_index(site: Site, output: Output) -> None:
    """The front page."""
    papers = {r.paper for r in site.corpus.results}
    output.page(
        "index.html",
        "index.html",
        title="Neural-network pruning: what papers report",
        counts=(
            (f"{len(site.corpus.papers):,}", "papers", "analysis/comparisons.html#papers"),
            (f"{len(site.corpus.results):,}", "results", "results.html"),
            (f"{len(site.boards):,}", "boards", "#boards"),
            (f"{sum(row.has_numbers for row in site.rows.values()):,}", "results with numbers", "results.html"),
        ),
        runs=len(site.corpus.runs),
        without=len(site.corpus.papers) - len(papers),
        grids=grids(site),
        compared=most_compared(site),
        groups=_groups(site),
    )


def grids(site: Site) -> list[tuple[str, Grid]]:
    """A grid for each task that comes before the others, image classification and language; else one of all."""
    groups = [(task, boards) for task, boards in by_task(site, site.boards) if rank(task) < OTHERS]
    found = groups or ([(OTHER, site.boards)] if site.boards else [])
    return [(task, _grid(site, boards)) for task, boards in found]


def _grid(site: Site, boards: Sequence[Board]) -> Grid:
    """The corner of the coverage table that most papers work on; of a pair's boards the one with most papers."""
    users: dict[str, set[str]] = {}
    for board in boards:
        for key in (f"d {board.dataset}", f"a {board.architecture}"):
            users.setdefault(key, set()).update(board.papers)

    def most_used(kind: str, limit: int) -> list[str]:
        keys = [key for key in users if key.startswith(f"{kind} ")]
        return [key[2:] for key in sorted(keys, key=lambda k: (-len(users[k]), k))[:limit]]

    datasets, architectures = most_used("d", GRID_COLUMNS), most_used("a", GRID_ROWS)
    by_pair = {(b.dataset, b.architecture): b for b in reversed(boards)}
    rows = []
    for architecture in architectures:
        cells = tuple(_grid_cell(site, by_pair.get((dataset, architecture))) for dataset in datasets)
        link = Link(site.corpus.architectures[architecture].name, site.places.architecture[architecture])
        rows.append((link, cells))
    shown = sum(cell is not None for _, cells in rows for cell in cells)
    columns = tuple(Link(site.corpus.datasets[d].name, site.places.dataset[d]) for d in datasets)
    return Grid(columns, tuple(rows), len(boards) - shown)


def _grid_cell(site: Site, board: Board | None) -> GridCell | None:
    if board is None:
        return None
    papers = len(board.papers)
    heat = sum(papers >= least for least in (1, 2, 4, 8, 16))
    return GridCell(papers, len(board.results), site.places.board[board.key], heat, site.board_name(board))


def most_compared(site: Site) -> list[Link]:
    """The papers that most others compare with."""
    papers = sorted(site.corpus.papers.values(), key=lambda p: (-len(p.compared_by), p.key))
    return [site.known_paper_link(p.key, count(len(p.compared_by), "paper")) for p in papers[:MOST] if p.compared_by]


def _groups(site: Site) -> list[TaskGroup]:
    """All boards by task and data set, data sets with most papers first."""
    return [TaskGroup(task, tuple(_of_datasets(site, boards))) for task, boards in by_task(site, site.boards)]


def _of_datasets(site: Site, boards: list[Board]) -> Iterator[tuple[Link, list[Link]]]:
    groups: dict[str, list[Board]] = {}
    for board in boards:
        groups.setdefault(board.dataset, []).append(board)
    papers = {d: len({p for b in found for p in b.papers}) for d, found in groups.items()}
    for dataset in sorted(groups, key=lambda d: (-papers[d], d)):
        head = Link(site.corpus.datasets[dataset].name, site.places.dataset[dataset], count(papers[dataset], "paper"))
        yield head, [board_of_dataset(site, board) for board in groups[dataset]]


def board_of_dataset(site: Site, board: Board) -> Link:
    """A board by its architecture, and its metric where that is not top-1."""
    name = site.corpus.architectures[board.architecture].name
    text = f"{name}, {scored(board.metric).name}" if board.metric else name
    aside = f"{count(len(board.papers), 'paper')}, {count(len(board.results), 'result')}"
    return Link(text, site.places.board[board.key], aside)
