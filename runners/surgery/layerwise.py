"""Layer-wise reconstruction: each layer's outputs are kept as near as can be, behind the layers already pruned."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from leaderboard.errors import DataError
from runners.layers import Layer, Masks
from runners.scoring.base import Probe
from runners.selection.structures import NofM, Structure, Weights
from runners.surgery.base import not_for
from runners.surgery.sequence import columns, in_order, inputs_of
from runners.surgery.wanda import layer_budgets

DAMPING = 0.01  # of the mean of the diagonal (Frantar & Alistarh, ICML 2023, section 3.4)

# Weights [rows, columns], Hessian [columns, columns], bool [rows, columns] of what may be kept, how many weights are
# kept (or of each group, where the last is not 0), columns of a group -> weights and mask [rows, columns].
Reconstruct = Callable[[Tensor, Tensor, Tensor, int, int], tuple[Tensor, Tensor]]


def layer_by_layer(probe: Probe, structure: Structure, keep: int, name: str, reconstruct: Reconstruct) -> Masks:
    """Masks after every layer was reconstructed in the order of execution, weights changed in place; every layer keeps
    the same share. Raises UsageError for blocks of weights, naming the surgeon.
    """
    if not isinstance(structure, Weights | NofM):
        raise not_for(name, structure)
    kept = dict(zip((layer.name for layer in probe.layers), layer_budgets(probe, keep), strict=True))
    masks: Masks = dict(probe.masks)
    for layer in in_order(probe):
        if isinstance(structure, NofM) and not structure.applies(layer.weight):
            continue
        masks[layer.name] = _layer(probe, layer, structure, kept[layer.name], reconstruct)
    return masks


def hessians(probe: Probe, layer: Layer) -> Tensor:
    """``2 X X^T`` summed over calibration images and positions, ``[groups, columns, columns]`` in float64."""
    total: Tensor | None = None
    for inputs in inputs_of(probe, layer):
        x = columns(layer.module, inputs)
        part = 2 * (x @ x.transpose(1, 2)).double()
        total = part if total is None else total + part
    assert total is not None
    if not bool(torch.isfinite(total).all()):
        raise DataError(f"the inputs of {layer.name} are not all numbers")
    return total


def damped(rows: Tensor, hessian: Tensor) -> tuple[Tensor, Tensor]:
    """Copies that can be inverted: inputs that are always zero are left out of the Hessian and their weights are zero,
    then ``DAMPING`` of the mean of the diagonal is added to it.
    """
    rows, hessian = rows.clone(), hessian.clone()
    dead = hessian.diagonal() == 0
    hessian[dead, dead] = 1
    rows[:, dead] = 0
    hessian.diagonal().add_(DAMPING * hessian.diagonal().mean())
    return rows, hessian


def _layer(probe: Probe, layer: Layer, structure: Weights | NofM, keep: int, reconstruct: Reconstruct) -> Tensor:
    weight, hessian = layer.weight.detach(), hessians(probe, layer)
    groups, group = len(hessian), structure.group if isinstance(structure, NofM) else 0
    order = _order(weight, group)
    rows = weight.flatten(1)[:, order].double().view(groups, -1, len(order)).clone()
    there = probe.masks[layer.name].flatten(1)[:, order].view(groups, -1, len(order))
    mask = torch.zeros_like(there)
    for g in range(groups):
        share = round(keep * (g + 1) / groups) - round(keep * g / groups)
        count = structure.kept if isinstance(structure, NofM) else share
        rows[g], mask[g] = reconstruct(rows[g], hessian[g][order][:, order], there[g], count, group)
    back = torch.argsort(order)
    with torch.no_grad():
        layer.weight.copy_(rows.flatten(0, 1)[:, back].view(weight.shape).to(weight))
    return mask.flatten(0, 1)[:, back].view(weight.shape)


def _order(weight: Tensor, group: int) -> Tensor:
    """Columns of ``weight.flatten(1)`` in the order they are gone through; for N:M input channels run fastest."""
    order = torch.arange(weight[0].numel())
    return order.view(weight.shape[1], -1).T.flatten() if group and weight.dim() > 2 else order
