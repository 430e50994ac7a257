"""Lists of boards: on the pages of methods, architectures and data sets, and of one data set."""

from __future__ import annotations

from collections import Counter

from leaderboard.analysis.boards import Board, key_of
from leaderboard.render.context import Link, Site
from leaderboard.render.formats import count
from leaderboard.render.metrics import scored
from leaderboard.render.tasks import rank, task_of
from leaderboard.store.corpus import ResultView


def boards_of(site: Site, results: list[ResultView], boards: dict[str, Board], name: str) -> list[tuple[Link, str]]:
    """The boards that results stand on: image classification first, then language, and most results first.

    ``name`` is the side the page itself is not about.
    """
    counts = Counter((r.table.dataset, r.table.board, r.table.metric) for r in results)
    found = []
    for place in sorted(counts, key=lambda k: (rank(task_of(site, k[0])), -counts[k], *map(str, k))):
        dataset, architecture = site.corpus.datasets[place[0]].name, site.corpus.architectures[place[1]].name
        text = {"both": f"{architecture} on {dataset}", "dataset": dataset, "architecture": architecture}[name]
        metric = f", {scored(place[2]).name}" if place[2] else ""
        key = key_of(*place)
        href = site.places.board[key] if key in boards else ""
        task = task_of(site, place[0])
        aside = count(counts[place], "result") + (f", {task}" if name != "architecture" and rank(task) else "")
        found.append((Link(text + metric, href), aside))
    return found


def board_by_architecture(site: Site, board: Board) -> Link:
    """A board by its architecture, and its metric where that is not top-1; for lists of one data set."""
    name = site.corpus.architectures[board.architecture].name
    text = f"{name}, {scored(board.metric).name}" if board.metric else name
    aside = f"{count(len(board.papers), 'paper')}, {count(len(board.results), 'result')}"
    return Link(text, site.places.board[board.key], aside)
