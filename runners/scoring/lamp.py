"""LAMP: layer-adaptive magnitude (Lee et al., ICLR 2021, equation 3)."""

from __future__ import annotations

import torch
from torch import Tensor

from runners.scoring.base import SCORERS, Probe, Scores, of_weights_alone


@SCORERS.register("lamp")
@of_weights_alone
def lamp(probe: Probe) -> Scores:
    """``w^2 / sum of w'^2`` over the surviving weights of the layer that are not smaller, itself included.

    In float64, because the sums of large layers exceed float32's resolution. The largest weight of a layer scores 1, so
    no layer is emptied before all others are down to one weight.
    """
    return {name: _scores(weight, probe.masks[name]) for name, weight in probe.weights()}


def _scores(weight: Tensor, mask: Tensor) -> Tensor:
    squares = (weight.double() ** 2 * mask).flatten()
    order = torch.argsort(squares, stable=True)
    ascending = squares[order]
    not_smaller = ascending.flip(0).cumsum(0).flip(0)
    scores = torch.zeros_like(squares)
    scores[order] = torch.where(not_smaller > 0, ascending / not_smaller.clamp_min(torch.finfo(torch.float64).tiny), 0)
    return scores.view_as(weight)
