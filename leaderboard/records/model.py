"""What a record file holds, as plain typed values: every number with its text as printed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from leaderboard.records.vocabulary import COLUMNS, METRIC_OF_COLUMN, UNITS

SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Printed:
    """A number as printed: ``text`` keeps its decimals, ``value`` is exact (never a float)."""

    text: str
    value: Decimal

    @classmethod
    def of(cls, text: str) -> Printed:
        """Parse ASCII decimal text; raises ``decimal.InvalidOperation`` for anything else."""
        return cls(text, Decimal(text))

    @property
    def half_step(self) -> Decimal:
        """Half of the last printed digit: 76.10 stands for 76.095 to 76.105."""
        exponent = self.value.as_tuple().exponent
        assert isinstance(exponent, int)
        return Decimal((0, (5,), exponent - 1))


@dataclass(frozen=True, slots=True)
class Paper:
    """Bibliographic facts of one source. ``year`` and ``month`` are those of publication at ``venue``."""

    key: str
    title: str
    authors: tuple[str, ...]
    year: int
    month: int | None = None
    kind: str = "paper"
    venue: str | None = None
    peer_reviewed: bool | None = None
    arxiv: str | None = None
    doi: str | None = None
    url: str | None = None
    code: str | None = None
    bibtex: str | None = None
    compares_to: tuple[str, ...] = ()
    pruning: bool = True  # False: included as a compared-with work on another way of compressing
    origin: str | None = None
    remark: str | None = None


@dataclass(frozen=True, slots=True)
class ReportedRow:
    """One row of a reported table.

    ``id`` is unique within the paper and part of the permalink. ``values`` maps column names to numbers as printed;
    a column that is absent was not reported, one in ``failed`` was reported as failed, one in ``not_applicable``
    has no meaning for the row. ``trial_values`` holds every single trial of a column, of which mean, standard
    deviation and number are worked out. ``locator`` is the place within the table's. ``method`` is the source's own
    word; None is the paper's own single method. ``same_as`` names a result (``paper:id``) that is the same
    measurement, counted there.
    """

    index: int
    id: str
    values: Mapping[str, Printed]
    method: str | None = None
    variant: str | None = None
    failed: tuple[str, ...] = ()
    not_applicable: tuple[str, ...] = ()
    locator: str | None = None
    structure: str | None = None
    pattern: str | None = None
    trial_values: Mapping[str, tuple[Printed, ...]] = field(default_factory=dict)
    reported_by: str = "paper"
    quoted_from: str | None = None
    same_as: str | None = None
    origin: str | None = None
    caveats: tuple[str, ...] = ()
    remark: str | None = None
    settings: Mapping[str, str] = field(default_factory=dict)
    waive: Mapping[str, str] = field(default_factory=dict)  # rule name -> reason


@dataclass(frozen=True, slots=True)
class ReportedTable:
    """Rows that share data set, architecture, units, convention and dense baseline.

    ``columns`` maps column names to their units (:data:`~leaderboard.records.vocabulary.UNITS`);
    ``baseline_columns`` overrides them for ``baseline``. ``dataset`` and ``architecture`` are the source's
    own words; the catalogue resolves them, unless ``card`` names the variant, with ``card_evidence``. ``structure``
    is that of all rows; ``repository`` (an address), ``path`` and ``commit`` say where the authors published it.
    """

    index: int
    locator: str
    source: str
    dataset: str
    architecture: str
    columns: Mapping[str, str]
    rows: tuple[ReportedRow, ...]
    baseline: Mapping[str, Printed] = field(default_factory=dict)
    baseline_columns: Mapping[str, str] = field(default_factory=dict)
    baseline_locator: str | None = None
    card: str | None = None
    card_evidence: str | None = None
    cost_convention: str = "unstated"
    structure: str | None = None
    repository: str | None = None
    path: str | None = None
    commit: str | None = None
    role: str = "results"
    caveats: tuple[str, ...] = ()
    remark: str | None = None
    waive: Mapping[str, str] = field(default_factory=dict)

    @property
    def metric(self) -> str | None:
        """The one metric beside top-1 and top-5 that the table reports; None for image classification."""
        return next((METRIC_OF_COLUMN[name] for name in self.columns if name in METRIC_OF_COLUMN), None)

    def base_value(self, column: str, printed: Printed, *, baseline: bool = False) -> Decimal:
        """``printed`` in the base unit of its quantity (percent, single parameters, milliseconds …)."""
        return printed.value * self.factor(column, baseline=baseline)

    def factor(self, column: str, *, baseline: bool = False) -> Decimal:
        """What one printed unit of ``column`` is worth in the base unit of its quantity."""
        unit = (baseline and self.baseline_columns.get(column)) or self.columns[column]
        return UNITS[COLUMNS[column].quantity][unit]


@dataclass(frozen=True, slots=True)
class Correction:
    """A number found wrong: superseded, never edited; both are shown. ``new`` None withdraws the number."""

    row: str  # row id
    column: str
    old: Printed
    new: Printed | None
    reason: str
    source: str
    date: str
    new_column: str | None = None  # the number belongs under another column
    baseline: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """A doubt that no second source has settled; shown on the paper's page."""

    text: str
    rows: tuple[str, ...] = ()
    date: str | None = None


@dataclass(frozen=True, slots=True)
class PaperRecord:
    """One file of ``reported_results/papers/``: ``file`` is its path relative to the workspace."""

    file: str
    paper: Paper
    tables: tuple[ReportedTable, ...]
    corrections: tuple[Correction, ...] = ()
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True, slots=True)
class Workspace:
    """A folder with ``reported_results/``; the commands read from it and build into ``build/``."""

    root: Path

    @property
    def papers(self) -> Path:
        return self.root / "reported_results" / "papers"

    @property
    def catalogue(self) -> Path:
        return self.root / "reported_results" / "catalogue"

    @property
    def measured(self) -> Path:
        return self.root / "measured_results"
