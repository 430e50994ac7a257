"""Small workspaces in git repositories of their own, with fixed authors and dates."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from leaderboard.changes.difference import Difference, difference
from leaderboard.records.model import Workspace
from leaderboard.records.writing import write_atomically
from tests.build.test_measured import CATALOGUE as CARDS
from tests.build.test_measured import record
from tests.site.conftest import CATALOGUE, PAPER, write_workspace

ONE = PAPER.replace(
    'architecture = "ResNet-56"',
    'architecture = "ResNet-56"\ncard = "resnet-56-invented"\ncard_evidence = "its code loads it"',
)
TWO = ONE.replace('"one"', '"two"').replace("92.50", "92.00").replace("A synthetic paper", "Another synthetic paper")
METHODS = CATALOGUE["methods.toml"] + '\n[[method]]\nkey = "two"\nname = "Two"\npaper = "two"\n'


class Repo:
    """A workspace under git. ``commit`` records everything at the given minute of one day."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.papers = folder / "reported_results" / "papers"
        write_workspace(folder, {"one": ONE, "two": TWO}, {"methods.toml": METHODS, **CARDS})
        self.git("init", "-q", "-b", "main")
        self.commit(0)

    def git(self, *arguments: str, **environment: str) -> str:
        """Run git without any configuration of the machine."""
        done = subprocess.run(
            ["git", "-c", "user.name=A", "-c", "user.email=a@example.org", *arguments],
            cwd=self.folder,
            env={**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull, **environment},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def commit(self, minute: int) -> str:
        """Commit the whole folder; the id of the commit."""
        date = f"2026-03-04T05:{minute:02}:00+02:00"
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "secret words", GIT_AUTHOR_DATE=date, GIT_COMMITTER_DATE=date)
        return self.git("rev-parse", "HEAD")

    def edit(self, key: str, old: str, new: str) -> None:
        """Replace a text that stands in a record exactly once."""
        path = self.papers / f"{key}.toml"
        text = path.read_text()
        assert text.count(old) == 1, text
        path.write_text(text.replace(old, new))

    def append(self, key: str, text: str) -> None:
        """Add text at the end of a record."""
        path = self.papers / f"{key}.toml"
        path.write_text(path.read_text() + text)

    def run(self, seed: int, **settings: Any) -> Path:
        """Write one measured record."""
        found = record(seed, **settings)
        path = self.folder / "measured_results" / "invented-v1" / f"{found['id']}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, json.dumps(found))
        return path

    def diff(self, revision: str = "HEAD") -> Difference:
        """Compare with a revision."""
        return difference(Workspace(self.folder), revision)


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """Two papers on one board, committed."""
    return Repo(tmp_path / "work")


@pytest.fixture
def correction() -> Callable[..., str]:
    """A ``[[correction]]`` of row a of paper one."""

    def make(old: str, new: str | None = None, row: str = "a", column: str = "top1", **more: str) -> str:
        lines = [f'row = "{row}"', f'column = "{column}"', f"old = {old}"]
        lines += [f"new = {new}"] if new else []
        lines += [f"{name} = {value}" for name, value in more.items()]
        lines += ['reason = "digits swapped"', 'source = "the authors"', 'date = "2026-03-04"']
        return "\n[[correction]]\n" + "\n".join(lines) + "\n"

    return make
