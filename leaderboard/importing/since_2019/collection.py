"""The collection's CSV files: every row with its file, and every cell with its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from leaderboard.errors import DataError, UsageError
from leaderboard.importing.cells import Cell, Report, read_sheet

COLLECTION = "since-2019"
FILES = ("structured.csv", "unstructured.csv")
TRIALS_FILE = "renda_2020_all_trials.csv.xz"

# Columns with one number a cell, in the order in which they are read.
VALUE_COLUMNS = (
    "n_trials",
    "top1",
    "top1_std",
    "top5",
    "top1_drop",
    "top1_err",
    "sparsity_pct",
    "params_remaining_m",
    "params_removed_pct",
    "params_kept_pct",
    "compression_ratio",
    "flops_remaining",
    "flops_removed_pct",
    "flops_kept_pct",
    "speedup",
    "latency",
    "baseline_top1",
    "baseline_top5",
    "baseline_params_m",
    "baseline_flops",
    "epochs",
)
COLUMNS = (
    "id",
    "paper_key",
    "paper_title",
    "authors",
    "year",
    "venue",
    "arxiv_id",
    "method",
    "method_variant",
    "dataset",
    "architecture_as_written",
    "structure",
    "scoring",
    "schedule",
    "fine_tuning",
    "reported_by",
    "other_metric_name",
    "other_metric_value",
    "source_repo",
    "source_path",
    "source_commit",
    "source_locator",
    "licence",
    "note",
    "value_convention",
    *VALUE_COLUMNS,
)


@dataclass(frozen=True, slots=True)
class CollectedRow:
    """One row of the collection; ``row["top1"]`` is the text of a cell."""

    csv: str
    cells: Mapping[str, Cell]

    def __getitem__(self, column: str) -> str:
        return self.csv if column == "csv" else self.cells[column].text

    @property
    def id(self) -> str:
        return self["id"]

    @property
    def key(self) -> str:
        """The handle of the source."""
        return self["paper_key"]

    @property
    def number(self) -> str:
        """The row's number within its source, as in its id."""
        return self.id.rpartition("#")[2]

    @property
    def origin(self) -> str:
        return f"{COLLECTION}/{self.csv}#{self.id}"


def read_collection(folder: Path) -> list[CollectedRow]:
    """Every row of both files, in order.

    Raises UsageError when ``folder`` is not the collection, and DataError with every damaged line, missing column,
    repeated or malformed id.
    """
    for name in FILES:
        if not (folder / name).is_file():
            raise UsageError(f"{folder} has no {name}; give the folder that holds the collection's two CSV files")
    report = Report()
    rows = []
    for name in FILES:
        sheet = read_sheet(folder / name, COLUMNS, report)
        rows += [CollectedRow(sheet.file, cells) for cells in sheet.rows if set(COLUMNS) <= cells.keys()]
    _check_ids(rows, report)
    if report.problems:
        raise DataError(f"nothing imported: {len(report.problems)} problems in {folder}", report.problems)
    return rows


def _check_ids(rows: list[CollectedRow], report: Report) -> None:
    first: dict[str, CollectedRow] = {}
    for row in rows:
        cell = row.cells["id"]
        if not row.key or row.id.rpartition("#")[0] != row.key or not row.number.isdecimal():
            report.add(row.csv, cell, "id", f"{row.id!r} is not the source's key, `#` and a number")
        elif row.id in first:
            other = first[row.id]
            report.add(row.csv, cell, "id", f"repeated id {row.id!r}; first in {other.csv}:{other.cells['id'].line}")
        first.setdefault(row.id, row)
