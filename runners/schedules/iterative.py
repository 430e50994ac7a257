"""In steps, with tuning after each."""

from __future__ import annotations

from runners.schedules.base import SCHEDULES, Schedule
from runners.task import Task


def iteratively(task: Task) -> None:
    """Each step removes the same share of what is left. The accuracy before tuning is that after the last step."""
    steps = task.method.steps
    for number in range(1, steps + 1):
        task.prune(lambda number=number: task.pruner.step(number, steps), evaluated=number == steps)  # type: ignore[misc]
        task.tune(number=number, of=steps)


SCHEDULES.add(
    "iterative",
    Schedule("in steps that remove the same share of what is left, tuning after each", iteratively, while_tuning=True),
)
