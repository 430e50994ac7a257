"""Comma-, semicolon- and tab-separated text."""

from __future__ import annotations

from leaderboard.adding.tabular.grid import Cell, Grid, grid
from leaderboard.errors import DataError
from leaderboard.importing.cells import Report, split_rows
from leaderboard.problems import Problem


def read_delimited(text: str, file: str, delimiter: str | None = None) -> list[Grid]:
    """The one table of such a file, its first row the header. DataError with every row of the wrong length."""
    first = text.lstrip("\n").split("\n", 1)[0]
    mark = delimiter or (";" if ";" in first and "," not in first else ",")
    report = Report("table-format")
    rows = [[Cell(c.text.strip(), c.line, c.column) for c in row] for row in split_rows(text, file, report, mark)]
    if rows:
        for row in rows[1:]:
            if len(row) != len(rows[0]):
                message = f"row has {len(row)} cells, the header {len(rows[0])}"
                remedy = "quote cells that hold the delimiter" if len(row) > len(rows[0]) else "leave no cell out"
                report.problems.append(Problem(file, row[0].line, row[0].column, "", message, remedy, report.rule))
    if report.problems:
        raise DataError("the table cannot be read", report.problems)
    return [grid(file, rows[0], rows[1:])] if rows else []
