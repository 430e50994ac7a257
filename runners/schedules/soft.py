"""Soft filter pruning: filters are zeroed after every epoch and may grow back (He et al., IJCAI 2018, section 3)."""

from __future__ import annotations

import torch

from runners.pruning import ChannelPruner
from runners.schedules.base import SCHEDULES, Schedule
from runners.task import Task
from runners.training import Course


class Soft(Course):
    """After each epoch all filters are scored, those that went before included, and the lowest are set to zero;
    gradients are not masked, so they can grow back. What was zeroed last is gone.
    """

    def __init__(self, pruner: ChannelPruner) -> None:
        super().__init__(pruner.model)
        self.pruner = pruner

    def after_epoch(self, epoch: int) -> None:
        self.pruner.alive = torch.ones_like(self.pruner.alive)
        for mask in self.pruner.masks.values():
            mask.fill_(True)
        self.pruner.prune(self.pruner.target)


def softly(task: Task) -> None:
    assert isinstance(task.pruner, ChannelPruner)
    task.tune(Soft(task.pruner))


SCHEDULES.add(
    "soft",
    Schedule(
        "after each tuning epoch filters are zeroed, which may grow back until the last", softly, while_tuning=True
    ),
)
