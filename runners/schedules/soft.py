"""Soft filter pruning: filters are zeroed after every epoch and may grow back (He et al., IJCAI 2018, section 3)."""

from __future__ import annotations

import torch
from torch import Tensor

from runners.pruning import ChannelPruner
from runners.schedules.base import SCHEDULES, Schedule
from runners.task import Task
from runners.training import Course
from runners.tunings import TUNINGS


class Soft(Course):
    """After each epoch all filters are scored, those that were zeroed before included, and the lowest are set to zero:
    their own weights, not their batch norm nor what reads them, or no gradient would reach them again.

    After the last epoch but one of ``epochs`` the choice is final. What batch norm and the next layers made of a zeroed
    filter goes with it, and the last epoch trains what is left to do without.
    """

    def __init__(self, pruner: ChannelPruner, epochs: int) -> None:
        super().__init__(pruner.model, pruner.masks)
        self.pruner, self.last = pruner, epochs - 2

    def after_epoch(self, epoch: int) -> None:
        if epoch < self.last:
            self._zero(self.pruner.chosen(self.pruner.target))
        elif epoch == self.last:
            self.pruner.prune(self.pruner.target)
        else:
            super().after_epoch(epoch)

    @torch.no_grad()
    def _zero(self, alive: Tensor) -> None:
        modules = dict(self.model.named_modules())
        for name, outputs in self.pruner.channels.outputs.items():
            weight = modules[name].get_parameter("weight")
            weight[~alive[outputs].to(weight.device)] = 0


def softly(task: Task) -> None:
    assert isinstance(task.pruner, ChannelPruner)
    epochs = TUNINGS[task.method.tuning].stretch(task.protocol).epochs
    if epochs == 1:
        task.prune(task.pruner.at_once)
    task.tune(Soft(task.pruner, epochs))


SCHEDULES.add(
    "soft",
    Schedule(
        "after each tuning epoch filters are zeroed, which may grow back until the last epoch begins",
        softly,
        while_tuning=True,
    ),
)
