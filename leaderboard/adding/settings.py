"""Keys of record files given as text on a command line, for every kind of key that the format has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from leaderboard.errors import UsageError
from leaderboard.records.fields import TABLE_FIELDS, Field
from leaderboard.records.nearest import did_you_mean

_LISTS = ("texts", "names", "keys", "choices", "columns")
_STRUCTURED = ("numbers", "rows", "units", "trials")  # these come from the table itself


def split_pair(text: str, what: str) -> tuple[str, str]:
    """``key=value`` in two; UsageError when one half is missing."""
    key, sign, value = text.partition("=")
    if not sign or not key.strip() or not value.strip():
        raise UsageError(f"{text!r}: write {what}")
    return key.strip(), value.strip()


def table_fields(pairs: Iterable[str]) -> dict[str, Any]:
    """Keys of a table from ``key=value`` texts; UsageError with the nearest key for an unknown one."""
    found: dict[str, Any] = {}
    for pair in pairs:
        key, value = split_pair(pair, "KEY=VALUE")
        found[key] = field_value(key, value, TABLE_FIELDS, "table")
    return found


def field_value(key: str, text: str, fields: Mapping[str, Field], owner: str) -> Any:
    """The value of one key; the format's own checks follow when the record is read again."""
    field = fields.get(key)
    if field is None or field.kind in _STRUCTURED:
        settable = [name for name, one in fields.items() if one.kind not in _STRUCTURED]
        near = did_you_mean(key, settable) or f"known: {', '.join(settable)}"
        raise UsageError(f"the records of this version have no key `{key}` of a {owner}; {near}")
    if field.kind == "flag":
        if text not in ("true", "false"):
            raise UsageError(f"{key}={text}: write true or false")
        return text == "true"
    if field.kind == "integer":
        if not text.isdecimal():
            raise UsageError(f"{key}={text}: write a whole number")
        return int(text)
    if field.kind == "text table":
        return dict(split_pair(part, f"{key}=NAME=TEXT") for part in text.split(";"))
    parts = tuple(part.strip() for part in text.split(",") if part.strip()) if field.kind in _LISTS else (text,)
    if field.choices is not None:
        for part in parts:
            if part not in field.choices:
                near = did_you_mean(part, field.choices) or f"one of {', '.join(field.choices)}"
                raise UsageError(f"{key}={text}: unknown word `{part}`; {near}")
    return parts if field.kind in _LISTS else text
