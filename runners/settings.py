"""What identifies a run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from leaderboard.records import strict_json
from runners.methods import Method
from runners.protocols.protocol import Protocol


@dataclass(frozen=True, slots=True)
class Settings:
    """What identifies a run: everything that changes its numbers. ``protocol`` becomes what holds for the network."""

    protocol: Protocol
    network: str
    method: Method
    ratio: float
    seed: int

    def __post_init__(self) -> None:
        object.__setattr__(self, "protocol", self.protocol.of(self.network))

    def canonical(self) -> dict[str, Any]:
        """As the record holds it. A method's name is not part of it: renaming one alters no id."""
        return {
            "protocol": self.protocol.name,
            "protocol_version": self.protocol.version,
            "fixed": self.protocol.digest(),
            "dataset": self.protocol.dataset,
            "network": self.network,
            "axes": self.method.axes(),
            "ratio": float(self.ratio),
            "seed": self.seed,
        }

    def id(self) -> str:
        """SHA-256 of the canonical JSON of the settings: the record's file name."""
        return strict_json.digest(self.canonical())
