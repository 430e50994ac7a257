"""JSON of records: read without the leniency of Python's reader, and in the one form that digests are of."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from leaderboard.problems import Problem
from leaderboard.records.files import read_bytes
from leaderboard.records.model import Workspace


def contents(workspace: Workspace, paths: Iterable[Path], problems: list[Problem]) -> Iterator[tuple[Path, str, bytes]]:
    """Each file with its path in the workspace and its content; what cannot be read is added to ``problems``."""
    for path in paths:
        content = read_bytes(workspace, path)
        if isinstance(content, Problem):
            problems.append(content)
        else:
            yield path, path.relative_to(workspace.root).as_posix(), content


def parse(content: bytes) -> Any:
    """What the JSON text says. Raises ValueError for anything else, also for a key that stands twice in one object, of
    which Python would keep the last in silence, and for nesting without end.
    """
    try:
        return json.loads(content, object_pairs_hook=_each_once)
    except RecursionError as error:
        raise ValueError("nested too deep") from error


def wrong_with(error: Exception) -> str:
    """What an error says that was raised in looking for values in the JSON."""
    return f"`{error.args[0]}` is missing" if isinstance(error, KeyError) else str(error)


def canonical(value: Any) -> str:
    """JSON with sorted keys and no spaces: equal values have equal text. Refuses NaN and infinity by ValueError."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False, ensure_ascii=False)


def digest(value: Any) -> str:
    """SHA-256 of the canonical JSON in UTF-8."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f"`{next(name for name in names if names.count(name) > 1)}` stands twice in one object")
    return found
