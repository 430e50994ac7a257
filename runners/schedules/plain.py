"""All at once, from the trained or the untrained network; or not at all."""

from __future__ import annotations

from runners.schedules.base import SCHEDULES, Schedule
from runners.task import Task

EXPONENTIAL_STEPS = 100  # Tanaka et al., NeurIPS 2020, section 5


def at_once(task: Task) -> None:
    """One step, then tuning."""
    task.prune(task.pruner.at_once)
    task.tune()


def not_at_all(task: Task) -> None:
    """Tuning only."""
    task.prune(lambda: None)
    task.tune()


def exponentially(task: Task) -> None:
    """100 steps of equal ratio, scored anew before each; then tuning."""

    def steps() -> None:
        for number in range(1, EXPONENTIAL_STEPS + 1):
            task.pruner.step(number, EXPONENTIAL_STEPS)

    task.prune(steps)
    task.tune()


SCHEDULES.add("none", Schedule("nothing is pruned", not_at_all))
SCHEDULES.add("one-shot", Schedule("all at once, from the trained network", at_once))
SCHEDULES.add(
    "before-training",
    Schedule("all at once, from the untrained network, which is then trained in full", at_once, untrained=True),
)
SCHEDULES.add(
    "before-training-exponential",
    Schedule(
        "from the untrained network in 100 steps of equal ratio, then trained in full", exponentially, untrained=True
    ),
)
