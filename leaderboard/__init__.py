"""Reported pruning results, normalised, beside measured ones, as a static leaderboard site."""

__version__ = "0.1.0"
