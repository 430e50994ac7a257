"""Putting what was imported into a workspace: records first, which may be refused, then what goes with them."""

from __future__ import annotations

from pathlib import Path

from leaderboard.catalogue.loading import load_catalogue
from leaderboard.errors import DataError
from leaderboard.files import machine_trouble, write_file
from leaderboard.importing.placing import Placement, add_tables, place_records
from leaderboard.importing.since_2019.collection import COLLECTION, TRIALS_FILE
from leaderboard.importing.since_2019.importer import Imported
from leaderboard.importing.since_2019.methods import FILE, merged_file, method_entries
from leaderboard.importing.since_2019.trials_file import KEPT
from leaderboard.records.model import Workspace


def write_imported(
    workspace: Workspace, folder: Path, done: Imported, *, partly: bool, overwrite: bool = False
) -> Placement:
    """Write records, the catalogue's methods, and the file of trials where its source was imported.

    ``partly``: only some sources were imported, so the methods of the others stay. Raises DataError, before anything is
    written, when the catalogue has problems, or a record differs from what would be written and ``overwrite`` is false.
    """
    known = _methods_of_other_files(workspace)
    add_tables(workspace, done.additions, COLLECTION, overwrite=overwrite, only_check=True)
    placed = place_records(workspace, done.records, overwrite=overwrite)
    added = add_tables(workspace, done.additions, COLLECTION, overwrite=overwrite)
    _write_methods(workspace, done, known, partly)
    if done.trials_compared:
        kept = workspace.root / "reported_results" / "trials" / KEPT
        with machine_trouble(kept):
            kept.parent.mkdir(exist_ok=True)
            content = (folder / TRIALS_FILE).read_bytes()
        write_file(kept, content)
    return Placement(
        (*placed.written, *added.written), (*placed.unchanged, *added.unchanged), (*placed.extended, *added.extended)
    )


def _methods_of_other_files(workspace: Workspace) -> dict[str, list[str]]:
    """Paper: the methods' names as printed in it that are in the catalogue without this import's own file."""
    catalogue, problems = load_catalogue(workspace, without=FILE)
    if problems:
        raise DataError("the catalogue has problems", problems)
    known: dict[str, list[str]] = {}
    for method in catalogue.methods.values():
        known.setdefault(method.paper, []).extend(method.printed)
    return known


def _write_methods(workspace: Workspace, done: Imported, known: dict[str, list[str]], partly: bool) -> None:
    records = [*done.records, *done.additions]
    entries = method_entries(records, known)
    papers = frozenset(record.paper.key for record in records)
    path = workspace.catalogue / FILE
    write_file(path, merged_file(path, entries, papers, whole=not partly))
