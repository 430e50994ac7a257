"""Soft filter pruning: filters are zeroed after every epoch and may grow back (He et al., IJCAI 2018, section 3)."""

from __future__ import annotations

import torch
from torch import Tensor

from runners.pruning import ChannelPruner
from runners.schedules.base import SCHEDULES, Schedule
from runners.task import Task
from runners.training import Course
from runners.tunings import TUNINGS

# In fewer the choice does not settle: a zeroed filter comes back large and at random, batch norm dividing its gradient
# by a variance of zero, so that every epoch another part of the network starts anew.
EPOCHS = 20


class Soft(Course):
    """After each epoch all filters are scored, those that were zeroed before included, and the lowest are set to zero:
    their own weights, not their batch norm nor what reads them, or no gradient would reach them again.

    After the last epoch but one of ``epochs`` the lowest go for good: the last one trains the network that is left.
    What batch norm and bias make of a zeroed filter goes to the layers that read it.
    """

    def __init__(self, pruner: ChannelPruner, epochs: int) -> None:
        super().__init__(pruner.model, pruner.masks)
        self.pruner, self.choice = pruner, epochs - 2

    def after_epoch(self, epoch: int) -> None:
        if epoch <= self.choice:
            alive = self.pruner.chosen(self.pruner.target)
            self.zero(alive)
            if epoch == self.choice:
                self.pruner.fold(alive)
        super().after_epoch(epoch)

    @torch.no_grad()
    def zero(self, alive: Tensor) -> None:
        """Zero the weights that write the channels that are not ``alive`` (mask ``[count]``)."""
        modules = dict(self.model.named_modules())
        for name, outputs in self.pruner.channels.outputs.items():
            weight = modules[name].get_parameter("weight")
            weight[~alive[outputs].to(weight.device)] = 0


def softly(task: Task) -> None:
    assert isinstance(task.pruner, ChannelPruner)
    task.tune(Soft(task.pruner, TUNINGS[task.method.tuning].stretch(task.protocol).epochs))


SCHEDULES.add(
    "soft",
    Schedule(
        "after each tuning epoch filters are zeroed, which may grow back until the last",
        softly,
        while_tuning=True,
        least_epochs=EPOCHS,
    ),
)
