"""`add result`: one row of numbers, into the table it belongs to or a new one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from leaderboard.adding.draft import Draft
from leaderboard.adding.mapping import parse_target
from leaderboard.adding.methods import own_word
from leaderboard.adding.names import Names, draft_names
from leaderboard.adding.numbers import read_number
from leaderboard.adding.plan import Plan, draft_methods, try_out
from leaderboard.adding.settings import field_value, split_pair
from leaderboard.adding.tables import unknown_place
from leaderboard.adding.tabular import Cell
from leaderboard.adding.units import only_unit, unit_of, usual_units
from leaderboard.catalogue import Catalogue
from leaderboard.errors import UsageError
from leaderboard.records.assemble import default_row_id
from leaderboard.records.fields import ROW_FIELDS, TABLE_FIELDS
from leaderboard.records.model import PaperRecord, Printed, ReportedRow, ReportedTable
from leaderboard.records.nearest import did_you_mean
from leaderboard.records.values import RefusedError
from leaderboard.records.vocabulary import COLUMNS
from leaderboard.records.writing import with_row, with_table

_WORD = "KEY=VALUE, such as top1=93.06:percent or dataset=CIFAR-10"


@dataclass
class Given:
    """The pairs of a command line by what they are; numbers with the unit of each."""

    table: dict[str, Any] = field(default_factory=dict)
    row: dict[str, Any] = field(default_factory=dict)
    values: dict[str, Printed] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    baseline: dict[str, Printed] = field(default_factory=dict)
    baseline_units: dict[str, str] = field(default_factory=dict)


def parse_pairs(pairs: Iterable[str]) -> Given:
    """Sort ``key=value`` pairs into keys of the table, keys of the row, and numbers ``name=value:unit``.

    Keys that both may have (caveats, remark …) are the row's, unless every table needs them. UsageError for a key that
    is none of these.
    """
    given = Given()
    for pair in pairs:
        key, value = split_pair(pair, _WORD)
        if key.removeprefix("baseline.") in COLUMNS:
            _number(given, key, value)
        elif key in ROW_FIELDS and not (key in TABLE_FIELDS and TABLE_FIELDS[key].required):
            given.row[key] = field_value(key, value, ROW_FIELDS, "row")
        elif key in TABLE_FIELDS:
            given.table[key] = field_value(key, value, TABLE_FIELDS, "table")
        else:
            near = did_you_mean(key, (*COLUMNS, *ROW_FIELDS, *TABLE_FIELDS))
            raise UsageError(f"{pair!r}: {key} is no column and no key of a row or table; {near}".rstrip("; "))
    return given


def _number(given: Given, key: str, text: str) -> None:
    number, _, unit = text.partition(":")
    name, _, baseline = parse_target(f"{key}:{unit}" if unit else key)
    try:
        found = read_number(Cell(number, 1, 1))
    except RefusedError as error:
        raise UsageError(f"{key}={text}: {error.message}; {error.remedy}") from error
    if found.printed is None:
        raise UsageError(f"{key}={text}: leave out what is not reported")
    suffixed = unit_of(name, found.suffix) if found.suffix else None
    if found.suffix and (suffixed is None or (unit and unit != suffixed)):
        raise UsageError(f"{key}={text}: {name} cannot be in {found.suffix}" + (f" and {unit}" if suffixed else ""))
    unit = unit or suffixed or only_unit(name) or ""
    if not unit:
        choices = " or ".join(f"{key}={number}:{one}" for one in usual_units(name))
        raise UsageError(f"{key}={text}: say the unit: {choices}")
    (given.baseline if baseline else given.values)[name] = found.printed
    (given.baseline_units if baseline else given.units)[name] = unit
    if found.spread is not None:
        spread = f"{name.removesuffix('_error')}_std"
        if spread not in COLUMNS or baseline:
            raise UsageError(f"{key}={text}: the records have no spread of {name}")
        given.values[spread], given.units[spread] = found.spread, unit


def plan_result(
    draft: Draft,
    key: str,
    pairs: Iterable[str],
    names: Names,
    own_method: str | None = None,
) -> Plan:
    """Everything that adding one row means, checked but not written.

    It joins the last table of the same place whose units and baseline fit, else begins one. UsageError names what
    is missing.
    """
    record = draft.record(key)
    given = parse_pairs(pairs)
    draft_names(draft, names)
    catalogue = draft.edited_catalogue()[0]
    _complete(record, given, catalogue, own_method)
    home = _home(record, given)
    if home is not None:
        row = _row(given, home.index, len(home.rows))
        draft.edit_paper(key, lambda text, found: with_row(text, found, home.index, row))
    else:
        row = _row(given, len(record.tables), 0)
        table = _table(given, len(record.tables), row)
        draft.edit_paper(key, lambda text, _: with_table(text, table))
    methods = draft_methods(draft, record, [row.method], own_method, {row.method or "": row.reported_by})
    plan = try_out(draft, key, lambda one: one.row.id == row.id, None)
    plan.methods = methods
    where = f"joins {home.locator}, the paper's table {home.index + 1}" if home else "begins a table of its own"
    plan.notes = [f"the row {where}"]
    return plan


def _complete(record: PaperRecord, given: Given, catalogue: Catalogue, own_method: str | None) -> None:
    missing = [name for name in ("dataset", "architecture", "locator") if name not in given.table]
    if missing:
        example = {"dataset": "CIFAR-10", "architecture": "ResNet-56", "locator": '"Table 1"'}
        raise UsageError(f"say also {', '.join(f'{name}={example[name]}' for name in missing)}")
    given.table.setdefault("source", "printed")
    for kind in ("dataset", "architecture"):
        unknown_place(catalogue, kind, given.table[kind])
    word = given.row.get("method")
    if word is not None and own_word(record.paper, word, catalogue, own_method):
        del given.row["method"]


def _home(record: PaperRecord, given: Given) -> ReportedTable | None:
    """The last table that the row can join without changing what the table says."""
    for table in reversed(record.tables):
        same = all(getattr(table, name) == value for name, value in given.table.items())
        units = all(table.columns.get(name) == unit for name, unit in given.units.items())
        base = all(
            table.baseline.get(name) == printed
            and table.baseline_columns.get(name, table.columns.get(name)) == given.baseline_units[name]
            for name, printed in given.baseline.items()
        )
        if same and units and base:
            return table
    return None


def _row(given: Given, table: int, index: int) -> ReportedRow:
    return ReportedRow(index=index, values=given.values, **{"id": default_row_id(table, index), **given.row})


def _table(given: Given, index: int, row: ReportedRow) -> ReportedTable:
    columns = {**given.baseline_units, **given.units}
    other = {name: unit for name, unit in given.baseline_units.items() if columns[name] != unit}
    numbers: dict[str, Any] = {"columns": columns, "baseline": given.baseline, "baseline_columns": other}
    return ReportedTable(index=index, rows=(row,), **numbers, **given.table)
