"""SparseGPT: layer-wise reconstruction in a fixed order of columns (Frantar & Alistarh, ICML 2023)."""

from __future__ import annotations

import torch
from torch import Tensor

from runners.layers import Masks
from runners.scoring.base import Probe
from runners.selection.exact import keep_largest
from runners.selection.structures import Structure
from runners.surgery.base import SURGEONS
from runners.surgery.compensation import factored
from runners.surgery.layerwise import damped, layer_by_layer

BLOCK = 128  # columns among which a mask is chosen at a time (its section 3.3, B_s)


@SURGEONS.register("sparsegpt")
def sparsegpt(probe: Probe, structure: Structure, keep: int, scope: str) -> Masks:
    """Layer by layer behind the pruned ones: ``H = 2 X X^T`` of the layer's inputs, columns from left to right; what a
    pruned weight takes from the output is made up for by the columns to its right (its algorithm 1).

    Every layer keeps the same share. Within a block of columns the smallest ``w^2 / [H^-1]_cc^2`` go, of all rows
    together; with N:M within each group, along the input channels. Inputs that are always zero are left out of ``H``;
    their weights do nothing and are zero afterwards even where the mask keeps them. Raises UsageError for blocks of
    weights.
    """
    return layer_by_layer(probe, structure, keep, "sparsegpt", reconstruct)


def reconstruct(rows: Tensor, hessian: Tensor, there: Tensor, keep: int, group: int = 0) -> tuple[Tensor, Tensor]:
    """Weights ``[rows, columns]`` and mask of one layer after its columns were gone through.

    ``there`` is what may be kept; ``keep`` counts weights, or with ``group`` those kept of each ``group`` columns.
    """
    rows, hessian = damped(rows, hessian)
    inverse = factored(torch.cholesky_inverse(factored(hessian))).mT
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
