"""Data that pages load as classic scripts, since ``fetch`` and modules fail on ``file://``."""

from __future__ import annotations

import json
from collections.abc import Hashable, Iterable
from typing import Any


def assignment(name: str, value: Any) -> bytes:
    """``window.<name>=…;`` as ASCII, without NaN and without anything that could end a script early."""
    text = json.dumps(value, ensure_ascii=True, allow_nan=False, separators=(",", ":")).replace("<", "\\u003c")
    return f"window.{name}={text};\n".encode("ascii")


class Words:
    """Distinct values in the order of their first use, and for each row the position of its own."""

    def __init__(self, values: Iterable[Hashable]) -> None:
        self._positions: dict[Hashable, int] = {}
        self.of = [self._positions.setdefault(value, len(self._positions)) for value in values]

    @property
    def keys(self) -> list[Any]:
        """The values, each once."""
        return list(self._positions)

    def position(self, value: Hashable) -> int:
        """Where a value stands."""
        return self._positions[value]
