"""Scope: how a budget of units to keep is shared among layers. Unit counts are exact."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import prod

import torch
from torch import Tensor

from runners.registry import Registry
from runners.selection.exact import keep_largest


@dataclass(frozen=True, slots=True)
class Budget:
    """Unit scores of each layer (``-inf`` where pruned already), weight shapes, and how many units to keep; ``head``
    says that the last layer is the classifier.
    """

    scores: Sequence[Tensor]
    shapes: Sequence[tuple[int, ...]]
    keep: int
    head: bool = False

    @property
    def sizes(self) -> list[int]:
        """Units of each layer."""
        return [score.numel() for score in self.scores]


Scope = Callable[[Budget], list[Tensor]]
SCOPES: Registry[Scope] = Registry("scope", "pruning_leaderboard.scopes")
LAST_LAYER = 0.2  # what uniform+ keeps of the last layer at least (Gale et al. 2019, section 4)


@SCOPES.register("global")
def over_network(budget: Budget) -> list[Tensor]:
    """The largest scores wherever they are."""
    flat = torch.cat([score.flatten() for score in budget.scores])
    mask = keep_largest(flat, budget.keep)
    parts = torch.split(mask, budget.sizes)
    return [part.view(s.shape) for part, s in zip(parts, budget.scores, strict=True)]


@SCOPES.register("layer")
def uniform(budget: Budget) -> list[Tensor]:
    """The same density in every layer, the largest scores within each (layer-wise, uniform)."""
    return _by_density(budget, [budget.keep / sum(budget.sizes)] * len(budget.sizes))


@SCOPES.register("uniform+")
def uniform_plus(budget: Budget) -> list[Tensor]:
    """Uniform, but the first convolution stays dense and the last layer keeps a fifth (Gale et al. 2019, section 4).

    The last layer is the classifier: where that may not be pruned, no layer before it takes its place. What these two
    take is taken from the others. Where the budget does not allow it, they are cut like all.
    """
    sizes = budget.sizes
    fixed: dict[int, float] = {0: 1.0} if len(budget.shapes[0]) > 2 else {}
    if len(sizes) > 1 and budget.head:
        fixed[len(sizes) - 1] = max(LAST_LAYER, budget.keep / sum(sizes))
    spent = sum(density * sizes[i] for i, density in fixed.items())
    others = sum(size for i, size in enumerate(sizes) if i not in fixed)
    if others == 0 or spent >= budget.keep:
        return uniform(budget)
    density = (budget.keep - spent) / others
    return _by_density(budget, [fixed.get(i, density) for i in range(len(sizes))])


@SCOPES.register("erk")
def erdos_renyi_kernel(budget: Budget) -> list[Tensor]:
    """Density proportional to the sum of all dimensions over their product (Evci et al., ICML 2020, section 3).

    Densities above 1 are cut to 1 and the rest solved again, so that the budget is met.
    """
    sizes = budget.sizes
    raw = [sum(shape) / prod(shape) for shape in budget.shapes]
    dense: set[int] = set()
    while True:
        left = budget.keep - sum(sizes[i] for i in dense)
        weight = sum(raw[i] * sizes[i] for i in range(len(sizes)) if i not in dense)
        factor = left / weight if weight else 0.0
        over = {i for i in range(len(sizes)) if i not in dense and raw[i] * factor > 1}
        if not over:
            break
        dense |= over
    return _by_density(budget, [1.0 if i in dense else raw[i] * factor for i in range(len(sizes))])


@SCOPES.register("row")
def rows(budget: Budget) -> list[Tensor]:
    """The same density in every output row of every layer (Sun et al., ICLR 2024, section 3).

    Rows differ by at most one unit, the first rows of a layer keeping one more where counts do not divide.
    """
    masks = []
    counts = counts_of_layers(budget, [budget.keep / sum(budget.sizes)] * len(budget.sizes))
    for score, count in zip(budget.scores, counts, strict=True):
        flat = score.reshape(score.shape[0], -1)
        share, more = divmod(count, flat.shape[0])
        kept = [keep_largest(row, share + (i < more)) for i, row in enumerate(flat)]
        masks.append(torch.stack(kept).view(score.shape))
    return masks


def _by_density(budget: Budget, densities: Sequence[float]) -> list[Tensor]:
    counts = counts_of_layers(budget, densities)
    return [keep_largest(score, count) for score, count in zip(budget.scores, counts, strict=True)]


def counts_of_layers(budget: Budget, densities: Sequence[float]) -> list[int]:
    """Units to keep in each layer: the density's share, rounded so that the sum is the budget, one unit at least.

    Never more than a layer has left: what is pruned already stays pruned, and its share goes to the layer with the
    largest remainder.
    """
    free = torch.stack([torch.isfinite(score).sum() for score in budget.scores]).tolist()  # waits for a GPU once
    exact = [min(d * size, f) for d, size, f in zip(densities, budget.sizes, free, strict=True)]
    counts = [min(max(int(share), 1), f) for share, f in zip(exact, free, strict=True)]
    order = sorted(range(len(counts)), key=lambda i: (counts[i] - exact[i], i))
    while sum(counts) < budget.keep:
        grown = [i for i in order if counts[i] < free[i]][: budget.keep - sum(counts)]
        if not grown:
            break
        for i in grown:
            counts[i] += 1
    for i in reversed(order):
        while sum(counts) > budget.keep and counts[i] > 1:
            counts[i] -= 1
    return counts
