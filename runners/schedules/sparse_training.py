"""Training with an L1 penalty on batch norm's factors, then pruning (Liu et al., ICCV 2017, section 3)."""

from __future__ import annotations

import torch
from torch import nn

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
    course = SparseNorms(task.model, task.method.option("penalty", 1e-4))
    task.tune(course, stretch=in_full(task.protocol))
    task.prune(lambda: task.pruner.prune(task.pruner.target))
    task.tune(number=2)


SCHEDULES.add(
    "sparse-training",
    Schedule(
        "dense training with a penalty on batch norm, then all at once, then tuning", sparse_training, untrained=True
    ),
)
