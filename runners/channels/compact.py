"""The smaller network that is left when channels are removed."""

from __future__ import annotations

import copy
from typing import Any

import torch
from torch import Tensor, nn

from runners.channels.graph import Channels


class Gather(nn.Module):
    """What is left of a shortcut that pads with zeros: output channel ``i`` is input ``index[i]``, zero for -1."""

    index: Tensor

    def __init__(self, index: Tensor, stride: int) -> None:
        super().__init__()
        self.stride = stride
        self.register_buffer("index", index)

    def forward(self, x: Tensor) -> Tensor:
        small = x[:, :, :: self.stride, :: self.stride]
        there = small[:, self.index.clamp(min=0)]
        return there * (self.index >= 0).to(x).view(1, -1, 1, 1)


def compact(model: nn.Module, channels: Channels, alive: Tensor) -> nn.Module:
    """A copy of ``model`` without the channels that are not ``alive``; plain modules with fewer channels, in the same
    memory layout.

    It gives the outputs of the network masked by :func:`runners.channels.solve.masks_of` up to rounding.
    """
    small = copy.deepcopy(model)
    modules: dict[str, Any] = dict(small.named_modules())
    for name, outputs in channels.outputs.items():
        module = modules[name]
        _cut(module, "weight", 0, alive[outputs])
        _cut(module, "bias", 0, alive[outputs])
        kept = int(alive[outputs].sum())
        if name in channels.depthwise:
            module.groups = module.in_channels = kept
        elif name not in channels.grouped:
            _cut(module, "weight", 1, alive[channels.inputs[name]])
        if isinstance(module, nn.Linear):
            module.out_features, module.in_features = module.weight.shape
        else:
            module.out_channels = kept
            module.in_channels = module.weight.shape[1] * module.groups
    for name, ids in channels.norms.items():
        for part in ("weight", "bias", "running_mean", "running_var"):
            _cut(modules[name], part, 0, alive[ids])
        modules[name].num_features = int(alive[ids].sum())
    for name, (given, found) in channels.pads.items():
        _replace(small, name, Gather(_index(modules[name], given, found, alive), modules[name].stride))
    return small


def _cut(module: Any, part: str, dimension: int, kept: Tensor) -> None:
    tensor = getattr(module, part)
    if tensor is None:
        return
    left = tensor.detach().index_select(dimension, torch.nonzero(kept).flatten().to(tensor.device))
    left = left.clone(memory_format=_layout(tensor))
    setattr(module, part, nn.Parameter(left) if isinstance(tensor, nn.Parameter) else left)


def _layout(tensor: Tensor) -> torch.memory_format:
    """By the strides, since a weight with one input channel or one position fits both layouts."""
    if tensor.dim() != 4:
        return torch.contiguous_format
    last = torch.empty_like(tensor, device="meta", memory_format=torch.channels_last)
    return torch.channels_last if tensor.stride() == last.stride() else torch.contiguous_format


def _index(pad: Any, given: Tensor, found: Tensor, alive: Tensor) -> Tensor:
    """Where each kept output of a padding shortcut comes from among the kept inputs."""
    first = pad.extra_channels // 2
    place = torch.cumsum(alive[given].long(), 0) - 1
    source = torch.full((len(found),), -1)
    source[first : first + len(given)] = torch.where(alive[given], place, torch.full_like(place, -1))
    return source[alive[found]]


def _replace(model: nn.Module, name: str, new: nn.Module) -> None:
    parent, _, last = name.rpartition(".")
    owner = model.get_submodule(parent)
    device = next(model.parameters()).device
    owner._modules[last] = new.to(device)
