"""What a scorer is given and gives back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import torch
from torch import Tensor, nn
from torch.nn import functional

from runners.layers import Layer, Masks, frozen
from runners.registry import Registry

Scores = dict[str, Tensor]  # parameter name -> score of each weight, of the weight's shape; larger is kept
Batch = tuple[Tensor, Tensor]
Loss = Callable[[Tensor, Tensor], Tensor]


@dataclass
class Probe:
    """A network about to be pruned, and what a scorer may look at.

    ``batches`` are calibration images with labels from the training split, always the same ones for a seed; ``masks``
    what is pruned already; ``generator`` the only source of chance. ``statistics`` is shared by all scorers and ratios
    of one network, so that a gradient or an activation norm is computed once.
    """

    model: nn.Module
    layers: tuple[Layer, ...]
    masks: Masks
    batches: Sequence[Batch]
    generator: torch.Generator
    loss: Loss = functional.cross_entropy
    statistics: dict[str, Scores] = field(default_factory=dict)

    def once(self, name: str, compute: Callable[[], Scores]) -> Scores:
        """The statistics of that name, computed the first time it is asked for."""
        if name not in self.statistics:
            self.statistics[name] = compute()
        return self.statistics[name]

    def weights(self) -> Iterator[tuple[str, Tensor]]:
        """Names and detached weights of the layers."""
        return ((layer.name, layer.weight.detach()) for layer in self.layers)


Scorer = Callable[[Probe], Scores]
SCORERS: Registry[Scorer] = Registry("scorer", "pruning_leaderboard.scorers")


F = TypeVar("F", bound=Callable[..., Any])


def of_weights_alone(scorer: F) -> F:
    """Mark a scorer that looks at neither images nor chance: for given weights every seed gives the same scores."""
    scorer.of_weights_alone = True  # type: ignore[attr-defined]
    return scorer


def needs(unmet: Callable[[nn.Module], str]) -> Callable[[F], F]:
    """Mark a scorer that has nothing to say of some networks: ``unmet`` tells why, or nothing where it has."""

    def mark(scorer: F) -> F:
        scorer.unmet = unmet  # type: ignore[attr-defined]
        return scorer

    return mark


def mean_gradients(probe: Probe) -> Scores:
    """Gradient of the mean loss over all calibration images, in evaluation mode.

    Accumulated before any absolute value is taken; batches of different sizes weigh by their images.
    """

    def compute() -> Scores:
        weights = [layer.weight for layer in probe.layers]
        sums = [torch.zeros_like(weight) for weight in weights]
        images = sum(len(labels) for _, labels in probe.batches)
        with frozen(probe.model):
            for inputs, labels in probe.batches:
                loss = probe.loss(probe.model(inputs), labels) * (len(labels) / images)
                for total, gradient in zip(sums, torch.autograd.grad(loss, weights), strict=True):
                    total += gradient
        return {layer.name: total for layer, total in zip(probe.layers, sums, strict=True)}

    return probe.once("mean-gradients", compute)
