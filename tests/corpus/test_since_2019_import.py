"""Importing the collection since 2019: the committed records are what it writes, and writing again changes nothing."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.conftest import ROOT, Run

CSVS = Path(__file__).parent / "since-2019"
RESULTS = ROOT / "reported_results"


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """The committed catalogue, curation files and records."""
    shutil.copytree(RESULTS, tmp_path / "reported_results")
    return tmp_path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The collection: the two CSV files and the file of trials, which is kept beside the records."""
    copied = Path(shutil.copytree(CSVS, tmp_path / "collection"))
    shutil.copy(RESULTS / "trials" / "renda-2020-rewinding.csv.xz", copied / "renda_2020_all_trials.csv.xz")
    return copied


def contents(workspace: Path) -> dict[str, bytes]:
    """Every file below `reported_results`."""
    root = workspace / "reported_results"
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


def test_the_committed_records_are_what_the_import_writes(leaderboard: Run, workspace: Path, folder: Path) -> None:
    """Into an empty place, byte for byte; a second import writes nothing."""
    committed = contents(workspace)
    for path in (workspace / "reported_results" / "papers").glob("*.toml"):
        text = path.read_text(encoding="utf-8")
        if 'origin = "since-2019/' in text.partition("[[table]]")[0]:
            path.unlink()
    (workspace / "reported_results" / "catalogue" / "methods_since_2019.toml").unlink()
    shutil.rmtree(workspace / "reported_results" / "trials")

    first = leaderboard("import", "since-2019", str(folder), cwd=workspace)
    assert first.returncode == 0, first.stderr
    assert contents(workspace) == committed

    second = leaderboard("import", "since-2019", str(folder), cwd=workspace)
    assert "0 files written" in second.stdout
    assert contents(workspace) == committed


def test_an_altered_record_stops_the_import(leaderboard: Run, workspace: Path, folder: Path) -> None:
    """Nothing is written; questions of somebody's own are kept."""
    papers = workspace / "reported_results" / "papers"
    asked, altered = papers / "kusupati-2020-str.toml", papers / "evci-2020-rigl.toml"
    asked.write_text(asked.read_text() + '\n[[question]]\ntext = "Which?"\n')
    kept = leaderboard("import", "since-2019", str(folder), cwd=workspace)
    assert "1 kept as they are" in kept.stdout

    altered.write_text(altered.read_text().replace("top1 = 7", "top1 = 6"))
    before = contents(workspace)
    refused = leaderboard("import", "since-2019", str(folder), cwd=workspace)
    assert refused.returncode == 1
    assert "reported_results/papers/evci-2020-rigl.toml:1:1:" in refused.stderr
    assert contents(workspace) == before


def test_a_faulty_catalogue_stops_the_import_before_anything_is_written(
    leaderboard: Run, workspace: Path, folder: Path
) -> None:
    """The record that is missing is not written, since the methods could not be."""
    (workspace / "reported_results" / "papers" / "kusupati-2020-str.toml").unlink()
    venues = workspace / "reported_results" / "catalogue" / "venues.toml"
    venues.write_text(venues.read_text() + "\n[[venue]]\nkey = 7\n")
    before = contents(workspace)
    refused = leaderboard("import", "since-2019", str(folder), "--only", "kusupati-2020-str", cwd=workspace)

    assert refused.returncode == 1
    assert "error: the catalogue has problems" in refused.stderr
    assert contents(workspace) == before


def test_a_part_may_be_tried_without_writing(leaderboard: Run, workspace: Path, folder: Path, tmp_path: Path) -> None:
    """`--only` with `--dry-run` writes the account that is asked for and nothing else."""
    before = contents(workspace)
    report = tmp_path / "account.csv"
    arguments = ("--only", "kusupati-2020-str", "--dry-run", "--report", str(report))
    done = leaderboard("import", "since-2019", str(folder), *arguments, cwd=workspace)

    assert done.stdout.startswith("10 rows: 8 result, 2 baseline")
    assert len(report.read_text().splitlines()) == 11
    assert contents(workspace) == before


def test_an_unknown_source_or_folder_is_wrong_usage(leaderboard: Run, workspace: Path, folder: Path) -> None:
    """Exit code 2 and one line."""
    for arguments in ((str(folder), "--only", "nobody-2020"), (str(workspace),)):
        assert leaderboard("import", "since-2019", *arguments, cwd=workspace).returncode == 2
