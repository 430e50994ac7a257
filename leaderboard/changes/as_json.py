"""A difference for machines."""

from __future__ import annotations

import json
from dataclasses import asdict, is_dataclass
from datetime import datetime
from typing import Any

from leaderboard.changes.difference import Difference, counts
from leaderboard.records.model import Printed

SCHEMA = 1


def as_json(found: Difference) -> str:
    """One object: ``counts``, ``faults`` and every list in full; ends with a line feed."""
    data = {
        "schema": SCHEMA,
        "revision": found.revision,
        "commit": found.commit.id,
        "commit_date": found.commit.date,
        "counts": counts(found),
        "faults": found.faults,
        "papers": [_plain(paper) for paper in found.papers],
        "catalogue": found.catalogue,
        **{f"{name}_changed": value for name, value in asdict(found.computed).items()},
        "runs": found.runs,
        "notes": found.notes,
    }
    return json.dumps(_plain(data), ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def _plain(value: Any) -> Any:
    """Numbers as printed become their digits, dates ISO 8601, everything else objects and arrays."""
    if isinstance(value, Printed):
        return value.text
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%SZ")
    if is_dataclass(value) and not isinstance(value, type):
        return {name: _plain(getattr(value, name)) for name in value.__dataclass_fields__}
    if isinstance(value, dict):
        return {str(name): _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value
