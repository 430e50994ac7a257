"""WoodFisher: optimal brain surgeon with blocks of the empirical Fisher (Singh & Alistarh, NeurIPS 2020)."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

from leaderboard.errors import DataError
from runners.layers import Masks
from runners.scoring.base import Probe, Scores
from runners.scoring.fisher import sample_gradients
from runners.selection.structures import Structure
from runners.surgery.base import SURGEONS
from runners.surgery.compensation import among, compensated

BLOCK = 50  # neighbouring weights of a layer whose curvature is known jointly (its section 3.3)
DAMPING = 1e-5  # added to the diagonal (its section 3.2, lambda)


@SURGEONS.register("woodfisher")
def woodfisher(probe: Probe, structure: Structure, keep: int, scope: str) -> Masks:
    """Removes the weights with the smallest ``w^2 / (2 [F^-1]_qq)`` and moves the others of their block so that the
    loss rises least (its equations 4 and 5).

    ``F`` is the mean of ``g g^T`` over gradients of single images plus ``DAMPING`` on the diagonal, in blocks:
    O(weights x BLOCK) memory. It is summed and inverted block by block, which gives what the Sherman-Morrison
    recursion over images gives (its equation 9). All weights that go from a block are corrected for jointly, by
    solving for the rest of it; the authors add the corrections for one weight at a time, which is an approximation of
    that. What was pruned before is not in ``F``. Raises DataError when it is no number.
    """
    fisher = probe.once("fisher-blocks", lambda: fisher_blocks(probe))
    scores = {}
    for name, weight in probe.weights():
        inverse = torch.linalg.inv(among(fisher[name], _blocks(probe.masks[name].to(weight))))
        scores[name] = saliency(name, weight, _whole(inverse.diagonal(dim1=1, dim2=2), weight))
    masks = structure.select(scores, probe.layers, probe.masks, keep, scope)
    for layer in probe.layers:
        before, after = probe.masks[layer.name], masks[layer.name]
        with torch.no_grad():
            layer.weight.copy_(_corrected(layer.weight, fisher[layer.name], before, after))
    return masks


def saliency(name: str, weight: Tensor, diagonal: Tensor) -> Tensor:
    """``w^2 / (2 [F^-1]_qq)`` of each weight, from the diagonal of the inverse. Raises DataError when that is no
    number.
    """
    if not bool(torch.isfinite(diagonal).all()):
        raise DataError(f"the inverse Fisher of {name} is not a number")
    return weight.square() / (2 * diagonal.clamp(min=torch.finfo(weight.dtype).tiny)).to(weight)


def fisher_blocks(probe: Probe) -> Scores:
    """For each layer ``[blocks, BLOCK, BLOCK]`` in float64: the mean of ``g g^T`` over images, plus the damping."""
    sums: Scores = {}
    images = 0
    for chunk in sample_gradients(probe):
        for name, found in chunk.items():
            blocks = _blocks(found, batched=True)  # [images, blocks, BLOCK]
            product = torch.einsum("nki,nkj->kij", blocks, blocks).double()
            sums[name] = sums[name] + product if name in sums else product
        images += len(found)
    eye = DAMPING * torch.eye(BLOCK, dtype=torch.float64)
    return {name: total / images + eye.to(total.device) for name, total in sums.items()}


def _blocks(tensor: Tensor, *, batched: bool = False) -> Tensor:
    """Flat and cut into blocks, the last one filled with zeros."""
    flat = tensor.flatten(1) if batched else tensor.flatten()
    padded = functional.pad(flat, (0, -flat.shape[-1] % BLOCK))
    return padded.view(*padded.shape[:-1], -1, BLOCK)


def _whole(blocks: Tensor, like: Tensor) -> Tensor:
    return blocks.flatten()[: like.numel()].view(like.shape)


def _corrected(weight: Tensor, fisher: Tensor, before: Tensor, after: Tensor) -> Tensor:
    """The weights after those in ``before`` and not in ``after`` are set to zero: ``w_S + F_SS^-1 F_SQ w_Q``."""
    staying, going = _blocks(after.to(weight)).to(fisher), _blocks((before & ~after).to(weight)).to(fisher)
    blocks = _blocks(weight.detach()).to(fisher)
    return _whole(compensated(blocks, fisher, staying, going), weight).to(weight)
