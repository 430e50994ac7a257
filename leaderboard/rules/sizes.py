"""Sizes and costs that stand under the wrong name, or run against each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import combinations

from leaderboard.normalise.quantity import Interval
from leaderboard.rules.costs import candidate_cards
from leaderboard.rules.printed import HUNDRED, dense, middle, minus, over, overlap, pruned, standing_rows, words
from leaderboard.rules.registry import Context, Finding, PlacedRow, rule

_SAME = Decimal("0.005")
# Columns that measure one thing, and whether more of it means a smaller network.
_MEASURES = (
    {"params_removed": 1, "sparsity": 1, "compression_ratio": 1, "params": -1, "params_kept": -1},
    {"macs_removed": 1, "macs": -1, "macs_kept": -1, "theoretical_speedup": 1},
    {"flops_removed": 1, "flops": -1, "flops_kept": -1, "theoretical_speedup": 1},
)
_COLUMNS = frozenset().union(*_MEASURES)


@rule("dense-size-as-pruned", "warning")
def dense_size_as_pruned(context: Context) -> Iterator[Finding]:
    """The size under the pruned network is that of the unpruned one, to half a percent: the columns were exchanged."""
    for placed in standing_rows(context):
        size = placed.row.values.get("params")
        if size is None or placed.table.role != "results" or "params" in placed.table.baseline:
            continue
        value = placed.table.base_value("params", size)
        for card in candidate_cards(context, placed.table):
            if abs(value - card.cost.params) <= _SAME * card.cost.params:
                message = f"params {size.text} is the dense size of {card.name} ({card.cost.params:,})"
                remedy = "write it into the table's `baseline`, and what is left of it here"
                yield Finding(placed.record, (*placed.path, "params"), message, remedy)
                break


@rule("operations-under-parameters", "warning")
def operations_under_parameters(context: Context) -> Iterator[Finding]:
    """A share of parameters that is exactly the share of operations, while sizes or another row say otherwise: the
    reduction of operations stands under parameters, or the other way round.
    """
    for placed in standing_rows(context):
        share = pruned(placed, "params_removed")
        new, old = pruned(placed, "params"), dense(placed.table, "params")
        if share is None or new is None or old is None or overlap(share, _removed(new, old), Decimal(1)):
            continue
        for name in ("macs", "flops"):
            left, whole = pruned(placed, name), dense(placed.table, name)
            stated = pruned(placed, f"{name}_removed")
            found = stated or (_removed(left, whole) if left and whole else None)
            if found is not None and overlap(share, found, Decimal("0.5")):
                message = f"{words(share, 1)} % of the parameters, but that is the share of {name}"
                remedy = f"write it under `{name}_removed`"
                yield Finding(placed.record, (*placed.path, "params_removed"), message, remedy)
                break


@rule("cost-against-sparsity", "warning")
def cost_against_sparsity(context: Context) -> Iterator[Finding]:
    """Two rows of a table in which one measure of size (or cost) says that the first network is smaller and another
    measure that the second is: a number stands in the wrong row.
    """
    groups: dict[tuple[str, int], list[PlacedRow]] = {}
    for placed in standing_rows(context):
        if placed.table.role == "results":
            groups.setdefault((placed.record.file, placed.table.index), []).append(placed)
    for rows in groups.values():
        blamed = set()
        sizes = {placed.row.id: _sizes(placed) for placed in rows}
        for one, other in combinations(rows, 2):
            for measure in _MEASURES:
                clash = _clash(sizes[one.row.id], sizes[other.row.id], measure)
                if clash and other.row.id not in blamed:
                    blamed.add(other.row.id)
                    message = f"against row `{one.row.id}`: smaller by {clash[0]}, larger by {clash[1]}"
                    yield Finding(other.record, other.path, message, "compare both rows with the source")


def _sizes(placed: PlacedRow) -> dict[str, Interval]:
    """The row's numbers by column, for all measures."""
    found = ((column, pruned(placed, column)) for column in _COLUMNS)
    return {column: value for column, value in found if value is not None}


def _removed(new: Interval, old: Interval) -> Interval:
    """The share removed in percent, from what is left and the whole."""
    kept = over(new, old)
    assert kept is not None
    return minus(Interval(HUNDRED, HUNDRED), Interval(kept.low * HUNDRED, kept.high * HUNDRED))


def _clash(
    one: Mapping[str, Interval], other: Mapping[str, Interval], measure: Mapping[str, int]
) -> tuple[str, str] | None:
    """Columns by which ``other`` is the smaller and the larger network, each by more than 2 % of the number."""
    smaller, larger = None, None
    for column, sign in measure.items():
        if column not in one or column not in other:
            continue
        first, second = one[column], other[column]
        if overlap(first, second, abs(middle(first)) * Decimal("0.02")):
            continue
        if (second.low > first.high) == (sign > 0):
            smaller = column
        else:
            larger = column
    return (smaller, larger) if smaller and larger else None
