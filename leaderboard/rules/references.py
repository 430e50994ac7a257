"""What a record points at must exist: papers, rows of other papers, its own rows."""

from __future__ import annotations

from collections.abc import Iterator

from leaderboard.records.model import Correction, PaperRecord
from leaderboard.records.nearest import did_you_mean
from leaderboard.rules.registry import Context, Finding, PlacedRow, rule


def _known_paper(context: Context, key: str) -> bool:
    return key in context.papers or key in context.unread


@rule("unknown-paper", "error")
def unknown_paper(context: Context) -> Iterator[Finding]:
    """A comparison with a paper that is not recorded would silently drop out of the comparison graph."""
    for record in context.records:
        for index, key in enumerate(record.paper.compares_to):
            path = ("paper", "compares_to", index)
            if key == record.paper.key:
                yield Finding(record, path, "a paper does not compare with itself", "leave it out")
            elif not _known_paper(context, key):
                remedy = did_you_mean(key, context.papers) if len(context.papers) > 8 else "add its record first"
                yield Finding(record, path, f"no paper has the key `{key}`", remedy)


@rule("unknown-result", "error")
def unknown_result(context: Context) -> Iterator[Finding]:
    """A result that is said to be counted elsewhere must be there, or it is counted nowhere."""
    for placed in context.all_rows():
        target = placed.row.same_as
        path = (*placed.path, "same_as")
        if target is None or target.partition(":")[0] in context.unread:
            continue
        if target == placed.reference:
            yield Finding(placed.record, path, "the row names itself", "name the row that counts, or leave it out")
        elif target not in context.rows:
            yield Finding(placed.record, path, f"no result is called `{target}`", "write `paper-key:row-id`")
        elif context.rows[target].row.same_as is not None:
            message = f"`{target}` itself points on to `{context.rows[target].row.same_as}`"
            yield Finding(placed.record, path, message, "name the row that is counted")


@rule("unknown-quoted-source", "error")
def unknown_quoted_source(context: Context) -> Iterator[Finding]:
    """A quoted number is linked to its origin and counted once; the link must lead somewhere."""
    for placed in context.all_rows():
        target = placed.row.quoted_from
        if target is None:
            continue
        path = (*placed.path, "quoted_from")
        key, colon, _ = target.partition(":")
        if placed.row.reported_by != "quoted":
            message = f"the row is quoted from `{target}` but reported by `{placed.row.reported_by}`"
            yield Finding(placed.record, path, message, 'write `reported_by = "quoted"`')
        if key in context.unread:
            continue
        if key not in context.papers:
            yield Finding(placed.record, path, f"no paper has the key `{key}`", "add its record first")
        elif colon and target not in context.rows:
            yield Finding(placed.record, path, f"no result is called `{target}`", "write `paper-key:row-id`")
        elif target in (placed.record.paper.key, placed.reference):
            yield Finding(placed.record, path, "a paper does not quote itself", "leave it out")


@rule("duplicate-origin", "error")
def duplicate_origin(context: Context) -> Iterator[Finding]:
    """Two rows imported from one place are one result entered twice."""
    first: dict[str, PlacedRow] = {}
    for placed in context.all_rows():
        origin = placed.row.origin
        if origin is None:
            continue
        other = first.setdefault(origin, placed)
        if other is not placed:
            message = f"`{placed.reference}` and `{other.reference}` have the same origin `{origin}`"
            yield Finding(placed.record, (*placed.path, "origin"), message, "delete one of the two")


@rule("duplicate-paper", "error")
def duplicate_paper(context: Context) -> Iterator[Finding]:
    """One paper under two keys counts all of its results twice."""
    first: dict[tuple[str, str], PaperRecord] = {}
    for record in context.records:
        paper = record.paper
        for name, value in (("arxiv", paper.arxiv and paper.arxiv.partition("v")[0]), ("doi", paper.doi)):
            if not value:
                continue
            other = first.setdefault((name, value.casefold()), record)
            if other is not record:
                message = f"`{other.paper.key}` has the same {name} `{value}`"
                yield Finding(record, ("paper", name), message, "keep one record for the paper")


@rule("correction", "error")
def correction_fits(context: Context) -> Iterator[Finding]:
    """A correction supersedes one number; it must name a row, a column and the number as it stands there."""
    for record in context.records:
        places = {row.id: (table, row) for table in record.tables for row in table.rows}
        for index, correction in enumerate(record.corrections):
            path = ("correction", index)
            if correction.row not in places:
                if correction.row:
                    message = f"no row has the id `{correction.row}`"
                    yield Finding(record, (*path, "row"), message, did_you_mean(correction.row, places))
                continue
            table, row = places[correction.row]
            values = table.baseline if correction.baseline else row.values
            yield from _compare(record, correction, index, values.get(correction.column))


def _compare(record: PaperRecord, correction: Correction, index: int, stands: object) -> Iterator[Finding]:
    where = "the baseline" if correction.baseline else f"row `{correction.row}`"
    if not correction.column:
        return
    if stands is None:
        path = ("correction", index, "column")
        yield Finding(record, path, f"{where} has no number for `{correction.column}`", "name the column it is in")
    elif stands != correction.old:
        message = f"{where} does not hold {correction.old.text}"
        remedy = "write the number as printed; a correction leaves it in place"
        yield Finding(record, ("correction", index, "old"), message, remedy)


@rule("question-row", "error")
def question_rows(context: Context) -> Iterator[Finding]:
    """A doubt is shown at the rows it names."""
    for record in context.records:
        ids = {row.id for table in record.tables for row in table.rows}
        for index, question in enumerate(record.questions):
            for position, name in enumerate(question.rows):
                if name not in ids:
                    path = ("question", index, "rows", position)
                    yield Finding(record, path, f"no row has the id `{name}`", did_you_mean(name, sorted(ids)))
