"""The protocols that the runners ship, as far as a reader needs to know them; reading them loads no PyTorch."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass

from leaderboard.resources import protocol_files


@dataclass(frozen=True, slots=True)
class ShippedProtocol:
    """A protocol's name, data set and networks (keys of cards), and for how many epochs it tunes after pruning."""

    name: str
    dataset: str
    networks: tuple[str, ...]
    tuning_epochs: int


def shipped_protocols() -> tuple[ShippedProtocol, ...]:
    """All of them, by name."""
    read = [tomllib.loads(path.read_text("utf-8")) for path in protocol_files()]
    found = [
        ShippedProtocol(
            one["name"],
            one["dataset"],
            tuple(one["networks"]),
            one.get("tuning", {}).get("epochs", 0),
        )
        for one in read
    ]
    return tuple(sorted(found, key=lambda one: one.name))
