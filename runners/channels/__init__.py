"""Pruning of whole channels: what must go together, what it saves, and the network that is left."""

from runners.channels.compact import compact
from runners.channels.constants import absorb
from runners.channels.graph import Channels, trace
from runners.channels.maps import Maps
from runners.channels.solve import masks_of, solve

__all__ = ["Channels", "Maps", "absorb", "compact", "masks_of", "solve", "trace"]
