"""Soft filter pruning: filters are zeroed after every epoch and may grow back (He et al., IJCAI 2018, section 3)."""

from __future__ import annotations

import torch
from torch import Tensor

from runners.channels import absorb
from runners.pruning import ChannelPruner
from runners.schedules.base import SCHEDULES, Schedule
from runners.task import Task
from runners.training import Course


class Soft(Course):
    """After each epoch all filters are scored, those that were zeroed before included, and the lowest are set to zero:
    their own weights, not their batch norm nor what reads them, or no gradient would reach them again.
    """

    def __init__(self, pruner: ChannelPruner) -> None:
        super().__init__(pruner.model)
        self.pruner = pruner

    def after_epoch(self, epoch: int) -> None:
        self._zero(self.pruner.chosen(self.pruner.target))

    @torch.no_grad()
    def _zero(self, alive: Tensor) -> None:
        modules = dict(self.model.named_modules())
        for name, outputs in self.pruner.channels.outputs.items():
            weight = modules[name].get_parameter("weight")
            weight[~alive[outputs].to(weight.device)] = 0


def softly(task: Task) -> None:
    made = task.pruner
    assert isinstance(made, ChannelPruner)
    task.tune(Soft(made))

    def remove() -> None:
        """What was zeroed last scores lowest; what batch norm makes of it goes to the layers that read it."""
        alive = made.chosen(made.target)
        images, _ = next(iter(made.calibration.batches(made.batch_size)))
        absorb(made.model, made.channels, ~alive, images)
        made.remove(alive)

    task.prune(remove, evaluated=False)


SCHEDULES.add(
    "soft",
    Schedule(
        "after each tuning epoch filters are zeroed, which may grow back until the last", softly, while_tuning=True
    ),
)
