"""Tuning: what follows pruning. A tuning prepares the weights and says which stretch of which recipe is trained."""

from runners.tunings.base import TUNINGS, Stretch, Tuning
from runners.tunings.moments import Moments
from runners.tunings.standard import carry_on

__all__ = ["TUNINGS", "Moments", "Stretch", "Tuning", "carry_on"]
