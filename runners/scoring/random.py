"""Random scores: the baseline below which no method should fall."""

from __future__ import annotations

import torch

from runners.scoring.base import SCORERS, Probe, Scores


@SCORERS.register("random")
def random(probe: Probe) -> Scores:
    """Independent uniform scores from the probe's own generator, so that the mask depends on the seed alone.

    Selecting the k largest keeps exactly k; drawing each weight with a probability would miss the target.
    """
    return {name: torch.rand(weight.shape, generator=probe.generator).to(weight) for name, weight in probe.weights()}
