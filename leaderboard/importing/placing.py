"""Putting imported records into a workspace: all or nothing, and never over somebody's own work."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from leaderboard.errors import DataError
from leaderboard.files import machine_trouble, write_file
from leaderboard.problems import Problem
from leaderboard.records.model import PaperRecord, Workspace
from leaderboard.records.reading import read_record
from leaderboard.records.rendering import render_paper, render_table


@dataclass(frozen=True, slots=True)
class Placement:
    """What an import did: file names written, left alone, and left alone although they hold more."""

    written: tuple[str, ...]
    unchanged: tuple[str, ...]
    extended: tuple[str, ...]


def place_records(workspace: Workspace, records: Sequence[PaperRecord], *, overwrite: bool = False) -> Placement:
    """Write the records that are new; a file that says the same already is not touched.

    A file that holds the imported tables and more (corrections, questions, further tables, comments) is kept. One whose
    imported part differs is a problem: unless ``overwrite``, DataError names every such file and nothing is written.
    """
    new: list[PaperRecord] = []
    unchanged: list[str] = []
    extended: list[str] = []
    problems: list[Problem] = []
    for record in records:
        path = workspace.root / record.file
        if not path.exists():
            new.append(record)
            continue
        with machine_trouble(path):
            data = path.read_bytes()
        if data == render_paper(record).encode("utf-8"):
            unchanged.append(record.file)
        elif overwrite:
            new.append(record)
        elif _holds(data, record):
            extended.append(record.file)
        else:
            problems.append(_differs(record))
    if problems:
        raise DataError(f"nothing imported: {len(problems)} files differ from what the import would write", problems)
    with machine_trouble(workspace.papers):
        workspace.papers.mkdir(parents=True, exist_ok=True)
    for record in new:
        write_file(workspace.root / record.file, render_paper(record))
    return Placement(tuple(r.file for r in new), tuple(unchanged), tuple(extended))


def add_tables(
    workspace: Workspace,
    additions: Sequence[PaperRecord],
    collection: str,
    *,
    overwrite: bool = False,
    only_check: bool = False,
) -> Placement:
    """Append tables to records that exist; all other text of their files stays byte for byte. ``only_check`` writes
    nothing.

    A file that has the tables already is not touched. One that has other tables of the ``collection`` (the origin of
    their rows begins with its name) is a problem: unless ``overwrite``, DataError names every such file and nothing
    is written. So is a file that does not exist.
    """
    new: list[tuple[str, str]] = []
    unchanged: list[str] = []
    problems: list[Problem] = []
    for addition in additions:
        path = workspace.root / addition.file
        if not path.exists():
            message = "there is no such record to add tables to"
            problems.append(Problem(addition.file, 1, 1, "", message, "mend `record` in the curation file", "import"))
            continue
        with machine_trouble(path):
            text = path.read_text(encoding="utf-8")
        parts = re.split(r"^(?=\[\[)", text, flags=re.MULTILINE)
        kept = [part for part in parts if f'origin = "{collection}/' not in part]
        before = "".join(kept).rstrip("\n") + "\n"
        tables = (replace(t, index=before.count("\n[[table]]\n") + t.index) for t in addition.tables)
        wanted = "\n".join([before, *(render_table(table) for table in tables)])
        if text == wanted:
            unchanged.append(addition.file)
        elif len(kept) == len(parts) or overwrite:
            new.append((addition.file, wanted))
        else:
            problems.append(_differs(addition))
    if problems:
        raise DataError(f"nothing imported: {len(problems)} files differ from what the import would write", problems)
    for file, text in new if not only_check else ():
        write_file(workspace.root / file, text)
    return Placement(tuple(file for file, _ in new), tuple(unchanged), ())


def _holds(data: bytes, imported: PaperRecord) -> bool:
    """Whether a file's record has the imported paper and, in order and unaltered, the imported tables."""
    found = read_record(data, imported.file, imported.paper.key).record
    if found is None or found.paper != imported.paper:
        return False
    ours = {row.origin for table in imported.tables for row in table.rows}
    kept = [table for table in found.tables if any(row.origin in ours for row in table.rows)]
    return [replace(table, index=0) for table in kept] == [replace(table, index=0) for table in imported.tables]


def _differs(record: PaperRecord) -> Problem:
    message = "the file's imported part differs from what the import would write"
    remedy = "put changes of numbers into a [[correction]], or import with --overwrite to lose them"
    return Problem(record.file, 1, 1, "", message, remedy, "import")
