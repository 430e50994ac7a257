"""Gradual pruning: sparsity rises while the network is tuned (Zhu & Gupta 2018, section 3)."""

from __future__ import annotations

from runners.pruning import Pruner
from runners.schedules.base import SCHEDULES, Schedule
from runners.task import Task
from runners.training import Course

PART = 2 / 3  # of the tuning epochs in which it still prunes; the rest recovers


def still_left(pruner: Pruner, done: float) -> float:
    """What a cubic leaves when the part ``done`` of the time to prune is over: sparsity ``s (1 - (1 - done)^3)``."""
    whole, target = pruner.whole, pruner.target
    return target if done >= 1 else round(whole - (whole - target) * (1 - (1 - done) ** 3))


class Gradual(Course):
    """At the start of each epoch, to sparsity ``s (1 - (1 - t)^3)`` with t from 0 to 1 over two thirds of them (Zhu &
    Gupta 2018, equation 1, from a dense network).
    """

    def __init__(self, pruner: Pruner, epochs: int) -> None:
        super().__init__(pruner.model, pruner.masks)
        self.pruner, self.until = pruner, max(round(epochs * PART), 1)

    def before_epoch(self, epoch: int) -> None:
        if epoch < self.until:
            self.pruner.prune(min(still_left(self.pruner, (epoch + 1) / self.until), self.pruner.left()))
        super().before_epoch(epoch)


def gradually(task: Task) -> None:
    task.tune(Gradual(task.pruner, task.protocol.tuning.epochs))


SCHEDULES.add(
    "gradual",
    Schedule(
        "at the start of each tuning epoch, to a sparsity that rises as a cubic (Zhu & Gupta 2018, equation 1)",
        gradually,
        while_tuning=True,
    ),
)
