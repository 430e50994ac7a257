"""Two editions of one paper's record compared as printed: what came, what went, what reads differently."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Literal

from leaderboard.records.model import Correction, PaperRecord, Printed, ReportedRow, ReportedTable

Place = tuple[ReportedTable, ReportedRow]
_IGNORED = {
    "index",
    "id",
    "key",
    "rows",
    "values",
    "failed",
    "not_applicable",
    "baseline",
    "columns",
    "baseline_columns",
}


@dataclass(frozen=True, slots=True)
class NumberChange:
    """One printed number, digits and unit. ``old`` None: added; ``new`` None: removed. ``reason`` is a correction's.

    ``baseline``: it belongs to the dense network of the table in which ``result`` stands.
    """

    result: str
    column: str
    baseline: bool
    old: str | None
    new: str | None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class RemovedResult:
    """A row that is gone, with the numbers it held; ``reason`` only where corrections withdraw them all."""

    result: str
    numbers: Mapping[str, str]
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class FactChange:
    """Anything recorded beside the numbers, of the ``paper``, of a row, or of the table in which ``result`` stands."""

    of: Literal["paper", "table", "row"]
    result: str
    field: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class PaperChange:
    """All that differs between two editions of a paper's record; ids of results are ``<paper>:<row>``.

    ``causes`` names for every result that both have which of its inputs differ.
    """

    key: str
    status: Literal["added", "removed", "changed"]
    tables_added: tuple[str, ...]
    tables_removed: tuple[str, ...]
    results_added: tuple[str, ...]
    results_removed: tuple[RemovedResult, ...]
    numbers: tuple[NumberChange, ...]
    facts: tuple[FactChange, ...]
    corrections_added: tuple[Correction, ...]
    corrections_removed: tuple[Correction, ...]
    questions_added: int
    questions_removed: int
    networks: tuple[str, ...]  # of the results added, as printed: ``ResNet-56 on CIFAR-10``
    causes: Mapping[str, tuple[str, ...]]

    @property
    def altered(self) -> tuple[NumberChange, ...]:
        """Numbers that were there and now read differently or are gone."""
        return tuple(number for number in self.numbers if number.old is not None)

    @property
    def added(self) -> tuple[NumberChange, ...]:
        """Numbers that existing rows or dense networks did not have."""
        return tuple(number for number in self.numbers if number.old is None)


def compare(key: str, old: PaperRecord | None, new: PaperRecord | None) -> PaperChange | None:
    """How the record ``key`` differs from ``old`` to ``new`` (None: there is none); None when it does not.

    Rows are the same when they have the same id, tables when they share a row.
    """
    before, after = _places(old), _places(new)
    shared = [name for name in after if name in before]
    pairs = {(before[n][0].index, after[n][0].index): (before[n], after[n]) for n in reversed(shared)}
    ordered = [pairs[pair] for pair in sorted(pairs)]
    numbers = [*_row_numbers(key, new, before, after, shared), *_baselines(key, new, ordered)]
    facts = [*_paper_facts(old, new), *_facts(key, before, after, shared, ordered)]
    removed = [_removed(key, new, before[name]) for name in before if name not in after]
    corrections = tuple(tuple(record.corrections) if record else () for record in (old, new))
    gained = tuple(c for c in corrections[1] if c not in corrections[0])
    came = [place for name, place in after.items() if name not in before]
    questions = [record.questions if record else () for record in (old, new)]
    change = PaperChange(
        key,
        "removed" if new is None else "added" if old is None else "changed",
        _new_tables(old, new),
        _new_tables(new, old),
        tuple(f"{key}:{row.id}" for _, row in came),
        tuple(removed),
        tuple(numbers),
        tuple(facts),
        gained,
        tuple(c for c in corrections[0] if c not in corrections[1]),
        sum(question not in questions[0] for question in questions[1]),
        sum(question not in questions[1] for question in questions[0]),
        tuple(dict.fromkeys(f"{table.architecture} on {table.dataset}" for table, _ in came)),
        _causes(key, after, shared, numbers, facts, gained),
    )
    return change if change.status != "changed" or _differs(change) else None


def _differs(change: PaperChange) -> bool:
    parts = (getattr(change, one.name) for one in fields(change) if one.name not in ("key", "status", "causes"))
    return any(parts)


def _places(record: PaperRecord | None) -> dict[str, Place]:
    return {row.id: (table, row) for table in (record.tables if record else ()) for row in table.rows}


def _new_tables(old: PaperRecord | None, new: PaperRecord | None) -> tuple[str, ...]:
    """Tables of ``new`` that share no row with ``old``; those without rows are told by where they stand."""
    known = _places(old)
    spots = {_spot(table) for table in (old.tables if old else ()) if not table.rows}
    return tuple(
        _spot(table)
        for table in (new.tables if new else ())
        if not any(row.id in known for row in table.rows) and (table.rows or _spot(table) not in spots)
    )


def _spot(table: ReportedTable) -> str:
    return f"{table.locator}: {table.architecture} on {table.dataset}"


def _cells(place: Place) -> dict[str, tuple[str, Printed | None]]:
    """What a row shows under each column: digits and unit, or which blank."""
    table, row = place
    cells: dict[str, tuple[str, Printed | None]] = {}
    for column, printed in row.values.items():
        cells[column] = (f"{printed.text} {table.columns.get(column, '')}".strip(), printed)
    for words, columns in (("failed", row.failed), ("not applicable", row.not_applicable)):
        cells.update(dict.fromkeys(columns, (words, None)))
    return cells


def _dense_cells(table: ReportedTable) -> dict[str, tuple[str, Printed | None]]:
    units = {**table.columns, **table.baseline_columns}
    return {c: (f"{printed.text} {units.get(c, '')}".strip(), printed) for c, printed in table.baseline.items()}


def _row_numbers(
    key: str, new: PaperRecord | None, before: Mapping[str, Place], after: Mapping[str, Place], shared: Iterable[str]
) -> Iterator[NumberChange]:
    for name in shared:
        yield from _compared(f"{key}:{name}", new, (name,), _cells(before[name]), _cells(after[name]), baseline=False)


def _baselines(key: str, new: PaperRecord | None, pairs: Iterable[tuple[Place, Place]]) -> Iterator[NumberChange]:
    for (old_table, _), (new_table, row) in pairs:
        rows = tuple(one.id for one in new_table.rows)
        cells = _dense_cells(old_table), _dense_cells(new_table)
        yield from _compared(f"{key}:{row.id}", new, rows, *cells, baseline=True)


def _compared(
    result: str,
    record: PaperRecord | None,
    rows: tuple[str, ...],
    old: Mapping[str, tuple[str, Printed | None]],
    new: Mapping[str, tuple[str, Printed | None]],
    *,
    baseline: bool,
) -> Iterator[NumberChange]:
    nothing: tuple[str | None, Printed | None] = (None, None)
    for column in dict.fromkeys((*old, *new)):
        (was, number), (is_now, replaced) = old.get(column, nothing), new.get(column, nothing)
        if was != is_now:
            reason = None if number is None else _reason(record, rows, column, baseline, number, replaced)
            yield NumberChange(result, column, baseline, was, is_now, reason)


def _reason(
    record: PaperRecord | None,
    rows: tuple[str, ...],
    column: str,
    baseline: bool,
    old: Printed,
    new: Printed | None,
) -> str | None:
    """Why a correction of the record replaces ``old`` by ``new``, or takes it away; None without such a correction."""
    for correction in record.corrections if record else ():
        at = correction.row in rows and (correction.column, correction.baseline) == (column, baseline)
        to = new is None or (correction.new is not None and correction.new.value == new.value)
        if at and to and correction.old.value == old.value and correction.reason:
            return correction.reason
    return None


def _removed(key: str, record: PaperRecord | None, place: Place) -> RemovedResult:
    row = place[1]
    reasons = [_reason(record, (row.id,), c, False, printed, None) for c, printed in row.values.items()]
    reason = "; ".join(dict.fromkeys(filter(None, reasons))) if reasons and all(reasons) else None
    return RemovedResult(f"{key}:{row.id}", {column: text for column, (text, _) in _cells(place).items()}, reason)


def _paper_facts(old: PaperRecord | None, new: PaperRecord | None) -> Iterator[FactChange]:
    if old is not None and new is not None:
        yield from _changed("paper", "", old.paper, new.paper)


def _facts(
    key: str,
    before: Mapping[str, Place],
    after: Mapping[str, Place],
    shared: Iterable[str],
    pairs: Iterable[tuple[Place, Place]],
) -> Iterator[FactChange]:
    for (old_table, _), (new_table, row) in pairs:
        yield from _changed("table", f"{key}:{row.id}", old_table, new_table)
    for name in shared:
        yield from _changed("row", f"{key}:{name}", before[name][1], after[name][1])


def _changed(of: Literal["paper", "table", "row"], result: str, old: object, new: object) -> Iterator[FactChange]:
    """Every field of a record that differs, whatever fields records have."""
    for one in fields(old):  # type: ignore[arg-type]
        was, is_now = getattr(old, one.name), getattr(new, one.name)
        if one.name not in _IGNORED and was != is_now:
            yield FactChange(of, result, one.name, _text(was), _text(is_now))


def _text(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name}: {_text(one)}" for name, one in value.items()) or "–"
    if isinstance(value, tuple):
        return ", ".join(map(_text, value)) or "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "–" if value is None or value == "" else str(value)


def _causes(
    key: str,
    after: Mapping[str, Place],
    shared: Iterable[str],
    numbers: Iterable[NumberChange],
    facts: Iterable[FactChange],
    corrections: Iterable[Correction],
) -> dict[str, tuple[str, ...]]:
    """For every result in both editions, which of its own inputs differ, in words."""
    found: dict[str, list[str]] = {f"{key}:{name}": [] for name in shared}
    tables = {f"{key}:{name}": [f"{key}:{row.id}" for row in table.rows] for name, (table, _) in after.items()}
    for number in numbers:
        words = f"{'dense ' if number.baseline else ''}{number.column} {number.old or 'none'} → {number.new or 'none'}"
        for result in tables[number.result] if number.baseline else [number.result]:
            found.get(result, []).append(words)
    for correction in corrections:
        result = f"{key}:{correction.row}"
        words = f"correction of {'dense ' if correction.baseline else ''}{correction.column}"
        for one in tables.get(result, []) if correction.baseline else [result]:
            found.get(one, []).append(words)
    for fact in facts:
        for result in tables[fact.result] if fact.of == "table" else [fact.result]:
            found.get(result, []).append(fact.field)
    return {result: tuple(dict.fromkeys(words)) for result, words in found.items() if words}
