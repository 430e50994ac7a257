"""Layers one after the other, each seen behind the pruned ones before it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import torch
from torch import Tensor, nn

from runners.layers import Layer, attached, frozen, unfolded
from runners.scoring.base import Probe


class _Enough(Exception):
    """The layer was reached; the rest of the network need not run."""


def in_order(probe: Probe) -> tuple[Layer, ...]:
    """The layers in the order in which the network runs them, which is not always that of its modules."""
    seen: list[Layer] = []

    def watch(layer: Layer) -> Any:
        return lambda module, inputs: seen.append(layer)

    handles = [layer.module.register_forward_pre_hook(watch(layer)) for layer in probe.layers]
    with attached(handles), frozen(probe.model), torch.no_grad():
        probe.model(probe.batches[0][0][:1])
    return tuple(dict.fromkeys(seen))


def inputs_of(probe: Probe, layer: Layer) -> Iterator[Tensor]:
    """What the layer reads for each calibration batch, with the network as it is now."""
    with frozen(probe.model), torch.no_grad():
        for images, _ in probe.batches:
            yield _input(probe.model, layer.module, images)


def _input(model: nn.Module, module: nn.Module, images: Tensor) -> Tensor:
    found: list[Tensor] = []

    def keep(_: nn.Module, inputs: tuple[Tensor, ...]) -> None:
        found.append(inputs[0].detach())
        raise _Enough

    with attached([module.register_forward_pre_hook(keep)]), suppress(_Enough):
        model(images)
    return found[0]


def columns(module: nn.Module, inputs: Tensor) -> Tensor:
    """What the rows of the weight's matrix multiply: ``[groups, inputs x kernel, images x positions]``, in the order of
    ``weight.flatten(1)``.
    """
    if isinstance(module, nn.Linear):
        return inputs.flatten(0, -2).T[None]
    assert isinstance(module, nn.Conv2d)
    found = unfolded(module, inputs)
    count, rows, positions = found.shape
    return found.view(count, module.groups, rows // module.groups, positions).permute(1, 2, 0, 3).flatten(2)
