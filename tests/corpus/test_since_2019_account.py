"""The account of the collection since 2019: every row once, and every number of a used row."""

from __future__ import annotations

import csv
import re
from collections import Counter
from functools import cache
from pathlib import Path

from tests.conftest import ROOT
from tests.corpus.test_since_2019_digits import collected, imported

REPORT = ROOT / "reported_results" / "imports" / "since-2019-report.csv"
BLANKS = {"", "/", "-", "--", "---", "–", "—", "n/a", "N/A", "na", "NA", "nan"}
VALUES = (
    *("n_trials", "top1", "top1_std", "top5", "top1_drop", "top1_err", "sparsity_pct", "params_remaining_m"),
    *("params_removed_pct", "params_kept_pct", "compression_ratio", "flops_remaining", "flops_removed_pct"),
    *("flops_kept_pct", "speedup", "latency", "baseline_top1", "baseline_top5", "baseline_params_m"),
    *("baseline_flops", "epochs"),
)
USED = ("result", "linked", "baseline", "dense")


@cache
def account() -> list[dict[str, str]]:
    with REPORT.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_every_row_is_accounted_for_once() -> None:
    """6,477 rows in, 6,477 outcomes out."""
    ids = [row["id"] for row in collected().values()]
    listed = [entry["id"] for entry in account()]

    assert len(ids) == len(listed) == 6477
    assert Counter(listed) == Counter(ids)
    assert {entry["outcome"] for entry in account()} <= {*USED, "duplicate", "aside"}


def test_nothing_is_set_aside_without_a_reason() -> None:
    """A row that is not used says why; one entered elsewhere says where."""
    for entry in account():
        assert (entry["outcome"] in USED) == bool(entry["numbers"]), entry
        if entry["outcome"] == "aside":
            assert entry["reason"] and not entry["where"], entry
        if entry["outcome"] == "duplicate":
            assert entry["where"] in {row["id"] for row in collected().values()}
        if entry["outcome"] == "linked":
            assert entry["reason"].startswith(("same as ", "quoted from ")), entry


def test_the_account_and_the_records_agree() -> None:
    """Every result named is in its record with the origin of the row, and every imported row is named."""
    standing = {
        f"{key}:{row['id']}": row["origin"].partition("#")[2].split(":")[0]
        for key, _, rows in imported()
        for row in rows
    }
    named = set()
    for entry in account():
        for where in entry["where"].split() if entry["outcome"] in USED else ():
            assert where in standing, entry
            if standing[where] == entry["id"]:
                named.add(where)
        if entry["outcome"] in ("result", "linked", "dense"):
            assert all(standing[where] == entry["id"] for where in entry["where"].split()), entry
    assert named == set(standing)


def test_every_number_of_a_used_row_is_accounted_for() -> None:
    """Filled cells = used + settings + aside, row by row."""
    rows = {row["id"]: row for row in collected().values()}
    wrong = []
    for entry in account():
        if entry["outcome"] not in USED:
            continue
        row = rows[entry["id"]]
        metrics = [value.strip() for value in re.split(r";(?![^()]*\))", row["other_metric_value"])]
        filled = sum(row[name] not in BLANKS for name in VALUES) + sum(value not in BLANKS for value in metrics)
        counts = {
            word: int(number) for number, word in re.findall(r"(?:^|, )(\d+) (used|settings|aside)", entry["numbers"])
        }
        if filled != sum(counts.values()):
            wrong.append((entry["id"], filled, entry["numbers"]))
    assert wrong == []


def test_the_page_on_imports_states_the_totals() -> None:
    """docs/imports.md gives the numbers of rows by outcome as the account has them."""
    text = (ROOT / "docs" / "imports.md").read_text(encoding="utf-8")
    for outcome, count in Counter(entry["outcome"] for entry in account()).items():
        assert re.search(rf"^\| {outcome} \| {count:,} \|", text, re.M), (outcome, count)


def test_the_copies_of_the_collection_are_whole() -> None:
    """Both files, with every row they had when they were imported."""
    lines = {
        path.name: len(path.read_bytes().splitlines()) for path in (Path(__file__).parent / "since-2019").glob("*.csv")
    }

    assert set(lines) == {"structured.csv", "unstructured.csv"}
    assert Counter(key.partition("#")[0] for key in collected()) == {"structured.csv": 2007, "unstructured.csv": 4470}
