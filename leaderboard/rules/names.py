"""Names must be known to the catalogue; nothing is ever created on the fly."""

from __future__ import annotations

from collections.abc import Iterator

from leaderboard.catalogue.catalogue import Kind
from leaderboard.rules.registry import Context, Finding, rule


def _remedy(context: Context, kind: Kind, name: str, file: str) -> str:
    near = context.catalogue.nearest(kind, name)
    add = f"add it to reported_results/catalogue/{file}"
    return f"did you mean {' or '.join(f'`{one}`' for one in near)}? Else {add}" if near else add


@rule("unknown-dataset", "error")
def unknown_dataset(context: Context) -> Iterator[Finding]:
    """A misspelt data set would open a board of its own, where the result competes with nobody."""
    for record in context.records:
        for table in record.tables:
            if table.dataset and context.catalogue.dataset(table.dataset) is None:
                remedy = _remedy(context, "dataset", table.dataset, "datasets.toml")
                path = ("table", table.index, "dataset")
                yield Finding(record, path, f"unknown data set `{table.dataset}`", remedy)


@rule("unknown-architecture", "error")
def unknown_architecture(context: Context) -> Iterator[Finding]:
    """Papers call six different networks "VGG-16": what a name means must be said once, in the catalogue."""
    for record in context.records:
        for table in record.tables:
            if table.architecture and context.catalogue.architecture(table.architecture) is None:
                remedy = _remedy(context, "architecture", table.architecture, "architectures.toml")
                path = ("table", table.index, "architecture")
                yield Finding(record, path, f"unknown architecture `{table.architecture}`", remedy)


@rule("unknown-venue", "error")
def unknown_venue(context: Context) -> Iterator[Finding]:
    """Venues are counted and tell peer review, so each is spelt in ways the catalogue knows."""
    for record in context.records:
        venue = record.paper.venue
        if venue and context.catalogue.venue(venue) is None:
            remedy = _remedy(context, "venue", venue, "venues.toml")
            yield Finding(record, ("paper", "venue"), f"unknown venue `{venue}`", remedy)


@rule("unknown-method", "error")
def unknown_method(context: Context) -> Iterator[Finding]:
    """Methods are compared across papers; a word means a method only where the catalogue says so.

    Reported once a file for each word, at the first row that uses it.
    """
    for record in context.records:
        seen: set[str | None] = set()
        for table in record.tables:
            for row in table.rows:
                if row.method in seen:
                    continue
                seen.add(row.method)
                if context.catalogue.method(record.paper.key, row.method) is not None:
                    continue
                path = ("table", table.index, "rows", row.index)
                if row.method is None:
                    message = f"the catalogue has no own method of `{record.paper.key}`"
                    remedy = "add it to reported_results/catalogue/methods.toml, or name the row's `method`"
                    yield Finding(record, path, message, remedy)
                else:
                    remedy = _remedy(context, "method", row.method, "methods.toml")
                    yield Finding(record, (*path, "method"), f"unknown method `{row.method}`", remedy)
