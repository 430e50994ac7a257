"""Beginning outside the checkout: init, an empty folder, an installed wheel; and what is never imported."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.conftest import ROOT, Run


def test_an_empty_folder_explains_how_to_begin(leaderboard: Run, tmp_path: Path) -> None:
    """`leaderboard build` without a workspace is wrong usage and names `leaderboard init`."""
    done = leaderboard("build", cwd=tmp_path)

    assert done.returncode == 2
    assert "leaderboard init" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_init_makes_a_workspace_that_builds(leaderboard: Run, tmp_path: Path) -> None:
    """The shipped records come along; they and an empty workspace are built; a second init is refused."""
    assert leaderboard("init", "mine", cwd=tmp_path).returncode == 0
    assert leaderboard("init", "mine", cwd=tmp_path).returncode == 2
    done = leaderboard("build", cwd=tmp_path / "mine")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "mine" / "build" / "site" / "index.html").is_file()
    papers = {path.name: path.read_bytes() for path in (ROOT / "reported_results" / "papers").glob("*.toml")}
    assert {p.name: p.read_bytes() for p in (tmp_path / "mine" / "reported_results" / "papers").iterdir()} == papers

    empty = leaderboard("init", "--empty", "other", cwd=tmp_path)
    assert "0 papers" in empty.stdout
    built = leaderboard("build", cwd=tmp_path / "other")
    assert built.returncode == 0, built.stderr
    assert (tmp_path / "other" / "build" / "site" / "index.html").is_file()


def test_nothing_but_the_runners_loads_torch() -> None:
    """Importing every command loads neither torch nor torchvision."""
    code = (
        "import sys, importlib; from leaderboard.cli.main import COMMANDS\n"
        "for name in COMMANDS:\n"
        "    importlib.import_module('leaderboard.cli.' + ('import_' if name == 'import' else name))\n"
        "import leaderboard.build, leaderboard.render.site, leaderboard.render.exports\n"
        "assert not {'torch', 'torchvision'} & set(sys.modules)"
    )
    succeeds(code)


@pytest.mark.torch
def test_runners_start_without_what_few_of_them_need() -> None:
    """Torchvision, torch's compiler and scikit-learn take three times as long to import as torch itself."""
    code = (
        "import sys, runners.sweep, runners.estimate, runners.profile; from runners.data import load\n"
        "load('digits', None)\n"
        "found = {'torchvision', 'torch._dynamo', 'sklearn'} & set(sys.modules)\n"
        "assert not found, found"
    )
    succeeds(code)


def succeeds(code: str) -> None:
    """In a Python of its own, which has imported nothing."""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("arguments", [["--help"], ["build", "--help"], ["show", "--help"], ["check", "--help"]])
def test_every_command_explains_itself(leaderboard: Run, arguments: list[str]) -> None:
    """Help ends with 0 and says something."""
    done = leaderboard(*arguments)
    assert done.returncode == 0
    assert "Usage:" in done.stdout


@pytest.mark.slow
def test_an_installed_wheel_works_outside_the_checkout(tmp_path: Path) -> None:
    """The wheel carries templates and records; unpacked anywhere, init and build work."""
    built = subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path / "dist"), str(ROOT)],
        capture_output=True,
        text=True,
    )
    assert built.returncode == 0, built.stderr
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "installed")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "installed")}
    code = "from leaderboard.cli.main import main; main()"
    for folder, *arguments in (
        ("work", "init", "."),
        ("work", "check"),
        ("empty", "init", "--empty", "."),
        ("empty", "build"),
    ):
        (tmp_path / folder).mkdir(exist_ok=True)
        done = subprocess.run(
            [sys.executable, "-c", code, *arguments],
            cwd=tmp_path / folder,
            env=environment,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
    assert (tmp_path / "empty" / "build" / "site" / "index.html").is_file()
