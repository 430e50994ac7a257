"""SparseGPT: layer-wise reconstruction in a fixed order of columns (Frantar & Alistarh, ICML 2023)."""

from __future__ import annotations

import torch
from torch import Tensor

from leaderboard.errors import DataError
from runners.layers import Layer, Masks
from runners.scoring.base import Probe
from runners.selection.exact import keep_largest
from runners.selection.structures import NofM, Structure, Weights
from runners.surgery.base import SURGEONS, not_for
from runners.surgery.sequence import columns, in_order, inputs_of
from runners.surgery.wanda import layer_budgets

BLOCK = 128  # columns among which a mask is chosen at a time (its section 3.3, B_s)
DAMPING = 0.01  # of the mean of the diagonal (its section 3.4)


@SURGEONS.register("sparsegpt")
def sparsegpt(probe: Probe, structure: Structure, keep: int, scope: str) -> Masks:
    """Layer by layer behind the pruned ones: ``H = 2 X X^T`` of the layer's inputs, columns from left to right; what a
    pruned weight takes from the output is made up for by the columns to its right (its algorithm 1).

    Every layer keeps the same share. Within a block of columns the smallest ``w^2 / [H^-1]_cc^2`` go, of all rows
    together; with N:M within each group, along the input channels. Inputs that are always zero are left out of ``H``;
    their weights do nothing and are zero afterwards even where the mask keeps them. Raises UsageError for blocks of
    weights.
    """
    if not isinstance(structure, Weights | NofM):
        raise not_for("sparsegpt", structure)
    kept = dict(zip((layer.name for layer in probe.layers), layer_budgets(probe, keep), strict=True))
    masks: Masks = dict(probe.masks)
    for layer in in_order(probe):
        if isinstance(structure, NofM) and not structure.applies(layer.weight):
            continue
        masks[layer.name] = _layer(probe, layer, structure, kept[layer.name])
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


def _layer(probe: Probe, layer: Layer, structure: Weights | NofM, keep: int) -> Tensor:
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


def reconstruct(rows: Tensor, hessian: Tensor, there: Tensor, keep: int, group: int = 0) -> tuple[Tensor, Tensor]:
    """Weights ``[rows, columns]`` and mask of one layer after its columns were gone through.

    ``there`` is what may be kept; ``keep`` counts weights, or with ``group`` those kept of each ``group`` columns.
    """
    rows, hessian = rows.clone(), hessian.clone()
    dead = hessian.diagonal() == 0
    hessian[dead, dead] = 1
    rows[:, dead] = 0
    hessian.diagonal().add_(DAMPING * hessian.diagonal().mean())
    inverse = torch.linalg.cholesky(torch.cholesky_inverse(torch.linalg.cholesky(hessian)), upper=True)
    width = rows.shape[1]
    mask = torch.zeros_like(there)
    for start in range(0, width, BLOCK):
        end = min(start + BLOCK, width)
        errors = torch.zeros(len(rows), end - start, dtype=rows.dtype, device=rows.device)
        if not group:
            share = round(keep * end / width) - round(keep * start / width)
            worth = (rows[:, start:end] / inverse.diagonal()[start:end]).square()
            mask[:, start:end] = _largest(worth, there[:, start:end], share)
        for c in range(start, end):
            if group and c % group == 0:
                worth = (rows[:, c : c + group] / inverse.diagonal()[c : c + group]).square()
                best = torch.argsort(worth, dim=1, descending=True, stable=True)[:, :keep]
                mask[:, c : c + group] = torch.zeros_like(worth, dtype=torch.bool).scatter_(1, best, True)
                mask[:, c : c + group] &= there[:, c : c + group]
            gone = rows[:, c] * ~mask[:, c]
            errors[:, c - start] = gone / inverse[c, c]
            rows[:, c:end] -= errors[:, c - start, None] * inverse[c, c:end]
            rows[:, c] *= mask[:, c]
        rows[:, end:] -= errors @ inverse[start:end, end:]
    return rows, mask


def _largest(worth: Tensor, there: Tensor, count: int) -> Tensor:
    return keep_largest(torch.where(there, worth, torch.full_like(worth, -torch.inf)), min(count, int(there.sum())))
