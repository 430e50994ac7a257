"""Exact optimal brain surgeon for each layer (ExactOBS of Optimal Brain Compression, Frantar & Alistarh, NeurIPS
2022).
"""

from __future__ import annotations

import torch
from torch import Tensor

from runners.layers import Masks
from runners.scoring.base import Probe
from runners.selection.exact import keep_largest
from runners.selection.structures import Structure
from runners.surgery.base import SURGEONS
from runners.surgery.compensation import among, compensated, factored
from runners.surgery.layerwise import damped, layer_by_layer

ENTRIES = 2**24  # of inverses held at a time, 128 MiB in float64: so many rows are gone through together
LAZY = 32  # removals after which the inverses are brought up to date, in one product


@SURGEONS.register("obc")
def obc(probe: Probe, structure: Structure, keep: int, scope: str) -> Masks:
    """Layer by layer behind the pruned ones, with ``H = 2 X X^T`` of the layer's inputs: each row of weights loses one
    after the other, each time that with the smallest ``w^2 / (2 [H^-1]_pp)`` in the inverse of what is left of the row
    (its algorithm 1); how many each row loses is chosen among all rows of the layer by these losses (its section 4).

    O(rows x columns^3) per layer. Every layer keeps the same share, where the authors also search for shares of the
    layers, and take the inputs of all layers from the dense network. With N:M a group of which enough went is left
    alone. Inputs that are always zero are left out of ``H``; their weights go first. Raises UsageError for blocks of
    weights.
    """
    return layer_by_layer(probe, structure, keep, "obc", reconstruct)


def reconstruct(rows: Tensor, hessian: Tensor, there: Tensor, keep: int, group: int = 0) -> tuple[Tensor, Tensor]:
    """Weights ``[rows, columns]`` and mask of one layer.

    ``there`` is what may be kept; ``keep`` counts weights, or with ``group`` those kept of each ``group`` columns.
    Removing weights one by one gives the same as removing them jointly, so rows are solved for once, at the end.
    """
    rows, hessian = damped(rows, hessian)
    width = rows.shape[1]
    spare = int(there.sum()) - keep if not group else width // group * (group - keep)
    together = max(ENTRIES // width**2, 1)
    parts = list(zip(torch.split(rows, together), torch.split(there, together), strict=True))
    traces = [removals(some, hessian, those, min(spare, width), keep if group else 0, group) for some, those in parts]
    places, losses = (torch.cat(found) for found in zip(*traces, strict=True))
    mask = there & ~_gone(places, losses, width, spare if not group else None)
    found = [
        compensated(some, hessian.expand(len(some), -1, -1), left.to(rows), (those & ~left).to(rows))
        for (some, those), left in zip(parts, torch.split(mask, together), strict=True)
    ]
    return torch.cat(found), mask


def removals(
    rows: Tensor, hessian: Tensor, there: Tensor, steps: int, keep: int = 0, group: int = 0
) -> tuple[Tensor, Tensor]:
    """In which order each row loses ``steps`` weights, ``[rows, steps]`` columns, and how much each adds to the squared
    error of its outputs; infinite where a row has none left to lose.

    After each removal row and column p of the inverse are eliminated: ``H^-1 - H^-1_:p H^-1_p: / [H^-1]_pp`` (its lemma
    1). The last ``LAZY`` of these rank-one parts are kept aside, and only the column and diagonal that are needed are
    brought up to date.
    """
    values, alive, every = rows.clone(), there.clone(), torch.arange(len(rows), device=rows.device)
    whole = bool(there.all())  # one inverse for all rows to start from
    start = hessian[None] if whole else among(hessian.expand(len(rows), -1, -1), there)
    inverse = torch.cholesky_inverse(factored(start)).expand(len(rows), -1, -1).clone()
    diagonal = inverse.diagonal(dim1=1, dim2=2).clone()
    aside = rows.new_zeros(len(rows), LAZY, rows.shape[1])
    places = torch.zeros(len(rows), steps, dtype=torch.long, device=rows.device)
    losses = rows.new_full((len(rows), steps), torch.inf)
    for step in range(steps):
        late = step % LAZY
        if step and not late:
            inverse.baddbmm_(aside.mT, aside, alpha=-1)
        may_go = alive & _open(alive, keep, group) if group else alive
        loss = torch.where(may_go, values.square() / (2 * diagonal), torch.inf)
        losses[:, step], place = loss.min(1)
        going = torch.isfinite(losses[:, step])
        column = inverse[every, place]
        column -= (aside[every, :late, place][:, None] @ aside[:, :late]).squeeze(1)
        part = column * (going / diagonal[every, place].sqrt())[:, None]
        values -= part * (values[every, place] / diagonal[every, place].sqrt())[:, None]
        diagonal -= part.square()
        aside[:, late] = part
        alive[every, place] &= ~going
        places[:, step] = place
    return places, losses


def _open(alive: Tensor, keep: int, group: int) -> Tensor:
    """Where groups of columns still have more than they are to keep."""
    return (alive.view(len(alive), -1, group).sum(2) > keep).repeat_interleave(group, 1)


def _gone(places: Tensor, losses: Tensor, width: int, count: int | None) -> Tensor:
    """What is removed, ``[rows, width]``: ``count`` weights of all rows together, always that whose row has the
    smallest next loss; all of finite loss without ``count``.

    A row gives up in its order; a loss smaller than one before it comes at once after that, so that taking the smallest
    running maxima is the same as comparing next losses one by one.
    """
    chosen = torch.isfinite(losses) if count is None else keep_largest(-torch.cummax(losses, 1).values, count)
    gone = torch.zeros(len(places), width, dtype=torch.bool, device=places.device)
    rows, steps = torch.nonzero(chosen, as_tuple=True)
    gone[rows, places[rows, steps]] = True
    return gone
