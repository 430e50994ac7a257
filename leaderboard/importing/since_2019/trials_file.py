"""Renda et al.'s file of all trials: kept whole beside the records, and compared with the trials that are on record."""

from __future__ import annotations

import csv
import io
import lzma
import re
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

from leaderboard.errors import DataError
from leaderboard.importing.since_2019.collection import CollectedRow
from leaderboard.importing.since_2019.interpret import Complain, Interpreted

KEY = "renda-2020-rewinding"
KEPT = "renda-2020-rewinding.csv.xz"
_ROWS = re.compile(r"dataframe rows (\d+)\.\.(\d+)$")


def check_trials(path: Path, interpreted: Iterable[Interpreted], complain: Complain) -> int:
    """How many settings on record were compared with the file's rows that their locators name.

    Raises DataError when the file cannot be read.
    """
    try:
        text = lzma.decompress(path.read_bytes()).decode("utf-8")
    except (OSError, lzma.LZMAError, UnicodeDecodeError) as error:
        raise DataError(f"{path}: cannot be read: {error}") from error
    lines = {int(line["dataframe_row"]): line for line in csv.DictReader(io.StringIO(text))}
    compared = 0
    for found in interpreted:
        if found.row.key != KEY or not found.trials:
            continue
        match = _ROWS.search(found.row["source_locator"])
        if match is None:
            complain(found.row, "source_locator", "", "names no rows of the trials file", "dataframe rows N..M")
            continue
        compared += 1
        rows = [lines[n] for n in range(int(match[1]), int(match[2]) + 1) if n in lines]
        ours = sorted(one.value for trials in found.trials.values() for one in trials)
        if sorted(Decimal(line["test_acc"]) for line in rows) != ours or not _same_setting(found.row, rows):
            complain(found.row, "note", "", "the trials are not those of the trials file", f"see {path.name}")
    return compared


def _same_setting(row: CollectedRow, lines: list[dict[str, str]]) -> bool:
    wanted = (row["architecture_as_written"], Decimal(row["params_kept_pct"] or 1), Decimal(row["epochs"] or 0))
    return all(
        (line["network"], Decimal(line["density"]), Decimal(line["retrain_time"] or 0)) == wanted for line in lines
    )
