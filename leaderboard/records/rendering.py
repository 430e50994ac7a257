"""A record as TOML text: keys in fixed order, one row a line, numbers as printed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, fields
from typing import Any

from leaderboard.records.assemble import default_row_id
from leaderboard.records.fields import (
    CORRECTION_FIELDS,
    PAPER_FIELDS,
    QUESTION_FIELDS,
    ROW_FIELDS,
    TABLE_FIELDS,
    Field,
)
from leaderboard.records.model import SCHEMA, Correction, PaperRecord, Printed, ReportedRow, ReportedTable
from leaderboard.records.vocabulary import COLUMNS

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}
_COLUMN_ORDER = {name: position for position, name in enumerate(COLUMNS)}


def render_paper(record: PaperRecord) -> str:
    """The text of a record; reading it gives an equal record. Defaults are left out."""
    lines = [f"schema = {SCHEMA}", "", "[paper]", *_pairs(record.paper, PAPER_FIELDS)]
    for table in record.tables:
        lines += ["", "[[table]]", *_table(table)]
    text = "\n".join([*lines, ""])
    parts = [render_correction(correction) for correction in record.corrections]
    parts += ["\n".join(["[[question]]", *_pairs(one, QUESTION_FIELDS), ""]) for one in record.questions]
    return "\n".join([text, *parts]) if parts else text


def render_correction(correction: Correction) -> str:
    """A ``[[correction]]`` with its header, ended by a line feed."""
    return "\n".join(["[[correction]]", *_pairs(correction, CORRECTION_FIELDS), ""])


def render_table(table: ReportedTable) -> str:
    """A ``[[table]]`` with its header and rows, ended by a line feed."""
    return "\n".join(["[[table]]", *_table(table), ""])


def render_row(row: ReportedRow, table_index: int, row_index: int) -> str:
    """The inline table of a row at that place: id, method, variant, numbers, then the rest."""
    given = _given(row, ROW_FIELDS)
    if row.id == default_row_id(table_index, row_index):
        del given["id"]
    first: dict[str, Any] = {name: given.pop(name) for name in ("id", "method", "variant") if name in given}
    return _inline({**first, **_ordered(row.values), **given})


def render_pairs(pairs: Mapping[str, Any]) -> str:
    """One ``name = value`` a line, ended by a line feed."""
    return "".join(f"{_key(name)} = {_value(value)}\n" for name, value in pairs.items())


def _table(table: ReportedTable) -> list[str]:
    given = _given(table, TABLE_FIELDS)
    rows = given.pop("rows")
    lines = [f"{name} = {_value(value)}" for name, value in given.items()]
    if not rows:
        return [*lines, "rows = []"]
    rendered = [f"  {render_row(row, table.index, index)}," for index, row in enumerate(rows)]
    return [*lines, "rows = [", *rendered, "]"]


def _pairs(thing: object, order: Mapping[str, Field]) -> list[str]:
    return [f"{name} = {_value(value, multi_line=True)}" for name, value in _given(thing, order).items()]


def _given(thing: Any, order: Mapping[str, Field]) -> dict[str, Any]:
    """Attributes in the order of ``order``, those that equal their default left out."""
    given = {}
    defaults = _defaults(type(thing))
    for name in order:
        value = getattr(thing, name)
        if value is not None and value != defaults[name]:
            given[name] = value
    for name in ("columns", "baseline_columns", "baseline"):
        if isinstance(given.get(name), Mapping):  # a correction's `baseline` is a flag
            given[name] = _ordered(given[name])
    return given


def _defaults(kind: type) -> dict[str, Any]:
    """What each attribute of a record type is when it is left out."""
    return {
        field.name: field.default if field.default_factory is MISSING else field.default_factory()
        for field in fields(kind)
    }


def _ordered(columns: Mapping[str, Any]) -> dict[str, Any]:
    return {name: columns[name] for name in sorted(columns, key=lambda name: _COLUMN_ORDER[name])}


def _value(value: Any, *, multi_line: bool = False) -> str:
    if isinstance(value, Printed):
        return value.text
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return _long_text(value) if multi_line and "\n" in value else text_in_quotes(value)
    if isinstance(value, Mapping):
        return _inline(value)
    return f"[{', '.join(_value(one) for one in value)}]"


def _inline(table: Mapping[str, Any]) -> str:
    pairs = ", ".join(f"{_key(name)} = {_value(value)}" for name, value in table.items())
    return f"{{ {pairs} }}" if pairs else "{}"


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else text_in_quotes(name)


def text_in_quotes(text: str) -> str:
    """A TOML string on one line."""
    return f'"{_escaped(text, _ESCAPES)}"'


def _escaped(text: Iterable[str], escapes: Mapping[str, str]) -> str:
    return "".join(escapes.get(c, c if c >= " " and c != "\x7f" else f"\\u{ord(c):04x}") for c in text)


def _long_text(text: str) -> str:
    """Several lines as they are; BibTeX is full of backslashes, so they stay single where possible."""
    plain = "'''" not in text and not text.endswith("'") and not re.search(r"[\x00-\x08\x0b-\x1f\x7f]", text)
    if plain:
        return f"'''\n{text}'''"
    kept = {name: escape for name, escape in _ESCAPES.items() if name not in "\n\t"}
    return f'"""\n{_escaped(text, kept)}"""'
