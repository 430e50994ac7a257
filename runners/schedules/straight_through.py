"""SR-STE: N:M masks taken anew in every step of training (Zhou et al., ICLR 2021, section 4)."""

from __future__ import annotations

import torch
from torch import Tensor

from runners.layers import all_kept, apply_masks
from runners.pruning import WeightPruner
from runners.schedules.base import SCHEDULES, Schedule
from runners.task import Task
from runners.training import Course


class StraightThrough(Course):
    """The forward pass sees masked weights; gradients reach the dense ones as if nothing were masked, plus ``decay``
    times what is masked (Zhou et al. 2021, equation 9). After every epoch, for evaluation, and in the end the weights
    are masked.
    """

    def __init__(self, pruner: WeightPruner, decay: float) -> None:
        super().__init__(pruner.model)
        self.pruner, self.decay = pruner, decay
        self.dense: dict[str, Tensor] = {}

    def before_epoch(self, epoch: int) -> None:
        super().before_epoch(epoch)
        self._unmask()

    @torch.no_grad()
    def before_step(self, step: int) -> None:
        self.dense = {layer.name: layer.weight.detach().clone() for layer in self.pruner.layers}
        scores = {name: weight.abs() for name, weight in self.dense.items()}
        found = self.pruner.structure.select(scores, self.pruner.layers, all_kept(self.pruner.layers), 0, "layer")
        for name, mask in found.items():
            self.pruner.masks[name].copy_(mask)
        apply_masks(self.model, self.pruner.masks)

    def on_gradients(self, step: int) -> bool:
        for layer in self.pruner.layers:
            masked = ~self.pruner.masks[layer.name]
            if layer.weight.grad is not None:
                layer.weight.grad += self.decay * masked * self.dense[layer.name]
        self._unmask()
        return True

    def after_epoch(self, epoch: int) -> None:
        self.before_step(-1)

    @torch.no_grad()
    def _unmask(self) -> None:
        for layer in self.pruner.layers:
            if layer.name in self.dense:
                layer.weight.copy_(self.dense[layer.name])
        self.dense = {}

    def state(self) -> dict[str, Tensor]:
        return dict(self.dense)

    def restore(self, state: dict[str, Tensor]) -> None:
        self.dense = {name: tensor.to(next(self.model.parameters()).device) for name, tensor in state.items()}


def straight_through(task: Task) -> None:
    assert isinstance(task.pruner, WeightPruner)
    task.tune(StraightThrough(task.pruner, task.method.option("decay", 2e-4)))


SCHEDULES.add(
    "straight-through",
    Schedule(
        "from the untrained network, masks taken anew in every step of training", straight_through, untrained=True
    ),
)
