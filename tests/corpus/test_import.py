"""Importing the corpus: deterministic, idempotent, all or nothing."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.conftest import ROOT, Run

CSVS = Path(__file__).parent / "meta-analysis-2020"


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "reported_results" / "catalogue", tmp_path / "reported_results" / "catalogue")
    return tmp_path


@pytest.fixture
def csvs(tmp_path: Path) -> Path:
    return Path(shutil.copytree(CSVS, tmp_path / "csv"))


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((folder / "reported_results" / "papers").glob("*"))}


def test_importing_twice_changes_nothing(leaderboard: Run, workspace: Path, csvs: Path) -> None:
    """81 files, 551 results; the second import writes none of them."""
    first = leaderboard("import", "meta-analysis", str(csvs), cwd=workspace)
    before = contents(workspace)
    second = leaderboard("import", "meta-analysis", str(csvs), cwd=workspace)

    assert first.stdout.startswith("81 papers, 551 results"), first.stderr
    assert len(before) == 81
    assert "0 files written, 81 unchanged" in second.stdout
    assert contents(workspace) == before


def test_an_edited_file_is_kept_or_refused(leaderboard: Run, workspace: Path, csvs: Path) -> None:
    """Additions of one's own survive an import; an altered number stops it, and nothing is written."""
    leaderboard("import", "meta-analysis", str(csvs), cwd=workspace)
    added = workspace / "reported_results/papers/SNIP.toml"
    added.write_text(added.read_text() + '\n[[question]]\ntext = "Which VGG?"\n')
    assert "1 kept as they are" in leaderboard("import", "meta-analysis", str(csvs), cwd=workspace).stdout

    altered = workspace / "reported_results/papers/nisp.toml"
    altered.write_text(altered.read_text().replace("43.61", "43.16"))
    before = contents(workspace)
    refused = leaderboard("import", "meta-analysis", str(csvs), cwd=workspace)
    assert refused.returncode == 1
    assert "reported_results/papers/nisp.toml:1:1:" in refused.stderr
    assert contents(workspace) == before


@pytest.mark.parametrize(
    "old, new, message",
    [
        (b"dTop1,", b"", "results.csv:1:1: dTop1: column `dTop1` is missing"),
        (
            b"\r\n328,amc-automl-han",
            b"\r\n326,amc-automl-han",
            "results.csv:3:1: Name: repeated id '326'; first in line 2",
        ),
        (
            b"\r\n328,amc-automl-han",
            b"\r\n328,amc-automl-hen",
            "results.csv:3:5: Paper: unknown paper 'amc-automl-hen'",
        ),
        (b"93.55%", b"93.55 %", "results.csv:3:44: Top1: '93.55 %' is not a number followed by %"),
        (b"93.55%", b"ca. 93.55%", "results.csv:3:44: Top1: 'ca. 93.55%' is not a number followed by %"),
        (b"93.55%", b"93.55", "results.csv:3:44: Top1: '93.55' is not a number followed by %"),
    ],
    ids=["missing column", "repeated id", "unknown paper", "stray space", "stray text", "missing unit"],
)
def test_a_damaged_file_is_refused_whole(
    leaderboard: Run, workspace: Path, csvs: Path, old: bytes, new: bytes, message: str
) -> None:
    """The refusal names line and column, and nothing is written."""
    results = csvs / "results.csv"
    assert old in results.read_bytes()
    results.write_bytes(results.read_bytes().replace(old, new, 1))

    done = leaderboard("import", "meta-analysis", str(csvs), cwd=workspace)

    assert done.returncode == 1
    assert message in done.stderr
    assert not (workspace / "reported_results" / "papers").exists()


def test_the_committed_records_hold_the_corpus() -> None:
    """81 files; every row keeps its origin, and no sentence of the notes came along."""
    texts = [path.read_text() for path in sorted((ROOT / "reported_results" / "papers").glob("*.toml"))]
    text = "".join(texts)

    assert sum('origin = "meta-analysis-2020/papers.csv#' in one for one in texts) == 81
    assert text.count('origin = "meta-analysis-2020/results.csv#') == 551
    assert "seemingly" not in text
    assert "Not gonna type" not in text
