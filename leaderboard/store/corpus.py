"""Everything the analyses and pages need, read from the database once, as plain values."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection
from sqlmodel import SQLModel

from leaderboard.records.held_equal import HeldEqual
from leaderboard.records.people import author_line, paper_label
from leaderboard.store import tables as t


@dataclass(frozen=True, slots=True)
class Value:
    """A normalised quantity as stored: ratios old/new, accuracies percent, changes points.

    ``value`` is None unless ``status`` is ``value``; ``superseded`` is the value before a correction.
    """

    status: str
    value: float | None
    low: float | None
    high: float | None
    basis: str | None
    explanation: str
    superseded: float | None = None
    corrected: bool = False


@dataclass(frozen=True, slots=True)
class PrintedNumber:
    """A number as printed: column name, unit, digits; ``printed`` is None for failed and not applicable."""

    name: str
    unit: str
    status: str
    printed: str | None


@dataclass(frozen=True, slots=True)
class PaperView:
    """A paper with its venue's name; ``label`` is ``Surname year`` or its key, not unique (``key`` is)."""

    key: str
    title: str
    authors: tuple[str, ...]
    year: int
    month: int | None
    kind: str
    venue: str | None
    peer_reviewed: bool | None
    arxiv: str | None
    doi: str | None
    url: str | None
    code: str | None
    bibtex: str | None
    pruning: bool
    origin: str | None
    remark: str | None
    file: str
    compares_to: tuple[str, ...]
    compared_by: tuple[str, ...]

    @property
    def label(self) -> str:
        return paper_label(self.key, self.authors, self.year, self.kind)

    @property
    def author_line(self) -> str:
        """All authors on record; ``others`` at the end, as BibTeX writes it, is shown as "et al."."""
        return author_line(self.authors)


@dataclass(frozen=True, slots=True)
class NamedView:
    """A data set, architecture or method: ``facts`` holds the remaining columns of its table."""

    key: str
    name: str
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class MeaningView:
    """What a name may stand for on some data sets: keys of cards, and the evidence."""

    key: str
    architecture: str
    datasets: tuple[str, ...]
    cards: tuple[str, ...]
    evidence: str


@dataclass(frozen=True, slots=True)
class TableView:
    """A reported table; ``baseline`` holds the dense numbers as printed.

    ``architecture`` is what the source calls its network, ``match``, ``card`` and ``candidates`` (keys of cards) what
    that was resolved to, ``board`` the architecture under which its results are shown; ``settled`` and
    ``near_variants`` as in :class:`~leaderboard.catalogue.fingerprint.Identity`.
    """

    id: int
    paper: str
    position: int
    locator: str
    source: str
    repository: str | None
    path: str | None
    commit: str | None
    metric: str | None
    role: str
    dataset: str
    architecture: str
    dataset_as_printed: str
    architecture_as_printed: str
    cost_convention: str
    board: str
    architecture_match: str
    match_reason: str
    settled: bool
    near_variants: bool
    card: str | None
    candidates: tuple[str, ...]
    convention: str | None
    convention_basis: str
    convention_reason: str
    baseline_locator: str | None
    remark: str | None
    baseline: tuple[PrintedNumber, ...]


@dataclass(frozen=True, slots=True)
class ResultView:
    """One result with its names resolved; ``quantities`` has every name of ``normalise.QUANTITIES``."""

    id: str
    kind: str  # reported | measured
    table: TableView
    method: str
    method_as_printed: str | None
    variant: str | None
    locator: str | None
    structure: str | None
    trial_values: Mapping[str, tuple[str, ...]]
    reported_by: str
    quoted_from: str | None
    same_as: str | None
    origin: str | None
    remark: str | None
    settings: Mapping[str, str]
    flags: tuple[str, ...]
    printed: tuple[PrintedNumber, ...]
    quantities: Mapping[str, Value]

    @property
    def paper(self) -> str:
        return self.table.paper

    @property
    def anchor(self) -> str:
        """The part of the permalink after ``#`` on the paper's page: ``r-<row id>``."""
        return f"r-{self.id.partition(':')[2]}"

    def value(self, quantity: str) -> float | None:
        """The number of a quantity, None for any blank."""
        return self.quantities[quantity].value

    def printed_number(self, name: str) -> str | None:
        """The digits printed under a column, None when there are none."""
        return next((p.printed for p in self.printed if p.name == name), None)


@dataclass(frozen=True, slots=True)
class CorrectionView:
    """A correction: result id, column, digits before and after, and why."""

    result: str
    name: str
    baseline: bool
    old: str
    new: str | None
    new_name: str | None
    reason: str
    source: str
    date: str


@dataclass(frozen=True, slots=True)
class QuestionView:
    """An open question on a paper and the results it concerns."""

    paper: str
    text: str
    results: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RunView:
    """A measured run; accuracies in percent. ``architecture`` is the board's, ``network`` the card's key.

    ``dense_sha256`` is the digest of the dense weights it started from, empty where it failed; ``measured_speedup`` is
    that of the largest batch that was timed. ``structure`` is what its method prunes together, in the runners' word;
    ``epochs`` for how many it was trained after or while it was pruned, None where that is not known; ``fixed`` the key
    of what its protocol held equal.
    """

    id: str
    protocol: str
    protocol_version: int
    dataset: str
    architecture: str
    network: str
    method: str
    ratio: float
    seed: int
    outcome: str
    file: str
    top1: float | None
    top5: float | None
    dense_sha256: str
    dense_top1: float | None
    pruned_top1: float | None
    compression_ratio: float | None
    theoretical_speedup: float | None
    record: str
    measured_speedup: float | None = None
    structure: str = ""
    epochs: int | None = None
    fixed: str = ""

    @property
    def change(self) -> float | None:
        """Top-1 after pruning and tuning minus that of the dense network it started from, in points."""
        return None if self.top1 is None or self.dense_top1 is None else self.top1 - self.dense_top1


@dataclass(frozen=True, slots=True)
class CounterpartView:
    """A method of our runs and the reported methods (keys) it re-runs; ``fidelity`` says how far it is the same."""

    key: str
    name: str
    claims: tuple[str, ...]
    fidelity: str
    paper: str = ""


@dataclass(frozen=True, slots=True)
class UnmatchedRunView:
    """A run that belongs to no board, and why."""

    id: str
    file: str
    protocol: str
    dataset: str
    network: str
    method: str
    reason: str


@dataclass(frozen=True, slots=True)
class Corpus:
    """The whole database as values; mappings are by key, in key order; results in record order."""

    meta: Mapping[str, str]
    papers: Mapping[str, PaperView]
    datasets: Mapping[str, NamedView]
    architectures: Mapping[str, NamedView]
    methods: Mapping[str, NamedView]
    cards: Mapping[str, NamedView]
    meanings: Mapping[str, MeaningView]
    tables: Mapping[int, TableView]
    results: tuple[ResultView, ...]
    comparisons: tuple[tuple[str, str], ...]
    corrections: tuple[CorrectionView, ...]
    questions: tuple[QuestionView, ...]
    runs: tuple[RunView, ...] = field(default=())
    counterparts: Mapping[str, CounterpartView] = field(default_factory=dict)
    unmatched: tuple[UnmatchedRunView, ...] = field(default=())
    held_equal: Mapping[str, HeldEqual] = field(default_factory=dict)


def read_corpus(connection: Connection) -> Corpus:
    """Read the whole database; corrected editions supersede printed ones and remember the printed value."""
    comparisons = tuple(sorted((r["paper"], r["compared"]) for r in _rows(connection, t.ComparisonRow)))
    row_numbers, baselines = _printed_numbers(connection)
    tables = {
        r["id"]: TableView(
            **{**r, "candidates": tuple(filter(None, r["candidates"].split(",")))},
            baseline=tuple(baselines.get(r["id"], ())),
        )
        for r in _rows(connection, t.ReportedTableRow)
    }
    values = _values(connection)
    rows = sorted(_rows(connection, t.ReportedResultRow), key=lambda r: (r["table_id"], r["position"]))
    results = [_result(r, tables[r["table_id"]], row_numbers, values) for r in rows]
    return Corpus(
        meta={r["name"]: r["value"] for r in _rows(connection, t.MetaRow)},
        papers=_papers(connection, comparisons),
        datasets=_named(connection, t.DatasetRow),
        architectures=_named(connection, t.ArchitectureRow),
        methods=_named(connection, t.MethodRow),
        cards=_named(connection, t.CardRow),
        meanings={r["key"]: _meaning(r) for r in _rows(connection, t.MeaningRow)},
        tables=tables,
        results=tuple(results),
        comparisons=comparisons,
        corrections=tuple(
            CorrectionView(**{k: v for k, v in r.items() if k != "id"}) for r in _rows(connection, t.CorrectionRow)
        ),
        questions=tuple(
            QuestionView(r["paper"], r["text"], tuple(filter(None, r["results"].split(","))))
            for r in _rows(connection, t.QuestionRow)
        ),
        runs=tuple(RunView(**r) for r in _rows(connection, t.RunRow)),
        counterparts={r["key"]: _counterpart(r) for r in _rows(connection, t.MeasuredMethodRow)},
        unmatched=tuple(UnmatchedRunView(**r) for r in _rows(connection, t.UnmatchedRunRow)),
        held_equal={r["digest"]: HeldEqual(**r) for r in _rows(connection, t.HeldEqualRow)},
    )


def _rows(connection: Connection, table: type[SQLModel]) -> list[dict[str, Any]]:
    selectable = t.sql_table(table)
    order = list(selectable.primary_key)
    return [dict(row) for row in connection.execute(select(selectable).order_by(*order)).mappings()]


def _result(
    row: dict[str, Any],
    table: TableView,
    numbers: Mapping[str, list[PrintedNumber]],
    values: Mapping[str, dict[str, Value]],
) -> ResultView:
    return ResultView(
        id=row["id"],
        kind="reported",
        table=table,
        method=row["method"],
        method_as_printed=row["method_as_printed"],
        variant=row["variant"],
        locator=row["locator"],
        structure=row["structure"],
        trial_values={name: tuple(listed) for name, listed in json.loads(row["trial_values"]).items()},
        reported_by=row["reported_by"],
        quoted_from=row["quoted_from"],
        same_as=row["same_as"],
        origin=row["origin"],
        remark=row["remark"],
        settings=json.loads(row["settings"]),
        flags=tuple(filter(None, row["flags"].split(","))),
        printed=tuple(numbers.get(row["id"], ())),
        quantities=values[row["id"]],
    )


def _printed_numbers(
    connection: Connection,
) -> tuple[dict[str, list[PrintedNumber]], dict[int, list[PrintedNumber]]]:
    rows: dict[str, list[PrintedNumber]] = {}
    baselines: dict[int, list[PrintedNumber]] = {}
    for r in _rows(connection, t.PrintedValueRow):
        number = PrintedNumber(r["name"], r["unit"], r["status"], r["printed"])
        if r["result"] is None:
            baselines.setdefault(r["table_id"], []).append(number)
        else:
            rows.setdefault(r["result"], []).append(number)
    return rows, baselines


def _values(connection: Connection) -> dict[str, dict[str, Value]]:
    columns = ("result", "quantity", "edition", "status", "value", "low", "high", "basis", "explanation")
    selectable = t.sql_table(t.NormalisedValueRow)
    query = select(*(selectable.c[name] for name in columns)).order_by(selectable.c.edition.desc())
    found: dict[str, dict[str, Value]] = {}
    for result, quantity, edition, status, value, low, high, basis, explanation in connection.execute(query):
        of_result = found.setdefault(result, {})
        before = of_result[quantity].value if edition == "corrected" else value
        of_result[quantity] = Value(
            status, value, low, high, basis, explanation, before if before != value else None, before != value
        )
    return found


def _papers(connection: Connection, comparisons: Iterable[tuple[str, str]]) -> dict[str, PaperView]:
    venues = {r["key"]: r["name"] for r in _rows(connection, t.VenueRow)}
    to: dict[str, list[str]] = {}
    by: dict[str, list[str]] = {}
    for paper, compared in comparisons:
        to.setdefault(paper, []).append(compared)
        by.setdefault(compared, []).append(paper)
    return {
        r["key"]: PaperView(
            **{
                **r,
                "venue": venues.get(r["venue"]),
                "authors": tuple(filter(None, r["authors"].split("\n"))),
                "compares_to": tuple(to.get(r["key"], ())),
                "compared_by": tuple(by.get(r["key"], ())),
            }
        )
        for r in _rows(connection, t.PaperRow)
    }


def _meaning(row: dict[str, Any]) -> MeaningView:
    datasets, cards = (tuple(filter(None, row[name].split(","))) for name in ("datasets", "cards"))
    return MeaningView(row["key"], row["architecture"], datasets, cards, row["evidence"])


def _counterpart(row: dict[str, Any]) -> CounterpartView:
    claims = tuple(filter(None, row["claims"].split(",")))
    return CounterpartView(row["key"], row["name"], claims, row["fidelity"], row["paper"])


def _named(connection: Connection, table: type[SQLModel]) -> dict[str, NamedView]:
    return {
        r["key"]: NamedView(r["key"], r["name"], {k: v for k, v in r.items() if k not in ("key", "name")})
        for r in _rows(connection, table)
    }
