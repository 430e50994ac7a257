"""Sparse from the start, with masks that move: SET (Mocanu et al. 2018) and RigL (Evci et al., ICML 2020)."""

from __future__ import annotations

import math
from typing import Any

import torch
from torch import Tensor

from runners.methods import Method
from runners.pruning import Pruner
from runners.schedules.base import SCHEDULES, Schedule
from runners.seeds import generator
from runners.selection import keep_largest
from runners.task import Task
from runners.training import Course


class Regrow(Course):
    """Every few steps the share ``f`` of each layer's smallest kept weights goes and as many others grow, those with
    the largest gradient or any (Evci et al. 2020, section 3, algorithm 1).

    ``f`` falls as a cosine from ``share`` to zero at the part ``until`` of training. Grown weights start at zero with
    fresh momentum, and the step that moves masks applies no gradient. What just went may grow back, at zero. Counts of
    layers never change.

    Options: ``grow_by_gradient`` (1 or 0), ``share``, ``until``, ``updates_per_epoch``.
    """

    def __init__(self, pruner: Pruner, method: Method, epochs: int, seed: int) -> None:
        super().__init__(pruner.model, pruner.masks)
        self.method, self.epochs, self.seed = method, epochs, seed

    def begin(self, optimizer: torch.optim.Optimizer, steps: int) -> None:
        super().begin(optimizer, steps)
        self.every = max(round(steps / self.method.option("updates_per_epoch", 4)), 1)
        self.end = self.method.option("until", 0.75) * steps * self.epochs

    def on_gradients(self, step: int) -> bool:
        if step == 0 or step % self.every or step >= self.end:
            return super().on_gradients(step)
        share = self.method.option("share", 0.3) / 2 * (1 + math.cos(math.pi * step / self.end))
        named = dict(self.model.named_parameters())
        chance = generator(self.seed, "regrow", step)
        for name, mask in self.masks.items():
            self._move(named[name], mask, share, chance)
        self.refresh()
        return False

    @torch.no_grad()
    def _move(self, weight: Any, mask: Tensor, share: float, chance: torch.Generator) -> None:
        kept = int(mask.sum())
        count = int(share * kept)
        if count == 0:
            return
        magnitude = torch.where(mask, weight.abs(), torch.full_like(weight, -torch.inf))
        staying = keep_largest(magnitude, kept - count)
        if self.method.option("grow_by_gradient", 1):
            worth = weight.grad.abs()
        else:
            worth = torch.rand(weight.shape, generator=chance).to(weight)
        grown = keep_largest(torch.where(staying, torch.full_like(worth, -torch.inf), worth), count)
        mask.copy_(staying | grown)
        weight.mul_(staying)
        momentum = self.optimizer.state.get(weight, {}).get("momentum_buffer")
        if momentum is not None:
            momentum.mul_(staying)


def dynamically(task: Task) -> None:
    """Random masks first, then training in full."""
    task.prune(task.pruner.at_once)
    task.tune(Regrow(task.pruner, task.method, task.protocol.dense.epochs, task.seed))


SCHEDULES.add(
    "dynamic",
    Schedule("sparse from the untrained network on, with masks that move in training", dynamically, untrained=True),
)
