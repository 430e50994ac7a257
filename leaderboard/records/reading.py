"""Record files to typed records: all problems of all files in one go, in the order of the files."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from leaderboard.problems import Problem
from leaderboard.records.assemble import assemble
from leaderboard.records.fileproblems import FileProblems
from leaderboard.records.files import read_bytes, record_files, relative_name
from leaderboard.records.model import PaperRecord, Workspace
from leaderboard.records.positions import Path as FieldPath
from leaderboard.records.positions import Positions
from leaderboard.records.text import decode
from leaderboard.records.toml import parse_toml


@dataclass(frozen=True, slots=True)
class RecordFile:
    """One file as read: ``record`` is None when it is no TOML, and incomplete when there are errors."""

    file: str
    key: str  # the file's name without .toml
    record: PaperRecord | None
    problems: tuple[Problem, ...]

    @property
    def sound(self) -> bool:
        return not any(problem.severity == "error" for problem in self.problems)


def read_papers(workspace: Workspace, paths: Iterable[Path] | None = None) -> tuple[list[PaperRecord], list[Problem]]:
    """The records of all files without errors, sorted by file name, and the problems of all files.

    ``paths`` are files or folders, by default the workspace's papers. Never stops at the first problem.
    Raises UsageError for a path that does not exist, MachineError for one that cannot be read.
    """
    files, problems = read_files(workspace, paths)
    records = [one.record for one in files if one.record is not None and one.sound]
    return records, problems + [problem for one in files for problem in one.problems]


def read_files(workspace: Workspace, paths: Iterable[Path] | None = None) -> tuple[list[RecordFile], list[Problem]]:
    """As :func:`read_papers`, but with the incomplete records too; the second is about names of files."""
    found, problems = record_files(workspace, paths)
    return [_read_file(workspace, path) for path in found], problems


def _read_file(workspace: Workspace, path: Path) -> RecordFile:
    name = relative_name(workspace, path)
    data = read_bytes(workspace, path)
    if isinstance(data, Problem):
        return RecordFile(name, path.stem, None, (data,))
    return read_record(data, name, path.stem)


def read_record(data: bytes, file: str, key: str) -> RecordFile:
    """One record from the bytes of a file; ``file`` is how problems name it, ``key`` what it must hold."""
    text, (line, column, message) = decode(data)
    problems = FileProblems(file, text or "")
    if text is None:
        problems.add_at(line, column, message, "save the file as UTF-8", "encoding")
        return RecordFile(file, key, None, tuple(problems.listed()))
    parsed = parse_toml(problems)
    record = None if parsed is None else assemble(parsed, problems, key)
    return RecordFile(file, key, record, tuple(problems.listed()))


class Locator:
    """Finds line and column of a field of a record; scans each file at most once."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self._positions: dict[str, Positions] = {}

    def __call__(self, file: str, path: FieldPath) -> tuple[int, int]:
        if file not in self._positions:
            data = read_bytes(self.workspace, self.workspace.root / file)
            text = None if isinstance(data, Problem) else decode(data)[0]
            self._positions[file] = Positions(text or "")
        return self._positions[file].of_value(path)
