"""Corrections: a record as corrected, beside the record as printed. Nothing is edited in place."""

from __future__ import annotations

from dataclasses import replace

from leaderboard.records.model import Correction, PaperRecord, Printed, ReportedRow, ReportedTable


def corrected_rows(record: PaperRecord) -> dict[str, tuple[ReportedTable, ReportedRow]]:
    """Row id -> (table, row) with the record's corrections applied, for rows that any correction touches.

    A correction whose row, column or old number is not in the record is left to the checks; here it does nothing.
    """
    found: dict[str, tuple[ReportedTable, ReportedRow]] = {}
    for correction in record.corrections:
        for table, row in _touched(record, correction):
            found[row.id] = _applied(*found.get(row.id, (table, row)), correction)
    return found


def _touched(record: PaperRecord, correction: Correction) -> list[tuple[ReportedTable, ReportedRow]]:
    for table in record.tables:
        for row in table.rows:
            if row.id == correction.row:
                values = table.baseline if correction.baseline else row.values
                if correction.column in values and values[correction.column].value == correction.old.value:
                    return [(table, other) for other in table.rows] if correction.baseline else [(table, row)]
    return []


def _applied(table: ReportedTable, row: ReportedRow, correction: Correction) -> tuple[ReportedTable, ReportedRow]:
    column = correction.new_column or correction.column
    values = dict(table.baseline if correction.baseline else row.values)
    if correction.column not in values:
        return table, row  # an earlier correction took the number away
    units = {**table.columns, **(table.baseline_columns if correction.baseline else {})}
    columns = {**table.columns, column: table.columns.get(column, units[correction.column])}
    del values[correction.column]
    new: Printed | None = correction.new
    if new is not None:
        values[column] = new
    table = replace(table, columns=columns)
    if correction.baseline:
        return replace(table, baseline=values), row
    return table, replace(row, values=values)
