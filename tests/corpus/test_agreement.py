"""Every one of the 551 rows agrees with the corpus' own rules, computed here from its CSV file with other code."""

from __future__ import annotations

import csv
import math
from pathlib import Path

import pytest

from leaderboard.analysis.figures import figures
from leaderboard.store.corpus import Corpus

CSV = Path(__file__).parent / "meta-analysis-2020" / "results.csv"


def cell(row: dict[str, str], name: str) -> float | None:
    return float(row[name].rstrip("%")) if row[name] else None


def first(*candidates: float | None) -> float | None:
    return next((c for c in candidates if c is not None), None)


def over(a: float | None, b: float | None) -> float | None:
    return None if a is None or b is None else a / b


def minus(a: float | None, b: float | None) -> float | None:
    return None if a is None or b is None else a - b


def expected(row: dict[str, str]) -> dict[str, float | None]:
    """The original rules: stated, else old/new, else 1/kept, else 1/(1 - saved); a computed delta wins."""
    answer: dict[str, float | None] = {}
    for name, stated, old, new, kept, saved in (
        ("compression_ratio", "old/new Nparam", "OrigMParams", "MParams", "keptParams", "savedParams"),
        ("theoretical_speedup", "old/new FLOPS", "OrigGFLOPS", "GFLOPS", "keptFLOPS", "savedFLOPS"),
    ):
        answer[name] = first(
            cell(row, stated),
            over(cell(row, old), cell(row, new)),
            over(100.0, cell(row, kept)),
            over(100.0, minus(100.0, cell(row, saved))),
        )
    for k in "15":
        new_accuracy = first(cell(row, f"Top{k}"), minus(100.0, cell(row, f"Err{k}")))
        old_accuracy = first(cell(row, f"OrigTop{k}"), minus(100.0, cell(row, f"OrigErr{k}")))
        answer[f"top{k}"], answer[f"baseline_top{k}"] = new_accuracy, old_accuracy
        answer[f"delta_top{k}"] = first(minus(new_accuracy, old_accuracy), cell(row, f"dTop{k}"))
    return answer


def test_every_row_agrees_with_the_corpus(committed: Corpus) -> None:
    """Same blanks, and numbers equal to 1e-9 relative, before corrections."""
    with CSV.open(encoding="utf-8-sig", newline="") as stream:
        rows = {row["Name"]: row for row in csv.DictReader(stream)}
    ours = {
        (r.origin or "").partition("results.csv#")[2]: r
        for r in committed.results
        if "results.csv#" in (r.origin or "")
    }
    assert len(rows) == 551
    assert ours.keys() == rows.keys()
    wrong = []
    for key, row in rows.items():
        result = ours[key]
        assert (result.paper, result.table.dataset_as_printed) == (row["Paper"], row["Dataset"])
        assert result.table.architecture_as_printed == row["Model"]
        for name, want in expected(row).items():
            value = result.quantities[name]
            got = value.superseded if value.corrected else value.value
            same = (
                got is None if want is None else got is not None and math.isclose(got, want, rel_tol=1e-9, abs_tol=1e-9)
            )
            if not same:
                wrong.append((key, name, want, got))
    assert wrong == []


def test_the_published_figures_come_out(committed: Corpus) -> None:
    """Every figure that the meta-analysis published, or that follows from its files, equals ours."""
    differing = [(f.name, f.value, f.published) for f in figures(committed) if f.agrees is False]

    assert differing == []
    assert sum(f.agrees is True for f in figures(committed)) >= 28


def test_printed_decimals_come_back_as_they_went_in(committed: Corpus) -> None:
    """93.50 keeps its two decimals from file to page: the digits, not the value, are compared."""
    with CSV.open(encoding="utf-8-sig", newline="") as stream:
        rows = {row["Name"]: row for row in csv.DictReader(stream)}
    for result in committed.results:
        if "results.csv#" in (result.origin or ""):
            row = rows[(result.origin or "").partition("#")[2]]
            assert (result.printed_number("top1") or "") == row["Top1"].rstrip("%")
            assert (result.printed_number("params_removed") or "") == row["savedParams"].rstrip("%")


@pytest.mark.parametrize("paper, count", [("google-state-of-sparsity", 1013), ("lottery-ticket-followup", 68)])
def test_further_tables_are_reported_beside_the_corpus(committed: Corpus, paper: str, count: int) -> None:
    """Gale et al.'s runs and Frankle et al.'s figures: reported, but outside the corpus' own counts."""
    ours = [r for r in committed.results if r.paper == paper and (r.origin or "").startswith("meta-analysis-2020/")]

    assert len(ours) == count
