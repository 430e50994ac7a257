"""TOML files beside the records (catalogue, history, settings): written by the project, so read without mending."""

from __future__ import annotations

import tomllib
import typing
from functools import cache
from pathlib import Path
from typing import Any

from leaderboard.files import machine_trouble


@cache
def field_types(kind: type) -> dict[str, Any]:
    """Types of a data class's fields, worked out once: for every entry they would cost more than reading the files."""
    return typing.get_type_hints(kind)


class UnreadableError(Exception):
    """A file is no UTF-8 or no TOML; the message says what and, where TOML is broken, in which line."""


def read_plain(path: Path) -> tuple[str, dict[str, Any]]:
    """Text (line ends ``\\n``) and data of a file.

    Raises UnreadableError for what it holds, MachineError where it cannot be opened.
    """
    with machine_trouble(path):
        content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
        return text, tomllib.loads(text)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise UnreadableError(f"cannot be read: {error}") from error
