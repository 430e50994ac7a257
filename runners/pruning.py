"""From a network to masks: the schedules of pruning, one function each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import nn

from runners.data import Split
from runners.layers import Layer, Masks, all_kept, apply_masks, kept, prunable_layers, weights_to_keep
from runners.methods import Method
from runners.scoring import SCORERS, Probe, Scores
from runners.seeds import generator, seed
from runners.selection import Structure, structure

EXPONENTIAL_STEPS = 100  # Tanaka et al., NeurIPS 2020, section 5
GRADUAL_PART = 2 / 3  # of the tuning epochs in which a gradual schedule still prunes; the rest recovers


@dataclass
class Pruner:
    """One network to be pruned to one ratio by one method; ``masks`` is what is pruned so far, changed in place."""

    model: nn.Module
    method: Method
    ratio: float
    root: int
    calibration: Split
    batch_size: int
    head: bool
    statistics: dict[str, Scores]

    def __post_init__(self) -> None:
        self.layers: tuple[Layer, ...] = prunable_layers(self.model, head=self.head)
        self.masks: Masks = all_kept(self.layers)
        self.target = weights_to_keep(self.model, self.layers, self.ratio)
        self.structure: Structure = structure(self.method.structure, self.ratio)
        self.chance = generator(self.root, "prune", self.method.scoring)

    def prune(self, keep: int, *, fresh: bool = True) -> None:
        """Score, select and apply masks that keep ``keep`` weights. ``fresh`` False reuses the shared statistics, which
        are those of the network as it was handed in.
        """
        probe = Probe(
            self.model,
            self.layers,
            self.masks,
            self._batches(),
            self.chance,
            statistics={} if fresh else self.statistics,
        )
        scores = SCORERS[self.method.scoring](probe)
        found = self.structure.select(scores, self.layers, self.masks, keep, self.method.scope)
        for name, mask in found.items():
            self.masks[name].copy_(mask)
        apply_masks(self.model, self.masks)

    def at_once(self) -> None:
        """To the target in one step."""
        self.prune(self.target, fresh=False)

    def step(self, number: int, steps: int) -> None:
        """Step ``number`` (from 1) of ``steps`` that each keep the same share of what is left."""
        whole = sum(mask.numel() for mask in self.masks.values())
        share = (self.target / whole) ** (number / steps)
        self.prune(self.target if number == steps else round(whole * share))

    def exponentially(self) -> None:
        """The 100 steps of SynFlow, scored anew before each."""
        for number in range(1, EXPONENTIAL_STEPS + 1):
            self.step(number, EXPONENTIAL_STEPS)

    def gradually(self, epochs: int) -> Callable[[int], None]:
        """For use before each tuning epoch: sparsity ``s (1 - (1 - t)^3)`` with t from 0 to 1 over two thirds of them
        (Zhu & Gupta 2018, equation 1, from a dense network).
        """
        whole = sum(mask.numel() for mask in self.masks.values())
        steps = max(round(epochs * GRADUAL_PART), 1)

        def before(epoch: int) -> None:
            if epoch < steps:
                done = 1 - (1 - (epoch + 1) / steps) ** 3
                keep = self.target if epoch + 1 == steps else round(whole - (whole - self.target) * done)
                self.prune(min(keep, kept(self.masks)))

        return before

    def _batches(self) -> list[tuple[torch.Tensor, torch.Tensor]]:
        images, labels = self.calibration.images, self.calibration.labels
        return list(zip(torch.split(images, self.batch_size), torch.split(labels, self.batch_size), strict=True))


def calibration_split(train: Split, images: int, root: int) -> Split:
    """The calibration images of a seed: a random part of the training split, the same for every method and ratio."""
    order = torch.randperm(len(train), generator=torch.Generator().manual_seed(seed(root, "calibration")))[:images]
    return Split(train.images[order], train.labels[order])
