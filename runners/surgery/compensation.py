"""What stays makes up for what goes: the part that optimal brain surgeons share (Hassibi & Stork, NeurIPS 1992)."""

from __future__ import annotations

import torch
from torch import Tensor


def among(curvature: Tensor, there: Tensor) -> Tensor:
    """Curvature ``[..., n, n]`` with rows and columns of what is not ``there`` (``[..., n]``, 1 or 0) replaced by those
    of the identity.
    """
    there = there.to(curvature)
    return curvature * there[..., :, None] * there[..., None, :] + torch.diag_embed(1 - there)


def compensated(values: Tensor, curvature: Tensor, staying: Tensor, going: Tensor) -> Tensor:
    """Values ``[k, n]`` after those ``going`` (1 or 0) are set to zero jointly: ``w_S + H_SS^-1 H_SQ w_Q``, the
    minimiser of the quadratic form ``curvature``, ``[k, n, n]``, that leaves the others at zero.
    """
    push = torch.einsum("kij,kj->ki", curvature, values * going) * staying
    moved = torch.linalg.solve(among(curvature, staying), push[..., None]).squeeze(-1) * staying
    found: Tensor = values * staying + moved
    return found
