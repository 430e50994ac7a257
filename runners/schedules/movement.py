"""Movement pruning: weights that training drives towards zero go (Sanh, Wolf & Rush, NeurIPS 2020, section 4)."""

from __future__ import annotations

import torch
from torch import Tensor

from runners.layers import Masks
from runners.pruning import WeightPruner
from runners.schedules.base import SCHEDULES, Schedule
from runners.schedules.gradual import PART, still_left
from runners.schedules.straight_through import BehindMasks
from runners.scoring.movement import movement
from runners.task import Task

SCORE = "score "  # before a layer's name in a checkpoint


class Moving(BehindMasks):
    """``S = -sum of rate x g w`` over the steps so far, with ``g`` the gradient by the masked weight: of weights that
    are masked too, so that they can come back. The largest ``S`` are kept, as many as the cubic of gradual pruning
    leaves, which falls with every step over two thirds of the epochs. Masked weights get no gradient (hard movement
    pruning, its sections 3 and 4); weight decay and the momentum of earlier steps still act on them.

    For the last third masks stay as they are and the network recovers; the authors only fix how many are kept, and let
    scores, whose own rate falls to zero, move the masks on. Here the rate is that of the weights.
    """

    def __init__(self, pruner: WeightPruner, epochs: int) -> None:
        super().__init__(pruner)
        self.rising = max(round(epochs * PART), 1)
        self.scores = {layer.name: torch.zeros_like(layer.weight) for layer in pruner.layers}
        self.left, self.settled = int(pruner.target), False

    def before_step(self, step: int) -> None:
        until = self.rising * self.steps
        self.settled = step >= until
        self.left = int(still_left(self.pruner, 1.0 if step >= until - 1 else step / (until - 1)))
        super().before_step(step)

    def choose(self) -> Masks:
        return self.pruner.masks if self.settled else self.selected(self.scores, self.left)

    @torch.no_grad()
    def pull(self, name: str, gradient: Tensor) -> None:
        if not self.settled:
            self.scores[name] += self.optimizer.param_groups[0]["lr"] * movement(self.dense[name], gradient)
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
        "in every step of two thirds of tuning, by scores summed so far; what went may return until then",
        moving,
        while_tuning=True,
    ),
)
