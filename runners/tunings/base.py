"""What a tuning is given and gives back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from torch import nn

from runners.protocols.protocol import Protocol
from runners.registry import Registry
from runners.training import Recipe
from runners.tunings.moments import Moments


@dataclass(frozen=True, slots=True)
class Stretch:
    """Epochs ``first`` to ``last`` of a recipe. ``purpose`` ``dense`` repeats the order of images of dense training.

    ``divided`` says that an iterative schedule shares it among its steps; else every step gets the whole.
    """

    recipe: Recipe
    purpose: str
    first: int
    last: int
    divided: bool = False

    @property
    def epochs(self) -> int:
        return self.last - self.first

    def part(self, number: int, of: int) -> Stretch:
        """Part ``number`` (from 1); what does not divide goes to the last."""
        if not self.divided or of == 1:
            return self
        share = self.epochs // of
        last = self.last if number == of else self.first + number * share
        return replace(self, first=self.first + (number - 1) * share, last=last)


@dataclass(frozen=True, slots=True)
class Tuning:
    """``stretch`` says what is trained under a protocol; ``prepare`` changes the weights before.

    ``needs_dense`` is set where dense training has to have taken place here, epoch by epoch.
    """

    words: str
    stretch: Callable[[Protocol], Stretch]
    prepare: Callable[[nn.Module, Moments], None] | None = None
    needs_dense: bool = True


TUNINGS: Registry[Tuning] = Registry("tuning", "pruning_leaderboard.tunings")
