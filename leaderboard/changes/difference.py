"""A revision beside the working tree: what changed of the records, and what that does to the numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Literal

from leaderboard.catalogue import Catalogue
from leaderboard.changes.consequences import Consequences, consequences
from leaderboard.changes.git import Commit, Repository
from leaderboard.changes.printed import PaperChange, compare
from leaderboard.changes.snapshot import (
    RunFacts,
    Snapshot,
    board_keys,
    corpus_of,
    nameless,
    of_revision,
    of_working_tree,
    paper_ids,
    run_facts,
    sound_records,
)
from leaderboard.files import machine_trouble
from leaderboard.records.model import PaperRecord, Workspace


@dataclass(frozen=True, slots=True)
class RunChange:
    """A measured record that came, went or was edited."""

    file: str
    status: Literal["added", "removed", "changed"]
    facts: RunFacts


@dataclass(frozen=True, slots=True)
class Difference:
    """Everything that differs between the commit that ``revision`` names and the working tree.

    ``notes`` say what could not be compared, and why.
    """

    revision: str
    commit: Commit
    papers: tuple[PaperChange, ...]
    catalogue: tuple[str, ...]
    runs: tuple[RunChange, ...]
    computed: Consequences
    notes: tuple[str, ...]

    @property
    def faults(self) -> tuple[str, ...]:
        """What the rules of the data forbid: rows and records deleted, numbers altered without a reason."""
        return tuple(_faults(self))


def difference(workspace: Workspace, revision: str) -> Difference:
    """Compare the records at ``revision`` with the working tree's.

    Raises UsageError for an unknown revision, MachineError without git, DataError for records of the working tree that
    cannot be read. What could not be read at ``revision`` is noted and compared as far as it can be.
    """
    repository = Repository(workspace.root)
    commit = repository.commit(revision)
    new = of_working_tree(workspace, repository)
    ids = paper_ids(workspace, repository)
    old = of_revision(repository, commit, new, ids)
    papers = tuple(_papers(old, new))
    files = sorted({*old.catalogue_files, *new.catalogue_files})
    catalogue = tuple(PurePosixPath(f).name for f in files if old.catalogue_files.get(f) != new.catalogue_files.get(f))
    return Difference(
        revision,
        commit,
        papers,
        catalogue,
        tuple(_runs(workspace, repository, old, new)),
        _computed(old, new, papers, catalogue),
        tuple(_notes(old, new)),
    )


def _papers(old: Snapshot, new: Snapshot) -> Iterator[PaperChange]:
    for key in sorted({*old.papers, *new.papers}):
        before, after = old.papers.get(key), new.papers.get(key)
        if before is after or (before is not None and after is not None and before.record is None):
            continue  # the same content, or nothing that could be read to compare with
        found = compare(key, old.record(key), new.record(key))
        if found is not None:
            yield found


def _computed(old: Snapshot, new: Snapshot, papers: Iterable[PaperChange], catalogue: tuple[str, ...]) -> Consequences:
    """What differs after normalising, of the papers that can be concerned: those changed and those beside them."""
    changed = {paper.key for paper in papers}
    names = tuple(name for name in catalogue if name != "measured_methods.toml")  # which no reported number depends on
    if not changed and not names:
        return Consequences()
    sides = [(sound_records(side), side.catalogue) for side in (old, new)]
    if not names:
        boards = {board for found in sides for board in _touched(found, changed)}
        sides = [([r for r in records if board_keys(r, c) & boards], c) for records, c in sides]
    corpora = [corpus_of(records, known) for records, known in sides]
    causes = {result: words for paper in papers for result, words in paper.causes.items()}
    other = f"the catalogue ({', '.join(names)})" if names else "other results on its board"
    unsound = frozenset(key for key, one in old.papers.items() if not one.sound)
    return consequences(corpora[0], corpora[1], causes, other, unsound)


def _touched(side: tuple[list[PaperRecord], Catalogue], changed: set[str]) -> set[str]:
    records, catalogue = side
    return {board for record in records if record.paper.key in changed for board in board_keys(record, catalogue)}


def _runs(workspace: Workspace, repository: Repository, old: Snapshot, new: Snapshot) -> Iterator[RunChange]:
    gone = {path: one for path, one in old.runs.items() if new.runs.get(path) != one}
    contents = repository.blobs(gone.values())
    for path in sorted({*gone, *(p for p, one in new.runs.items() if old.runs.get(p) != one)}):
        before = contents[gone[path]] if path in gone else None
        if path not in new.runs:
            assert before is not None
            yield RunChange(path, "removed", run_facts(before))
            continue
        with machine_trouble(workspace.root / path):
            content = (workspace.root / path).read_bytes()
        if before is None:
            yield RunChange(path, "added", run_facts(content))
        elif before.replace(b"\r\n", b"\n") != content.replace(b"\r\n", b"\n"):
            yield RunChange(path, "changed", run_facts(content))


def _notes(old: Snapshot, new: Snapshot) -> Iterator[str]:
    if not old.papers and not old.runs:
        yield "there were no records at that revision"
    for problem in old.problems:
        yield f"not sound at that revision: {problem.text()}"
    for side, when in ((old, "at that revision"), (new, "in the folder")):
        if unknown := nameless(side):
            yield f"not normalised {when}, since the catalogue does not know a name: {', '.join(unknown)}"


def _faults(found: Difference) -> Iterator[str]:
    for paper in found.papers:
        if paper.status == "removed" and not paper.results_removed:
            yield f"{paper.key}: the paper was deleted"
        for row in paper.results_removed:
            if row.reason is None:
                numbers = ", ".join(f"{column} {text}" for column, text in row.numbers.items())
                yield f"{row.result}: the row was deleted; it held {numbers or 'no numbers'}"
        for number in paper.altered:
            if number.reason is None:
                dense = "dense " if number.baseline else ""
                yield f"{number.result}: {dense}{number.column} {number.old} → {number.new or 'nothing'}"
    for run in found.runs:
        if run.status != "added":
            yield f"{run.file}: a measured record was {'deleted' if run.status == 'removed' else 'edited'}"


def counts(found: Difference) -> Mapping[str, int]:
    """The numbers of everything that differs, by the names they have in the JSON output."""
    papers, computed = found.papers, found.computed
    return {
        **{f"papers_{status}": sum(p.status == status for p in papers) for status in ("added", "removed", "changed")},
        "tables_added": sum(len(p.tables_added) for p in papers),
        "tables_removed": sum(len(p.tables_removed) for p in papers),
        "results_added": sum(len(p.results_added) for p in papers),
        "results_removed": sum(len(p.results_removed) for p in papers),
        "numbers_added": sum(len(p.added) for p in papers),
        "numbers_altered": sum(len(p.altered) for p in papers),
        "facts_changed": sum(len(p.facts) for p in papers),
        "corrections_added": sum(len(p.corrections_added) for p in papers),
        "corrections_removed": sum(len(p.corrections_removed) for p in papers),
        "questions_added": sum(p.questions_added for p in papers),
        "questions_removed": sum(p.questions_removed for p in papers),
        "catalogue_files_changed": len(found.catalogue),
        "quantities_changed": len(computed.quantities),
        "classes_changed": len(computed.classes),
        "boards_changed": len(computed.boards),
        "frontiers_joined": sum(move.joined for move in computed.frontiers),
        "frontiers_left": sum(not move.joined for move in computed.frontiers),
        **{f"runs_{status}": sum(r.status == status for r in found.runs) for status in ("added", "removed", "changed")},
        "without_a_reason": len(found.faults),
    }
