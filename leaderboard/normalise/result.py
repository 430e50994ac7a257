"""From a printed row to a normalised result: names resolved, quantities with their working, flags."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from leaderboard.catalogue import Catalogue
from leaderboard.normalise.accuracy import accuracy_change, dense_accuracy, pruned_accuracy
from leaderboard.normalise.corrections import corrected_rows
from leaderboard.normalise.flags import flags
from leaderboard.normalise.quantity import Blank, Quantity
from leaderboard.normalise.ratios import compression_ratio, measured_speedup, theoretical_speedup
from leaderboard.normalise.scores import NO_METRIC, dense_score, pruned_score, score_change
from leaderboard.normalise.terms import Reading
from leaderboard.normalise.trials import spread, trial_count
from leaderboard.records.model import PaperRecord, ReportedRow, ReportedTable

RATIOS = ("compression_ratio", "theoretical_speedup")
SCORES = ("top1", "top5", "score")  # the last is the one metric of a table of another kind
CHANGES = ("delta_top1", "delta_top5", "delta_score")
QUANTITIES = (
    "compression_ratio",
    "theoretical_speedup",
    "top1",
    "top5",
    "baseline_top1",
    "baseline_top5",
    "delta_top1",
    "delta_top5",
    "score",
    "baseline_score",
    "delta_score",
    "trials",
    "std_top1",
    "std_score",
    "measured_speedup",
)


@dataclass(frozen=True, slots=True)
class NormalisedResult:
    """One row, normalised. ``corrected`` holds the quantities after corrections, None where none applies.

    Keys are those of catalogue entries; ``id`` is ``<paper>:<row id>``. ``structure`` is what is pruned together, from
    the row, else its table, else the catalogue's entry of the method; None where nobody says.
    """

    id: str
    record: PaperRecord
    table: ReportedTable
    row: ReportedRow
    dataset: str
    architecture: str
    method: str
    structure: str | None
    quantities: dict[str, Quantity | Blank]
    flags: tuple[str, ...]
    corrected: dict[str, Quantity | Blank] | None = None


def normalise(records: Iterable[PaperRecord], catalogue: Catalogue) -> list[NormalisedResult]:
    """All results of all records, in record order. Names must be known to the catalogue (checked before)."""
    return [result for record in records for result in _of_record(record, catalogue)]


def _of_record(record: PaperRecord, catalogue: Catalogue) -> Iterable[NormalisedResult]:
    fixed = corrected_rows(record) if record.corrections else {}
    for table in record.tables:
        dataset, architecture = catalogue.dataset(table.dataset), catalogue.architecture(table.architecture)
        assert dataset is not None and architecture is not None, (record.file, table.dataset, table.architecture)
        for row in table.rows:
            method = catalogue.method(record.paper.key, row.method)
            assert method is not None, (record.file, row.method)
            reading = Reading(table, row)
            found = quantities(reading)
            noted = flags(reading, found)
            after = None
            if row.id in fixed:
                after = quantities(Reading(*fixed[row.id]))
                noted = (*flags(Reading(*fixed[row.id]), after), "corrected")
            yield NormalisedResult(
                f"{record.paper.key}:{row.id}",
                record,
                table,
                row,
                dataset.key,
                architecture.key,
                method.key,
                row.structure or table.structure or method.structure,
                found,
                noted,
                after,
            )


def quantities(reading: Reading) -> dict[str, Quantity | Blank]:
    """Every normalised quantity of one row, a blank where there is none, in the order of QUANTITIES."""
    return {
        "compression_ratio": compression_ratio(reading),
        "theoretical_speedup": theoretical_speedup(reading),
        "top1": pruned_accuracy(reading, "top1"),
        "top5": pruned_accuracy(reading, "top5"),
        "baseline_top1": dense_accuracy(reading, "top1"),
        "baseline_top5": dense_accuracy(reading, "top5"),
        "delta_top1": accuracy_change(reading, "top1"),
        "delta_top5": accuracy_change(reading, "top5"),
        "score": pruned_score(reading),
        "baseline_score": dense_score(reading),
        "delta_score": score_change(reading),
        "trials": trial_count(reading),
        "std_top1": spread(reading, "top1"),
        "std_score": spread(reading, reading.table.metric) if reading.table.metric else NO_METRIC,
        "measured_speedup": measured_speedup(reading),
    }
