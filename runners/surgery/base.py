"""Surgeons choose what to prune and correct the weights that stay."""

from __future__ import annotations

from collections.abc import Callable

from leaderboard.errors import UsageError
from runners.layers import Masks
from runners.registry import Registry
from runners.scoring.base import Probe
from runners.selection.structures import Structure

Surgeon = Callable[
    [Probe, Structure, int, str], Masks
]  # probe, structure, keep, scope -> masks; weights change in place
SURGEONS: Registry[Surgeon] = Registry("surgeon", "pruning_leaderboard.surgeons")


def not_for(surgeon: str, structure: Structure) -> UsageError:
    """The error of a surgeon that does not know a structure."""
    return UsageError(f"{surgeon} prunes single weights and N:M groups, not {structure.name}")
