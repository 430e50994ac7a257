"""The grid that every format is read into."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from leaderboard.adding.tabular.decoration import LONGEST, plain
from leaderboard.errors import DataError
from leaderboard.problems import Problem
from leaderboard.records.nearest import did_you_mean

Merged = Literal["", "down", "over"]  # a cell that stands for several: rows below it, columns beside it
SECTION = "section"  # name of the column that headings between rows are put into


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as it stands in the source and where it starts (line and column from 1)."""

    text: str
    line: int
    column: int
    merged: Merged = ""

    @property
    def words(self) -> str:
        """The text without its decoration."""
        return plain(self.text).text


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: ``names`` of its columns (distinct, never empty), the header's cells, and rows of the same width."""

    file: str
    names: tuple[str, ...]
    header: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def index(self, name: str) -> int | None:
        """The column called ``name``, whatever its case and spacing."""
        folded = [_fold(one) for one in self.names]
        return folded.index(_fold(name)) if _fold(name) in folded else None

    def no_column(self, name: str) -> str:
        """What to say of a column that is not there."""
        listed = ", ".join(f'"{one}"' for one in self.names)
        near = did_you_mean(name, self.names) if len(self.names) > 8 else ""
        return f'there is no column "{name}"; {near} the columns are {listed}'.replace(";  ", "; ")

    def column(self, index: int) -> Iterator[tuple[int, Cell]]:
        """Number (from 1) and cell of every row."""
        for number, row in enumerate(self.rows, 1):
            yield number, row[index]

    def problem(self, row: int | None, index: int, message: str, remedy: str, rule: str = "table-cell") -> Problem:
        """A problem at a cell, or at the header where ``row`` (from 1) is None."""
        cell = self.header[index] if row is None else self.rows[row - 1][index]
        place = f'column "{self.names[index]}"'
        where = place if row is None else f"row {row}, {place}"
        return Problem(self.file, cell.line, cell.column, where, message, remedy, rule)


def grid(file: str, header: Sequence[Cell], rows: Sequence[Sequence[Cell]]) -> Grid:
    """A grid with distinct names: an empty header becomes ``column 1``, a repeated one ``Top-1 #2``."""
    for cell in (*header, *(cell for row in rows for cell in row)):
        if len(cell.text) > LONGEST:
            message, remedy = f"a cell of {len(cell.text):,} characters", f"write at most {LONGEST:,}"
            problem = Problem(file, cell.line, cell.column, "", message, remedy, "table-format")
            raise DataError("the table cannot be read", [problem])
    words = [cell.words or f"column {position}" for position, cell in enumerate(header, 1)]
    uses, seen = Counter(map(_fold, words)), Counter[str]()
    names = []
    for word in words:
        seen[_fold(word)] += 1
        repeated = uses[_fold(word)] > 1 and seen[_fold(word)] > 1
        names.append(f"{word} #{seen[_fold(word)]}" if repeated else word)
    return Grid(file, tuple(names), tuple(header), tuple(tuple(row) for row in rows))


def _fold(name: str) -> str:
    return "".join(name.casefold().split())
