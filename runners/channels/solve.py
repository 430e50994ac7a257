"""From scores of channels to the channels that stay: a target of parameters or multiply-adds, met by bisection."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from leaderboard.errors import DataError, UsageError
from runners.channels.graph import Channels
from runners.layers import Masks


@dataclass(frozen=True)
class Costs:
    """What a network costs when only some channels stay; one evaluation is a few counts a layer."""

    channels: Channels
    biases: dict[str, bool]
    affine: dict[str, bool]
    kernels: dict[str, int]
    grouped: dict[str, int]  # inputs of an output in convolutions with groups

    @classmethod
    def of(cls, model: nn.Module, channels: Channels) -> Costs:
        modules = dict(model.named_modules())
        return cls(
            channels,
            {name: modules[name].bias is not None for name in channels.outputs},
            {name: modules[name].weight is not None for name in channels.norms},
            {name: modules[name].get_parameter("weight")[0, 0].numel() for name in channels.outputs},
            {name: modules[name].get_parameter("weight").shape[1] for name in channels.grouped},
        )

    def _sizes(self, alive: Tensor) -> list[tuple[str, int, int]]:
        """Weights and outputs that are left of each layer."""
        c, found = self.channels, []
        for name, outputs in c.outputs.items():
            kept = int(alive[outputs].sum())
            if name in c.depthwise:
                fan_in = 1
            elif name in c.grouped:
                fan_in = self.grouped[name]
            else:
                fan_in = int(alive[c.inputs[name]].sum())
            found.append((name, kept * fan_in * self.kernels[name], kept))
        return found

    def params(self, alive: Tensor) -> int:
        """Parameters of the network when the channels of the mask ``alive`` stay."""
        layers = sum(weights + kept * self.biases[name] for name, weights, kept in self._sizes(alive))
        norms = sum(2 * int(alive[ids].sum()) for name, ids in self.channels.norms.items() if self.affine[name])
        return layers + norms

    def macs(self, alive: Tensor) -> int:
        """Multiply-adds of convolutions and linear layers for one image."""
        return sum(weights * self.channels.positions[name] for name, weights, _ in self._sizes(alive))


def solve(costs: Costs, scores: Tensor, may_go: Tensor, goal: float, budget: str, scope: str) -> Tensor:
    """Mask ``[count]`` of the channels that stay: the lowest scores go until parameters or multiply-adds are as near to
    ``goal`` as whole channels allow.

    ``scope`` ``global`` compares the scores of all channels, ``layer`` takes the same share of every group of channels
    that the same layers write. The best channel of each group stays, so that no layer vanishes. Cost falls with every
    channel that goes, hence bisection: about log2(channels) evaluations. Raises UsageError where the goal is out of
    reach, DataError for scores that are no numbers.
    """
    if torch.isnan(scores[may_go]).any():
        raise DataError(f"{int(torch.isnan(scores[may_go]).sum())} of {int(may_go.sum())} scores are not a number")
    measure = costs.macs if budget == "macs" else costs.params
    order = _order(costs.channels, scores, may_go, scope)

    def cost(count: int) -> int:
        return measure(_without(may_go, order, count))

    least = cost(len(order))
    if goal < least * 0.99:
        most = measure(torch.ones_like(may_go)) / least
        raise UsageError(f"so few {budget} cannot be reached by removing channels: the most is a ratio of {most:.1f}")
    low, high = 0, len(order)
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if cost(middle) <= goal else (middle + 1, high)
    if low > 0 and goal - cost(low) > cost(low - 1) - goal:
        low -= 1
    return _without(may_go, order, low)


def _without(may_go: Tensor, order: Tensor, count: int) -> Tensor:
    alive = torch.ones_like(may_go)
    alive[order[:count]] = False
    return alive


def _order(channels: Channels, scores: Tensor, may_go: Tensor, scope: str) -> Tensor:
    """Channels that may go, first the one to go first."""
    ranks = torch.full((channels.count,), torch.inf, dtype=torch.float64)
    for ids in channels.spaces(may_go):
        by_score = ids[torch.argsort(scores[ids], stable=True)][:-1]
        if scope == "global":
            ranks[by_score] = scores[by_score].double()
        elif scope == "layer":
            ranks[by_score] = torch.arange(1, len(by_score) + 1, dtype=torch.float64) / len(ids)
        else:
            raise UsageError(f"channels are compared in the scope global or layer, not {scope}")
    order = torch.argsort(ranks, stable=True)
    return order[: int((ranks < torch.inf).sum())]


def masks_of(model: nn.Module, channels: Channels, alive: Tensor) -> Masks:
    """Masks over all parameters that go with removed channels: rows and columns of weights, biases, normalisation.

    A network masked so gives the same outputs as the smaller one: a removed channel is exactly zero wherever it is
    read.
    """
    modules, masks = dict(model.named_modules()), {}
    for name, outputs in channels.outputs.items():
        weight = modules[name].get_parameter("weight")
        rows = alive[outputs].to(weight.device).view(-1, *[1] * (weight.dim() - 1))
        mask = rows.expand_as(weight).clone()
        if name not in channels.depthwise and name not in channels.grouped:
            mask &= alive[channels.inputs[name]].to(weight.device).view(1, -1, *[1] * (weight.dim() - 2))
        masks[f"{name}.weight"] = mask
        if modules[name].bias is not None:
            masks[f"{name}.bias"] = alive[outputs].to(weight.device)
    for name, ids in channels.norms.items():
        if modules[name].weight is not None:
            kept = alive[ids].to(modules[name].get_parameter("weight").device)
            masks[f"{name}.weight"], masks[f"{name}.bias"] = kept, kept.clone()
    return masks
