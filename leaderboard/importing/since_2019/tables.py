"""Results grouped into tables: same place, data set, network, metric, units, convention and dense baseline."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import TypeVar

from leaderboard.importing.since_2019.baselines import Baselines
from leaderboard.importing.since_2019.results import Number, Result, row_of, structure_of
from leaderboard.records.model import ReportedRow, ReportedTable

_IMAGES = frozenset({".png", ".jpg", ".jpeg", ".gif"})
TRANSCRIBED = "The source prints this table as an image, which was typed from."
Value = TypeVar("Value")


@dataclass(slots=True)
class Group:
    """Results of one table, its units so far, and the dense numbers they share."""

    results: list[Result]
    units: dict[str, str]
    baseline: Mapping[str, Number]
    dense: Result | None
    role: str = "results"
    structures: list[str | None] = field(default_factory=list)

    def takes(self, result: Result) -> bool:
        """Whether the result's units are those of the table."""
        return all(self.units.get(name, unit) == unit for name, (unit, _) in result.values.items())

    def add(self, result: Result) -> None:
        self.results.append(result)
        self.units.update({name: unit for name, (unit, _) in result.values.items()})
        self.structures.append(structure_of(result.of))


def grouped(results: list[Result], baselines: Baselines) -> list[Group]:
    """The tables of one source in the order of their first rows; dense rows that are nobody's baseline come last."""
    groups: dict[tuple[object, ...], list[Group]] = {}
    order: list[Group] = []

    def put(result: Result, baseline: Mapping[str, Number], dense: Result | None, role: str) -> None:
        row = result.of.row
        digits = tuple(sorted((name, unit, printed.text) for name, (unit, printed) in baseline.items()))
        repository = (row["source_repo"], row["source_path"], row["source_commit"], result.locators[0])
        named = (result.dataset, result.of.architecture, result.family, result.of.treatment.cost_convention)
        place = (*repository, *named, digits, role)
        group = next((one for one in groups.get(place, []) if one.takes(result)), None)
        if group is None:
            group = Group([], {}, baseline, dense, role)
            groups.setdefault(place, []).append(group)
            order.append(group)
        group.add(result)

    for result in results:
        if not result.dense:
            put(result, *baselines.of(result), "results")
    for result in results:
        if result.dense and (result.origin not in baselines.used or result.of.trials):
            put(result, {}, None, "dense")
    return order


def table_of(group: Group, index: int) -> ReportedTable:
    """The table of a record file, with what all its rows share said once."""
    first = group.results[0]
    row, treatment = first.of.row, first.of.treatment
    rows = [
        row_of(one, n, structure)
        for n, (one, structure) in enumerate(zip(group.results, group.structures, strict=True))
    ]
    structure = _shared([one.structure for one in rows])
    caveats = tuple(word for word in rows[0].caveats if all(word in one.caveats for one in rows))
    remark = _shared([one.remark for one in rows])
    rows = [
        replace(
            one,
            structure=None if structure else one.structure,
            caveats=tuple(word for word in one.caveats if word not in caveats),
            remark=None if remark else one.remark,
        )
        for one in rows
    ]
    return ReportedTable(
        index=index,
        locator=first.locators[0],
        source="repository",
        dataset=first.dataset,
        architecture=first.of.architecture,
        columns=group.units,
        rows=tuple(rows),
        baseline={name: printed for name, (_, printed) in group.baseline.items()},
        baseline_columns={name: unit for name, (unit, _) in group.baseline.items() if group.units.get(name) != unit},
        baseline_locator=_baseline_locator(group),
        cost_convention=treatment.cost_convention,
        structure=structure,
        repository=f"https://github.com/{row['source_repo']}",
        path=row["source_path"],
        commit=row["source_commit"],
        role=group.role,
        caveats=caveats,
        remark=_remark(first, remark),
    )


def _baseline_locator(group: Group) -> str | None:
    """Where the dense row stands that the baseline is taken from; says so where it is a median."""
    if group.dense is None:
        return None
    table, row = group.dense.locators
    place = row or "" if table == group.results[0].locators[0] else f"{table}; {row}" if row else table
    if group.dense.of.trials:
        count = len(next(iter(group.dense.of.trials.values())))
        return f"{place or table}: median of {count} runs"
    return place or None


def _remark(first: Result, shared: str | None) -> str | None:
    treatment, row = first.of.treatment, first.of.row
    image = TRANSCRIBED if PurePosixPath(row["source_path"]).suffix.casefold() in _IMAGES else None
    named = None
    if treatment.evidence and (treatment.dataset or treatment.architecture):
        what = " and ".join(
            word for word, said in (("data set", treatment.dataset), ("network", treatment.architecture)) if said
        )
        named = f"What shows the {what}: {treatment.evidence.rstrip('.')}."
    return " ".join(part for part in (image, named, shared) if part) or None


def _shared(values: list[Value]) -> Value | None:
    """The value of all rows, None where they differ."""
    return values[0] if values and all(one == values[0] for one in values) else None


def rows_of(tables: list[ReportedTable]) -> list[ReportedRow]:
    """All rows of some tables."""
    return [row for table in tables for row in table.rows]
