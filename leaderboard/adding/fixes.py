"""`correct` and `retract`: a number found wrong is superseded or withdrawn, and stays to be seen."""

from __future__ import annotations

import datetime

from leaderboard.adding.draft import Draft
from leaderboard.adding.numbers import read_number
from leaderboard.adding.plan import Plan, try_out
from leaderboard.adding.settings import split_pair
from leaderboard.adding.tabular import Cell
from leaderboard.errors import UsageError
from leaderboard.records.model import Correction, PaperRecord, Printed, ReportedRow, ReportedTable
from leaderboard.records.nearest import did_you_mean
from leaderboard.records.values import RefusedError, parse_date
from leaderboard.records.vocabulary import COLUMNS
from leaderboard.records.writing import with_correction


def find_result(draft: Draft, name: str) -> tuple[PaperRecord, ReportedTable, ReportedRow]:
    """The result ``paper:rowid``; UsageError with the nearest id when there is none."""
    key, colon, row_id = name.partition(":")
    if not colon:
        raise UsageError(f"{name!r}: write PAPER:ROW, as `leaderboard show paper {key}` lists them")
    record = draft.record(key)
    rows = {row.id: (table, row) for table in record.tables for row in table.rows}
    if row_id not in rows:
        raise UsageError(f"{record.file} has no row {row_id!r}; {did_you_mean(row_id, rows)}".rstrip("; "))
    return record, *rows[row_id]


def plan_correction(
    draft: Draft, name: str, pair: str, reason: str, source: str, date: str | None = None, new_column: str | None = None
) -> Plan:
    """Supersede one number of a result, ``field=value``, or one of its table's baseline, ``baseline.field=value``."""
    record, table, row = find_result(draft, name)
    field, value = split_pair(pair, "FIELD=VALUE, such as top1=93.06")
    column, old, baseline = _standing(table, row, field)
    if new_column is not None and new_column not in COLUMNS:
        raise UsageError(f"--new-column {new_column}: {did_you_mean(new_column, COLUMNS)}")
    try:
        found = read_number(Cell(value, 1, 1))
    except RefusedError as error:
        raise UsageError(f"{pair!r}: {error.message}; {error.remedy}") from error
    if found.printed is None or found.suffix or found.spread:
        unit = table.baseline_columns.get(column, table.columns[column]) if baseline else table.columns[column]
        raise UsageError(f"{pair!r}: write the bare number, in {unit} as the column is")
    if found.printed == old and new_column is None:
        raise UsageError(f"{column} of {name} is {old.text} already")
    made = Correction(row.id, column, old, found.printed, reason, source, _date(date), new_column, baseline)
    return _plan(draft, record, table, row, [made])


def plan_retraction(
    draft: Draft, name: str, field: str | None, reason: str, source: str, date: str | None = None
) -> Plan:
    """Withdraw one number of a result, or all that still stand."""
    record, table, row = find_result(draft, name)
    gone = {(c.column, c.baseline) for c in record.corrections if c.row == row.id and c.new is None}
    if field is not None:
        column, old, baseline = _standing(table, row, field)
        chosen = [] if (column, baseline) in gone else [(column, old, baseline)]
    else:
        chosen = [(column, old, False) for column, old in row.values.items() if (column, False) not in gone]
    if not chosen:
        raise UsageError(
            f"{field or 'every number'} of {name} is withdrawn already" if row.values else f"{name} has no number"
        )
    made = [
        Correction(row.id, column, old, None, reason, source, _date(date), baseline=baseline)
        for column, old, baseline in chosen
    ]
    return _plan(draft, record, table, row, made)


def _plan(
    draft: Draft, record: PaperRecord, table: ReportedTable, row: ReportedRow, corrections: list[Correction]
) -> Plan:
    for one in corrections:
        draft.edit_paper(record.paper.key, lambda text, found, one=one: with_correction(text, found, one))  # type: ignore[misc]
    whole_table = any(one.baseline for one in corrections)
    plan = try_out(
        draft,
        record.paper.key,
        lambda r: r.row.id == row.id or (whole_table and r.table.index == table.index),
        None,
    )
    for one in corrections:
        what = f"dense {one.column}" if one.baseline else one.column
        plan.notes.append(f"{what} of {row.id}: {one.old.text} -> {one.new.text if one.new else 'withdrawn'}")
    return plan


def _standing(table: ReportedTable, row: ReportedRow, field: str) -> tuple[str, Printed, bool]:
    """Column, number as printed, and whether it is the baseline's; UsageError when nothing stands there."""
    baseline = field.startswith("baseline.")
    column = field.removeprefix("baseline.")
    values = table.baseline if baseline else row.values
    if column not in values:
        where = "the baseline" if baseline else f"row {row.id}"
        listed = ", ".join(f"{name} {printed.text}" for name, printed in values.items()) or "no number"
        raise UsageError(f"{where} has no {column}; it holds {listed}")
    return column, values[column], baseline


def _date(given: str | None) -> str:
    try:
        return parse_date(given or datetime.date.today().isoformat())
    except RefusedError as error:
        raise UsageError(f"--date: {error.message}; {error.remedy}") from error
