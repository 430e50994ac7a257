"""Reading a table's printed numbers as terms: base unit, wording and rounding interval."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from leaderboard.normalise.quantity import Blank, Interval, Term
from leaderboard.records.model import Printed, ReportedRow, ReportedTable

_SUFFIX = {
    "percent": " %",
    "fraction": "",
    "thousands": " k",
    "millions": " M",
    "billions": " G",
    "mega": " M",
    "giga": " G",
    "tera": " T",
    "ratio": "x",
}
# Where the digits are the source's own, they bound the value; elsewhere the precision is unknown.
PRECISE_SOURCES = frozenset({"printed", "text", "repository"})


@dataclass(frozen=True, slots=True)
class Reading:
    """One row with its table, asked for terms by column name."""

    table: ReportedTable
    row: ReportedRow

    def pruned(self, column: str) -> Term | None:
        """The row's number under ``column``."""
        return self._term(column, self.row.values, baseline=False)

    def dense(self, column: str) -> Term | None:
        """The number of the table's own dense baseline under ``column``."""
        return self._term(column, self.table.baseline, baseline=True)

    def blank(self, columns: tuple[str, ...], missing: str) -> Blank:
        """Which blank it is when none of ``columns`` gives a number; ``missing`` words the usual case."""
        for column in columns:
            if column in self.row.failed:
                return Blank("failed", f"the source reports that {column} failed")
            if column in self.row.not_applicable:
                return Blank("not_applicable", f"{column} does not apply to this row")
        return Blank("not_reported", missing)

    @property
    def where(self) -> str:
        """The locator for explanations; empty where none is recorded."""
        return "" if self.table.locator == "not recorded" else f", {self.table.locator}"

    def _term(self, column: str, values: Mapping[str, Printed], *, baseline: bool) -> Term | None:
        printed = values.get(column)
        if printed is None:
            return None
        factor = self.table.factor(column, baseline=baseline)
        unit = (baseline and self.table.baseline_columns.get(column)) or self.table.columns[column]
        interval = None
        if self.table.source in PRECISE_SOURCES:
            half = printed.half_step
            interval = Interval((printed.value - half) * factor, (printed.value + half) * factor)
        return Term(printed.value * factor, printed.text + _SUFFIX.get(unit, ""), interval)


HUNDRED = Decimal(100)
