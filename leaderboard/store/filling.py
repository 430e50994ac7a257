"""From normalised results to rows of the database."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import insert
from sqlalchemy.engine import Connection
from sqlmodel import SQLModel

from leaderboard.catalogue import Catalogue
from leaderboard.catalogue.cards import Card, Cost, Meaning
from leaderboard.normalise import NormalisedResult, Quantity
from leaderboard.normalise.networks import table_network
from leaderboard.normalise.quantity import Blank
from leaderboard.records.held_equal import HeldEqual
from leaderboard.records.measured import MeasuredRun
from leaderboard.records.model import PaperRecord, Printed, ReportedTable
from leaderboard.records.people import paper_label
from leaderboard.store import tables as t

Rows = list[dict[str, Any]]
_BATCH = 5000


def fill(
    connection: Connection,
    catalogue: Catalogue,
    records: Iterable[PaperRecord],
    results: Iterable[NormalisedResult],
    meta: dict[str, str],
    runs: Iterable[MeasuredRun] = (),
    unmatched: Iterable[tuple[MeasuredRun, str]] = (),
    protocols: Iterable[HeldEqual] = (),
) -> None:
    """Insert everything, parents first; ``unmatched`` are runs without a board and the reason. Constraint violations
    raise ``sqlalchemy.exc.IntegrityError``.
    """
    records, results = list(records), list(results)
    papers = {record.paper.key for record in records}
    table_ids = {
        (record.paper.key, table.index): number
        for number, (record, table) in enumerate(((r, tb) for r in records for tb in r.tables), 1)
    }
    _add(connection, t.MetaRow, ({"name": k, "value": v} for k, v in sorted(meta.items())))
    _add(
        connection,
        t.VenueRow,
        (_fields(v, t.VenueRow, peer_reviewed=v.peer_reviewed) for v in catalogue.venues.values()),
    )
    _add(connection, t.DatasetRow, (_fields(d, t.DatasetRow) for d in catalogue.datasets.values()))
    _add(connection, t.ArchitectureRow, (_fields(a, t.ArchitectureRow) for a in catalogue.architectures.values()))
    _add(connection, t.CardRow, (_card(c) for c in catalogue.cards.by_key.values()))
    _add(connection, t.MeaningRow, (_meaning(m) for m in catalogue.cards.meanings))
    _add(
        connection,
        t.MeasuredMethodRow,
        (_fields(m, t.MeasuredMethodRow, claims=",".join(m.claims)) for m in catalogue.measured_methods.values()),
    )
    _add(connection, t.PaperRow, (_paper(record, catalogue) for record in records))
    _add(connection, t.MethodRow, _methods(catalogue, records))
    _add(
        connection,
        t.ComparisonRow,
        ({"paper": r.paper.key, "compared": k} for r in records for k in r.paper.compares_to if k in papers),
    )
    _add(connection, t.ReportedTableRow, _tables(records, catalogue, table_ids))
    _add(connection, t.ReportedResultRow, (_result(r, table_ids) for r in results))
    _add(connection, t.PrintedValueRow, _numbered(_printed(records, table_ids)))
    _add(connection, t.NormalisedValueRow, (row for r in results for row in _normalised(r)))
    _add(connection, t.CorrectionRow, _numbered(_corrections(records)))
    _add(connection, t.QuestionRow, _numbered(_questions(records)))
    _add(connection, t.HeldEqualRow, (_fields(one, t.HeldEqualRow) for one in protocols))
    _add(connection, t.RunRow, (_fields(run, t.RunRow, architecture=board_of(run, catalogue)) for run in runs))
    _add(connection, t.UnmatchedRunRow, (_fields(run, t.UnmatchedRunRow, reason=reason) for run, reason in unmatched))


def board_of(run: MeasuredRun, catalogue: Catalogue) -> str:
    """The architecture that a run's network is looked for under. The card must be known (checked before)."""
    return catalogue.cards.by_key[run.network].board


def _add(connection: Connection, table: type[SQLModel], rows: Iterable[dict[str, Any]]) -> None:
    batch: Rows = []
    statement = insert(t.sql_table(table))
    for row in rows:
        batch.append(row)
        if len(batch) == _BATCH:
            connection.execute(statement, batch)
            batch = []
    if batch:
        connection.execute(statement, batch)


def _fields(entry: object, table: type[SQLModel], **extra: Any) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in table.model_fields if name not in extra} | extra


def _numbered(rows: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    return ({"id": number, **row} for number, row in enumerate(rows, 1))


def _card(card: Card) -> dict[str, Any]:
    cost = {name: getattr(card.cost, name) for name in Cost.__dataclass_fields__}
    return _fields(card, t.CardRow, input="x".join(map(str, card.input)), **cost)


def _meaning(meaning: Meaning) -> dict[str, Any]:
    return _fields(meaning, t.MeaningRow, datasets=",".join(meaning.datasets), cards=",".join(meaning.cards))


def _paper(record: PaperRecord, catalogue: Catalogue) -> dict[str, Any]:
    paper = record.paper
    venue = catalogue.venue(paper.venue) if paper.venue else None
    reviewed = paper.peer_reviewed if paper.peer_reviewed is not None else (venue.peer_reviewed if venue else None)
    return _fields(
        paper,
        t.PaperRow,
        authors="\n".join(paper.authors),
        venue=venue.key if venue else None,
        peer_reviewed=reviewed,
        file=record.file,
    )


def _methods(catalogue: Catalogue, records: Iterable[PaperRecord]) -> Iterator[dict[str, Any]]:
    """Methods of the papers on record; a label that two methods would share names the paper's key too."""
    papers = {record.paper.key: record.paper for record in records}
    named = {m.key: (m, papers[m.paper]) for m in catalogue.methods.values() if m.paper in papers}
    labels = {key: f"{m.name} ({paper_label(p.key, p.authors, p.year, p.kind)})" for key, (m, p) in named.items()}
    seen = Counter(labels.values())
    for key, (method, paper) in named.items():
        shared = seen[labels[key]] > 1 and paper.key not in labels[key]
        label = f"{labels[key][:-1]}, {paper.key})" if shared else labels[key]
        yield _fields(method, t.MethodRow, label=label)


def _tables(
    records: Iterable[PaperRecord], catalogue: Catalogue, ids: dict[tuple[str, int], int]
) -> Iterator[dict[str, Any]]:
    for record in records:
        for table in record.tables:
            network = table_network(table, catalogue)
            identity = network.identity
            dataset, architecture = catalogue.dataset(table.dataset), catalogue.architecture(table.architecture)
            assert dataset is not None and architecture is not None
            yield {
                "id": ids[record.paper.key, table.index],
                "paper": record.paper.key,
                "position": table.index,
                "locator": table.locator,
                "source": table.source,
                "repository": table.repository,
                "path": table.path,
                "commit": table.commit,
                "metric": table.metric,
                "role": table.role,
                "dataset": dataset.key,
                "architecture": architecture.key,
                "dataset_as_printed": table.dataset,
                "architecture_as_printed": table.architecture,
                "cost_convention": table.cost_convention,
                "board": identity.board if identity.board in catalogue.architectures else architecture.key,
                "architecture_match": identity.match,
                "match_reason": identity.reason,
                "settled": identity.settled,
                "near_variants": identity.near_variants,
                "card": identity.card.key if identity.card else None,
                "candidates": ",".join(card.key for card in identity.candidates),
                "convention": network.convention,
                "convention_basis": network.convention_basis,
                "convention_reason": network.convention_reason,
                "baseline_locator": table.baseline_locator,
                "remark": table.remark,
            }


def _result(result: NormalisedResult, ids: dict[tuple[str, int], int]) -> dict[str, Any]:
    row = result.row
    return {
        "id": result.id,
        "table_id": ids[result.record.paper.key, result.table.index],
        "position": row.index,
        "method": result.method,
        "method_as_printed": row.method,
        "variant": row.variant,
        "locator": row.locator,
        "structure": result.structure,
        "trial_values": json.dumps({name: [t.text for t in listed] for name, listed in row.trial_values.items()}),
        "reported_by": row.reported_by,
        "quoted_from": row.quoted_from,
        "same_as": row.same_as,
        "origin": row.origin,
        "remark": row.remark,
        "settings": json.dumps(dict(row.settings), ensure_ascii=False, sort_keys=True),
        "flags": ",".join(result.flags),
    }


def _printed(records: Iterable[PaperRecord], ids: dict[tuple[str, int], int]) -> Iterator[dict[str, Any]]:
    for record in records:
        for table in record.tables:
            number = ids[record.paper.key, table.index]
            units = {**table.columns, **table.baseline_columns}
            yield from (_number(number, None, n, v, units[n]) for n, v in table.baseline.items())
            for row in table.rows:
                key = f"{record.paper.key}:{row.id}"
                yield from (_number(number, key, n, v, table.columns[n]) for n, v in row.values.items())
                yield from _without_number(number, key, row.failed, "failed", table)
                yield from _without_number(number, key, row.not_applicable, "not_applicable", table)


def _number(table: int, result: str | None, name: str, printed: Printed, unit: str) -> dict[str, Any]:
    return {
        "table_id": table,
        "result": result,
        "name": name,
        "unit": unit,
        "status": "value",
        "printed": printed.text,
        "value": float(printed.value),
    }


def _without_number(
    number: int, key: str, names: Iterable[str], status: str, table: ReportedTable
) -> Iterator[dict[str, Any]]:
    for name in names:
        unit = table.columns.get(name, "")
        yield {
            "table_id": number,
            "result": key,
            "name": name,
            "unit": unit,
            "status": status,
            "printed": None,
            "value": None,
        }


def _normalised(result: NormalisedResult) -> Iterator[dict[str, Any]]:
    yield from (_quantity(result.id, name, "printed", q) for name, q in result.quantities.items())
    if result.corrected is not None:
        yield from (_quantity(result.id, name, "corrected", q) for name, q in result.corrected.items())


def _quantity(key: str, name: str, edition: str, quantity: Quantity | Blank) -> dict[str, Any]:
    row: dict[str, Any] = {"result": key, "quantity": name, "edition": edition, "explanation": quantity.explanation}
    if isinstance(quantity, Blank):
        return {**row, "status": quantity.status, "value": None, "low": None, "high": None, "basis": None}
    interval = quantity.interval
    return {
        **row,
        "status": "value",
        "value": float(quantity.value),
        "low": float(interval.low) if interval else None,
        "high": float(interval.high) if interval else None,
        "basis": quantity.basis,
    }


def _corrections(records: Iterable[PaperRecord]) -> Iterator[dict[str, Any]]:
    for record in records:
        for c in record.corrections:
            yield {
                "result": f"{record.paper.key}:{c.row}",
                "name": c.column,
                "baseline": c.baseline,
                "old": c.old.text,
                "new": c.new.text if c.new else None,
                "new_name": c.new_column,
                "reason": c.reason,
                "source": c.source,
                "date": c.date,
            }


def _questions(records: Iterable[PaperRecord]) -> Iterator[dict[str, Any]]:
    for record in records:
        for q in record.questions:
            results = ",".join(f"{record.paper.key}:{row}" for row in q.rows)
            yield {"paper": record.paper.key, "text": q.text, "results": results}
