"""The layers whose weights may be pruned, and masks over them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.utils.hooks import RemovableHandle

from leaderboard.errors import UsageError

Masks = dict[str, Tensor]  # parameter name -> bool tensor of the weight's shape; True is kept
PRUNABLE = (nn.Conv1d, nn.Conv2d, nn.Conv3d, nn.Linear)


@dataclass(frozen=True, slots=True)
class Layer:
    """A layer with a prunable weight; ``name`` is that of the parameter (``0.weight``), ``head`` says that it is the
    classifier.
    """

    name: str
    module: nn.Module
    weight: nn.Parameter
    head: bool = False


def prunable_layers(model: nn.Module, *, head: bool) -> tuple[Layer, ...]:
    """Convolution and linear weights in the order of the modules.

    ``head`` says whether the classifier, the last linear layer, may be pruned too: ShrinkBench and torch-pruning leave
    it out, work on LeNet-300-100 prunes it. Biases and normalisation are never pruned.
    """
    found = [
        Layer(f"{name}.weight" if name else "weight", module, module.get_parameter("weight"))
        for name, module in model.named_modules()
        if isinstance(module, PRUNABLE)
    ]
    last = max((i for i, layer in enumerate(found) if isinstance(layer.module, nn.Linear)), default=None)
    if last is not None:
        found[last : last + 1] = [replace(found[last], head=True)] if head else []
    if not found:
        raise UsageError("the network has no layer that may be pruned")
    return tuple(found)


def all_kept(layers: tuple[Layer, ...]) -> Masks:
    """Masks that prune nothing."""
    return {layer.name: torch.ones_like(layer.weight, dtype=torch.bool) for layer in layers}


def kept(masks: Mapping[str, Tensor]) -> int:
    """How many weights the masks keep."""
    return int(sum(int(mask.sum()) for mask in masks.values()))


@torch.no_grad()
def apply_masks(model: nn.Module, masks: Mapping[str, Tensor]) -> None:
    """Set pruned weights to zero in place. Masks, never ``value != 0``, say what is pruned."""
    parameters = dict(model.named_parameters())
    for name, mask in masks.items():
        parameters[name].mul_(mask)


@contextmanager
def attached(handles: Sequence[RemovableHandle]) -> Iterator[None]:
    """Hooks for the length of a block."""
    try:
        yield
    finally:
        for handle in handles:
            handle.remove()


@contextmanager
def _in_mode(model: nn.Module, training: bool) -> Iterator[nn.Module]:
    """Every module in one mode for the length of a block; each has its own back afterwards."""
    before = {name: module.training for name, module in model.named_modules()}
    model.train(training)
    try:
        yield model
    finally:
        for name, module in model.named_modules():
            module.training = before[name]


def frozen(model: nn.Module) -> AbstractContextManager[nn.Module]:
    """Evaluation mode for the length of a block: scoring must not move running statistics of batch norm."""
    return _in_mode(model, False)


@contextmanager
def as_in_training(model: nn.Module) -> Iterator[nn.Module]:
    """Training mode for the length of a block, for networks that have not been trained: batch norm uses the statistics
    of the batch, since its running ones say nothing yet. Buffers are put back afterwards.
    """
    buffers = {name: buffer.clone() for name, buffer in model.named_buffers()}
    try:
        with _in_mode(model, True):
            yield model
    finally:
        for name, buffer in model.named_buffers():
            buffer.copy_(buffers[name])


def compression_ratio(model: nn.Module, masks: Mapping[str, Tensor]) -> float:
    """All parameters over those that are left; parameters without a mask count as left."""
    total = sum(p.numel() for p in model.parameters())
    pruned = sum(mask.numel() for mask in masks.values()) - kept(masks)
    return total / (total - pruned)


def weights_to_keep(model: nn.Module, layers: tuple[Layer, ...], ratio: float) -> int:
    """How many prunable weights to keep so that all parameters over those left make ``ratio``.

    Raises UsageError when what may not be pruned alone is more than is to be left.
    """
    total = sum(p.numel() for p in model.parameters())
    prunable = sum(layer.weight.numel() for layer in layers)
    wanted = round(total / ratio) - (total - prunable)
    if wanted < len(layers):
        most = total / (total - prunable + len(layers))
        raise UsageError(
            f"a compression ratio of {ratio:g} cannot be reached; with one weight a layer it is {most:.1f}"
        )
    return min(wanted, prunable)


def unfolded(module: nn.Conv2d, inputs: Tensor) -> Tensor:
    """What each weight of a convolution multiplies: ``[images, inputs x kernel, positions]``, rows in the order of
    ``weight.flatten(1)`` for one group after the other.
    """
    if module.padding_mode != "zeros":
        inputs = functional.pad(inputs, module._reversed_padding_repeated_twice, mode=module.padding_mode)
    padding: Any = module.padding if module.padding_mode == "zeros" else 0
    if isinstance(padding, str):
        padding = [side // 2 for side in module.kernel_size] if padding == "same" else 0
    return functional.unfold(inputs, module.kernel_size, module.dilation, padding, module.stride)
