"""`leaderboard check` from the outside: output, exit codes, paths."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from leaderboard.errors import UsageError
from leaderboard.records.model import Workspace
from leaderboard.records.workspace import find_workspace

CATALOGUE = {
    "datasets.toml": '[[dataset]]\nkey = "cifar-10"\nname = "CIFAR-10"\n',
    "architectures.toml": '[[architecture]]\nkey = "resnet-56"\nname = "ResNet-56"\n',
    "methods.toml": '[[method]]\nkey = "own"\nname = "Own"\npaper = "paper"\n',
}


def run(folder: Path, *arguments: str) -> tuple[int, str, str]:
    """Exit code, standard output and standard error of the real command."""
    program = "from leaderboard.cli.main import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", program, "check", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), "PYTHONIOENCODING": "utf-8"},
    )
    return done.returncode, done.stdout, done.stderr


@pytest.fixture
def filled(workspace: Workspace, example: str) -> Workspace:
    for name, text in CATALOGUE.items():
        (workspace.catalogue / name).write_text(text)
    (workspace.papers / "paper.toml").write_text(example)
    return workspace


def test_a_good_workspace_passes_from_any_folder_within(filled: Workspace) -> None:
    """Nothing on standard output, a summary on standard error."""
    for folder in (filled.root, filled.papers):
        assert run(folder) == (0, "", "1 file, 2 results, 0 errors, 0 warnings\n")


def test_problems_of_structure_and_of_names_are_listed_together(filled: Workspace, example: str) -> None:
    """One run shows all of them, each at its place; exit code 1."""
    path = filled.papers / "paper.toml"
    path.write_text(
        example.replace('"CIFAR-10"', '"CIFAR10"').replace("params_removed = 9.4", 'params_removed = "9,4"')
    )

    code, out, err = run(filled.root)

    assert code == 1
    assert out.splitlines() == [
        "reported_results/papers/paper.toml:12:11: table.0.dataset: unknown data set `CIFAR10`; "
        "did you mean `CIFAR-10`? Else add it to reported_results/catalogue/datasets.toml [unknown-dataset]",
        "reported_results/papers/paper.toml:17:66: table.0.rows.0.params_removed: text `9,4` instead of a number; "
        "write 9.4 without quotes [number]",
    ]
    assert err == "1 file, 2 results, 2 errors, 0 warnings\n"


def test_json_and_annotations_hold_the_same_problems(filled: Workspace, example: str) -> None:
    """Machines get fields, GitHub gets one escaped line each."""
    (filled.papers / "paper.toml").write_text(example.replace("2024", "1900"))

    (problem,) = json.loads(run(filled.root, "--format", "json")[1])
    assert (problem["file"], problem["line"], problem["rule"]) == ("reported_results/papers/paper.toml", 7, "range")
    assert run(filled.root, "--format", "github")[1].startswith(
        "::error file=reported_results/papers/paper.toml,line=7,col=8,title=range::paper.year: 1900 is out of range"
    )


def test_warnings_do_not_fail(filled: Workspace) -> None:
    """A file that is no record is named, and the check passes."""
    (filled.papers / "notes.txt").write_text("x")

    code, out, err = run(filled.root)

    assert code == 0
    assert "[file-name] (warning)" in out
    assert err == "1 file, 2 results, 0 errors, 1 warning\n"


def test_only_problems_of_the_given_paths_are_listed(filled: Workspace, example: str) -> None:
    """But all records are read, since papers refer to each other."""
    (filled.papers / "bad.toml").write_text("x = ")
    path = filled.papers / "paper.toml"
    path.write_text(example.replace("year = 2024", 'year = 2024\ncompares_to = ["bad"]'))

    assert run(filled.root, str(path)) == (0, "", "1 file, 2 results, 0 errors, 0 warnings\n")
    assert run(filled.root, "reported_results/papers")[0] == 1
    assert run(filled.root, "reported_results")[0] == 1
    assert run(filled.root, "reported_results/catalogue")[0] == 0


def test_wrong_usage_and_trouble_with_the_machine_have_their_own_codes(
    filled: Workspace, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A missing path and a folder without workspace are 2; a file the system refuses to read is 3."""
    assert run(filled.root, "nowhere.toml")[0] == 2
    empty = tmp_path_factory.mktemp("empty")
    code, _, err = run(empty)
    assert code == 2
    assert "leaderboard init" in err
    if os.geteuid() != 0:
        (filled.papers / "paper.toml").chmod(0)
        assert run(filled.root)[0] == 3


def test_problems_in_the_catalogue_fail_too(filled: Workspace) -> None:
    """Its files are part of the workspace."""
    (filled.catalogue / "venues.toml").write_text("[[venue]]\nkey = 1\n")

    code, out, _ = run(filled.root)
    assert code == 1
    assert "reported_results/catalogue/venues.toml" in out


def test_finding_the_workspace_says_how_to_begin(tmp_path: Path) -> None:
    """The nearest folder above counts; without one the message names the command and the folder."""
    with pytest.raises(UsageError, match="leaderboard init"):
        find_workspace(tmp_path)
    (tmp_path / "reported_results").mkdir()
    (tmp_path / "a" / "b").mkdir(parents=True)
    assert find_workspace(tmp_path / "a" / "b").root == tmp_path
