"""Scores of channels: one number a channel, larger is kept. Which channels are one and the same is decided before."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn

from runners.channels import Channels, Maps
from runners.channels.graph import NORMS
from runners.layers import frozen
from runners.registry import Registry
from runners.scoring.base import Probe, needs, of_weights_alone

ChannelScorer = Callable[[Probe, Channels], Tensor]  # -> [channels.count]
CHANNEL_SCORERS: Registry[ChannelScorer] = Registry("channel scorer", "pruning_leaderboard.channel_scorers")


def _filters(probe: Probe, channels: Channels) -> dict[str, Tensor]:
    """Weights of each layer as one row an output, ``[outputs, inputs x kernel]``."""
    modules = dict(probe.model.named_modules())
    return {name: modules[name].get_parameter("weight").detach().flatten(1) for name in channels.outputs}


@CHANNEL_SCORERS.register("channel-random")
def channel_random(probe: Probe, channels: Channels) -> Tensor:
    """Uniform random numbers."""
    return torch.rand(channels.count, generator=probe.generator)


@CHANNEL_SCORERS.register("filter-l1")
@of_weights_alone
def filter_l1(probe: Probe, channels: Channels) -> Tensor:
    """L1 norm of the filter (Li et al., ICLR 2017, section 3.1), summed where several filters write one channel."""
    return channels.over_writers({name: rows.abs().sum(1) for name, rows in _filters(probe, channels).items()})


@CHANNEL_SCORERS.register("filter-l2")
@of_weights_alone
def filter_l2(probe: Probe, channels: Channels) -> Tensor:
    """L2 norm of the filter (He et al., IJCAI 2018, equation 2), summed where several filters write one channel."""
    return channels.over_writers({name: rows.norm(dim=1) for name, rows in _filters(probe, channels).items()})


@CHANNEL_SCORERS.register("group-l2")
@of_weights_alone
def group_l2(probe: Probe, channels: Channels) -> Tensor:
    """L2 norm of everything that goes with the channel, over its group's mean (Fang et al., CVPR 2023, section 3.2).

    Summed are squares of the filters that write it, of the weights that read it and of batch norm's factors. Without
    the division by the mean of the channels that the same layers write, a global comparison empties thin layers first.
    """
    modules = dict(probe.model.named_modules())
    total = torch.zeros(channels.count)
    for name, ids in channels.outputs.items():
        weight = modules[name].get_parameter("weight").detach().cpu()
        total.index_add_(0, ids, weight.flatten(1).square().sum(1))
        if name not in channels.depthwise and name not in channels.grouped:
            total.index_add_(0, channels.inputs[name], weight.transpose(0, 1).flatten(1).square().sum(1))
    for name, ids in channels.norms.items():
        if modules[name].weight is not None:
            total.index_add_(0, ids, modules[name].get_parameter("weight").detach().cpu().square())
    norms = total.sqrt()
    for ids in channels.spaces(~channels.fixed):
        there = norms[ids][norms[ids] > 0]  # channels that went in an earlier step are no part of the group
        if len(there):
            norms[ids] = norms[ids] / there.mean()
    return norms


def _no_norms(model: nn.Module) -> str:
    return "" if any(isinstance(m, NORMS) for m in model.modules()) else "compares factors of batch norm; there is none"


@CHANNEL_SCORERS.register("norm-factor")
@needs(_no_norms)
@of_weights_alone
def norm_factor(probe: Probe, channels: Channels) -> Tensor:
    """``|gamma|`` of batch norm (Liu et al., ICCV 2017, section 3), the mean where several normalise one channel.

    Channels that no batch norm touches get the largest score: the method has no say about them.
    """
    modules = dict(probe.model.named_modules())
    total, times = torch.zeros(channels.count), torch.zeros(channels.count)
    for name, ids in channels.norms.items():
        total.index_add_(0, ids, modules[name].get_parameter("weight").detach().abs().cpu())
        times.index_add_(0, ids, torch.ones(len(ids)))
    found = total / times.clamp(min=1)
    return torch.where(times > 0, found, found.max() + 1)


@CHANNEL_SCORERS.register("geometric-median")
@of_weights_alone
def geometric_median(probe: Probe, channels: Channels) -> Tensor:
    """Sum of the L2 distances to all other filters of the layer (He et al., CVPR 2019, equation 5).

    Of the raw weights: their squares or absolute values would make opposite filters the same. Filters that are pruned
    already count for nothing and are no neighbours of others, being all alike.
    """
    found = {}
    for name, rows in _filters(probe, channels).items():
        alive = rows.abs().sum(1) > 0 if not probe.masks else _alive(probe, name, rows)
        distances = torch.cdist(rows, rows)
        found[name] = (distances * alive).sum(1) * alive
    return channels.over_writers(found)


def _alive(probe: Probe, name: str, rows: Tensor) -> Tensor:
    mask = probe.masks.get(f"{name}.weight")
    return torch.ones(len(rows), dtype=torch.bool) if mask is None else mask.flatten(1).any(1)


@CHANNEL_SCORERS.register("taylor")
def taylor(probe: Probe, channels: Channels) -> Tensor:
    """Squared first-order change of the loss when the channel is shut, averaged over batches.

    The gate stands behind batch norm, where its gradient is ``gamma * dL/dgamma + beta * dL/dbeta`` (Molchanov et al.,
    CVPR 2019, equation 8 and section 3.3); without batch norm at the filter, ``sum g w``. Summed within a gate *before*
    squaring and squared *before* averaging over batches; layers that share a channel add up (its section 3.4).
    """
    modules: dict[str, Any] = dict(probe.model.named_modules())
    gates: dict[str, tuple[Tensor, list[nn.Parameter]]] = {}
    behind = torch.zeros(channels.count, dtype=torch.bool)
    for name, ids in channels.norms.items():
        gates[name] = (ids, [modules[name].weight, modules[name].bias])
        behind[ids] = True
    for name, ids in channels.outputs.items():
        if not behind[ids].all():
            gates[name] = (ids, [p for p in (modules[name].weight, modules[name].bias) if p is not None])
    parameters = [p for _, group in gates.values() for p in group]
    total = torch.zeros(channels.count, dtype=torch.float64)
    images = sum(len(labels) for _, labels in probe.batches)
    with frozen(probe.model):
        for inputs, labels in probe.batches:
            gradients = iter(torch.autograd.grad(probe.loss(probe.model(inputs), labels), parameters))
            for ids, group in gates.values():
                parts = [(p.detach() * next(gradients)).reshape(len(ids), -1).sum(1).double().cpu() for p in group]
                total.index_add_(0, ids, torch.stack(parts).sum(0).square() * len(labels) / images)
    return total


def _no_maps(model: nn.Module) -> str:
    return "" if Maps(model).activated() else "compares ranks of feature maps; no convolution has an activation"


@CHANNEL_SCORERS.register("feature-rank")
@needs(_no_maps)
def feature_rank(probe: Probe, channels: Channels) -> Tensor:
    """Mean rank of the channel's feature map over the calibration images (Lin et al., CVPR 2020, equation 4).

    Maps are taken behind the activation and before pooling, which would leave them one value in front of a classifier.
    A singular value counts when it is above the tolerance of ``torch.linalg.matrix_rank`` (largest size times machine
    epsilon times the largest singular value). What a linear layer writes is a map of one value, so that its mean rank
    is how often it is not zero.
    """
    total, times = torch.zeros(channels.count, dtype=torch.float64), torch.zeros(channels.count, dtype=torch.float64)

    def see(reader: str, found: Tensor) -> None:
        maps = found.detach() if found.dim() == 4 else found.detach()[:, :, None, None]
        ids = channels.inputs[reader].view(maps.shape[1], -1)[:, 0]  # flattening repeats a channel for each position
        ranks = torch.linalg.matrix_rank(maps.float()).double().sum(0).cpu()
        total.index_add_(0, ids, ranks)
        times.index_add_(0, ids, torch.full((len(ids),), float(len(maps)), dtype=torch.float64))

    maps, readers = Maps(probe.model), _readers(channels)
    with frozen(probe.model), torch.no_grad():
        for inputs, _ in probe.batches:
            maps.watch(inputs, readers, see)
    return total / times.clamp(min=1)


def _readers(channels: Channels) -> list[str]:
    """The first layer that reads each channel: no map is ranked twice."""
    seen = torch.zeros(channels.count, dtype=torch.bool)
    found = []
    for name, ids in channels.inputs.items():
        if name not in channels.grouped and name not in channels.depthwise and not seen[ids].all():
            found.append(name)
            seen[ids] = True
    return found
