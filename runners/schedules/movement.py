"""Movement pruning: weights that training drives towards zero go (Sanh, Wolf & Rush, NeurIPS 2020, section 3)."""

from __future__ import annotations

import torch
from torch import Tensor

from runners.pruning import WeightPruner
from runners.schedules.base import SCHEDULES, Schedule
from runners.schedules.gradual import PART, still_left
from runners.schedules.straight_through import BehindMasks
from runners.scoring.movement import movement
from runners.task import Task

SCORE = "score "  # before a layer's name in a checkpoint


class Moving(BehindMasks):
    """``S = -sum of g w`` over all steps so far, with ``g`` the gradient by the masked weight: of weights that are
    masked too, so that they can come back with the value they had. The largest ``S`` are kept, as many as the cubic of
    gradual pruning leaves, which rises with every step over two thirds of the epochs. The weights learn only where they
    are not masked (hard movement pruning; its section 3 and appendix on the straight-through estimator).

    The authors give scores a rate of their own; it scales all of them and changes no mask.
    """

    def __init__(self, pruner: WeightPruner, epochs: int) -> None:
        super().__init__(pruner)
        self.rising = max(round(epochs * PART), 1)
        self.scores = {layer.name: torch.zeros_like(layer.weight) for layer in pruner.layers}
        self.left = int(pruner.target)

    def before_step(self, step: int) -> None:
        until = self.rising * self.steps
        self.left = int(still_left(self.pruner, 1.0 if step >= until - 1 else step / (until - 1)))
        super().before_step(step)

    def choose(self) -> dict[str, Tensor]:
        return self.selected(self.scores, self.left)

    @torch.no_grad()
    def pull(self, name: str, gradient: Tensor) -> None:
        self.scores[name] += movement(self.dense[name], gradient)
        gradient.mul_(self.pruner.masks[name])

    def state(self) -> dict[str, Tensor]:
        return {**super().state(), **{SCORE + name: score for name, score in self.scores.items()}}

    def restore(self, state: dict[str, Tensor]) -> None:
        super().restore({name: tensor for name, tensor in state.items() if not name.startswith(SCORE)})
        for name, score in self.scores.items():
            score.copy_(state[SCORE + name])


def moving(task: Task) -> None:
    assert isinstance(task.pruner, WeightPruner)
    task.tune(Moving(task.pruner, task.protocol.tuning.epochs))


SCHEDULES.add(
    "movement",
    Schedule(
        "in every tuning step, by scores summed over the steps so far; what went may return", moving, while_tuning=True
    ),
)
