"""From printed numbers to normalised ones, each with its working: pure functions on single rows."""

from leaderboard.normalise.quantity import BASES, Blank, Quantity
from leaderboard.normalise.result import CHANGES, QUANTITIES, RATIOS, SCORES, NormalisedResult, normalise

__all__ = ["BASES", "CHANGES", "QUANTITIES", "RATIOS", "SCORES", "Blank", "NormalisedResult", "Quantity", "normalise"]
