"""Every number of the imported records is the text of a cell, proved without any code of the importer."""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT

CSVS = Path(__file__).parent / "since-2019"
PAPERS = ROOT / "reported_results" / "papers"
NUMBER = re.compile(r"\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")

# Which cells may give a column; every column may also come from the list of further metrics.
CELLS = {
    "top1": ("top1", "baseline_top1"),
    "top1_std": ("top1_std",),
    "top1_error": ("top1_err",),
    "top1_delta": ("top1_drop",),
    "top1_drop": ("top1_drop",),
    "top5": ("top5", "baseline_top5"),
    "top5_error": (),
    "top5_delta": (),
    "top5_drop": (),
    "trials": ("n_trials",),
    "params": ("params_remaining_m", "baseline_params_m"),
    "params_removed": ("params_removed_pct", "sparsity_pct", "compression_ratio"),
    "params_kept": ("params_kept_pct", "sparsity_pct", "compression_ratio"),
    "sparsity": ("sparsity_pct",),
    "compression_ratio": ("compression_ratio",),
    "compression_log10": ("compression_ratio",),
    "macs": ("flops_remaining", "baseline_flops"),
    "macs_removed": ("flops_removed_pct",),
    "macs_kept": ("flops_kept_pct", "flops_remaining"),
    "flops": ("flops_remaining", "baseline_flops"),
    "flops_removed": ("flops_removed_pct",),
    "flops_kept": ("flops_kept_pct", "flops_remaining"),
    "theoretical_speedup": ("speedup",),
    "measured_speedup": ("speedup",),
    "latency": ("latency",),
}
ANY_SCORE = (
    "top1",
    "top1_drop",
    "baseline_top1",
)  # a metric with no column of its own stands under these in the collection
WORDS = {"id", "method", "variant", "locator", "structure", "reported_by", "quoted_from", "same_as", "origin"}
WORDS |= {"caveats", "remark", "settings", "waive", "trial_values", "pattern"}


@cache
def collected() -> dict[str, dict[str, str]]:
    """Rows of both files by `file#id`."""
    rows = {}
    for name in ("structured.csv", "unstructured.csv"):
        with (CSVS / name).open(encoding="utf-8-sig", newline="") as stream:
            rows.update({f"{name}#{row['id']}": row for row in csv.DictReader(stream)})
    return rows


def of_row(origin: str) -> dict[str, str]:
    """The row of an origin `since-2019/file#key#n`, with or without `:metric`."""
    return collected()[origin.removeprefix("since-2019/").split(":")[0]]


@cache
def imported() -> list[tuple[str, dict[str, Any], list[dict[str, Any]]]]:
    """Key, table and its imported rows; numbers with a point as text."""
    found = []
    for path in sorted(PAPERS.glob("*.toml")):
        data = tomllib.loads(path.read_text("utf-8"), parse_float=str)
        for table in data.get("table", []):
            rows = [row for row in table["rows"] if row.get("origin", "").startswith("since-2019/")]
            if rows:
                found.append((path.stem, table, rows))
    return found


def unsigned(text: str) -> set[str]:
    """The numbers in a cell without their signs: as they stand, with a decimal comma, without thousands' commas."""
    texts = (text, text.replace(",", "."), text.replace(",", ""), text.replace("10^", " "))
    return {number for one in texts for number in NUMBER.findall(one)}


def cells(row: dict[str, str], column: str) -> str:
    """The text of all cells of a row that may give a number of a column."""
    names = CELLS.get(column, ANY_SCORE)
    return " ; ".join([*(row[name] for name in names), row["other_metric_value"]])


def numbers(row: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Column and text of every number of a record's row; trials are numbers of their column."""
    for name, value in row.items():
        if name not in WORDS and name not in ("failed", "not_applicable"):
            yield name, str(value)


def test_every_number_is_the_text_of_a_cell() -> None:
    """The same digits, decimals and exponent, from a cell that may give the column."""
    checked, wrong = 0, []
    for key, _, rows in imported():
        for row in rows:
            for column, text in numbers(row):
                checked += 1
                if text.lstrip("-") not in unsigned(cells(of_row(row["origin"]), column)):
                    wrong.append((key, row["id"], column, text))
    assert wrong == []
    assert checked > 13_000


def test_every_pattern_is_named_by_its_variant() -> None:
    """``2:4`` stands in the collection's words for the row, as ``2:4`` or ``2 by 4``."""
    found = [(row["pattern"], of_row(row["origin"])) for _, _, rows in imported() for row in rows if "pattern" in row]

    assert len(found) > 100
    wrong = [
        (row["id"], pattern)
        for pattern, row in found
        if not re.search(rf"\b{pattern.replace(':', '(:| by )')}\b", row["method_variant"])
    ]
    assert wrong == []


def test_every_single_trial_is_in_the_note() -> None:
    """Trials are those that the note lists, all of them, and the printed median is among them."""
    checked = 0
    for key, _, rows in imported():
        for row in rows:
            for trials in row.get("trial_values", {}).values():
                source = of_row(row["origin"])
                texts = [str(one) for one in trials]
                assert source["top1"] in texts, (key, row["id"])
                assert source["n_trials"] in ("", str(len(texts))), (key, row["id"])
                assert set(texts) <= unsigned(source["note"]), (key, row["id"])
                checked += len(texts)
    assert checked > 6_000


def test_every_sign_is_the_printed_one() -> None:
    """A minus stands where the cell has one or an arrow says so; a share that was removed carries none."""
    wrong = []
    for key, _, rows in imported():
        for row in rows:
            for column, text in numbers(row):
                cell = cells(of_row(row["origin"]), column)
                digits = re.escape(text.lstrip("-"))
                before = {m[1] for m in re.finditer(rf"(?<![\d.])([-−↓↑+~]?)\s?{digits}(?![\d.])", cell)}
                positive = before - {"-", "−"} or column == "params_removed" or not before
                negative = before & {"-", "−", "↓", "↑"}
                if (text.startswith("-") and not negative and float(text) != 0) or not (
                    text.startswith("-") or positive
                ):
                    wrong.append((key, row["id"], column, text, cell))
    # TOML has no negative zero as an integer; the printed "-0" comes back as 0.
    assert [one for one in wrong if float(one[3]) != 0] == []


def test_every_baseline_is_printed_in_the_file_of_its_table() -> None:
    """The dense network's numbers stand in a row of the same repository and path."""
    by_file: dict[tuple[str, str], list[dict[str, str]]] = {}
    for row in collected().values():
        by_file.setdefault((row["source_repo"], row["source_path"]), []).append(row)
    printed: dict[tuple[str, str, str], set[str]] = {}
    wrong = []
    for key, table, _ in imported():
        place = (table["repository"].removeprefix("https://github.com/"), table["path"])
        for column, value in table.get("baseline", {}).items():
            if (*place, column) not in printed:
                printed[*place, column] = set().union(*(unsigned(cells(row, column)) for row in by_file[place]))
            if str(value).lstrip("-") not in printed[*place, column]:
                wrong.append((key, table["locator"], column, value))
    assert [one for one in wrong if one[2] != "trials"] == []


def test_every_table_stands_where_the_rows_were_read() -> None:
    """Repository, path and commit are those of the collection's row."""
    for key, table, rows in imported():
        for row in rows:
            source = of_row(row["origin"])
            assert table["repository"] == f"https://github.com/{source['source_repo']}", key
            assert (table["path"], table["commit"]) == (source["source_path"], source["source_commit"]), key
            assert {"self": "paper", "baseline-rerun": "rerun", "cited": "quoted"}[source["reported_by"]] == row.get(
                "reported_by", "paper"
            )


@pytest.mark.parametrize("name", ["structured.csv", "unstructured.csv"])
def test_no_row_is_imported_twice(name: str) -> None:
    """An origin stands once in all records."""
    origins = [row["origin"] for _, _, rows in imported() for row in rows if f"/{name}#" in row["origin"]]

    assert len(origins) == len(set(origins))
