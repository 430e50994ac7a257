"""The JSON Schema of record files, made from the vocabulary and the list of fields.

``python -m leaderboard.records.schema`` writes ``schema.json`` anew; a test compares the two.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from leaderboard.records.fields import (
    CORRECTION_FIELDS,
    PAPER_FIELDS,
    QUESTION_FIELDS,
    ROW_FIELDS,
    TABLE_FIELDS,
    Field,
)
from leaderboard.records.model import SCHEMA
from leaderboard.records.vocabulary import COLUMNS, UNITS, Column

_FILE = Path(__file__).with_name("schema.json")
_TEXT = {"type": "string", "minLength": 1}
_KEY = {"type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9._+-]*$", "maxLength": 100}
_PATTERNS = {
    "url": "^https?://[^\\s@/]+(/\\S*)?$",
    "arxiv": "^([0-9]{2}(0[1-9]|1[0-2])\\.[0-9]{4,5}|[a-z-]+(\\.[A-Z]{2})?/[0-9]{7})(v[1-9][0-9]*)?$",
    "doi": "^10\\.[0-9]{4,9}/[!-~]+$",
    "date": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
    "pattern": "^[1-9][0-9]?:[1-9][0-9]?$",
}
_LISTS = {"texts": "text", "names": "name", "keys": "key", "choices": "choice", "columns": "column"}


def schema() -> dict[str, Any]:
    """The whole schema; numbers are only told to be numbers, their bounds depend on the declared unit."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Results reported by one paper on neural-network pruning",
        "type": "object",
        "required": ["schema", "paper"],
        "additionalProperties": False,
        "properties": {
            "schema": {"const": SCHEMA},
            "paper": _object(PAPER_FIELDS),
            "table": {"type": "array", "items": _object(TABLE_FIELDS)},
            "correction": {"type": "array", "items": _object(CORRECTION_FIELDS)},
            "question": {"type": "array", "items": _object(QUESTION_FIELDS)},
        },
    }


def _object(fields: Mapping[str, Field], numbers: Mapping[str, Any] | None = None) -> dict[str, Any]:
    properties = {name: {**_field(field), "description": field.meaning} for name, field in fields.items()}
    return {
        "type": "object",
        "required": [name for name, field in fields.items() if field.required],
        "additionalProperties": False,
        "properties": {**properties, **(numbers or {})},
    }


def _field(field: Field) -> dict[str, Any]:
    if field.kind in _LISTS:
        one = Field(_LISTS[field.kind], field.meaning, choices=field.choices)  # type: ignore[arg-type]
        least = {"minItems": 1} if field.required and not field.empty else {}
        return {"type": "array", "items": _field(one), **least, "uniqueItems": field.kind != "texts"}
    if field.kind in _PATTERNS:
        return {"type": "string", "pattern": _PATTERNS[field.kind]}
    simple: dict[str, dict[str, Any]] = {
        "text": _TEXT,
        "name": {**_TEXT, "pattern": "^\\S(.*\\S)?$"},
        "key": _KEY,
        "integer": {"type": "integer", "minimum": field.low, "maximum": field.high},
        "flag": {"type": "boolean"},
        "number": {"type": "number"},
        "choice": {"enum": list(field.choices or ())},
        "column": {"enum": list(COLUMNS)},
        "text table": {"type": "object", "additionalProperties": _TEXT},
        "units": _closed({name: {"enum": list(UNITS[column.quantity])} for name, column in COLUMNS.items()}),
        "numbers": _closed({name: _number(column) for name, column in COLUMNS.items() if column.baseline}),
        "trials": _closed({name: {"type": "array", "minItems": 2, "items": _number(c)} for name, c in COLUMNS.items()}),
        "rows": {"type": "array", "items": {}},
    }
    if field.kind == "rows":
        numbers = {name: _number(column) for name, column in COLUMNS.items()}
        return {"type": "array", "items": _object(ROW_FIELDS, numbers)}
    return simple[field.kind]


def _closed(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": False, "properties": properties}


def _number(column: Column) -> dict[str, Any]:
    kind = "integer" if column.quantity == "count" else "number"
    least = {} if column.low is None or column.low < 0 else {"minimum": int(column.low)}
    return {"type": kind, **least, "description": column.meaning}


def schema_text() -> str:
    """The schema as the committed file holds it."""
    return json.dumps(schema(), ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    from leaderboard.records.writing import write_atomically

    write_atomically(_FILE, schema_text())
