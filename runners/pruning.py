"""From a network to masks: what is left of it after each step of a schedule."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field

import torch
from torch import nn

from leaderboard.errors import UsageError
from runners.channels.constants import absorb
from runners.channels.graph import trace
from runners.channels.solve import Costs, masks_of, solve
from runners.data import Split
from runners.layers import Layer, Masks, all_kept, apply_masks, kept, prunable_layers, weights_to_keep
from runners.methods import Method
from runners.scoring import CHANNEL_SCORERS, SCORERS, Probe, Scores, unsuited
from runners.seeds import generator
from runners.selection import CHANNEL_STRUCTURES, Structure, structure
from runners.surgery import SURGEONS


@dataclass
class Pruner(ABC):
    """One network to be pruned to one ratio by one method; ``masks`` is what is pruned so far, changed in place.

    ``whole`` and ``target`` are what the dense network has and what is to be left, in the unit of the structure.
    """

    model: nn.Module
    method: Method
    ratio: float
    root: int
    calibration: Split
    batch_size: int
    head: bool
    statistics: dict[str, Scores] = field(default_factory=dict)

    layers: tuple[Layer, ...] = field(init=False)
    masks: Masks = field(init=False)
    whole: float = field(init=False)
    target: float = field(init=False)

    def __post_init__(self) -> None:
        self.chance = generator(self.root, "prune", self.method.scoring)
        self.prepare()

    @abstractmethod
    def prepare(self) -> None:
        """Set ``layers``, ``masks``, ``whole`` and ``target``."""

    @abstractmethod
    def left(self) -> float:
        """What the masks keep now."""

    @abstractmethod
    def prune(self, left: float, *, fresh: bool = True) -> None:
        """Score, select and apply masks that leave ``left``. ``fresh`` False reuses the shared statistics, which are
        those of the network as it was handed in.
        """

    def at_once(self) -> None:
        """To the target in one step."""
        self.prune(self.target, fresh=False)

    def step(self, number: int, steps: int) -> None:
        """Step ``number`` (from 1) of ``steps`` that each keep the same share of what is left."""
        share = (self.target / self.whole) ** (number / steps)
        self.prune(self.target if number == steps else round(self.whole * share))

    @abstractmethod
    def take_up(self) -> None:
        """After ``masks`` were restored from a checkpoint."""

    def probe(self, *, fresh: bool = True) -> Probe:
        """What scorers look at."""
        batches = list(self.calibration.batches(self.batch_size))
        shared = {} if fresh else self.statistics
        return Probe(self.model, self.layers, self.masks, batches, self.chance, statistics=shared)


class WeightPruner(Pruner):
    """Weights, blocks and N:M groups; what is left is counted in prunable weights."""

    def prepare(self) -> None:
        self.layers = prunable_layers(self.model, head=self.head)
        self.masks = all_kept(self.layers)
        self.whole = sum(mask.numel() for mask in self.masks.values())
        self.target = weights_to_keep(self.model, self.layers, self.ratio)
        self.structure: Structure = structure(self.method.structure, self.ratio)

    def left(self) -> float:
        return kept(self.masks)

    def take_up(self) -> None:
        pass

    def prune(self, left: float, *, fresh: bool = True) -> None:
        probe, keep = self.probe(fresh=fresh), min(int(left), kept(self.masks))
        if self.method.scoring in SURGEONS:
            found = SURGEONS[self.method.scoring](probe, self.structure, keep, self.method.scope)
        else:
            scores = SCORERS[self.method.scoring](probe)
            found = self.structure.select(scores, self.layers, self.masks, keep, self.method.scope)
        for name, mask in found.items():
            self.masks[name].copy_(mask)
        apply_masks(self.model, self.masks)


class ChannelPruner(Pruner):
    """Filters, alone or with all that are tied to them; what is left is counted in parameters or multiply-adds of the
    smaller network.
    """

    def prepare(self) -> None:
        if reason := unsuited(self.method.scoring, self.model):
            raise UsageError(f"{self.method.scoring} {reason}")
        self.layers = prunable_layers(self.model, head=True)
        self.channels = trace(self.model, self.calibration.shape)
        self.costs = Costs.of(self.model, self.channels)
        self.may_go = CHANNEL_STRUCTURES[self.method.structure](self.channels)
        self.alive = torch.ones(self.channels.count, dtype=torch.bool)
        self.masks = masks_of(self.model, self.channels, self.alive)
        self.measure = self.costs.macs if self.method.budget == "macs" else self.costs.params
        self.whole = self.measure(self.alive)
        self.target = self.whole / self.ratio
        least = self.whole / self.costs.params(self._least()) if self.method.budget == "params" else 0
        if least and self.ratio > least * 1.01:
            raise UsageError(
                f"a compression ratio of {self.ratio:g} cannot be reached; with one channel a layer it is {least:.1f}"
            )

    def _least(self) -> torch.Tensor:
        alive = ~self.may_go
        for ids in self.channels.spaces(self.may_go):
            alive[ids[0]] = True
        return alive

    def left(self) -> float:
        return self.measure(self.alive)

    def prune(self, left: float, *, fresh: bool = True) -> None:
        self.remove(self.chosen(left, fresh=fresh))

    def chosen(self, left: float, *, fresh: bool = True) -> torch.Tensor:
        """Score, and say which channels would stay."""
        scores = CHANNEL_SCORERS[self.method.scoring](self.probe(fresh=fresh), self.channels).clone()
        return self.choose(scores, left)

    def take_up(self) -> None:
        for name, ids in self.channels.outputs.items():
            rows = self.masks[f"{name}.weight"].flatten(1).any(1).cpu()
            self.alive[ids] &= rows

    def choose(self, scores: torch.Tensor, left: float) -> torch.Tensor:
        """Channels that stay of those that are there."""
        scores = scores.double()
        scores[~self.alive] = -torch.inf
        return solve(self.costs, scores, self.may_go, left, self.method.budget, self.method.scope)

    def remove(self, alive: torch.Tensor) -> None:
        """Mask everything that goes with channels that are not ``alive``."""
        self.alive = alive & self.alive
        for name, mask in masks_of(self.model, self.channels, self.alive).items():
            self.masks[name].copy_(mask)
        apply_masks(self.model, self.masks)

    def fold(self, alive: torch.Tensor) -> None:
        """:meth:`remove`, where the channels that go leave the same value everywhere: it goes to what reads them."""
        images, _ = next(iter(self.calibration.batches(self.batch_size)))
        absorb(self.model, self.channels, ~alive & self.alive, images)
        self.remove(alive)


def pruner(method: Method) -> type[Pruner]:
    """The pruner of a method's structure."""
    return ChannelPruner if method.structure in CHANNEL_STRUCTURES else WeightPruner
