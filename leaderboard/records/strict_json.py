"""JSON of records, without the leniency of Python's reader."""

from __future__ import annotations

import json
from typing import Any


def parse(content: bytes) -> Any:
    """What the JSON text says. Raises ValueError for anything else, also for a key that stands twice in one object, of
    which Python would keep the last in silence, and for nesting without end.
    """
    try:
        return json.loads(content, object_pairs_hook=_each_once)
    except RecursionError as error:
        raise ValueError("nested too deep") from error


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f"`{next(name for name in names if names.count(name) > 1)}` stands twice in one object")
    return found
