"""Which files of a folder are record files, and their bytes; whatever only looks like one is reported."""

from __future__ import annotations

import errno
import os
import stat
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path

from leaderboard.errors import MachineError, UsageError
from leaderboard.problems import Problem
from leaderboard.records.limits import MAX_BYTES
from leaderboard.records.model import Workspace

_IGNORED = {"README.md"}


def relative_name(workspace: Workspace, path: Path) -> str:
    """``path`` relative to the workspace with forward slashes, or as it is when outside of it."""
    try:
        return path.absolute().relative_to(workspace.root.absolute()).as_posix()
    except ValueError:
        return path.as_posix()


def record_files(workspace: Workspace, paths: Iterable[Path] | None = None) -> tuple[list[Path], list[Problem]]:
    """Record files below ``paths`` (default: the workspace's), sorted by name, and what is wrong with names.

    A folder that holds ``reported_results`` or is it stands for its papers. Raises UsageError for a path
    that does not exist.
    """
    files: set[Path] = set()
    problems: list[Problem] = []
    for path in [workspace.papers] if paths is None else paths:
        if path.is_symlink() or not path.is_dir() or path.suffix == ".toml":
            if not os.path.lexists(path):
                raise UsageError(f"no such file or folder: {path}")
            files.add(path)
            continue
        found, strange = _in_folder(workspace, _papers_of(path))
        files.update(found)
        problems += strange
    ordered = sorted(files, key=lambda path: relative_name(workspace, path))
    return ordered, problems + _case_collisions(workspace, ordered)


def _papers_of(folder: Path) -> Path:
    for papers in (folder / "reported_results" / "papers", folder / "papers"):
        if papers.is_dir():
            return papers
    return folder


def _in_folder(workspace: Workspace, folder: Path) -> tuple[list[Path], list[Problem]]:
    """The ``*.toml`` entries of one folder; anything else there would be skipped silently, so it is named."""
    try:
        entries = sorted(folder.iterdir())
    except FileNotFoundError:
        return [], []
    except OSError as error:
        raise MachineError(f"cannot list {folder}: {error.strerror}") from error
    files, problems = [], []
    for entry in entries:
        if entry.suffix == ".toml":
            files.append(entry)
        elif not entry.name.startswith(".") and entry.name not in _IGNORED:
            message = f"`{_shown(entry.name)}` is no record file, so it is not read"
            remedy = "give it a name that ends in .toml, or move it away"
            problems.append(_problem(workspace, entry, message, remedy, "warning"))
    return files, problems


def _case_collisions(workspace: Workspace, files: Sequence[Path]) -> list[Problem]:
    """Names that differ by case or Unicode form only: one file on some systems, two on others."""
    first: dict[str, Path] = {}
    problems = []
    for path in files:
        folded = unicodedata.normalize("NFC", relative_name(workspace, path)).casefold()
        other = first.setdefault(folded, path)
        if other is not path:
            message = f"`{_shown(path.name)}` differs from `{_shown(other.name)}` only by case"
            problems.append(_problem(workspace, path, message, "rename one of the two"))
    return problems


def _shown(name: str) -> str:
    return "".join(c if c.isprintable() else "\ufffd" for c in name)


def _problem(workspace: Workspace, path: Path, message: str, remedy: str, severity: str = "error") -> Problem:
    name = relative_name(workspace, path)
    return Problem(name, 1, 1, "", message, remedy, "file-name", "warning" if severity == "warning" else "error")


def read_bytes(workspace: Workspace, path: Path) -> bytes | Problem:
    """The content of a regular file of at most 4 MiB, or the problem with it; never waits on a pipe.

    Raises MachineError when the system refuses to read it.
    """
    name = relative_name(workspace, path)
    try:
        if path.is_symlink():
            target = path.resolve()
            if not target.is_relative_to(workspace.root.resolve()):
                return _refused(name, "a link that leaves the workspace", "put the file itself here")
            if not target.exists():
                return _refused(name, "a link to nothing", "put the file itself here")
        mode = path.stat().st_mode
        if not stat.S_ISREG(mode):
            kind = "a folder" if stat.S_ISDIR(mode) else "a pipe" if stat.S_ISFIFO(mode) else "no regular file"
            return _refused(name, f"{kind}, not a file", "put a regular file here or rename it")
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with open(descriptor, "rb") as stream:  # noqa: PTH123 - a descriptor, not a path
            if os.fstat(descriptor).st_size > MAX_BYTES:
                message = f"larger than {MAX_BYTES // 2**20} MiB ({os.fstat(descriptor).st_size:,} bytes)"
                return _refused(name, message, "split the file", "file-limit")
            return stream.read(MAX_BYTES + 1)
    except (OSError, RuntimeError) as error:
        if isinstance(error, RuntimeError) or error.errno == errno.ELOOP:
            return _refused(name, "a link to itself", "put the file itself here")
        raise MachineError(f"cannot read {path}: {error.strerror}") from error


def _refused(name: str, message: str, remedy: str, rule: str = "file-kind") -> Problem:
    return Problem(name, 1, 1, "", message, remedy, rule)
