"""The page on coverage: who evaluates on what, and who compares with whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from leaderboard.analysis.boards import Board
from leaderboard.analysis.figures import Figure
from leaderboard.analysis.series import series
from leaderboard.render.board_lists import board_by_architecture
from leaderboard.render.context import Link, Site
from leaderboard.render.formats import count
from leaderboard.render.output import Output
from leaderboard.render.tasks import by_task, task_of

MOST = 12


def _most_compared(site: Site) -> list[Link]:
    papers = sorted(site.corpus.papers.values(), key=lambda p: (-len(p.compared_by), p.key))
    return [site.known_paper_link(p.key, count(len(p.compared_by), "paper")) for p in papers[:MOST] if p.compared_by]


def write_coverage(site: Site, output: Output, figures: Sequence[Figure]) -> None:
    """Pairs, comparisons, points of curves, and the published figures beside ours."""
    papers = site.papers_in_order(site.corpus.papers)
    output.page(
        "coverage.html",
        "coverage.html",
        title="Coverage",
        figures=figures,
        pairs=[_pair(site, board) for board in site.boards if len(board.papers) > 1],
        single=[
            (task, [_pair(site, board) for board in boards])
            for task, boards in by_task(site, (board for board in site.boards if len(board.papers) < 2))
        ],
        singles=sum(len(board.papers) < 2 for board in site.boards),
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


@dataclass(frozen=True, slots=True)
class Pair:
    """A board's line in the table: ``by_ratio`` and ``by_speedup`` are its ranked points."""

    dataset: Link
    board: Link
    task: str
    papers: int
    results: int
    by_ratio: int
    by_speedup: int


def _pair(site: Site, board: Board) -> Pair:
    points = {
        axis: sum(
            p.ranked for t in board.trade_offs if (t.axis, t.change) == (axis, board.main_change) for p in t.points
        )
        for axis in ("compression_ratio", "theoretical_speedup")
    }
    return Pair(
        Link(site.corpus.datasets[board.dataset].name, site.places.dataset[board.dataset]),
        board_by_architecture(site, board),
        task_of(site, board.dataset),
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
