"""Magnitude: the absolute value of each weight (Han et al., NeurIPS 2015, section 3)."""

from __future__ import annotations

from runners.scoring.base import SCORERS, Probe, Scores, of_weights_alone


@SCORERS.register("magnitude")
@of_weights_alone
def magnitude(probe: Probe) -> Scores:
    """``|w|``"""
    return {name: weight.abs() for name, weight in probe.weights()}
