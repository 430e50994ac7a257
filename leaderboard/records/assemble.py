"""From plain TOML data to a :class:`PaperRecord`, reporting everything that does not fit."""

from __future__ import annotations

from typing import Any

from leaderboard.records.fieldreading import FieldReader
from leaderboard.records.fields import (
    CORRECTION_FIELDS,
    PAPER_FIELDS,
    QUESTION_FIELDS,
    ROW_FIELDS,
    TABLE_FIELDS,
    TOP_KEYS,
)
from leaderboard.records.fileproblems import FileProblems
from leaderboard.records.model import (
    SCHEMA,
    Correction,
    Paper,
    PaperRecord,
    Printed,
    Question,
    ReportedRow,
    ReportedTable,
)
from leaderboard.records.positions import Path
from leaderboard.records.values import describe
from leaderboard.records.vocabulary import COLUMNS

_UNREAD = Printed.of("0")  # stands in for a required number that could not be read; the file is refused anyway


def default_row_id(table: int, row: int) -> str:
    """The id of a row that names none; ``table`` and ``row`` count from 0, the id from 1."""
    return f"t{table + 1}r{row + 1}"


def assemble(data: dict[str, Any], problems: FileProblems, stem: str) -> PaperRecord:
    """The record in ``data``; incomplete after a problem: good enough to look for more, not to use."""
    return _Assembly(problems).record(data, stem)


class _Assembly:
    def __init__(self, problems: FileProblems) -> None:
        self.problems = problems
        self.fields = FieldReader(problems)
        self.row_ids: dict[str, Path] = {}

    def record(self, data: dict[str, Any], stem: str) -> PaperRecord:
        self.fields.refuse_unknown((), data, TOP_KEYS)
        self._check_schema(data)
        paper = self._paper(data, stem)
        return PaperRecord(
            file=self.problems.file,
            paper=paper,
            tables=tuple(self._table(i, part) for i, part in self._parts(data, "table")),
            corrections=tuple(self._correction(i, part) for i, part in self._parts(data, "correction")),
            questions=tuple(self._question(i, part) for i, part in self._parts(data, "question")),
        )

    def _check_schema(self, data: dict[str, Any]) -> None:
        schema = data.get("schema")
        if schema is None:
            self.problems.add((), "missing key `schema`", f"begin the file with `schema = {SCHEMA}`", "missing-key")
        elif type(schema) is not int or schema < 1:
            self.problems.add(
                ("schema",),
                f"{describe(schema)} is no version",
                f"write `schema = {SCHEMA}`",
                "schema-version",
            )
        elif schema > SCHEMA:
            message = f"written for a newer version of the format; this program reads up to {SCHEMA}"
            self.problems.add(("schema",), message, "update the program", "schema-version")

    def _paper(self, data: dict[str, Any], stem: str) -> Paper:
        part = data.get("paper")
        if part is None:
            self.problems.add((), "missing table `[paper]`", "add it with key, title, authors and year", "missing-key")
            part = {}
        elif not isinstance(part, dict):
            self.problems.add(("paper",), f"{describe(part)} instead of a table", "write `[paper]`", "structure")
            part = {}
        values = self.fields.read(("paper",), part, PAPER_FIELDS) if part else {}
        key = values.get("key")
        if key is not None and key != stem:
            remedy = f'rename the file to {key}.toml or write `key = "{stem}"`'
            self.problems.add(("paper", "key"), f"key `{key}` in the file {stem}.toml", remedy, "file-name")
        defaults: dict[str, Any] = {"key": stem, "title": "", "authors": (), "year": 0}
        return Paper(**{**defaults, **values})

    def _parts(self, data: dict[str, Any], name: str) -> list[tuple[int, dict[str, Any]]]:
        """The tables of an array of tables, those that are none reported and left out."""
        parts = data.get(name, [])
        if not isinstance(parts, list):
            self.problems.add(
                (name,),
                f"{describe(parts)} instead of an array of tables",
                f"write `[[{name}]]`",
                "structure",
            )
            return []
        good = []
        for index, part in enumerate(parts):
            if isinstance(part, dict):
                good.append((index, part))
            else:
                self.problems.add(
                    (name, index), f"{describe(part)} instead of a table", f"write `[[{name}]]`", "structure"
                )
        return good

    def _table(self, index: int, part: dict[str, Any]) -> ReportedTable:
        path: Path = ("table", index)
        values = self.fields.read(path, part, TABLE_FIELDS, skip=("baseline", "rows"))
        columns: dict[str, str] = values.get("columns", dict.fromkeys(COLUMNS, ""))
        baseline_columns: dict[str, str] = values.get("baseline_columns", {})
        if isinstance(part.get("baseline"), dict):
            units = {**columns, **baseline_columns}
            given = part["baseline"]
            allowed = self.fields.known_columns(baseline=True)
            self.fields.refuse_unknown((*path, "baseline"), given, allowed)
            good = {name: value for name, value in given.items() if name in allowed}
            values["baseline"] = self.fields.numbers((*path, "baseline"), good, units)
        elif "baseline" in part:
            message = f"{describe(part['baseline'])} instead of a table"
            self.problems.add((*path, "baseline"), message, "write `baseline = { top1 = 93.5 }`", "structure")
        rows = self._rows(path, index, part, columns)
        defaults = {"locator": "", "source": "", "dataset": "", "architecture": "", "columns": {}}
        return ReportedTable(**{**defaults, **values, "index": index, "rows": rows})

    def _rows(self, path: Path, table: int, part: dict[str, Any], columns: dict[str, str]) -> tuple[ReportedRow, ...]:
        given = part.get("rows", [])
        if not isinstance(given, list):
            self.problems.add(
                (*path, "rows"), f"{describe(given)} instead of an array", "write `rows = [ … ]`", "structure"
            )
            return ()
        rows = []
        for index, row in enumerate(given):
            if isinstance(row, dict):
                rows.append(self._row((*path, "rows", index), table, index, row, columns))
            else:
                message = f"{describe(row)} instead of a row"
                self.problems.add((*path, "rows", index), message, "write `{ top1 = 93.5 }`", "structure")
        return tuple(rows)

    def _row(self, path: Path, table: int, index: int, part: dict[str, Any], columns: dict[str, str]) -> ReportedRow:
        values = self.fields.read(path, part, ROW_FIELDS, extra=self.fields.known_columns())
        numbers = self.fields.numbers(path, part, columns)
        if "trial_values" in part:
            values["trial_values"] = self.fields.trials((*path, "trial_values"), part["trial_values"], columns)
        self._check_status(path, values, part, columns)
        name = values.setdefault("id", default_row_id(table, index))
        if name in self.row_ids:
            first = self.problems.positions.of_value(self.row_ids[name])
            remedy = "give each row its own `id`"
            message = f"row id `{name}` is already that of the row in line {first[0]}, column {first[1]}"
            self.problems.add((*path, "id") if "id" in part else path, message, remedy, "row-id")
        self.row_ids.setdefault(name, path)
        return ReportedRow(**{**values, "index": index, "values": numbers})

    def _check_status(self, path: Path, values: dict[str, Any], part: dict[str, Any], columns: dict[str, str]) -> None:
        """A column is reported, failed or not applicable: one of the three."""
        seen: dict[str, str] = {}
        for status in ("failed", "not_applicable"):
            for index, name in enumerate(values.get(status, ())):
                where = (*path, status, index)
                if name in part or name in values.get("trial_values", {}):
                    message = f"`{name}` is in `{status}` and has a value too"
                    self.problems.add(where, message, "keep one of the two", "status")
                elif name in seen:
                    message = f"`{name}` is already in `{seen[name]}`"
                    self.problems.add(where, message, "name it once", "status")
                elif name not in columns:
                    message = f"`{name}` is not declared in this table's `columns`"
                    self.problems.add(where, message, f'add `{name} = "…"` with its unit', "column-undeclared")
                seen[name] = status

    def _correction(self, index: int, part: dict[str, Any]) -> Correction:
        values = self.fields.read(("correction", index), part, CORRECTION_FIELDS)
        defaults = {
            "row": "",
            "column": "",
            "old": _UNREAD,
            "new": None,
            "reason": "",
            "source": "",
            "date": "",
        }
        return Correction(**{**defaults, **values})

    def _question(self, index: int, part: dict[str, Any]) -> Question:
        values = self.fields.read(("question", index), part, QUESTION_FIELDS)
        return Question(**{"text": "", **values})
