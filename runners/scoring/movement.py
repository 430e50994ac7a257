"""Movement: whether a weight is driven away from zero (Sanh, Wolf & Rush, NeurIPS 2020)."""

from __future__ import annotations

from torch import Tensor

from runners.scoring.base import SCORERS, Probe, Scores, mean_gradients


def movement(weight: Tensor, gradient: Tensor) -> Tensor:
    """``-g w``: positive where a step against the gradient moves the weight away from zero (its section 4)."""
    return -gradient * weight


@SCORERS.register("movement")
def of_one_step(probe: Probe) -> Scores:
    """``-g w`` with the mean gradient over all calibration images; the schedule ``movement`` sums it over training."""
    gradients = mean_gradients(probe)
    return {name: movement(weight, gradients[name]) for name, weight in probe.weights()}
