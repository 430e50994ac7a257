"""Layers one after the other, each seen behind the pruned ones before it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from runners.layers import Layer, frozen
from runners.scoring.base import Probe


class _Enough(Exception):
    """The layer was reached; the rest of the network need not run."""


def in_order(probe: Probe) -> tuple[Layer, ...]:
    """The layers in the order in which the network runs them, which is not always that of its modules."""
    seen: list[Layer] = []

    def watch(layer: Layer) -> Any:
        return lambda module, inputs: seen.append(layer)

    handles = [layer.module.register_forward_pre_hook(watch(layer)) for layer in probe.layers]
    try:
        with frozen(probe.model), torch.no_grad():
            probe.model(probe.batches[0][0][:1])
    finally:
        for handle in handles:
            handle.remove()
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

    handle = module.register_forward_pre_hook(keep)
    try:
        model(images)
    except _Enough:
        pass
    finally:
        handle.remove()
    return found[0]


def columns(module: nn.Module, inputs: Tensor) -> Tensor:
    """What the rows of the weight's matrix multiply: ``[groups, inputs x kernel, images x positions]``, in the order of
    ``weight.flatten(1)``.
    """
    if isinstance(module, nn.Linear):
        return inputs.flatten(0, -2).T[None]
    assert isinstance(module, nn.Conv2d)
    padding: Any = module.padding
    if isinstance(padding, str):
        padding = [side // 2 for side in module.kernel_size] if padding == "same" else 0
    unfolded = functional.unfold(inputs, module.kernel_size, module.dilation, padding, module.stride)
    count, rows, positions = unfolded.shape
    return unfolded.view(count, module.groups, rows // module.groups, positions).permute(1, 2, 0, 3).flatten(2)
