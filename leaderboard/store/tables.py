"""The database's tables. Constraints, not code, refuse bad values: SQLModel does not validate table models.

Ranges are two-sided on purpose: SQLite keeps text in a REAL column, and text is greater than every number, so only an
upper bound refuses ``'n/a'``. Printed decimals are kept as text next to their value, and come back as they went in.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import CheckConstraint, Table, Text, UniqueConstraint
from sqlmodel import Column, Field, SQLModel

from leaderboard.catalogue.cards import CONVENTIONS
from leaderboard.catalogue.fingerprint import MATCHES
from leaderboard.normalise.networks import CONVENTION_BASES
from leaderboard.normalise.quantity import BASES
from leaderboard.normalise.result import QUANTITIES
from leaderboard.records.measured import OUTCOMES
from leaderboard.records.vocabulary import (
    COLUMNS,
    COST_CONVENTIONS,
    METRICS,
    REPORTED_BY,
    SOURCE_KINDS,
    SOURCES,
    STRUCTURES,
    TABLE_ROLES,
)

SCHEMA_VERSION = 9
APPLICATION_ID = 0x50524C42  # "PRLB"
STATUSES = ("value", "not_reported", "failed", "not_applicable")


def is_any(column: str, *values: str) -> str:
    """``IN`` for a CHECK: SQLite builds an index of the list anew for every row, which takes four times as long."""
    alternatives = " OR ".join(f"{column} = '{value}'" for value in values)
    return f"({alternatives})"


def one_of(column: str, values: Iterable[str]) -> CheckConstraint:
    """A CHECK that ``column`` holds one of ``values`` (NULL passes, as always in SQL)."""
    return CheckConstraint(is_any(column, *values), name=f"{column}_known")


def long_text(*, nullable: bool = True) -> Column[str]:
    """A text column without a length; a factory, since a column belongs to one table."""
    return Column(Text, nullable=nullable)


class MetaRow(SQLModel, table=True):
    """What the database says of itself: schema version, digest of the records it was built from."""

    __tablename__ = "meta"
    name: str = Field(primary_key=True)
    value: str = Field(sa_column=long_text(nullable=False))


class VenueRow(SQLModel, table=True):
    """A place of publication."""

    __tablename__ = "venue"
    key: str = Field(primary_key=True)
    name: str = Field(unique=True)
    kind: str
    peer_reviewed: bool
    note: str = ""


class DatasetRow(SQLModel, table=True):
    """A data set; ``kind`` unknown is never joined with anything."""

    __tablename__ = "dataset"
    __table_args__ = (CheckConstraint("test_images > 0 AND test_images < 1000000000", name="test_images_range"),)
    key: str = Field(primary_key=True)
    name: str = Field(unique=True)
    kind: str
    task: str = ""
    test_images: int | None = None
    large: bool = False
    note: str = ""


class ArchitectureRow(SQLModel, table=True):
    """A name that papers use for a network."""

    __tablename__ = "architecture"
    __table_args__ = (one_of("kind", ("network", "collection", "unknown")),)
    key: str = Field(primary_key=True)
    name: str = Field(unique=True)
    kind: str
    family: str = ""
    year: int | None = None
    source: str = ""
    note: str = ""


class CardRow(SQLModel, table=True):
    """An architecture card: one variant and its cost for one input; ``input`` as ``3x32x32``."""

    __tablename__ = "card"
    key: str = Field(primary_key=True)
    board: str
    name: str = Field(unique=True)
    family: str
    dataset: str = Field(foreign_key="dataset.key", index=True)
    input: str
    classes: int
    year: int | None = None
    source: str
    describes: str
    params: int
    params_conv: int
    params_linear: int
    params_norm: int
    params_other: int
    params_without_norm: int
    params_classifier: int
    macs: int
    macs_conv: int
    macs_linear: int
    macs_attention: int


class MeaningRow(SQLModel, table=True):
    """Which cards a name may stand for on some data sets; lists are separated by commas."""

    __tablename__ = "meaning"
    key: str = Field(primary_key=True)
    architecture: str = Field(foreign_key="architecture.key", index=True)
    datasets: str
    cards: str
    evidence: str


class MeasuredMethodRow(SQLModel, table=True):
    """A method of our runs; ``claims`` are keys of the reported methods it re-runs, separated by commas."""

    __tablename__ = "measured_method"
    key: str = Field(primary_key=True)
    name: str
    paper: str
    claims: str
    fidelity: str


class UnmatchedRunRow(SQLModel, table=True):
    """A measured run that belongs to no card and board, and why."""

    __tablename__ = "unmatched_run"
    id: str = Field(primary_key=True)
    file: str
    protocol: str
    dataset: str
    network: str
    method: str
    reason: str


class PaperRow(SQLModel, table=True):
    """A source. ``authors`` are separated by newlines; ``label`` is unique: first author, year, key."""

    __tablename__ = "paper"
    __table_args__ = (
        CheckConstraint("year BETWEEN 1943 AND 2100", name="year_range"),
        CheckConstraint("month BETWEEN 1 AND 12", name="month_range"),
        one_of("kind", SOURCE_KINDS),
    )
    key: str = Field(primary_key=True)
    title: str
    authors: str
    year: int
    month: int | None = None
    kind: str = "paper"
    venue: str | None = Field(default=None, foreign_key="venue.key")
    peer_reviewed: bool | None = None
    arxiv: str | None = None
    doi: str | None = None
    url: str | None = None
    code: str | None = None
    bibtex: str | None = None
    pruning: bool = True
    origin: str | None = None
    remark: str | None = None
    file: str


class MethodRow(SQLModel, table=True):
    """A pruning method, named by one paper; ``label`` is unique among all methods."""

    __tablename__ = "method"
    key: str = Field(primary_key=True)
    name: str
    label: str = Field(unique=True)
    paper: str = Field(foreign_key="paper.key", index=True)
    reimplements: str | None = None
    structure: str | None = None
    note: str = ""


class ComparisonRow(SQLModel, table=True):
    """``paper`` compares its method with that of ``compared``."""

    __tablename__ = "comparison"
    __table_args__ = (CheckConstraint("paper <> compared", name="not_itself"),)
    paper: str = Field(primary_key=True, foreign_key="paper.key")
    compared: str = Field(primary_key=True, foreign_key="paper.key")


class ReportedTableRow(SQLModel, table=True):
    """A table of a source: data set, architecture, locator and convention its rows share.

    ``architecture`` is the printed name, ``card`` the variant it was resolved to, ``board`` the architecture its
    results are shown under; ``cost_convention`` as the record has it, ``convention`` as stated or inferred.
    """

    __tablename__ = "reported_table"
    __table_args__ = (
        UniqueConstraint("paper", "position"),
        one_of("source", SOURCES),
        one_of("role", TABLE_ROLES),
        one_of("metric", METRICS),
        one_of("cost_convention", COST_CONVENTIONS),
        one_of("architecture_match", MATCHES),
        one_of("convention", CONVENTIONS),
        one_of("convention_basis", CONVENTION_BASES),
        CheckConstraint(
            f"{is_any('architecture_match', 'exact', 'inferred')} = (card IS NOT NULL)", name="card_of_match"
        ),
    )
    id: int = Field(primary_key=True)
    paper: str = Field(foreign_key="paper.key", index=True)
    position: int
    locator: str
    source: str
    repository: str | None = None
    path: str | None = None
    commit: str | None = None
    metric: str | None = None
    role: str
    dataset: str = Field(foreign_key="dataset.key", index=True)
    architecture: str = Field(foreign_key="architecture.key", index=True)
    dataset_as_printed: str
    architecture_as_printed: str
    cost_convention: str
    board: str = Field(foreign_key="architecture.key", index=True)
    architecture_match: str
    match_reason: str
    settled: bool
    near_variants: bool
    card: str | None = Field(default=None, foreign_key="card.key")
    candidates: str = ""
    convention: str | None = None
    convention_basis: str
    convention_reason: str
    baseline_locator: str | None = None
    remark: str | None = None


class ReportedResultRow(SQLModel, table=True):
    """One reported result; ``id`` is ``<paper>:<row id>``. ``flags`` are separated by commas."""

    __tablename__ = "reported_result"
    __table_args__ = (
        UniqueConstraint("table_id", "position"),
        one_of("reported_by", REPORTED_BY),
        one_of("structure", STRUCTURES),
    )
    id: str = Field(primary_key=True)
    table_id: int = Field(foreign_key="reported_table.id")
    position: int
    method: str = Field(foreign_key="method.key", index=True)
    method_as_printed: str | None = None
    variant: str | None = None
    locator: str | None = None
    structure: str | None = None
    trial_values: str = "{}"
    reported_by: str
    quoted_from: str | None = Field(default=None, foreign_key="paper.key")
    same_as: str | None = Field(default=None)
    origin: str | None = Field(default=None, unique=True)
    remark: str | None = None
    settings: str = "{}"
    flags: str = ""


class PrintedValueRow(SQLModel, table=True):
    """A number as printed: of a result, or (``result`` NULL) of its table's dense baseline."""

    __tablename__ = "printed_value"
    __table_args__ = (
        UniqueConstraint("table_id", "result", "name"),
        one_of("name", COLUMNS),
        one_of("status", STATUSES),
        CheckConstraint("value BETWEEN -1e30 AND 1e30", name="value_range"),
        CheckConstraint("(status = 'value') = (value IS NOT NULL)", name="number_or_reason"),
        CheckConstraint("(status = 'value') = (printed IS NOT NULL)", name="digits_of_number"),
    )
    id: int = Field(primary_key=True)
    table_id: int = Field(foreign_key="reported_table.id", index=True)
    result: str | None = Field(default=None, foreign_key="reported_result.id", index=True)
    name: str
    unit: str
    status: str
    printed: str | None = None
    value: float | None = None


class NormalisedValueRow(SQLModel, table=True):
    """A normalised quantity with its working; ``edition`` is ``printed`` or ``corrected``.

    Ratios are old over new, accuracies percent, changes points. ``low`` and ``high`` bound it by the rounding of
    the printed digits, where their precision is known.
    """

    __tablename__ = "normalised_value"
    __table_args__ = (
        one_of("quantity", QUANTITIES),
        one_of("edition", ("printed", "corrected")),
        one_of("status", STATUSES),
        one_of("basis", BASES),
        CheckConstraint("(status = 'value') = (value IS NOT NULL)", name="number_or_reason"),
        CheckConstraint("(status = 'value') = (basis IS NOT NULL)", name="basis_of_number"),
        CheckConstraint("low BETWEEN -1e12 AND value AND high BETWEEN value AND 1e12", name="interval_holds_value"),
        CheckConstraint("(low IS NULL) = (high IS NULL)", name="interval_whole"),
        CheckConstraint(
            "value IS NULL"
            f" OR {is_any('quantity', 'compression_ratio', 'theoretical_speedup', 'measured_speedup')}"
            " AND value > 0 AND value < 1e9"
            f" OR {is_any('quantity', 'top1', 'top5', 'baseline_top1', 'baseline_top5')} AND value BETWEEN 0 AND 100"
            f" OR {is_any('quantity', 'delta_top1', 'delta_top5')} AND value BETWEEN -100 AND 100"
            f" OR {is_any('quantity', 'std_top1', 'std_score')} AND value BETWEEN 0 AND 1e12"
            " OR quantity = 'trials' AND value BETWEEN 1 AND 1e9"
            f" OR {is_any('quantity', 'score', 'baseline_score', 'delta_score')} AND value BETWEEN -1e12 AND 1e12",
            name="value_range",
        ),
    )
    result: str = Field(primary_key=True, foreign_key="reported_result.id")
    quantity: str = Field(primary_key=True)
    edition: str = Field(primary_key=True)
    status: str
    value: float | None = None
    low: float | None = None
    high: float | None = None
    basis: str | None = None
    explanation: str = Field(sa_column=long_text(nullable=False))


class CorrectionRow(SQLModel, table=True):
    """A number that a correction supersedes; both are shown."""

    __tablename__ = "correction"
    id: int = Field(primary_key=True)
    result: str = Field(foreign_key="reported_result.id", index=True)
    name: str
    baseline: bool
    old: str
    new: str | None = None
    new_name: str | None = None
    reason: str
    source: str
    date: str


class QuestionRow(SQLModel, table=True):
    """A doubt that no second source has settled; ``results`` are separated by commas."""

    __tablename__ = "question"
    id: int = Field(primary_key=True)
    paper: str = Field(foreign_key="paper.key", index=True)
    text: str = Field(sa_column=long_text(nullable=False))
    results: str = ""


class HeldEqualRow(SQLModel, table=True):
    """What a protocol held equal: ``fixed`` is canonical JSON, ``digest`` its SHA-256, by which runs name it."""

    __tablename__ = "held_equal"
    digest: str = Field(primary_key=True)
    title: str
    shortened: bool
    fixed: str = Field(sa_column=long_text(nullable=False))


class RunRow(SQLModel, table=True):
    """One measured run; ``id`` is the digest of its settings, ``record`` its whole JSON record."""

    __tablename__ = "run"
    __table_args__ = (
        one_of("outcome", OUTCOMES),
        CheckConstraint("top1 BETWEEN 0 AND 100", name="top1_range"),
        CheckConstraint("dense_top1 BETWEEN 0 AND 100", name="dense_top1_range"),
        CheckConstraint("compression_ratio > 0 AND compression_ratio < 1e9", name="compression_ratio_range"),
        CheckConstraint("theoretical_speedup > 0 AND theoretical_speedup < 1e9", name="theoretical_speedup_range"),
        CheckConstraint("measured_speedup > 0 AND measured_speedup < 1e9", name="measured_speedup_range"),
    )
    id: str = Field(primary_key=True)
    protocol: str
    protocol_version: int
    fixed: str = ""
    dataset: str = Field(foreign_key="dataset.key")
    architecture: str = Field(foreign_key="architecture.key")
    network: str = Field(foreign_key="card.key")
    method: str
    ratio: float
    seed: int
    outcome: str
    file: str
    top1: float | None = None
    top5: float | None = None
    dense_sha256: str = ""
    dense_top1: float | None = None
    pruned_top1: float | None = None
    compression_ratio: float | None = None
    theoretical_speedup: float | None = None
    measured_speedup: float | None = None
    structure: str = ""
    epochs: int | None = None
    record: str = Field(sa_column=long_text(nullable=False))


# Order of insertion: what is pointed at comes first.
TABLES: tuple[type[SQLModel], ...] = (
    MetaRow,
    VenueRow,
    DatasetRow,
    ArchitectureRow,
    CardRow,
    MeaningRow,
    MeasuredMethodRow,
    PaperRow,
    MethodRow,
    ComparisonRow,
    ReportedTableRow,
    ReportedResultRow,
    PrintedValueRow,
    NormalisedValueRow,
    CorrectionRow,
    QuestionRow,
    HeldEqualRow,
    RunRow,
    UnmatchedRunRow,
)


def sql_table(model: type[SQLModel]) -> Table:
    """The SQLAlchemy table behind a model, for statements over many rows."""
    return SQLModel.metadata.tables[str(model.__tablename__)]
