"""Structures of whole channels: which of them may be removed."""

from __future__ import annotations

from collections.abc import Callable

from torch import Tensor

from runners.channels.graph import Channels
from runners.registry import Registry

CHANNEL_STRUCTURES: Registry[Callable[[Channels], Tensor]] = Registry(
    "channel structure", "pruning_leaderboard.channel_structures"
)


@CHANNEL_STRUCTURES.register("filter")
def filters(channels: Channels) -> Tensor:
    """Filters whose output no shortcut ties to another's (Li et al., ICLR 2017, section 3.3, the first of a block)."""
    return channels.alone


@CHANNEL_STRUCTURES.register("coupled")
def coupled(channels: Channels) -> Tensor:
    """All channels, those tied together jointly (Fang et al., CVPR 2023)."""
    return ~channels.fixed
