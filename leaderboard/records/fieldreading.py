"""Reading the keys of one TOML table after the list of :mod:`~leaderboard.records.fields`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from leaderboard.records.fields import Field
from leaderboard.records.fileproblems import FileProblems
from leaderboard.records.model import Printed
from leaderboard.records.nearest import did_you_mean
from leaderboard.records.positions import Path, dotted
from leaderboard.records.values import (
    RefusedError,
    check_bounds,
    describe,
    parse_arxiv,
    parse_date,
    parse_doi,
    parse_integer,
    parse_key,
    parse_name,
    parse_number,
    parse_pattern,
    parse_text,
    parse_url,
)
from leaderboard.records.vocabulary import COLUMNS, UNITS

_TEXT_KINDS: dict[str, Callable[[object, str | None], str]] = {
    "text": parse_text,
    "name": parse_name,
    "key": parse_key,
    "url": parse_url,
    "arxiv": parse_arxiv,
    "doi": parse_doi,
    "date": parse_date,
    "pattern": parse_pattern,
}
_LIST_KINDS = {"texts": "text", "names": "name", "keys": "key", "choices": "choice", "columns": "column"}
# A zero in these is a blank in disguise: no network has no parameters, no run takes no time.
NEVER_ZERO = {"size", "operations", "ratio", "latency"}
_ALL_COLUMNS = tuple(COLUMNS)
_BASELINE_COLUMNS = tuple(column.name for column in COLUMNS.values() if column.baseline)
_MOST_SUGGESTIONS = 200  # a file of 100,000 misspelt keys must not take minutes


class FieldReader:
    """Reads fields of one file; everything refused goes to ``problems`` and is left out of the result."""

    def __init__(self, problems: FileProblems) -> None:
        self.problems = problems
        self._suggested = 0
        self._undeclared_seen: set[tuple[Path, str]] = set()

    def known_columns(self, *, baseline: bool = False) -> tuple[str, ...]:
        return _BASELINE_COLUMNS if baseline else _ALL_COLUMNS

    def suggestion(self, name: str, known: Iterable[str]) -> str:
        self._suggested += 1
        return did_you_mean(name, known) if self._suggested <= _MOST_SUGGESTIONS else ""

    def refuse(self, path: Path, error: RefusedError) -> None:
        self.problems.add(path, error.message, error.remedy, error.rule)

    def refuse_unknown(self, path: Path, data: Mapping[str, Any], known: Iterable[str]) -> None:
        """Report every key that is not among ``known``, with the nearest one."""
        names = tuple(known)
        for key in data:
            if key not in names:
                here = (*path, key)
                message = f"unknown key `{dotted((key,))}`"
                self.problems.add(here, message, self.suggestion(key, names), "unknown-key", at_key=True)

    def read(
        self,
        path: Path,
        data: Mapping[str, Any],
        fields: Mapping[str, Field],
        *,
        extra: tuple[str, ...] = (),
        skip: tuple[str, ...] = (),
    ) -> dict[str, Any]:
        """The values of ``fields`` found good in ``data``; ``extra`` keys may stand beside them."""
        if not all(key in fields or key in extra for key in data):
            self.refuse_unknown(path, data, (*fields, *extra))
        values = {}
        for name, field in fields.items():
            if name not in data:
                if field.required:
                    message, remedy = f"missing key `{name}`", f"add it: {field.meaning}"
                    self.problems.add(path, message, remedy, "missing-key", at_key=True)
            elif name not in skip:
                value = self.value((*path, name), data[name], field)
                if value is not None:
                    values[name] = value
        return values

    def value(self, path: Path, value: Any, field: Field) -> Any:
        """One value as its kind asks, or None when it was refused."""
        if field.kind in _LIST_KINDS:
            return self._list(path, value, field)
        if field.kind in ("text table", "units"):
            return self._table(path, value, field)
        if field.kind == "trials":
            return None  # read with the numbers, which know the units
        try:
            return self._single(path, value, field)
        except RefusedError as error:
            self.refuse(path, error)
            return None

    def _single(self, path: Path, value: Any, field: Field) -> Any:
        raw = self.problems.raw(path, value)
        if field.kind in _TEXT_KINDS:
            return _TEXT_KINDS[field.kind](value, raw)
        if field.kind == "integer":
            return parse_integer(value, field.low, field.high, raw)
        if field.kind == "number":
            return parse_number(value, raw)
        if field.kind == "flag":
            if not isinstance(value, bool):
                raise RefusedError(f"{describe(value)} instead of true or false", "write true or false", "structure")
            return value
        known = COLUMNS if field.kind == "column" else field.choices
        assert known is not None, field.kind
        word = parse_text(value, raw)
        if word not in known:
            message = f"unknown {'column' if field.kind == 'column' else 'word'} `{word[:60]}`"
            raise RefusedError(message, self.suggestion(word, known), "vocabulary")
        return word

    def _list(self, path: Path, value: Any, field: Field) -> tuple[str, ...] | None:
        if not isinstance(value, list):
            self.problems.add(path, f"{describe(value)} instead of an array", 'write ["…", "…"]', "structure")
            return None
        one = Field(_LIST_KINDS[field.kind], field.meaning, choices=field.choices)  # type: ignore[arg-type]
        found: list[str] = []
        for index, element in enumerate(value):
            good = self.value((*path, index), element, one)
            if good is not None and good in found and field.kind != "texts":
                self.problems.add((*path, index), f"`{good}` is named twice", "name it once", "repeated")
            elif good is not None:
                found.append(good)
        if field.required and not value and not field.empty:
            self.problems.add(path, "an empty array", f"name at least one: {field.meaning}", "missing-key")
        return tuple(found)

    def _table(self, path: Path, value: Any, field: Field) -> dict[str, str] | None:
        if not isinstance(value, dict):
            message = f"{describe(value)} instead of a table"
            self.problems.add(path, message, 'write { name = "…" }', "structure")
            return None
        if field.kind == "units":
            return self._units(path, value)
        found = {}
        for key, element in value.items():
            try:
                found[parse_text(key)] = parse_text(element, self.problems.raw((*path, key), element))
            except RefusedError as error:
                self.refuse((*path, key), error)
        return found

    def _units(self, path: Path, value: Mapping[str, Any]) -> dict[str, str]:
        """Column to unit; a unit must be one of the column's quantity."""
        self.refuse_unknown(path, value, _ALL_COLUMNS)
        found = {}
        for name, unit in value.items():
            if name not in COLUMNS:
                continue
            known = UNITS[COLUMNS[name].quantity]
            if isinstance(unit, str) and unit in known:
                found[name] = unit
            else:
                found[name] = ""  # declared, so that the rows are not blamed too
                message = f"{describe(unit)} is no unit of `{name}`"
                self.problems.add(
                    (*path, name), message, did_you_mean(unit if isinstance(unit, str) else "", known), "unit"
                )
        return found

    def numbers(
        self, path: Path, data: Mapping[str, Any], units: Mapping[str, str], *, at: Path | None = None
    ) -> dict[str, Printed]:
        """The numbers among ``data`` whose keys are columns, each within the bounds of its column; ``at`` is where
        they stand when it is not under their key.
        """
        found = {}
        for name, value in data.items():
            if name not in COLUMNS:
                continue
            here = at or (*path, name)
            if name not in units:
                self._undeclared(here, name)
            try:
                printed = self._number(here, name, value, units.get(name))
            except RefusedError as error:
                self.refuse(here, error)
                continue
            if units.get(name):
                found[name] = printed
        return found

    def trials(self, path: Path, given: Any, units: Mapping[str, str]) -> dict[str, tuple[Printed, ...]]:
        """Column -> its trials, each within the bounds of its column."""
        if not isinstance(given, dict):
            message = f"{describe(given)} instead of a table"
            self.problems.add(path, message, "write `trial_values = { top1 = [93.1, 93.4] }`", "structure")
            return {}
        self.refuse_unknown(path, given, self.known_columns())
        found = {}
        for name, values in given.items():
            here = (*path, name)
            if name not in COLUMNS:
                continue
            if not isinstance(values, list) or len(values) < 2:
                message = "trials are an array of two numbers or more"
                self.problems.add(here, message, f"write `{name} = [93.1, 93.4]`", "structure")
                continue
            read = [self.numbers((*here, i), {name: v}, units, at=(*here, i)) for i, v in enumerate(values)]
            if all(read):
                found[name] = tuple(one[name] for one in read)
        return found

    def _number(self, path: Path, name: str, value: Any, unit: str | None) -> Printed:
        column = COLUMNS[name]
        printed = parse_number(value, self.problems.raw(path, value))
        if unit:
            factor = UNITS[column.quantity][unit]
            check_bounds(printed, factor, column.low, column.high, column.quantity in NEVER_ZERO)
        if column.quantity == "count" and not isinstance(value, int):
            raise RefusedError(f"`{printed.text}` is not a whole number", "write it without a point", "number")
        return printed

    def _undeclared(self, path: Path, name: str) -> None:
        """Reported once a table, at the first number that has no unit."""
        if (path[:2], name) in self._undeclared_seen:
            return
        self._undeclared_seen.add((path[:2], name))
        unit = next(iter(UNITS[COLUMNS[name].quantity]))
        remedy = f'add `{name} = "{unit}"`, or whichever unit is printed, to `columns`'
        message = "column is not declared, so its unit is unknown"
        self.problems.add(path, message, remedy, "column-undeclared", at_key=True)
