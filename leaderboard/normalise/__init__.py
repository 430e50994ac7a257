"""From printed numbers to normalised ones, each with its working: pure functions on single rows."""

from leaderboard.normalise.quantity import BASES, Blank, Quantity
from leaderboard.normalise.result import QUANTITIES, NormalisedResult, normalise

__all__ = ["BASES", "QUANTITIES", "Blank", "NormalisedResult", "Quantity", "normalise"]
