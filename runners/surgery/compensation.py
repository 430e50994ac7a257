"""What stays makes up for what goes: the part that optimal brain surgeons share (Hassibi & Stork, NeurIPS 1992)."""

from __future__ import annotations

import torch
from torch import Tensor

from leaderboard.errors import DataError


def among(curvature: Tensor, there: Tensor) -> Tensor:
    """Curvature ``[..., n, n]`` with rows and columns of what is not ``there`` (``[..., n]``, 1 or 0) replaced by those
    of the identity.
    """
    there = there.to(curvature)
    return curvature * there[..., :, None] * there[..., None, :] + torch.diag_embed(1 - there)


def factored(curvature: Tensor) -> Tensor:
    """Lower Cholesky factor of curvature ``[..., n, n]``. Raises DataError where it is not positive definite or no
    number.

    ``torch.linalg.solve`` and ``inv`` are slower, and wrong for several matrices on several threads (PyTorch issue
    142815).
    """
    factor: Tensor
    factor, failed = torch.linalg.cholesky_ex(curvature)
    if bool(failed.any()):
        raise DataError("curvature that is not positive definite, or no number")
    return factor


def compensated(values: Tensor, curvature: Tensor, staying: Tensor, going: Tensor) -> Tensor:
    """Values ``[k, n]`` after those ``going`` (1 or 0) are set to zero jointly: ``w_S + H_SS^-1 H_SQ w_Q``, the
    minimiser of the quadratic form ``curvature``, ``[k, n, n]``, that leaves the others at zero.
    """
    push = torch.einsum("kij,kj->ki", curvature, values * going) * staying
    moved = torch.cholesky_solve(push[..., None], factored(among(curvature, staying))).squeeze(-1) * staying
    found: Tensor = values * staying + moved
    return found
