"""Rows of the collection that print one line of one file, in both CSV files or twice in one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from leaderboard.importing.since_2019.collection import VALUE_COLUMNS, CollectedRow
from leaderboard.importing.since_2019.interpret import Complain

_LINE = re.compile(r"(?:\bL|\blines? )(\d+)\b")


def twin(row: CollectedRow, key: str, rows: Mapping[str, Sequence[CollectedRow]], complain: Complain) -> str | None:
    """The id of the row of source ``key`` that is the same printed row: same file and line.

    A problem when there is none, or when it prints another number under a column that both fill.
    """
    line = _LINE.search(row["source_locator"])
    for other in rows.get(key, ()):
        found = _LINE.search(other["source_locator"])
        same_file = (row["source_repo"], row["source_path"]) == (other["source_repo"], other["source_path"])
        if other.id == row.id or not line or not found or not same_file or line[1] != found[1]:
            continue
        differing = [name for name in VALUE_COLUMNS if row[name] and other[name] and row[name] != other[name]]
        if differing:
            message = f"{', '.join(differing)} differ from those of {other.id}"
            complain(row, differing[0], "", message, "the two are not one printed row")
        return other.id
    complain(row, "source_locator", "", f"no row of {key} stands in this line", "mend `duplicate_of`")
    return None
