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
from runners.surgery.compensation import among, compensated, factored

BLOCK = 50  # neighbouring weights of a layer whose curvature is known jointly (its section 3.3)
DAMPING = 1e-5  # added to the diagonal (its section 3.2, lambda)
SLICE = 2**13  # blocks that are inverted or solved for at a time, 156 MiB


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
        diagonal = inverse_diagonal(fisher[name], _blocks(probe.masks[name].to(weight)))
        scores[name] = saliency(name, weight, _whole(diagonal, weight))
    masks = structure.select(scores, probe.layers, probe.masks, keep, scope)
    for layer in probe.layers:
        before, after = probe.masks[layer.name], masks[layer.name]
        with torch.no_grad():
            layer.weight.copy_(_corrected(layer.weight, fisher[layer.name], before, after))
    return masks


def inverse_diagonal(fisher: Tensor, there: Tensor) -> Tensor:
    """The diagonal of the inverse of each block ``[blocks, BLOCK]`` among the weights that are ``there`` (1 or 0)."""
    parts = zip(torch.split(fisher, SLICE), torch.split(there, SLICE), strict=True)
    inverses = (torch.cholesky_inverse(factored(among(*part))) for part in parts)
    return torch.cat([one.diagonal(dim1=1, dim2=2).clone() for one in inverses])  # a diagonal is a view of the whole


def saliency(name: str, weight: Tensor, diagonal: Tensor) -> Tensor:
    """``w^2 / (2 [F^-1]_qq)`` of each weight, from the diagonal of the inverse. Raises DataError when that is no
    number.
    """
    if not bool(torch.isfinite(diagonal).all()):
        raise DataError(f"the inverse Fisher of {name} is not a number")
    return weight.square() / (2 * diagonal.clamp(min=torch.finfo(weight.dtype).tiny)).to(weight)


def fisher_blocks(probe: Probe) -> Scores:
    """For each layer ``[blocks, BLOCK, BLOCK]`` in float64: the mean of ``g g^T`` over images, plus the damping. Held
    once, 400 bytes a weight: added up and divided in place.
    """
    sums: Scores = {}
    images = 0
    for chunk in sample_gradients(probe):
        images += _add_products(sums, chunk)
    eye = DAMPING * torch.eye(BLOCK, dtype=torch.float64)
    for total in sums.values():
        total.div_(images).add_(eye.to(total.device))
    return sums


def _add_products(sums: Scores, chunk: Scores) -> int:
    """Add the sums over a chunk's images of ``g g^T``; how many images there were. The chunk is emptied, so that it is
    gone when the next one is computed.
    """
    for name in list(chunk):
        found = chunk.pop(name)
        blocks = _blocks(found, batched=True)  # [images, blocks, BLOCK]
        product = torch.einsum("nki,nkj->kij", blocks, blocks)
        if name in sums:
            sums[name].add_(product)
        else:
            sums[name] = product.double()
    return len(found)


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
    parts = zip(*(torch.split(tensor, SLICE) for tensor in (blocks, fisher, staying, going)), strict=True)
    return _whole(torch.cat([compensated(*part) for part in parts]), weight).to(weight)
