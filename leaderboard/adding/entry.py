"""From the rows that were read to the tables of a record: one for each data set, network and dense baseline."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from leaderboard.adding.rows import Read, TableRow
from leaderboard.adding.tabular import Grid
from leaderboard.errors import DataError, UsageError
from leaderboard.records.assemble import default_row_id
from leaderboard.records.model import PaperRecord, Printed, ReportedRow, ReportedTable
from leaderboard.records.nearest import did_you_mean
from leaderboard.records.vocabulary import COLUMNS

_DENSE = re.compile(
    r"(the )?((un-?pruned|dense|original|full|base-?line|base|reference|uncompressed)( (model|network|net|baseline))?)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Built:
    """Tables ready to append; ``numbers`` are, table by table, the numbers of their rows in the input."""

    tables: list[ReportedTable]
    numbers: list[list[int]]
    notes: list[str]


@dataclass(frozen=True)
class Place:
    """What all rows share. ``fields`` are further keys of the table, ``baseline`` holds dense numbers with units."""

    locator: str
    source: str = "printed"
    dataset: str | None = None
    architecture: str | None = None
    method: str | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)
    baseline: Mapping[str, tuple[Printed, str]] = field(default_factory=dict)
    baseline_rows: tuple[str, ...] = ()
    all_pruned: bool = False  # no row is the dense network, whatever it is called
    reported_by: str = "paper"
    reported_of: Mapping[str, str] = field(default_factory=dict)  # method -> who ran it
    quoted_of: Mapping[str, str] = field(default_factory=dict)  # method -> paper or result that is quoted


def build_tables(record: PaperRecord, read: Read, place: Place, own: Callable[[str], bool]) -> Built:
    """The tables to append to a record, and notes on numbers that have no place in it.

    ``own`` says whether a word is the paper's own method, which rows do not name. UsageError names the flag for
    whatever is missing: data set, network, the row of the dense network.
    """
    notes: list[str] = []
    _refuse_strangers(read, place)
    groups: dict[tuple[str, str], list[TableRow]] = {}
    for row in read.rows:
        groups.setdefault((_shared(row, place, "dataset"), _shared(row, place, "architecture")), []).append(row)
    tables: list[ReportedTable] = []
    numbers: list[list[int]] = []
    for (dataset, architecture), rows in groups.items():
        dense, pruned = _split(rows, place)
        notes += _lost(dense, pruned)
        shared = _dense_numbers(read, place, dense)
        for baseline, part in _by_baseline(pruned):
            index = len(record.tables) + len(tables)
            numbers.append([row.number for row in part])
            tables.append(
                ReportedTable(
                    index=index,
                    locator=place.locator,
                    source=place.source,
                    dataset=dataset,
                    architecture=architecture,
                    rows=tuple(_row(row, index, i, place, own) for i, row in enumerate(part)),
                    **_numbers(read, {**shared, **_with_units(baseline, read.baseline_units)}, part),
                    **place.fields,
                )
            )
    return Built(tables, numbers, notes)


def _shared(row: TableRow, place: Place, name: str) -> str:
    word = row.texts.get(name) or getattr(place, name)
    if not word:
        kind = "data set" if name == "dataset" else "network"
        raise UsageError(f"which {kind} is the table about? Give --{name} NAME, or --{name}-column COLUMN")
    return str(word)


def _split(rows: Sequence[TableRow], place: Place) -> tuple[list[TableRow], list[TableRow]]:
    """The row of the dense network, if one was named, and the others."""
    names = {name.casefold() for name in place.baseline_rows}
    dense = [row for row in rows if names & {label.casefold() for label in row.labels}]
    if len(dense) > 1:
        numbers = " and ".join(str(row.number) for row in dense)
        raise UsageError(f"--baseline-row: rows {numbers} are the dense network of one network; choose one")
    pruned = [row for row in rows if row not in dense]
    return dense, pruned


def _refuse_strangers(read: Read, place: Place) -> None:
    """Names in flags must be in the table."""
    labels = [label for row in read.rows for label in row.labels]
    folded = {label.casefold() for label in labels}
    wanted = [("--baseline-row", word) for word in place.baseline_rows]
    wanted += [("--reported-by", word) for word in place.reported_of]
    for flag, word in wanted:
        if word.casefold() not in folded:
            raise UsageError(f"{flag}: no row is called {word!r}; {did_you_mean(word, labels)}".rstrip("; "))


def dense_row(grid: Grid, spoken_of: Iterable[str] = ()) -> tuple[int, int, str] | None:
    """Row, column and word of the first cell that says its row is the unpruned network; not of rows ``spoken_of``."""
    known = {name.casefold() for name in spoken_of}
    for number, row in enumerate(grid.rows, 1):
        if known & {cell.words.casefold() for cell in row}:
            continue
        for index, cell in enumerate(row):
            if _DENSE.fullmatch(cell.words):
                return number, index, cell.words
    return None


def _dense_numbers(read: Read, place: Place, dense: Sequence[TableRow]) -> dict[str, tuple[Printed, str]]:
    """Dense numbers from flags and from the row of the dense network, each with its unit; never both for one column."""
    found = dict(place.baseline)
    for row in dense:
        for name, printed in row.values.items():
            if name in found and COLUMNS[name].baseline:
                raise UsageError(f"--baseline {name}: row {row.number}, the dense network, gives it too; leave one out")
            if COLUMNS[name].baseline:
                found[name] = (printed, read.units[name])
    return found


def _with_units(numbers: Mapping[str, Printed], units: Mapping[str, str]) -> dict[str, tuple[Printed, str]]:
    return {name: (printed, units[name]) for name, printed in numbers.items()}


def _lost(dense: Sequence[TableRow], pruned: Sequence[TableRow]) -> list[str]:
    """What the row of the dense network says that a baseline does not hold, or all of it when no row was pruned."""
    if dense and not pruned:
        return [f"row {dense[0].number} is the dense network of no other row and is left out"]
    return [
        f"row {row.number} is the dense network: its {name} of {printed.text} says nothing and is left out"
        for row in dense
        for name, printed in row.values.items()
        if not COLUMNS[name].baseline
    ]


def _by_baseline(rows: Sequence[TableRow]) -> list[tuple[dict[str, Printed], list[TableRow]]]:
    """Rows by the dense numbers printed beside them, for tables that repeat those in every row."""
    groups: list[tuple[dict[str, Printed], list[TableRow]]] = []
    for row in rows:
        for baseline, part in groups:
            if baseline == row.baseline:
                part.append(row)
                break
        else:
            groups.append((row.baseline, [row]))
    return groups


def _numbers(read: Read, baseline: Mapping[str, tuple[Printed, str]], rows: Sequence[TableRow]) -> dict[str, Any]:
    """``columns``, ``baseline`` and the units of the baseline where they differ from those of the rows."""
    used = {name for row in rows for name in row.values}
    columns = {name: unit for name, unit in read.units.items() if name in used}
    other: dict[str, str] = {}
    for name, (_, unit) in baseline.items():
        if columns.setdefault(name, unit) != unit:
            other[name] = unit
    numbers = {name: printed for name, (printed, _) in baseline.items()}
    return {"columns": columns, "baseline": numbers, "baseline_columns": other}


_BRACKETED = re.compile(r"(.*\S)\s*\(([^()]+)\)")


def _row(row: TableRow, table: int, index: int, place: Place, own: Callable[[str], bool]) -> ReportedRow:
    texts: dict[str, Any] = {k: v for k, v in row.texts.items() if k not in ("dataset", "architecture")}
    settings = {k.removeprefix("settings."): texts.pop(k) for k in list(texts) if k.startswith("settings.")}
    word = texts.pop("method", None) or place.method
    reported = place.reported_by
    if word is not None:
        reported = _said_of(word, place.reported_of) or reported
        if quoted := _said_of(word, place.quoted_of):
            texts.setdefault("quoted_from", quoted)
    texts.setdefault("reported_by", reported)
    texts.setdefault("id", default_row_id(table, index))
    method = None if word is None or own(word) else word
    if method is not None and "variant" not in texts and (found := _BRACKETED.fullmatch(method)) and own(found[1]):
        method, texts["variant"] = None, found[2]  # "Ours (50%)" is a variant of the paper's own method
    return ReportedRow(index=index, method=method, values=row.values, settings=settings, **texts)


def _said_of(word: str, said: Mapping[str, str]) -> str | None:
    return {key.casefold(): value for key, value in said.items()}.get(word.casefold())


def refuse_taken(record: PaperRecord, tables: Sequence[ReportedTable]) -> None:
    """A table that the record holds already is not added twice."""
    for new in tables:
        for old in record.tables:
            same = (old.locator, old.dataset, old.architecture) == (new.locator, new.dataset, new.architecture)
            values = [row.values for row in old.rows]
            if same and new.rows and all(row.values in values for row in new.rows):
                raise DataError(
                    f"nothing written: {record.file} holds these numbers of {new.locator} "
                    f"({new.architecture} on {new.dataset}) already"
                )
