"""CSV with positions: every cell knows its file, line and column, so that every refusal can name them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from leaderboard.errors import MachineError
from leaderboard.problems import Problem
from leaderboard.records.model import Printed

NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")
_FIELDS = {mark: re.compile(rf'"((?:[^"]|"")*)"|([^"{mark}\r\n]*)') for mark in ",;\t"}


@dataclass(frozen=True, slots=True)
class Cell:
    """The text of one cell and where it starts (line and column from 1)."""

    text: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """A CSV file: its header and its rows as mappings from column name to cell."""

    file: str
    header: tuple[str, ...]
    rows: tuple[dict[str, Cell], ...]


class Report:
    """Collects problems while reading goes on."""

    def __init__(self, rule: str = "import") -> None:
        self.rule = rule
        self.problems: list[Problem] = []

    def add(self, file: str, cell: Cell, field: str, message: str, remedy: str = "") -> None:
        """Note a problem at a cell."""
        self.problems.append(Problem(file, cell.line, cell.column, field, message, remedy, self.rule))


def read_sheet(path: Path, required: Sequence[str], report: Report, *, strip: bool = False) -> Sheet:
    """Read a CSV file in RFC 4180 form (quoted cells may hold commas and newlines, a BOM is fine).

    Missing or repeated columns and rows of the wrong length are reported; such rows are left out of the
    sheet (the import is refused as a whole then). Raises MachineError when the file cannot be read.
    """
    file = path.name
    nowhere = Cell("", 1, 1)
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise MachineError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        report.add(file, nowhere, "", f"not UTF-8: byte {error.start} is 0x{error.object[error.start]:02x}")
        return Sheet(file, (), ())
    lines = split_rows(text, file, report)
    if not lines:
        report.add(file, nowhere, "", "the file is empty", f"expected a header with {', '.join(required)}")
        return Sheet(file, (), ())
    header = tuple(cell.text.strip() if strip else cell.text for cell in lines[0])
    for name in dict.fromkeys(header):
        if header.count(name) > 1:
            report.add(file, lines[0][header.index(name)], name, "column appears twice")
    for name in required:
        if name not in header:
            report.add(file, nowhere, name, f"column `{name}` is missing", f"the header has {', '.join(header)}")
    rows = []
    for cells in lines[1:]:
        if len(cells) != len(header):
            report.add(file, cells[0], "", f"row has {len(cells)} cells, the header {len(header)}")
            continue
        if strip:
            cells = [Cell(c.text.strip(), c.line, c.column) for c in cells]
        rows.append(dict(zip(header, cells, strict=True)))
    return Sheet(file, header, tuple(rows))


def split_rows(text: str, file: str, report: Report, delimiter: str = ",") -> list[list[Cell]]:
    """The cells of CSV text, row by row; ``delimiter`` is a comma, a semicolon or a tab. Empty lines are left out."""
    field = _FIELDS[delimiter]
    rows: list[list[Cell]] = []
    row: list[Cell] = []
    at, line, line_start = 0, 1, 0
    while at < len(text) or row:
        match = field.match(text, at)
        assert match is not None
        quoted, bare = match.groups()
        cell = Cell(quoted.replace('""', '"') if quoted is not None else bare, line, at - line_start + 1)
        row.append(cell)
        inside = match.group().count("\n")
        if inside:
            line += inside
            line_start = at + match.group().rindex("\n") + 1
        at = match.end()
        if text.startswith(delimiter, at):
            at += 1
            continue
        if at < len(text) and text[at] not in "\r\n":
            report.add(file, Cell("", line, at - line_start + 1), "", "stray quotation mark in a cell")
            at = text.find("\n", at) if "\n" in text[at:] else len(text)
        if text.startswith("\r\n", at):
            at += 1
        at += 1
        line, line_start = line + 1, at
        if row != [row[0]] or row[0].text:
            rows.append(row)
        row = []
    return rows


def number(sheet: Sheet, row: dict[str, Cell], name: str, report: Report, *, percent: bool = False) -> Printed | None:
    """The number in a cell as printed, None for an empty cell; stray text is reported.

    ``percent``: the cell must end in ``%``, which is taken off (the unit goes into the table's columns).
    """
    cell = row[name]
    text = cell.text
    if not text:
        return None
    body = text[:-1] if percent and text.endswith("%") else text
    if (percent and body is text) or not NUMBER.fullmatch(body):
        wanted = "a number followed by %" if percent else "a plain number"
        report.add(sheet.file, cell, name, f"{text!r} is not {wanted}", "write digits with a point, or leave it empty")
        return None
    return Printed.of(body)
