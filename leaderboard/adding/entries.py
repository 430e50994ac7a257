"""Entries of the catalogue as text, put where they belong: in the order of keys where the file has one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import MISSING, fields
from typing import Any

import tomlkit

from leaderboard.catalogue.entries import Architecture, Dataset, Method, Venue
from leaderboard.errors import UsageError
from leaderboard.records.rendering import render_pairs
from leaderboard.records.values import RefusedError, parse_key, parse_name

Entry = Architecture | Dataset | Method | Venue
_KEY = re.compile(r'^\s*key\s*=\s*"([^"]*)"')


def entry_text(table: str, entry: Entry) -> str:
    """``[[table]]`` with the entry's values, defaults left out."""
    given: dict[str, Any] = {}
    for field in fields(entry):
        value = getattr(entry, field.name)
        default = field.default if field.default_factory is MISSING else field.default_factory()
        if value != default:
            given[field.name] = value
    for name in ("key", "name"):
        try:
            (parse_key if name == "key" else parse_name)(given[name])
        except RefusedError as error:
            raise UsageError(f"{table} {given[name]!r}: {error.message}; {error.remedy}") from error
    return f"[[{table}]]\n{render_pairs(given)}"


def insert_entry(text: str, table: str, key: str, block: str) -> str:
    """``text`` with ``block`` before the first entry of a greater key, at the end where the keys are in no order.

    Comments above an entry stay with it.
    """
    lines = text.split("\n")
    starts = [n for n, line in enumerate(lines) if line.strip() == f"[[{table}]]"]
    keys = [_key_at(lines, start) for start in starts]
    after = [start for start, other in zip(starts, keys, strict=True) if other > key]
    if keys == sorted(keys) and after:
        at = after[0]
        while at and lines[at - 1].lstrip().startswith("#"):
            at -= 1
        return "\n".join([*lines[:at], *block.split("\n"), *lines[at:]])
    gap = "" if text.endswith("\n") else "\n"
    return f"{text}{gap}\n{block}"


def _key_at(lines: list[str], start: int) -> str:
    for line in lines[start + 1 :]:
        if match := _KEY.match(line):
            return match[1]
        if line.startswith("["):
            break
    return ""


def add_aliases(text: str, table: str, key: str, aliases: Iterable[str]) -> str:
    """``text`` with more spellings in the entry of ``key``; comments and order stay."""
    document = tomlkit.parse(text)
    for entry in document[table]:
        if entry.get("key") != key:
            continue
        known = entry.get("aliases")
        if known is None:
            entry["aliases"] = list(aliases)
        else:
            known.extend(aliases)
        return tomlkit.dumps(document)
    raise UsageError(f"no {table} has the key {key!r}")
