"""Training with an L1 penalty on batch norm's factors, then pruning (Liu et al., ICCV 2017, section 3)."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from runners.pruning import ChannelPruner
from runners.schedules.base import SCHEDULES, Schedule
from runners.task import Task
from runners.training import Course
from runners.tunings.standard import in_full


class SparseNorms(Course):
    """The subgradient of ``penalty * |gamma|`` is added to the gradient: not to the loss, where momentum and weight
    decay would meet it in another way than in the authors' training.
    """

    def __init__(self, model: nn.Module, penalty: float) -> None:
        super().__init__(model)
        self.penalty = penalty
        norms = [m for m in model.modules() if isinstance(m, nn.modules.batchnorm._BatchNorm)]
        self.factors = [m.weight for m in norms if m.weight is not None]

    def on_gradients(self, step: int) -> bool:
        with torch.no_grad():
            for factor in self.factors:
                if factor.grad is not None:
                    factor.grad += self.penalty * factor.sign()
        return super().on_gradients(step)


def sparse_training(task: Task) -> None:
    """Dense training anew with the penalty, one step of pruning, tuning."""
    assert isinstance(task.pruner, ChannelPruner)
    pruner = task.pruner
    task.tune(SparseNorms(task.model, task.method.option("penalty", 1e-4)), stretch=in_full(task.protocol))
    task.prune(lambda: without_factors(pruner, pruner.chosen(pruner.target)))
    task.tune(number=2)


@torch.no_grad()
def without_factors(pruner: ChannelPruner, alive: Tensor) -> None:
    """Remove the channels that are not ``alive`` (mask ``[count]``) with their factors at zero: what the shifts of
    batch norm leave goes to the layers that read them, for it is not small where factors are.
    """
    modules = dict(pruner.model.named_modules())
    for name, ids in pruner.channels.norms.items():
        factors = modules[name].get_parameter("weight")
        factors.mul_(alive[ids].to(factors.device))
    pruner.fold(alive)


SCHEDULES.add(
    "sparse-training",
    Schedule(
        "dense training with a penalty on batch norm, then all at once, then tuning", sparse_training, untrained=True
    ),
)
