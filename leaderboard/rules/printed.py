"""Printed numbers as intervals: what each may have been rounded from. Shared by the rules on numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from leaderboard.normalise.corrections import corrected_rows
from leaderboard.normalise.quantity import Interval
from leaderboard.records.model import Printed, ReportedTable
from leaderboard.rules.registry import Context, PlacedRow

HUNDRED = Decimal(100)


def standing_rows(context: Context) -> Iterator[PlacedRow]:
    """Every row as it stands after corrections: a number that was found wrong and superseded is not found again."""
    for record in context.records:
        fixed = corrected_rows(record) if record.corrections else {}
        for table in record.tables:
            for row in table.rows:
                yield PlacedRow(record, *fixed.get(row.id, (table, row)))


def pruned(placed: PlacedRow, column: str) -> Interval | None:
    """The row's number in its base unit."""
    return _interval(placed.table, placed.row.values, column, baseline=False)


def dense(table: ReportedTable, column: str) -> Interval | None:
    """The number of the table's dense network in its base unit."""
    return _interval(table, table.baseline, column, baseline=True)


def _interval(table: ReportedTable, values: Mapping[str, Printed], column: str, *, baseline: bool) -> Interval | None:
    printed = values.get(column)
    if printed is None:
        return None
    factor, half = table.factor(column, baseline=baseline), half_step(table, printed)
    return Interval((printed.value - half) * factor, (printed.value + half) * factor)


def half_step(table: ReportedTable, printed: Printed) -> Decimal:
    """Half of the last digit. A secondary source may have added zeros behind the point, so there they are no digits:
    its 60.000 stands for 60, which is 59.5 to 60.5.
    """
    if table.source != "secondary" or printed.value == 0:
        return printed.half_step
    exponent = printed.value.normalize().as_tuple().exponent
    assert isinstance(exponent, int)
    return Decimal((0, (5,), min(exponent, 0) - 1))


def accuracy(found: Interval | None, error: Interval | None) -> Interval | None:
    """An accuracy from itself or from its error rate, in percent."""
    if found is not None or error is None:
        return found
    return Interval(HUNDRED - error.high, HUNDRED - error.low)


def minus(one: Interval, other: Interval) -> Interval:
    return Interval(one.low - other.high, one.high - other.low)


def negative(one: Interval) -> Interval:
    return Interval(-one.high, -one.low)


def over(one: Interval, other: Interval) -> Interval | None:
    """The quotient of two positive numbers."""
    return Interval(one.low / other.high, one.high / other.low) if other.low > 0 else None


def overlap(one: Interval, other: Interval, slack: Decimal = Decimal(0)) -> bool:
    """Whether the two may be the same number, ``slack`` apart at most."""
    return one.low <= other.high + slack and other.low <= one.high + slack


def middle(one: Interval) -> Decimal:
    return (one.low + one.high) / 2


def words(one: Interval, digits: int = 2) -> str:
    """The number in the interval's middle, for messages."""
    return f"{middle(one):.{digits}f}"
