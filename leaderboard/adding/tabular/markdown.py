"""Tables in Markdown, as in a repository's README: every one of the file, whatever stands around them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from leaderboard.adding.tabular.grid import Cell, Grid, grid
from leaderboard.errors import DataError
from leaderboard.problems import Problem

DELIMITER_ROW = re.compile(r"\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*")


def is_delimiter(line: str) -> bool:
    """Whether a line is the ``| --- | --: |`` under a header."""
    return "|" in line and bool(DELIMITER_ROW.fullmatch(line))


def read_markdown(text: str, file: str) -> list[Grid]:
    """Every table of a Markdown text. DataError with every row whose number of cells is not the header's."""
    lines = text.split("\n")
    tables, problems = [], []
    at = 0
    while at + 1 < len(lines):
        if "|" not in lines[at] or is_delimiter(lines[at]) or not is_delimiter(lines[at + 1]):
            at += 1
            continue
        header = list(_cells(lines[at], at + 1))
        under = len(list(_cells(lines[at + 1], at + 2)))
        if under != len(header):
            message = f"the header has {len(header)} cells, the line under it {under}"
            problems.append(Problem(file, at + 2, 1, "", message, "give each column its dashes", "table-format"))
        rows = []
        at += 2
        while at < len(lines) and "|" in lines[at]:
            row = list(_cells(lines[at], at + 1))
            if len(row) != len(header):
                message = f"row has {len(row)} cells, the header {len(header)}"
                remedy = r"write a bar within a cell as \|"
                problems.append(Problem(file, at + 1, row[0].column, "", message, remedy, "table-format"))
            rows.append(row)
            at += 1
        tables.append((header, rows))
    if problems:
        raise DataError("the table cannot be read", problems)
    return [grid(file, header, rows) for header, rows in tables]


def _cells(line: str, number: int) -> Iterator[Cell]:
    """The cells of a line; a bar after a backslash or within backticks separates none."""
    body = line.rstrip()
    start = len(body) - len(body.lstrip())
    if body[start : start + 1] == "|":
        start += 1
    if body.endswith("|") and not body.endswith("\\|") and len(body) > start:
        body = body[:-1]
    begin, at, code = start, start, False
    while at <= len(body):
        if at == len(body) or (body[at] == "|" and not code):
            raw = body[begin:at]
            offset = begin + len(raw) - len(raw.lstrip())
            yield Cell(raw.strip().replace("\\|", "|"), number, offset + 1)
            begin = at + 1
        elif body[at] == "`" and (code or "`" in body[at + 1 :]):
            code = not code
        elif body[at] == "\\":
            at += 1
        at += 1
