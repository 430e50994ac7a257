"""The same measurement must not be counted twice."""

from __future__ import annotations

from collections.abc import Hashable, Iterator

from leaderboard.rules.registry import Context, Finding, PlacedRow, rule

_ENOUGH = 3  # two equal numbers happen by chance, three hardly


def _linked(placed: PlacedRow) -> bool:
    return placed.row.same_as is not None or placed.row.reported_by == "quoted"


def _signature(context: Context, placed: PlacedRow) -> tuple[Hashable, ...] | None:
    """Data set, architecture, method and all numbers in base units; None with too few numbers to tell."""
    table, row, key = placed.table, placed.row, placed.record.paper.key
    values = {name: table.base_value(name, printed) for name, printed in row.values.items()}
    if len(values.keys() - {"trials"}) < _ENOUGH:
        return None
    catalogue = context.catalogue
    method = catalogue.method(key, row.method)
    dataset, architecture = catalogue.dataset(table.dataset), catalogue.architecture(table.architecture)
    return (
        dataset.key if dataset else table.dataset,
        architecture.key if architecture else table.architecture,
        (method.reimplements or method.key) if method else (row.method or key),
        frozenset(values.items()),
    )


@rule("duplicate-result", "error")
def duplicate_result(context: Context) -> Iterator[Finding]:
    """A result that stands twice, in one file or two, counts twice in every count, band and frontier.

    Rows of one file that differ in variant or settings are different runs; a row that says `same_as` or is
    quoted is linked already.
    """
    first: dict[tuple[Hashable, ...], list[PlacedRow]] = {}
    for placed in context.all_rows():
        signature = None if _linked(placed) else _signature(context, placed)
        if signature is None:
            continue
        for other in first.setdefault(signature, []):
            if _same_run(placed, other):
                message = f"`{placed.reference}` repeats all numbers of `{other.reference}` ({other.record.file})"
                remedy = f'delete it, write `same_as = "{other.reference}"`, or mark it quoted'
                yield Finding(placed.record, placed.path, message, remedy)
                break
        first[signature].append(placed)


def _same_run(one: PlacedRow, other: PlacedRow) -> bool:
    if one.record is not other.record:
        return True
    return (one.row.variant, dict(one.row.settings)) == (other.row.variant, dict(other.row.settings))
