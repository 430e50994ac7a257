"""The front page and the page on coverage: who evaluates on what, and who compares with whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from leaderboard.analysis.boards import Board
from leaderboard.analysis.figures import Figure
from leaderboard.analysis.series import series
from leaderboard.render.context import Link, Site
from leaderboard.render.formats import count
from leaderboard.render.output import Output

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


def write_index(site: Site, output: Output) -> None:
    """The front page."""
    papers = {r.paper for r in site.corpus.results}
    output.page(
        "index.html",
        "index.html",
        title="Neural-network pruning: what papers report",
        counts=(
            (f"{len(site.corpus.papers):,}", "papers", "coverage.html"),
            (f"{len(site.corpus.results):,}", "results", "results.html"),
            (f"{len(site.boards):,}", "boards", "#boards"),
            (f"{sum(row.has_numbers for row in site.rows.values()):,}", "results with numbers", "results.html"),
        ),
        runs=len(site.corpus.runs),
        without=len(site.corpus.papers) - len(papers),
        grid=grid(site),
        compared=_most_compared(site),
        groups=_groups(site),
    )


def grid(site: Site) -> Grid:
    """The corner of the coverage table that most papers work on."""
    users: dict[str, set[str]] = {}
    for board in site.boards:
        for key in (f"d {board.dataset}", f"a {board.architecture}"):
            users.setdefault(key, set()).update(board.papers)

    def most_used(kind: str, limit: int) -> list[str]:
        keys = [key for key in users if key.startswith(f"{kind} ")]
        return [key[2:] for key in sorted(keys, key=lambda k: (-len(users[k]), k))[:limit]]

    datasets, architectures = most_used("d", GRID_COLUMNS), most_used("a", GRID_ROWS)
    by_pair = {(b.dataset, b.architecture): b for b in reversed(site.boards)}
    rows = []
    for architecture in architectures:
        cells = tuple(_grid_cell(site, by_pair.get((dataset, architecture))) for dataset in datasets)
        link = Link(site.corpus.architectures[architecture].name, site.places.architecture[architecture])
        rows.append((link, cells))
    shown = sum(cell is not None for _, cells in rows for cell in cells)
    columns = tuple(Link(site.corpus.datasets[d].name, site.places.dataset[d]) for d in datasets)
    return Grid(columns, tuple(rows), len(site.boards) - shown)


def _grid_cell(site: Site, board: Board | None) -> GridCell | None:
    if board is None:
        return None
    papers = len(board.papers)
    heat = sum(papers >= least for least in (1, 2, 4, 8, 16))
    return GridCell(papers, len(board.results), site.places.board[board.key], heat, site.board_name(board))


def _most_compared(site: Site) -> list[Link]:
    papers = sorted(site.corpus.papers.values(), key=lambda p: (-len(p.compared_by), p.key))
    return [site.known_paper_link(p.key, count(len(p.compared_by), "paper")) for p in papers[:MOST] if p.compared_by]


def _groups(site: Site) -> list[tuple[Link, list[tuple[Link, str]]]]:
    """All boards by data set, data sets with most papers first."""
    groups: dict[str, list[Board]] = {}
    for board in site.boards:
        groups.setdefault(board.dataset, []).append(board)
    papers = {d: len({p for b in found for p in b.papers}) for d, found in groups.items()}
    listed = []
    for dataset in sorted(groups, key=lambda d: (-papers[d], d)):
        head = Link(site.corpus.datasets[dataset].name, site.places.dataset[dataset], count(papers[dataset], "paper"))
        boards = [
            (
                Link(site.corpus.architectures[b.architecture].name, site.places.board[b.key]),
                f"{count(len(b.papers), 'paper')}, {count(len(b.results), 'result')}",
            )
            for b in groups[dataset]
        ]
        listed.append((head, boards))
    return listed


def write_coverage(site: Site, output: Output, figures: Sequence[Figure]) -> None:
    """Pairs, comparisons, points of curves, and the published figures beside ours."""
    papers = site.papers_in_order(site.corpus.papers)
    output.page(
        "coverage.html",
        "coverage.html",
        title="Coverage",
        figures=figures,
        pairs=[_pair(site, board) for board in site.boards if len(board.papers) > 1],
        single=[_pair(site, board) for board in site.boards if len(board.papers) < 2],
        compared=_most_compared(site),
        comparisons=[
            (
                site.known_paper_link(p.key),
                [site.known_paper_link(q.key) for q in site.papers_in_order(p.compares_to)],
                [site.known_paper_link(q.key) for q in site.papers_in_order(p.compared_by)],
            )
            for p in papers
        ],
        curves=_curves(site),
    )


def _pair(site: Site, board: Board) -> tuple[Link, Link, int, int, int, int]:
    points = {
        axis: sum(
            p.ranked for t in board.trade_offs if (t.axis, t.change) == (axis, board.main_change) for p in t.points
        )
        for axis in ("compression_ratio", "theoretical_speedup")
    }
    return (
        Link(site.corpus.datasets[board.dataset].name, site.places.dataset[board.dataset]),
        Link(site.corpus.architectures[board.architecture].name, site.places.board[board.key]),
        len(board.papers),
        len(board.results),
        points["compression_ratio"],
        points["theoretical_speedup"],
    )


def _curves(site: Site) -> list[tuple[str, int]]:
    """How many curves have one point, two, three …: a trade-off needs several."""
    sizes: Counter[int] = Counter()
    for board in site.boards:
        for trade_off in board.trade_offs:
            if trade_off.change == board.main_change:
                sizes.update(min(len(s.points), 6) for s in series(trade_off.points))
    return [(f"{n}{' or more' if n == 6 else ''}", sizes[n]) for n in range(1, 7)]
