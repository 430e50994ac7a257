"""Reading what a command is given: a file, or standard input."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from leaderboard.errors import DataError, MachineError, UsageError
from leaderboard.problems import Problem
from leaderboard.records.limits import MAX_BYTES
from leaderboard.records.text import decode

STDIN = "<stdin>"


def read_input(name: str) -> tuple[str, str]:
    """Text and name of a file, or of standard input for ``-``; DataError for what is not UTF-8 text."""
    if name == "-":
        if sys.stdin.isatty():
            click.secho("Paste it here, then press Enter and Ctrl-D:", err=True)
        data, shown = sys.stdin.buffer.read(MAX_BYTES + 1), STDIN
    else:
        path, shown = Path(name), name
        if not path.is_file():
            raise UsageError(f"no such file: {name}")
        try:
            with path.open("rb") as stream:
                data = stream.read(MAX_BYTES + 1)
        except OSError as error:
            raise MachineError(f"cannot read {name}: {error.strerror}") from error
    if len(data) > MAX_BYTES:
        raise UsageError(f"{shown} is larger than {MAX_BYTES // 2**20} MiB")
    text, (line, column, message) = decode(data)
    if text is None:
        raise DataError("nothing written", [Problem(shown, line, column, "", message, "save it as UTF-8", "encoding")])
    return text, shown
