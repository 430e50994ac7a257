"""The catalogue's entries for the methods of the collection: one for every source and word it prints."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from leaderboard.importing.since_2019.results import slug
from leaderboard.records.model import PaperRecord
from leaderboard.records.rendering import text_in_quotes

FILE = "methods_since_2019.toml"
HEAD = """# Methods of the sources reported since 2019, one entry for every source and word it prints.
# Written by `leaderboard import since-2019`; put entries of your own into methods.toml.
schema = 1
"""
_ORDER = ("key", "name", "paper", "printed", "structure")


def method_entries(records: Iterable[PaperRecord], known: Mapping[str, Sequence[str]]) -> list[dict[str, Any]]:
    """Entries for the methods of imported rows; ``known`` are the words of each paper that other files define."""
    entries: list[dict[str, Any]] = []
    for record in records:
        words: dict[str, set[str | None]] = {}
        for table in record.tables:
            for row in table.rows:
                if (row.method or "") not in known.get(record.paper.key, ()):
                    words.setdefault(row.method or "", set()).add(row.structure or table.structure)
        taken: set[str] = set()
        for word in sorted(words):
            entry: dict[str, Any] = {
                "key": _unique(f"{record.paper.key}--{slug(word)}" if word else record.paper.key, taken),
                "name": word or record.paper.title.partition(":")[0],
                "paper": record.paper.key,
            }
            if word:
                entry["printed"] = [word]
            structures = words[word]
            if len(structures) == 1 and None not in structures:
                entry["structure"] = structures.pop()
            entries.append(entry)
    return entries


def _unique(key: str, taken: set[str]) -> str:
    """The key, numbered where two words differ only in signs that a key cannot hold."""
    key = key.rstrip("-") or "method"
    number, found = 2, key
    while found in taken:
        found, number = f"{key}-{number}", number + 1
    taken.add(found)
    return found


def merged_file(path: Path, entries: Iterable[Mapping[str, Any]], papers: frozenset[str], *, whole: bool = True) -> str:
    """The file's text with these entries; unless they are ``whole``, those of other papers than ``papers`` are kept."""
    before: list[dict[str, Any]] = []
    if path.exists() and not whole:
        before = tomllib.loads(path.read_text(encoding="utf-8")).get("method", [])
    kept = [entry for entry in before if entry["paper"] not in papers]
    parts = [HEAD]
    for entry in sorted([*kept, *entries], key=lambda entry: (entry["paper"], entry["key"])):
        lines = ["", "[[method]]", *(f"{name} = {_value(entry[name])}" for name in _ORDER if name in entry)]
        parts.append("\n".join([*lines, ""]))
    return "".join(parts)


def _value(value: str | Sequence[str]) -> str:
    if isinstance(value, str):
        return text_in_quotes(value)
    return f"[{', '.join(text_in_quotes(one) for one in value)}]"
