"""Which format a table is in, and reading it."""

from __future__ import annotations

import re
from pathlib import PurePath

from leaderboard.adding.tabular.delimited import read_delimited
from leaderboard.adding.tabular.grid import Grid
from leaderboard.adding.tabular.latex import read_latex
from leaderboard.adding.tabular.markdown import is_delimiter, read_markdown
from leaderboard.errors import DataError, UsageError
from leaderboard.problems import Problem

FORMATS = ("csv", "tsv", "markdown", "latex")
_ENDINGS = {".csv": "csv", ".tsv": "tsv", ".md": "markdown", ".markdown": "markdown", ".tex": "latex"}


def read_tables(text: str, file: str, style: str | None = None) -> list[Grid]:
    """Every table in ``text`` that has rows; ``file`` is how problems name it. UsageError for an unknown format."""
    style = style or _ENDINGS.get(PurePath(file).suffix.lower()) or detect(text)
    if style is None:
        raise UsageError(f"{file}: cannot tell which format the table is in; say --format {'|'.join(FORMATS)}")
    if style == "markdown":
        found = read_markdown(text, file)
    elif style == "latex":
        found = read_latex(text, file)
    else:
        found = read_delimited(text, file, "\t" if style == "tsv" else None)
    full = [one for one in found if one.rows]
    if not full:
        message = f"no {style} table with rows in it"
        raise DataError("nothing to add", [Problem(file, 1, 1, "", message, "check file and --format", "table-format")])
    return full


def detect(text: str) -> str | None:
    """The format a text looks like; None when nothing tells."""
    lines = [line for line in text.split("\n") if line.strip()]
    if "\\begin{tab" in text or re.search(r"&[^\n]*\\\\", text):
        return "latex"
    if any(is_delimiter(line) for line in lines):
        return "markdown"
    if lines and "\t" in lines[0]:
        return "tsv"
    return "csv" if lines and re.search("[,;]", lines[0]) else None
