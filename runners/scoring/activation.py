"""Wanda: weight times norm of its input (Sun et al., ICLR 2024, equation 1)."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn

from runners.layers import attached, frozen, unfolded
from runners.scoring.base import SCORERS, Probe, Scores


@SCORERS.register("activation")
def activation(probe: Probe) -> Scores:
    """``|w| * ||x||_2`` with x the input the weight multiplies, over all calibration images and positions.

    The paper compares within each output row, which is the scope ``row``. For convolutions, which the authors did not
    try beyond 1x1, the norm of each unfolded input value is used.
    """
    norms = probe.once("input-norms", lambda: input_norms(probe))
    return {name: weight.abs() * norms[name] for name, weight in probe.weights()}


def input_norms(probe: Probe) -> Scores:
    """L2 norm of what each weight multiplies, of the weight's shape (equal for all output rows of a group)."""
    sums: Scores = {name: torch.zeros_like(weight) for name, weight in probe.weights()}

    def watch(name: str) -> Any:
        def hook(module: nn.Module, inputs: tuple[Tensor, ...], output: Tensor) -> None:
            sums[name] += _squares(module, inputs[0].detach())

        return hook

    handles = [layer.module.register_forward_hook(watch(layer.name)) for layer in probe.layers]
    with attached(handles), frozen(probe.model), torch.no_grad():
        for inputs, _ in probe.batches:
            probe.model(inputs)
    return {name: total.sqrt() for name, total in sums.items()}


def _squares(module: nn.Module, inputs: Tensor) -> Tensor:
    """Sum of squares of each input value over images and positions, broadcast to the weight's shape."""
    if isinstance(module, nn.Linear):
        return inputs.flatten(0, -2).square().sum(0).expand_as(module.weight)
    assert isinstance(module, nn.Conv2d)
    per_value = unfolded(module, inputs.square()).sum((0, 2)).view(module.groups, *module.weight.shape[1:])
    return per_value.repeat_interleave(module.out_channels // module.groups, 0)
