"""What a reader of the notes knows: an overlay on the collection's rows, in fields and our own words."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from leaderboard.errors import DataError
from leaderboard.records.vocabulary import CAVEATS

ROW_FIELDS = (
    "locator",
    "source",
    "baseline_locator",
    "variant",
    "caveats",
    "remark",
    "settings",
    "reported_by",
)


@dataclass(frozen=True, slots=True)
class Curation:
    """``rows`` maps a result id to the fields it adds, ``papers`` a paper key to its remark."""

    rows: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    papers: Mapping[str, str] = field(default_factory=dict)


def read_curation(path: Path) -> Curation:
    """Read the overlay; a missing file is an empty one. Raises DataError for anything unexpected in it."""
    if not path.exists():
        return Curation()
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DataError(f"{path.name}: {error}") from error
    rows: dict[str, Mapping[str, Any]] = {}
    for entry in data.get("row", []):
        extra = {name: value for name, value in entry.items() if name != "ids"}
        unknown = set(extra) - set(ROW_FIELDS) | set(extra.get("caveats", [])) - set(CAVEATS)
        repeated = set(entry.get("ids", [])) & set(rows)
        if unknown or repeated or "ids" not in entry:
            raise DataError(f"{path.name}: entry {entry}: unknown {sorted(unknown)}, repeated ids {sorted(repeated)}")
        rows.update(dict.fromkeys(entry["ids"], extra))
    return Curation(rows, {entry["key"]: entry["remark"] for entry in data.get("paper", [])})
