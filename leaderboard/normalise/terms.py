"""Reading a table's printed numbers as terms: base unit, wording and rounding interval."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from leaderboard.normalise.quantity import Blank, Interval, Quantity, Term, show
from leaderboard.records.model import Printed, ReportedRow, ReportedTable

_SUFFIX = {
    "percent": " %",
    "fraction": "",
    "basis points": " bp",
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

    def trials(self, column: str) -> tuple[Term, ...]:
        """The row's single trials of ``column``; empty where there are none on record."""
        return tuple(self._made(column, one, baseline=False) for one in self.row.trial_values.get(column, ()))

    def mean(self, terms: tuple[Term, ...], words: str) -> Quantity:
        """The mean of trials; its interval is that of rounding alone, not of chance."""
        value = sum((term.value for term in terms), Decimal(0)) / len(terms)
        intervals = [term.interval for term in terms if term.interval is not None]
        interval = None
        if len(intervals) == len(terms):
            lows, highs = (sum((getattr(i, end) for i in intervals), Decimal(0)) for end in ("low", "high"))
            interval = Interval(lows / len(terms), highs / len(terms))
        listed = ", ".join(term.text for term in terms)
        text = f"{show(value, 3)}: mean of {len(terms)} trials, {listed}: {words}{self.where}"
        return Quantity(value, "of-trials", text, interval)

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
        return None if printed is None else self._made(column, printed, baseline=baseline)

    def _made(self, column: str, printed: Printed, *, baseline: bool) -> Term:
        factor = self.table.factor(column, baseline=baseline)
        unit = (baseline and self.table.baseline_columns.get(column)) or self.table.columns[column]
        interval = None
        if self.table.source in PRECISE_SOURCES:
            half = printed.half_step
            interval = Interval((printed.value - half) * factor, (printed.value + half) * factor)
        return Term(printed.value * factor, printed.text + _SUFFIX.get(unit, ""), interval)


HUNDRED = Decimal(100)
