"""Numbers that stand in two places and can belong in one only."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations

from leaderboard.records.model import ReportedTable
from leaderboard.rules.printed import standing_rows
from leaderboard.rules.registry import Context, Finding, PlacedRow, rule

_MEASURED = ("top1", "top1_error", "top5", "top5_error", "params", "macs", "flops")
_ACCURACIES = ("top1", "top1_error", "top5", "top5_error")


@rule("copied-change", "warning")
def copied_change(context: Context) -> Iterator[Finding]:
    """Rows of one paper with different accuracies and exactly the same changes of top-1 and top-5: the changes were
    copied from one row to the others.
    """
    first: dict[tuple[str, Decimal, Decimal], PlacedRow] = {}
    for placed in standing_rows(context):
        values = placed.row.values
        pair = [
            values.get("top1_delta") or values.get("top1_drop"),
            values.get("top5_delta") or values.get("top5_drop"),
        ]
        if pair[0] is None or pair[1] is None or pair[0].value == 0 or pair[1].value == 0:
            continue
        other = first.setdefault((placed.record.paper.key, pair[0].value, pair[1].value), placed)
        if other is not placed and _differ(placed, other, _ACCURACIES):
            message = f"the same changes {pair[0].text} and {pair[1].text} as row `{other.row.id}`, not its accuracies"
            yield Finding(placed.record, placed.path, message, "keep them where the source prints them")


@rule("same-network-twice", "warning")
def same_network_twice(context: Context) -> Iterator[Finding]:
    """Two rows of one paper on one network and data set whose sizes, costs and accuracies are all the same, three or
    more of them: one pruned network under two names counts twice.
    """
    for record in context.records:
        groups: dict[tuple[str, str], list[PlacedRow]] = {}
        for table in record.tables:
            if table.role == "results":
                found = (PlacedRow(record, table, row) for row in table.rows if row.same_as is None)
                groups.setdefault(_board(context, table), []).extend(found)
        for placed_rows in groups.values():
            for one, other in combinations(placed_rows, 2):
                if len(_shared(one, other)) >= 3 and _same_numbers(one, other):
                    message = f"all {len(_shared(one, other))} numbers are those of row `{one.row.id}`"
                    remedy = f'write `same_as = "{one.reference}"` or find the row it was copied over'
                    yield Finding(record, other.path, message, remedy)
                    break


@rule("same-dense-network", "warning")
def same_dense_network(context: Context) -> Iterator[Finding]:
    """Two tables of one paper on different data sets with the same dense accuracy: one of them names the wrong data
    set. Accuracies that agree to the second decimal on two data sets are a coincidence of one in some thousands.
    """
    for record in context.records:
        found = set()
        for one, other in combinations(record.tables, 2):
            same = [c for c in _ACCURACIES if c in one.baseline and c in other.baseline and _equal(one, other, c)]
            if other.index in found or not _other_data(context, one, other):
                continue
            if same:
                found.add(other.index)
                message = f"dense {same[0]} {other.baseline[same[0]].text} on {other.dataset} as on {one.dataset}"
                path = ("table", other.index, "baseline", same[0])
                yield Finding(record, path, message, "check which data set each table is about")


@rule("quote-without-link", "warning")
def quote_without_link(context: Context) -> Iterator[Finding]:
    """Two papers print the same accuracy and the same size or cost for one network and data set: one quotes the other,
    and the result counts twice until it says so. The same costs alone are no quote: a pruned network is trained again.
    """
    first: dict[tuple[object, ...], PlacedRow] = {}
    for placed in standing_rows(context):
        if placed.row.reported_by != "paper" or placed.row.same_as or placed.table.role != "results":
            continue
        catalogue = context.catalogue
        dataset, network = catalogue.dataset(placed.table.dataset), catalogue.architecture(placed.table.architecture)
        if dataset is None or network is None or dataset.kind == "unknown" or network.kind != "network":
            continue
        telling = [(name, _base(placed, name)) for name in _MEASURED if _telling(placed, name)]
        for pair in combinations(telling, 2):
            if sum(name in _ACCURACIES for name, _ in pair) != 1:
                continue
            other = first.setdefault((dataset.key, network.key, *pair), placed)
            if other.record is not placed.record:
                (a, _), (b, _) = pair
                message = f"{a} {placed.row.values[a].text} and {b} {placed.row.values[b].text} are those of "
                remedy = f'`reported_by = "quoted"`, `quoted_from = "{other.reference}"`, here or the other way round'
                yield Finding(placed.record, placed.path, f"{message}`{other.reference}`", remedy)
                break


def _board(context: Context, table: ReportedTable) -> tuple[str, str]:
    """Data set and network as the catalogue knows them, else as printed."""
    dataset, architecture = context.catalogue.dataset(table.dataset), context.catalogue.architecture(table.architecture)
    return dataset.key if dataset else table.dataset, architecture.key if architecture else table.architecture


def _other_data(context: Context, one: ReportedTable, other: ReportedTable) -> bool:
    """Whether two tables are about one network on two data sets."""
    (first, network), (second, same) = _board(context, one), _board(context, other)
    return first != second and network == same


def _shared(one: PlacedRow, other: PlacedRow) -> list[str]:
    return [name for name in _MEASURED if name in one.row.values and name in other.row.values]


def _same_numbers(one: PlacedRow, other: PlacedRow) -> bool:
    """Whether no measured number of either row differs from the other's or is missing there."""
    given = {name for placed in (one, other) for name in placed.row.values if name in _MEASURED}
    return given == set(_shared(one, other)) and not _differ(one, other, _MEASURED)


def _differ(one: PlacedRow, other: PlacedRow, names: tuple[str, ...]) -> bool:
    shared = (name for name in names if name in one.row.values and name in other.row.values)
    return any(_base(one, name) != _base(other, name) for name in shared)


def _base(placed: PlacedRow, name: str) -> Decimal:
    return placed.table.base_value(name, placed.row.values[name]).normalize()


def _equal(one: ReportedTable, other: ReportedTable, name: str) -> bool:
    values = [t.base_value(name, t.baseline[name], baseline=True) for t in (one, other)]
    return values[0] == values[1] and len(values[0].normalize().as_tuple().digits) >= 3


def _telling(placed: PlacedRow, name: str) -> bool:
    """Three significant digits or more: 90 % happens by chance."""
    printed = placed.row.values.get(name)
    return printed is not None and len(printed.value.normalize().as_tuple().digits) >= 3
