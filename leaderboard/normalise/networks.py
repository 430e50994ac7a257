"""Which network a table is about and how its operations were counted, from what it prints of the dense network."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from leaderboard.catalogue import Catalogue
from leaderboard.catalogue.cards import Convention, near
from leaderboard.catalogue.fingerprint import DenseNumbers, Identity, infer_convention
from leaderboard.normalise.terms import HUNDRED, Reading
from leaderboard.records.model import PaperRecord, ReportedRow, ReportedTable

ConventionBasis = Literal["stated", "inferred", "unknown", "none"]
CONVENTION_BASES: dict[ConventionBasis, str] = {
    "stated": "the source says how it counts",
    "inferred": "the dense cost is that of the network under this convention only",
    "unknown": "the source does not say, and its numbers do not tell",
    "none": "the table holds no operations",
}
_COST_COLUMNS = ("macs", "flops")
_EMPTY_ROW = ReportedRow(0, "", {})


@dataclass(frozen=True, slots=True)
class TableNetwork:
    """Identity and counting convention of one table; ``convention`` is None unless stated or inferred."""

    dense: DenseNumbers
    identity: Identity
    convention: Convention | None
    convention_basis: ConventionBasis
    convention_reason: str


def networks(records: Iterable[PaperRecord], catalogue: Catalogue) -> dict[tuple[str, int], TableNetwork]:
    """The network of every table, by (paper, index of the table). Names must be known to the catalogue."""
    return {
        (record.paper.key, table.index): table_network(table, catalogue)
        for record in records
        for table in record.tables
    }


def table_network(table: ReportedTable, catalogue: Catalogue) -> TableNetwork:
    """Resolve one table's network by name, dense size and dense cost, and infer its convention."""
    architecture, dataset = catalogue.architecture(table.architecture), catalogue.dataset(table.dataset)
    assert architecture is not None and dataset is not None
    dense = dense_numbers(table)
    evidence = table.card_evidence or "stated by the record"
    identity = catalogue.cards.identify(architecture, dataset.key, dense, table.card, evidence)
    return TableNetwork(dense, identity, *_convention(table, identity, dense))


def dense_numbers(table: ReportedTable) -> DenseNumbers:
    """Parameters and operations of the dense network: printed, else worked out from rows that agree to 2 %.

    A row that prints what is left and which share that is gives the dense number as left / share.
    """
    derived = []
    reading = Reading(table, _EMPTY_ROW)
    params = reading.dense("params")
    size = params.value if params else None
    if size is None and (size := _from_rows(table, "params")) is not None:
        derived.append("params")
    operations = None
    for column in _COST_COLUMNS:
        printed = reading.dense(column)
        operations = operations or (printed.value if printed else None)
    for column in _COST_COLUMNS if operations is None else ():
        if (operations := _from_rows(table, column)) is not None:
            derived.append(column)
            break
    return DenseNumbers(size or None, operations or None, tuple(derived))


def _from_rows(table: ReportedTable, column: str) -> Decimal | None:
    found = [value for row in table.rows for value in _of_row(Reading(table, row), column)]
    if not found or not all(near(value, int(found[0])) for value in found):
        return None
    return sum(found, Decimal(0)) / len(found)


def _of_row(reading: Reading, column: str) -> Iterator[Decimal]:
    left = reading.pruned(column)
    kept, removed = reading.pruned(f"{column}_kept"), reading.pruned(f"{column}_removed")
    share = kept.value if kept else HUNDRED - removed.value if removed else None
    if left is not None and share is not None and 0 < share < HUNDRED:
        yield left.value * HUNDRED / share


def _convention(
    table: ReportedTable, identity: Identity, dense: DenseNumbers
) -> tuple[Convention | None, ConventionBasis, str]:
    if table.cost_convention != "unstated":
        return table.cost_convention, "stated", "the record states it"  # type: ignore[return-value]
    used = {name for row in table.rows for name in row.values} | set(table.baseline)
    operations = {name for name in used if name.startswith(("macs", "flops"))}
    if operations and all(name.startswith("macs") for name in operations):
        return "macs", "stated", "the source calls them multiply-adds"
    if not operations and "theoretical_speedup" not in used:
        return None, "none", "the table holds no operations"
    found, why = infer_convention(identity, dense.operations)
    return found, "inferred" if found else "unknown", why
