"""The command line in this process, with what is typed, in a workspace of a test's own."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from leaderboard.cli.main import main
from tests.site.conftest import PAPER, write_workspace

CATALOGUE = {
    "datasets.toml": (
        '[[dataset]]\nkey = "cifar-10"\nname = "CIFAR-10"\n\n[[dataset]]\nkey = "imagenet"\nname = "ImageNet"\n'
    ),
    "architectures.toml": (
        '# Names of networks.\n[[architecture]]\nkey = "resnet-50"\nname = "ResNet-50"\n\n# the small one\n'
        '[[architecture]]\nkey = "resnet-56"\nname = "ResNet-56"\naliases = ["Res56"]\n'
    ),
    "venues.toml": (
        '[[venue]]\nkey = "icml"\nname = "ICML"\nbibtex = ["international conference on machine learning"]\n'
    ),
    "methods.toml": '# Methods.\n[[method]]\nkey = "one"\nname = "One"\npaper = "one"\n',
}


@dataclass
class Done:
    """What a command printed and how it ended."""

    code: int
    out: str
    err: str


Cli = Callable[..., Done]
Files = dict[str, bytes]


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small workspace with one paper, which is the current folder."""
    write_workspace(tmp_path, {"one": f"# kept\n{PAPER}"}, CATALOGUE)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def cli(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Cli:
    """Run a command line; ``typed`` is its standard input."""

    def run(*arguments: str, typed: str = "") -> Done:
        monkeypatch.setattr(sys, "argv", ["leaderboard", *arguments])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(typed.encode()), encoding="utf-8"))
        monkeypatch.setenv("COLUMNS", "160")
        with pytest.raises(SystemExit) as ended:
            main()
        text = capsys.readouterr()
        return Done(int(ended.value.code or 0), text.out, text.err)

    return run


def files(workspace: Path) -> Files:
    """Every file under reported_results, to compare."""
    folder = workspace / "reported_results"
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
