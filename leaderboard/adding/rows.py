"""The cells of a table as rows of a record: numbers in one unit a column, texts, and every cell that is neither."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from leaderboard.adding.mapping import IGNORE, Target, read_column
from leaderboard.adding.numbers import BLANKS, CellNumber
from leaderboard.adding.tabular import Grid
from leaderboard.adding.tabular.decoration import plain
from leaderboard.adding.units import unit_of
from leaderboard.errors import DataError
from leaderboard.problems import Problem
from leaderboard.records.fieldreading import NEVER_ZERO
from leaderboard.records.fields import ROW_FIELDS
from leaderboard.records.model import Printed
from leaderboard.records.values import RefusedError, check_bounds, parse_key, parse_name, parse_text
from leaderboard.records.vocabulary import COLUMNS, UNITS


@dataclass
class TableRow:
    """One row of a table, read. ``number`` counts from 1; ``texts`` by field, numbers by column."""

    number: int
    texts: dict[str, str] = field(default_factory=dict)
    values: dict[str, Printed] = field(default_factory=dict)
    baseline: dict[str, Printed] = field(default_factory=dict)
    labels: tuple[str, ...] = ()  # all words of the row, to find it by name


@dataclass(frozen=True, slots=True)
class Read:
    """All rows of a table with the units of their columns, and notes a reader should see before writing."""

    rows: list[TableRow]
    units: Mapping[str, str]
    baseline_units: Mapping[str, str]
    notes: tuple[str, ...]


def read_rows(grid: Grid, targets: Sequence[Target], *, fill_down: bool = False, spreads: bool = True) -> Read:
    """Read every cell; DataError names all that cannot be read. ``fill_down``: an empty text is that of the row above.

    Numbers after ± become the column's standard deviation unless ``spreads`` is false.
    """
    rows = [TableRow(number) for number in range(1, len(grid.rows) + 1)]
    problems: list[Problem] = []
    units: dict[bool, dict[str, str]] = {False: {}, True: {}}
    marks: dict[str, str] = {}
    spread_columns: dict[str, str] = {}
    for index, target in enumerate(targets):
        if target.is_number:
            units[target.baseline][target.name] = target.unit
            numbers = _column(grid, index, target, problems, marks)
            _place(grid, index, target, numbers, rows, problems, spread_columns if spreads else None)
        elif target.name != IGNORE:
            _texts(grid, index, target, rows, problems, fill_down, marks)
    for name, of in spread_columns.items():
        units[False].setdefault(name, of)
    if problems:
        cells = "one cell" if len(problems) == 1 else f"{len(problems)} cells"
        raise DataError(f"nothing written: {cells} cannot be taken as printed", sorted(problems))
    for row in rows:
        row.labels = tuple(cell.words for cell in grid.rows[row.number - 1])
    notes = [
        f"footnote mark {mark} at {where}: read it, and say in --remark what it changes"
        for mark, where in marks.items()
    ]
    if spread_columns:
        notes.append("numbers after ± are taken as standard deviations; where they are something else: --no-spread")
    return Read(rows, units[False], units[True], tuple(notes))


def _column(
    grid: Grid, index: int, target: Target, problems: list[Problem], marks: dict[str, str]
) -> list[CellNumber | None]:
    """The numbers of a column; None where a cell was refused or differs in unit."""
    found: list[CellNumber | None] = []
    first: tuple[int, str] | None = None
    for row, one in enumerate(read_column(grid, index), 1):
        if isinstance(one, RefusedError):
            problems.append(grid.problem(row, index, one.message, one.remedy))
            found.append(None)
            continue
        for mark in one.marks:
            marks.setdefault(mark, f'row {row}, column "{grid.names[index]}"')
        if one.printed is not None:
            complaint = _unit_complaint(target, one, first)
            first = first or (row, one.suffix)
            if complaint:
                problems.append(grid.problem(row, index, *complaint, "table-unit"))
            elif refused := _bounds_complaint(target, one.printed):
                problems.append(grid.problem(row, index, refused.message, refused.remedy, refused.rule))
        found.append(one)
    return found


def _unit_complaint(target: Target, one: CellNumber, first: tuple[int, str] | None) -> tuple[str, str] | None:
    assert one.printed is not None
    shown = f"{one.printed.text}{_ending(one.suffix)}"
    if first is not None and one.suffix != first[1]:
        other = f"with {_ending(first[1]).strip()}" if first[1] else "without a unit"
        return f"`{shown}`, but row {first[0]} is {other}: mixed units", "bring the column to one unit"
    if one.suffix and unit_of(target.name, one.suffix) != target.unit:
        return f"`{shown}` under {target.name} in {target.unit}", "give the unit that is printed"
    return None


def _bounds_complaint(target: Target, printed: Printed) -> RefusedError | None:
    column = COLUMNS[target.name]
    try:
        if column.quantity == "count" and printed.value != printed.value.to_integral_value():
            raise RefusedError(f"`{printed.text}` is not a whole number", "write it without a point", "number")
        factor = UNITS[column.quantity][target.unit]
        check_bounds(printed, factor, column.low, column.high, column.quantity in NEVER_ZERO)
    except RefusedError as error:
        return error
    return None


def _ending(suffix: str) -> str:
    return {"x": "×", "": ""}.get(suffix, suffix if suffix == "%" else f" {suffix}")


def _place(
    grid: Grid,
    index: int,
    target: Target,
    numbers: Sequence[CellNumber | None],
    rows: Sequence[TableRow],
    problems: list[Problem],
    spreads: dict[str, str] | None,
) -> None:
    spread = f"{target.name.removesuffix('_error')}_std"
    for row, one in zip(rows, numbers, strict=True):
        if one is None or one.printed is None:
            continue
        (row.baseline if target.baseline else row.values)[target.name] = one.printed
        if one.spread is None or spreads is None:
            continue
        if spread not in COLUMNS or target.baseline:
            message = f"`± {one.spread.text}`, but the records have no spread of {target.words.partition(',')[0]}"
            problems.append(grid.problem(row.number, index, message, "take it out of the cell, or give --no-spread"))
            continue
        row.values[spread] = one.spread
        spreads[spread] = target.unit


def _texts(
    grid: Grid,
    index: int,
    target: Target,
    rows: Sequence[TableRow],
    problems: list[Problem],
    fill_down: bool,
    marks: dict[str, str],
) -> None:
    above = ""
    kind = ROW_FIELDS[target.name].kind if target.name in ROW_FIELDS else "name"
    parse = {"key": parse_key, "name": parse_name}.get(kind, parse_text)
    for (number, cell), row in zip(grid.column(index), rows, strict=True):
        found = plain(cell.text)
        for mark in found.marks:
            marks.setdefault(mark, f'row {number}, column "{grid.names[index]}"')
        word = "" if found.text.casefold() in BLANKS else found.text
        word = word or (above if fill_down else "")
        if not word:
            if target.name in ("method", "dataset", "architecture"):
                remedy = "fill the cell, or give --fill-down to repeat the one above"
                problems.append(grid.problem(number, index, f"no {target.name}", remedy))
            continue
        above = word
        try:
            if "\ufffd" in word:
                raise RefusedError(f"`{word}` holds a character that cannot be shown", "write it as plain text", "")
            if "\\" in word:
                raise RefusedError(f"`{word}` holds LaTeX that is not understood", "write it as plain text", "")
            row.texts[target.name] = parse(word)
        except RefusedError as error:
            problems.append(grid.problem(number, index, error.message, error.remedy))
