"""Gradient times weight (Mozer & Smolensky, NeurIPS 1988; GlobalMagGrad of Blalock et al., MLSys 2020)."""

from __future__ import annotations

from runners.scoring.base import SCORERS, Probe, Scores, mean_gradients


@SCORERS.register("gradient")
def gradient(probe: Probe) -> Scores:
    """``|g w|`` with g the gradient of the mean loss over all calibration images: summed first, then made absolute.

    The first-order estimate of how the loss changes when the weight is removed.
    """
    gradients = mean_gradients(probe)
    return {name: (gradients[name] * weight).abs() for name, weight in probe.weights()}
