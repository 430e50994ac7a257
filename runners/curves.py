"""Compression and speedup of a network at many ratios at once, without data: what pruning saves before it costs
anything.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from runners.channels import Channels, compact, solve
from runners.channels.solve import Costs
from runners.layers import prunable_layers, weights_to_keep
from runners.metrics.layers import layer_states
from runners.scoring import Scores
from runners.selection import keep_largest_each


@dataclass(frozen=True)
class Sparse:
    """Masks at one compression ratio and the multiply-adds of kept weights."""

    ratio: float
    masks: dict[str, Tensor]
    params_left: int
    macs_left: int


class Curve:
    """Global selection on one network: layers and costs are worked out once, each ratio is then a comparison of the
    scores and a dot product.
    """

    def __init__(self, model: nn.Module, shape: tuple[int, ...], *, head: bool) -> None:
        self.model, self.layers = model, prunable_layers(model, head=head)
        states = {state.name: state for state in layer_states(model, shape, {})}
        self.positions = [states[layer.name].positions for layer in self.layers]
        self.params = sum(p.numel() for p in model.parameters())
        self.macs = sum(state.positions * state.weights for state in states.values())

    def at(self, scores: Scores, ratios: Sequence[float]) -> list[Sparse]:
        """Masks and costs at each ratio (all parameters over those left); the largest scores of the network are
        kept.
        """
        keeps = [weights_to_keep(self.model, self.layers, ratio) for ratio in ratios]
        flat = torch.cat([scores[layer.name].flatten() for layer in self.layers])
        sizes = [layer.weight.numel() for layer in self.layers]
        whole = sum(sizes)
        found = []
        for ratio, keep, mask in zip(ratios, keeps, keep_largest_each(flat, keeps), strict=True):
            parts = torch.split(mask, sizes)
            pruned = [size - int(part.count_nonzero()) for size, part in zip(sizes, parts, strict=True)]
            saved = sum(p * positions for p, positions in zip(pruned, self.positions, strict=True))
            named = {l.name: part.view(l.weight.shape) for l, part in zip(self.layers, parts, strict=True)}  # noqa: E741
            found.append(Sparse(ratio, named, self.params - (whole - keep), self.macs - saved))
        return found


def smaller_networks(
    model: nn.Module, channels: Channels, scores: Tensor, ratios: Sequence[float], budget: str = "macs"
) -> list[tuple[nn.Module, Mapping[str, int]]]:
    """The network without its lowest channels at each ratio of parameters or multiply-adds, all from one scoring."""
    costs = Costs.of(model, channels)
    everything = torch.ones(channels.count, dtype=torch.bool)
    whole = costs.macs(everything) if budget == "macs" else costs.params(everything)
    found: list[tuple[nn.Module, Mapping[str, int]]] = []
    for ratio in ratios:
        alive = solve(costs, scores, ~channels.fixed, whole / ratio, budget, "global")
        found.append((compact(model, channels, alive), {"params": costs.params(alive), "macs": costs.macs(alive)}))
    return found
