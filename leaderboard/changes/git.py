"""Reading the data's past from git: trees, file contents and commits; nothing is checked out or written."""

from __future__ import annotations

import hashlib
import os
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from leaderboard.errors import MachineError, UsageError
from leaderboard.records.held_equal import is_protocol

PAPERS, CATALOGUE, MEASURED = "reported_results/papers", "reported_results/catalogue", "measured_results"
DATA = (PAPERS, CATALOGUE, MEASURED)


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit: its id in full, and when it was written (UTC)."""

    id: str
    date: datetime


@dataclass(frozen=True, slots=True)
class FileChange:
    """A file that a commit adds (``old`` None), deletes (``new`` None) or changes; both are ids of blobs."""

    path: str
    old: str | None
    new: str | None


def is_paper(path: str) -> bool:
    """Whether a path, relative to the workspace, is that of a record file."""
    return path.rpartition("/")[0] == PAPERS and path.endswith(".toml")


def is_catalogue(path: str) -> bool:
    """Whether a path is that of a file of the catalogue."""
    return path.rpartition("/")[0] == CATALOGUE and path.endswith(".toml")


def is_run(path: str) -> bool:
    """Whether a path is that of a measured record."""
    return path.startswith(f"{MEASURED}/") and path.endswith(".json") and not is_protocol(path)


class Repository:
    """The git repository that holds a workspace; paths are relative to the workspace."""

    def __init__(self, folder: Path) -> None:
        """Raises MachineError where git is missing or ``folder`` is in no repository."""
        self.folder = folder
        found = self._git("rev-parse", "--show-object-format", "--is-shallow-repository")
        if found.returncode:
            why = found.stderr.decode("utf-8", "replace").strip().splitlines()
            raise MachineError(f"{folder} is in no git repository that can be read: {why[0] if why else 'git failed'}")
        self._algorithm, shallow = found.stdout.decode().split()
        self.shallow = shallow == "true"

    def commit(self, revision: str) -> Commit:
        """The commit that ``revision`` names. Raises UsageError when there is none."""
        if revision and not revision.startswith("-") and "\0" not in revision:
            wanted = ("--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
            found = self._git("rev-parse", *wanted)
            if not found.returncode:
                identifier = found.stdout.decode().strip()
                return Commit(identifier, self._date(self._out("show", "-s", "--format=%at", identifier)))
        raise UsageError(
            f"no revision {revision!r} in this repository; name a commit, a branch or a tag, such as HEAD~1"
        )

    def tree(self, commit: Commit) -> dict[str, str]:
        """Every data file at ``commit``: path and id of its content."""
        listed = self._out("ls-tree", "-r", "-z", commit.id, "--", *DATA).split(b"\0")
        entries = (line.decode("utf-8", "surrogateescape").partition("\t") for line in listed if line)
        found = {path: facts.split() for facts, _, path in entries}
        return {path: identifier for path, (_, kind, identifier) in sorted(found.items()) if kind == "blob"}

    def blobs(self, identifiers: Iterable[str]) -> dict[str, bytes]:
        """The contents with these ids. Raises MachineError when one is missing (a damaged repository)."""
        wanted = sorted(set(identifiers))
        if not wanted:
            return {}
        answer = self._git("cat-file", "--batch", given="".join(f"{one}\n" for one in wanted).encode())
        found, at = {}, 0
        for one in wanted:
            end = answer.stdout.find(b"\n", at)
            head = answer.stdout[at:end].split()
            if answer.returncode or len(head) != 3 or head[1] != b"blob":
                raise MachineError(
                    f"git cannot read the object {one}: {answer.stderr.decode('utf-8', 'replace')[:200]}"
                )
            size = int(head[2])
            found[one] = answer.stdout[end + 1 : end + 1 + size]
            at = end + 2 + size
        return found

    def blob_id(self, content: bytes) -> str:
        """The id that git gives to a content."""
        digest = hashlib.new(self._algorithm, usedforsecurity=False)
        digest.update(b"blob %d\0" % len(content))
        digest.update(content)
        return digest.hexdigest()

    def data_commits(self) -> list[Commit]:
        """Every commit up to HEAD that touches the data, parents first; merges only join what others did."""
        order = ("--full-history", "--no-merges", "--topo-order", "--reverse")
        lines = self._out("log", *order, "--format=%H %at", "HEAD", "--", *DATA).decode().split("\n")
        return [Commit(line.split()[0], self._date(line.split()[1].encode())) for line in lines if line]

    def changes(self, commit: Commit) -> list[FileChange]:
        """The files of ``reported_results`` and ``measured_results`` that a commit changed, by path."""
        options = ("-r", "--root", "--no-commit-id", "--no-renames", "--relative", "-z")
        parts = self._out("diff-tree", *options, commit.id, "--", "reported_results", MEASURED).split(b"\0")
        found = []
        for facts, path in zip(parts[:-1:2], parts[1::2], strict=True):
            old, new = (None if not one.strip(b"0") else one.decode() for one in facts.split()[2:4])
            found.append(FileChange(path.decode("utf-8", "surrogateescape"), old, new))
        return sorted(found, key=lambda change: change.path)

    @staticmethod
    def _date(seconds: bytes) -> datetime:
        return datetime.fromtimestamp(int(seconds), UTC)

    def _out(self, *arguments: str) -> bytes:
        done = self._git(*arguments)
        if done.returncode:
            raise MachineError(f"git {arguments[0]} failed: {done.stderr.decode('utf-8', 'replace').strip()[:300]}")
        return done.stdout

    def _git(self, *arguments: str, given: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
        environment = {**os.environ, "LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0"}
        command = ["git", "--literal-pathspecs", "--no-replace-objects", *arguments]
        try:
            return subprocess.run(command, cwd=self.folder, env=environment, input=given, capture_output=True)
        except OSError as error:
            raise MachineError("git cannot be run; install it, it is where the data's past is read from") from error
