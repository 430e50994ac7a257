"""Masks taken anew in every step of training: SR-STE (Zhou et al., ICLR 2021, section 4)."""

from __future__ import annotations

import torch
from torch import Tensor

from runners.layers import Masks, all_kept, apply_masks
from runners.pruning import WeightPruner
from runners.schedules.base import SCHEDULES, Schedule
from runners.task import Task
from runners.training import Course


class BehindMasks(Course):
    """Dense weights behind masks that are chosen anew before each step: the forward pass sees masked weights, the
    optimiser the dense ones. After every epoch, for evaluation, and in the end the weights are masked.
    """

    def __init__(self, pruner: WeightPruner) -> None:
        super().__init__(pruner.model)
        self.pruner = pruner
        self.dense: dict[str, Tensor] = {}

    def choose(self) -> Masks:
        """Masks for the weights in ``dense``."""
        raise NotImplementedError

    def pull(self, name: str, gradient: Tensor) -> None:
        """Change the gradient by a masked weight, in place, to that which its dense weight gets."""
        raise NotImplementedError

    def selected(self, scores: dict[str, Tensor], keep: int) -> Masks:
        """Masks by scores of all weights; what was masked may return."""
        structure, layers, scope = self.pruner.structure, self.pruner.layers, self.pruner.method.scope
        return structure.select(scores, layers, all_kept(layers), keep, scope)

    def before_epoch(self, epoch: int) -> None:
        super().before_epoch(epoch)
        self._unmask()

    def before_step(self, step: int) -> None:
        self._mask()

    def on_gradients(self, step: int) -> bool:
        for layer in self.pruner.layers:
            if layer.weight.grad is not None:
                self.pull(layer.name, layer.weight.grad)
        self._unmask()
        return True

    def after_epoch(self, epoch: int) -> None:
        self._mask()

    @torch.no_grad()
    def _mask(self) -> None:
        self.dense = {layer.name: layer.weight.detach().clone() for layer in self.pruner.layers}
        for name, mask in self.choose().items():
            self.pruner.masks[name].copy_(mask)
        apply_masks(self.model, self.pruner.masks)

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


class StraightThrough(BehindMasks):
    """The largest weights are kept; gradients reach the dense weights as if nothing were masked, plus ``decay`` times
    what is masked (Zhou et al. 2021, equation 9).
    """

    def __init__(self, pruner: WeightPruner, decay: float) -> None:
        super().__init__(pruner)
        self.decay = decay

    def choose(self) -> Masks:
        return self.selected({name: weight.abs() for name, weight in self.dense.items()}, 0)

    def pull(self, name: str, gradient: Tensor) -> None:
        gradient += self.decay * ~self.pruner.masks[name] * self.dense[name]


def straight_through(task: Task) -> None:
    assert isinstance(task.pruner, WeightPruner)
    task.tune(StraightThrough(task.pruner, task.method.option("decay", 2e-4)))


SCHEDULES.add(
    "straight-through",
    Schedule(
        "from the untrained network, masks taken anew in every step of training", straight_through, untrained=True
    ),
)
