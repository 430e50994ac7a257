"""Edits of several files that become real all together or not at all, and only if the workspace stays sound."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from leaderboard.catalogue import Catalogue, load_catalogue
from leaderboard.errors import DataError, MachineError, UsageError
from leaderboard.files import machine_trouble
from leaderboard.problems import Problem
from leaderboard.records.files import read_bytes, relative_name
from leaderboard.records.model import PaperRecord, Workspace
from leaderboard.records.nearest import did_you_mean
from leaderboard.records.positions import Path as FieldPath
from leaderboard.records.positions import Positions
from leaderboard.records.reading import Locator, RecordFile, read_files, read_record
from leaderboard.records.text import decode
from leaderboard.records.writing import edited, write_atomically
from leaderboard.rules.engine import check_records

_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Trial:
    """A workspace as it would be: its sound records, its catalogue, and the warnings that the edits bring."""

    records: dict[str, PaperRecord]
    catalogue: Catalogue
    warnings: tuple[Problem, ...]


@dataclass
class Draft:
    """What a command is about to change. ``before`` holds the files as they were read, None for new ones."""

    workspace: Workspace
    before: dict[Path, bytes | None] = field(default_factory=dict)
    after: dict[Path, bytes] = field(default_factory=dict)
    _now: tuple[list[RecordFile], list[Problem]] | None = None

    def __post_init__(self) -> None:
        self.catalogue, self._strange = load_catalogue(self.workspace)

    def records(self) -> dict[str, PaperRecord]:
        """The sound records on disk by the paper's key."""
        return {f.key: f.record for f in self._read()[0] if f.record is not None and f.sound}

    def record(self, key: str) -> PaperRecord:
        """The record of a paper; UsageError with the nearest key when there is none, DataError when it has errors."""
        files = {one.key: one for one in self._read()[0]}
        if key not in files:
            near = did_you_mean(key, files) if len(files) > 8 else f"known: {', '.join(files) or 'none'}"
            raise UsageError(f"no paper has the key {key!r}; {near or 'add it first: leaderboard add paper'}")
        found = files[key]
        if found.record is None or not found.sound:
            raise DataError(f"{found.file} has errors; mend them first", found.problems)
        return found.record

    def edit_paper(self, key: str, change: Callable[[str, PaperRecord], str]) -> None:
        """Change the text of a paper's file; everything outside the change stays byte for byte."""
        path = self.workspace.papers / f"{key}.toml"
        self._put(path, edited(self._content(path) or b"", relative_name(self.workspace, path), key, change))

    def edit_catalogue(self, name: str, change: Callable[[str], str]) -> None:
        """Change the text of a catalogue file; a missing one begins with its schema line."""
        path = self.workspace.catalogue / name
        data = self._content(path) or b"schema = 1\n"
        text, (line, column, message) = decode(data)
        if text is None:
            raise DataError(f"{path}:{line}:{column}: {message}")
        after = change(text)
        after = after.replace("\n", "\r\n") if b"\r\n" in data else after
        mark = _MARK if data.startswith(_MARK) else b""
        self._put(path, mark + after.encode("utf-8"))

    def new_paper(self, key: str, text: str) -> None:
        """A paper's file that is not there yet; UsageError when it is."""
        path = self.workspace.papers / f"{key}.toml"
        if path.exists():
            raise UsageError(f"{relative_name(self.workspace, path)} exists already")
        self.before[path] = None
        self.after[path] = text.encode("utf-8")

    def trial(self) -> Trial:
        """The workspace with the edits made; DataError with every error that they would bring."""
        now = self._read()
        files = {one.file: one for one in now[0]}
        for path, data in self.after.items():
            if path.parent == self.workspace.papers:
                name = relative_name(self.workspace, path)
                files[name] = read_record(data, name, path.stem)
        catalogue, strange = self.edited_catalogue()
        listed = [files[name] for name in sorted(files)]
        new = self._new_problems(now[0], [*listed], catalogue, strange)
        errors = sorted(problem for problem in new if problem.severity == "error")
        if errors:
            raise DataError(f"nothing written: the change would bring {_count(errors)}", errors)
        records = {one.key: one.record for one in listed if one.record is not None and one.sound}
        return Trial(records, catalogue, tuple(sorted(p for p in new if p.severity == "warning")))

    def write(self) -> list[str]:
        """Write every file, or none: the first ones are put back when a later one cannot be written.

        The catalogue goes first, so that a killed command leaves names nobody uses, never a record of unknown names.
        Returns the names of the files. MachineError when a file has changed since it was read.
        """
        for path, old in self.before.items():
            if _bytes(path) != old:
                raise MachineError(f"{path} was changed by somebody else meanwhile; nothing written, try again")
        done: list[Path] = []
        ordered = sorted(self.after, key=lambda path: path.parent != self.workspace.catalogue)
        try:
            for path in ordered:
                with machine_trouble(path):
                    path.parent.mkdir(parents=True, exist_ok=True)
                write_atomically(path, self.after[path])
                done.append(path)
        except BaseException:
            for path in done:
                self._put_back(path)
            raise
        return [relative_name(self.workspace, path) for path in ordered]

    @property
    def new_files(self) -> list[str]:
        """Names of the files that are not there yet."""
        return [relative_name(self.workspace, path) for path, data in self.before.items() if data is None]

    def _read(self) -> tuple[list[RecordFile], list[Problem]]:
        if self._now is None:
            self._now = read_files(self.workspace)
        return self._now

    def _content(self, path: Path) -> bytes | None:
        if path in self.after:
            return self.after[path]
        if not path.exists():
            return None
        data = read_bytes(self.workspace, path)
        if isinstance(data, Problem):
            raise DataError("nothing written", [data])
        self.before[path] = data
        return data

    def _put(self, path: Path, data: bytes) -> None:
        self.before.setdefault(path, None)
        self.after[path] = data

    def _put_back(self, path: Path) -> None:
        old = self.before[path]
        if old is None:
            path.unlink(missing_ok=True)
        else:
            write_atomically(path, old)

    def edited_catalogue(self) -> tuple[Catalogue, list[Problem]]:
        """The catalogue with the edits made, read from a copy of its files if there are any."""
        edits = {path.name: data for path, data in self.after.items() if path.parent == self.workspace.catalogue}
        if not edits:
            return self.catalogue, self._strange
        with tempfile.TemporaryDirectory(prefix="leaderboard-") as folder:
            copy = Workspace(Path(folder))
            copy.catalogue.mkdir(parents=True)
            for path in sorted(self.workspace.catalogue.glob("*.toml")):
                (copy.catalogue / path.name).write_bytes(edits.get(path.name) or path.read_bytes())
            for name, data in edits.items():
                (copy.catalogue / name).write_bytes(data)
            return load_catalogue(copy)

    def _new_problems(
        self, old: list[RecordFile], new: list[RecordFile], catalogue: Catalogue, strange: list[Problem]
    ) -> list[Problem]:
        """Problems that the edited workspace has and the present one has not, whatever their line."""
        before = _problems(old, self.catalogue, self._strange, Locator(self.workspace))
        after = _problems(new, catalogue, strange, DraftLocator(self.workspace, self.after))
        known = {(p.file, p.field, p.message, p.rule) for p in before}
        return [p for p in after if (p.file, p.field, p.message, p.rule) not in known]


class DraftLocator:
    """Finds line and column of a field, in the edited text where there is one."""

    def __init__(self, workspace: Workspace, after: dict[Path, bytes]) -> None:
        self._disk = Locator(workspace)
        self._edited = {relative_name(workspace, p): Positions(decode(data)[0] or "") for p, data in after.items()}

    def __call__(self, file: str, path: FieldPath) -> tuple[int, int]:
        return self._edited[file].of_value(path) if file in self._edited else self._disk(file, path)


def _problems(
    files: list[RecordFile], catalogue: Catalogue, strange: list[Problem], locate: Locator | DraftLocator
) -> list[Problem]:
    records = [one.record for one in files if one.record is not None]
    unread = [one.key for one in files if one.record is None]
    own = [problem for one in files for problem in one.problems]
    return [*strange, *own, *check_records(records, catalogue, locate, unread)]


def _bytes(path: Path) -> bytes | None:
    with machine_trouble(path):
        return path.read_bytes() if path.exists() else None


def _count(errors: list[Problem]) -> str:
    return "one error" if len(errors) == 1 else f"{len(errors)} errors"
