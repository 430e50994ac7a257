"""The data at one moment: records, catalogue and measured runs, of the working tree or of a revision."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from sqlalchemy import create_engine
from sqlalchemy.exc import IntegrityError, StatementError
from sqlalchemy.pool import StaticPool
from sqlmodel import SQLModel

from leaderboard.analysis.boards import key_of
from leaderboard.catalogue import Catalogue, load_catalogue
from leaderboard.changes.git import Commit, Repository, is_catalogue, is_paper, is_run
from leaderboard.errors import DataError
from leaderboard.files import machine_trouble
from leaderboard.normalise import normalise
from leaderboard.normalise.networks import table_network
from leaderboard.problems import Problem
from leaderboard.records.measured import run_files
from leaderboard.records.model import PaperRecord, Workspace
from leaderboard.records.reading import RecordFile, read_files, read_record
from leaderboard.store.corpus import Corpus, read_corpus
from leaderboard.store.filling import fill


@dataclass(frozen=True, slots=True)
class Snapshot:
    """``papers`` by key, as read; ``runs`` and ``catalogue_files`` by path, as ids of their contents."""

    papers: Mapping[str, RecordFile]
    catalogue: Catalogue
    catalogue_files: Mapping[str, str]
    runs: Mapping[str, str]
    problems: tuple[Problem, ...]

    def record(self, key: str) -> PaperRecord | None:
        """The record of a paper, None where there is none that can be read."""
        return self.papers[key].record if key in self.papers else None


@dataclass(frozen=True, slots=True)
class RunFacts:
    """What a measured record is about."""

    protocol: str
    network: str
    method: str
    outcome: str


def of_working_tree(workspace: Workspace, repository: Repository) -> Snapshot:
    """The data as it lies in the folder. Raises DataError with every problem when a record cannot be read."""
    files, problems = read_files(workspace)
    catalogue, strange = load_catalogue(workspace)
    problems += strange + [problem for one in files for problem in one.problems]
    if any(problem.severity == "error" for problem in problems):
        raise DataError("nothing compared: mend the records of the working tree first", problems)
    return Snapshot(
        {one.key: one for one in files},
        catalogue,
        _ids(workspace, repository, sorted(workspace.catalogue.glob("*.toml"))),
        _ids(workspace, repository, run_files(workspace)),
        (),
    )


def _ids(workspace: Workspace, repository: Repository, paths: Iterable[Path]) -> dict[str, str]:
    found = {}
    for path in paths:
        with machine_trouble(path):
            content = path.read_bytes()
        found[path.relative_to(workspace.root).as_posix()] = repository.blob_id(content)
    return found


def of_revision(repository: Repository, commit: Commit, now: Snapshot, ids: Mapping[str, str]) -> Snapshot:
    """The data at ``commit``; what equals the working tree's is not read again. Problems are noted, never raised.

    ``ids`` are those of the working tree's record files by path.
    """
    tree = repository.tree(commit)
    papers = {path: one for path, one in tree.items() if is_paper(path)}
    entries = {path: one for path, one in tree.items() if is_catalogue(path)}
    catalogue = now.catalogue
    problems: list[Problem] = []
    if entries != now.catalogue_files:
        catalogue, problems = _catalogue(repository, entries)
    contents = repository.blobs(one for path, one in papers.items() if ids.get(path) != one)
    files = {}
    for path, identifier in papers.items():
        key = PurePosixPath(path).stem
        known = ids.get(path) == identifier
        files[key] = now.papers[key] if known else read_record(contents[identifier], path, key)
    problems += [problem for one in files.values() for problem in one.problems]
    runs = {path: one for path, one in tree.items() if is_run(path)}
    return Snapshot(files, catalogue, entries, runs, tuple(p for p in problems if p.severity == "error"))


def paper_ids(workspace: Workspace, repository: Repository) -> dict[str, str]:
    """The ids of the working tree's record files by path."""
    return _ids(workspace, repository, sorted(workspace.papers.glob("*.toml")))


def _catalogue(repository: Repository, entries: Mapping[str, str]) -> tuple[Catalogue, list[Problem]]:
    """The catalogue of another time, laid out in a scratch folder, which is where catalogues are read from."""
    contents = repository.blobs(entries.values())
    with tempfile.TemporaryDirectory() as scratch, machine_trouble(Path(scratch)):
        workspace = Workspace(Path(scratch))
        workspace.catalogue.mkdir(parents=True)
        for path, identifier in entries.items():
            (workspace.catalogue / PurePosixPath(path).name).write_bytes(contents[identifier])
        return load_catalogue(workspace)


def sound_records(snapshot: Snapshot) -> list[PaperRecord]:
    """The records that can be normalised, without tables and rows whose names the catalogue does not know."""
    files = (one for one in snapshot.papers.values() if one.record is not None and one.sound)
    return [_known_part(one.record, snapshot.catalogue) for one in files if one.record is not None]


def nameless(snapshot: Snapshot) -> list[str]:
    """The results that :func:`sound_records` leaves out because the catalogue does not know a name."""
    found = []
    for one in snapshot.papers.values():
        if one.record is not None and one.sound:
            known = _known_part(one.record, snapshot.catalogue)
            kept = {row.id for table in known.tables for row in table.rows} if known is not one.record else None
            rows = (row.id for table in one.record.tables for row in table.rows)
            found += [f"{one.key}:{row}" for row in rows if kept is not None and row not in kept]
    return found


def _known_part(record: PaperRecord, catalogue: Catalogue) -> PaperRecord:
    key = record.paper.key
    tables = tuple(
        replace(table, rows=tuple(row for row in table.rows if catalogue.method(key, row.method) is not None))
        for table in record.tables
        if catalogue.dataset(table.dataset) is not None and catalogue.architecture(table.architecture) is not None
    )
    if tables == record.tables:
        return record
    rows = {row.id for table in tables for row in table.rows}
    return replace(record, tables=tables, corrections=tuple(c for c in record.corrections if c.row in rows))


def board_keys(record: PaperRecord, catalogue: Catalogue) -> set[str]:
    """The boards that a record's results may stand on."""
    found = set()
    for table in record.tables:
        dataset, named = catalogue.dataset(table.dataset), catalogue.architecture(table.architecture)
        assert dataset is not None and named is not None
        networks = (table_network(table, catalogue).identity.board, named.key)
        found |= {key_of(dataset.key, network, table.metric) for network in networks}
    return found


def corpus_of(records: Iterable[PaperRecord], catalogue: Catalogue) -> Corpus:
    """Some of the records, normalised and read back as analyses need them; they may refer to papers left out."""
    records = list(records)
    engine = create_engine("sqlite://", poolclass=StaticPool)  # without foreign keys: it holds a part only
    try:
        with engine.begin() as connection:
            SQLModel.metadata.create_all(connection)
            fill(connection, catalogue, records, normalise(records, catalogue), {})
            return read_corpus(connection)
    except (IntegrityError, StatementError) as error:
        raise DataError(f"nothing compared: the database refuses a value: {error.orig}") from error
    finally:
        engine.dispose()


def run_facts(content: bytes) -> RunFacts:
    """What a measured record is about; ``unreadable`` where it does not say."""
    try:
        record = json.loads(content)
        settings = record["settings"]
        found = (settings["protocol"], settings["network"], record["method"], record["outcome"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return RunFacts("unreadable", "unreadable", "unreadable", "unreadable")
    return RunFacts(*map(str, found))
