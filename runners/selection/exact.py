"""Exactly the k largest, ties broken by position."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from leaderboard.errors import DataError


def keep_largest(scores: Tensor, count: int) -> Tensor:
    """A bool tensor of the scores' shape that is True at exactly ``count`` places, the largest; earlier ones first.

    O(n) by NumPy's partition, several times faster on a CPU than ``torch.topk`` or ``kthvalue``. ``-inf`` marks what is
    pruned already. Raises DataError for NaN, which would end up anywhere.
    """
    flat = scores.detach().flatten().cpu().numpy()
    if np.isnan(flat).any():
        raise DataError(f"{int(np.isnan(flat).sum())} of {flat.size} scores are not a number")
    if not 0 <= count <= flat.size:
        raise ValueError(f"{count} of {flat.size} scores")
    if count == 0:
        return torch.zeros_like(scores, dtype=torch.bool)
    threshold = np.partition(flat, flat.size - count)[flat.size - count]
    mask = flat > threshold
    ties = np.flatnonzero(flat == threshold)[: count - int(mask.sum())]
    mask[ties] = True
    return torch.from_numpy(mask).view(scores.shape).to(scores.device)
