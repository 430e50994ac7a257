"""Bringing the history up to date: one entry for every commit that changed the data and has none yet."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import PurePosixPath

from leaderboard.changes.git import Commit, FileChange, Repository, is_catalogue, is_paper, is_run
from leaderboard.changes.history import (
    FILE,
    HEADER,
    ChangeEntry,
    CorrectionEntry,
    PaperEntry,
    RunsEntry,
    read_history,
    render_entries,
    title_of,
)
from leaderboard.changes.printed import PaperChange, compare
from leaderboard.changes.snapshot import run_facts
from leaderboard.errors import DataError, MachineError
from leaderboard.files import machine_trouble
from leaderboard.records.model import PaperRecord, Workspace
from leaderboard.records.reading import read_record
from leaderboard.records.writing import write_atomically


def missing_entries(workspace: Workspace) -> list[ChangeEntry]:
    """An entry for each commit up to HEAD whose change of the data is not in the history, oldest first.

    A change is known by what it did to which file, so commits may be rebased; merges have no entries of their own. A
    commit that brings a history along with the data it tells of (a new workspace) has none either. Raises DataError
    when the history cannot be read, MachineError when git's history is cut short.
    """
    history, problems = read_history(workspace)
    if problems:
        raise DataError(f"nothing written: mend {FILE} first", problems)
    repository = Repository(workspace.root)
    if repository.shallow:
        raise MachineError("the repository is a shallow clone, its history is cut short: run `git fetch --unshallow`")
    known = Counter(entry.id for entry in history.entries)
    found = []
    for commit in repository.data_commits():
        changes = repository.changes(commit)
        identifier = _digest(changes)
        if known[identifier] > 0:
            known[identifier] -= 1
        elif not any(change.path == FILE and change.old is None for change in changes):
            found.append(entry_of(repository, commit, identifier, changes))
    return [entry for entry in found if entry.title]


def update_history(workspace: Workspace) -> list[ChangeEntry]:
    """Append what is missing; every byte that is there stays. Returns the entries written."""
    entries = missing_entries(workspace)
    if entries:
        path = workspace.root / FILE
        with machine_trouble(path):
            before = path.read_text(encoding="utf-8") if path.exists() else HEADER
        write_atomically(path, before + ("" if before.endswith("\n") else "\n") + render_entries(entries))
    return entries


def _digest(changes: Iterable[FileChange]) -> str:
    digest = hashlib.sha256()
    for change in changes:
        if is_paper(change.path) or is_catalogue(change.path) or is_run(change.path):
            digest.update(f"{change.path}\0{change.old}\0{change.new}\0".encode("utf-8", "surrogateescape"))
    return digest.hexdigest()[:16]


def entry_of(repository: Repository, commit: Commit, identifier: str, changes: Iterable[FileChange]) -> ChangeEntry:
    """What one commit did to the data; its title is empty when that is nothing that is counted."""
    read = [c for c in changes if is_paper(c.path) or is_run(c.path)]
    contents = repository.blobs(one for c in read for one in (c.old, c.new) if one is not None)
    papers = [found for c in read if is_paper(c.path) and (found := _paper(c, contents)) is not None]
    entry = ChangeEntry(
        commit.date,
        identifier,
        "",
        tuple(_paper_entry(paper) for paper in papers),
        tuple(correction for paper in papers for correction in _corrections(paper)),
        tuple(_runs([c for c in read if is_run(c.path)], contents)),
        tuple(PurePosixPath(c.path).name for c in changes if is_catalogue(c.path)),
    )
    return replace(entry, title=title_of(entry))


def _paper(change: FileChange, contents: Mapping[str, bytes]) -> PaperChange | None:
    key = PurePosixPath(change.path).stem

    def edition(identifier: str | None) -> PaperRecord | None:
        return None if identifier is None else read_record(contents[identifier], change.path, key).record

    old, new = edition(change.old), edition(change.new)
    unreadable = (change.old is not None and old is None) or (change.new is not None and new is None)
    return None if unreadable else compare(key, old, new)


def _paper_entry(change: PaperChange) -> PaperEntry:
    return PaperEntry(
        change.key,
        change.status == "added",
        change.status == "removed",
        len(change.tables_added),
        len(change.results_added),
        len(change.results_removed),
        len(change.added),
        len(change.altered),
        len(change.facts),
        change.questions_added,
        change.networks,
    )


def _corrections(change: PaperChange) -> Iterator[CorrectionEntry]:
    for c in change.corrections_added:
        new = None if c.new is None else c.new.text
        yield CorrectionEntry(f"{change.key}:{c.row}", c.column, c.old.text, new, c.new_column, c.baseline)


def _runs(changes: Iterable[FileChange], contents: Mapping[str, bytes]) -> Iterator[RunsEntry]:
    found: dict[tuple[str, str], Counter[str]] = {}
    for change in changes:
        facts = run_facts(contents[change.new or change.old or ""])
        status = "added" if change.old is None else "removed" if change.new is None else "changed"
        found.setdefault((facts.protocol, facts.network), Counter())[status] += 1
    for (protocol, network), n in sorted(found.items()):
        yield RunsEntry(protocol, network, n["added"], n["removed"], n["changed"])
