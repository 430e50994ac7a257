"""Boards by the task of their data set: image classification first, then language models, then the others."""

from __future__ import annotations

from collections.abc import Iterable

from leaderboard.analysis.boards import Board
from leaderboard.render.context import Site

_FIRST = ("image classification", "language modelling", "language")
OTHER = "other tasks"
OTHERS = len(_FIRST)  # the rank of all tasks that have no place of their own


def task_of(site: Site, dataset: str) -> str:
    """The task of a data set, or ``OTHER`` where the catalogue names none."""
    return site.corpus.datasets[dataset].facts.get("task") or OTHER


def by_task(site: Site, boards: Iterable[Board]) -> list[tuple[str, list[Board]]]:
    """Tasks with their boards in the order given; image classification, language, then most papers first."""
    groups: dict[str, list[Board]] = {}
    for board in boards:
        groups.setdefault(task_of(site, board.dataset), []).append(board)
    papers = {task: len({p for board in found for p in board.papers}) for task, found in groups.items()}
    return [(task, groups[task]) for task in sorted(groups, key=lambda t: (rank(t), t == OTHER, -papers[t], t))]


def rank(task: str) -> int:
    """0 for image classification, then language models; all others share the last place."""
    return next((n for n, first in enumerate(_FIRST) if task.startswith(first)), OTHERS)
