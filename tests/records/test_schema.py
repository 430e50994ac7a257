"""The committed JSON Schema is the one the vocabulary gives, and agrees with the reader on small things."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import leaderboard.records.schema as schema_module
from leaderboard.records.schema import schema, schema_text

CASES = Path(__file__).parent / "cases"


def _case(name: str) -> dict[str, Any]:
    return tomllib.loads((CASES / f"{name}.toml").read_text(encoding="utf-8").partition("# output\n")[0])


def test_committed_schema_is_up_to_date() -> None:
    """Else run `python -m leaderboard.records.schema`."""
    assert Path(schema_module.__file__).with_name("schema.json").read_text(encoding="utf-8") == schema_text()


def test_schema_accepts_valid_records(example: str) -> None:
    """The schema itself is one, and what the reader accepts it accepts."""
    validator = jsonschema.Draft202012Validator(schema())
    validator.check_schema(schema())

    validator.validate(tomllib.loads(example))
    for name in ("everything_valid", "addresses_accepted", "numbers_kept", "text_that_stays_text"):
        validator.validate(_case(name))


@pytest.mark.parametrize(
    "name", ["text_for_numbers", "vocabulary", "addresses", "missing_keys", "unknown_keys", "units", "row_ids"]
)
def test_schema_refuses_what_the_reader_refuses(name: str) -> None:
    """Editors with schema support show the same mistakes while typing."""
    data = _case(name)
    assert not jsonschema.Draft202012Validator(schema()).is_valid(data)
