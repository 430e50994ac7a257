"""Exports agree with one another and keep text as text; stats agree with the figures (faults 6, 37)."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import click
import pandas as pd
import pytest
from click.testing import CliRunner

from leaderboard.analysis.figures import figures
from leaderboard.cli.export import command as export_command
from leaderboard.cli.stats import command as stats_command
from leaderboard.render.exports.files import export, has_parquet
from leaderboard.render.exports.reported import RESULT_FIELDS
from leaderboard.render.exports.table import Table
from leaderboard.store.corpus import Corpus
from tests.conftest import ROOT, Run
from tests.site.conftest import PAPER, write_workspace

WORDS = [
    "NA",
    "None",
    "1e5",
    "010",
    "NO",
    "2020-01-01",
    "",
    None,
    "nan",
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\tx",
    "ü,\"'\n",
]
FORMULAS = ("=", "+", "-", "@", "\t", "\r")


def _words() -> Table:
    text = next(field for field in RESULT_FIELDS if field.name == "variant")
    number = next(field for field in RESULT_FIELDS if field.name == "top1")
    return Table("results", (text, number), [(word, 93.5 if i % 2 else None) for i, word in enumerate(WORDS)], "")


def test_words_survive_json() -> None:
    """JSON tells a blank from empty text."""
    assert [row["variant"] for row in json.loads(export(_words(), "json"))] == WORDS


def test_words_survive_csv_but_for_formulas() -> None:
    """A cell that a spreadsheet would compute gets an apostrophe; everything else stays as it is."""
    rows = list(csv.DictReader(io.StringIO(export(_words(), "csv").decode(), newline="")))
    expected = [f"'{word}" if word and word.startswith(FORMULAS) else word or "" for word in WORDS]
    assert [row["variant"] for row in rows] == expected


@pytest.mark.skipif(not has_parquet(), reason="pyarrow is not installed")
def test_words_survive_parquet() -> None:
    """Parquet keeps text and blanks apart."""
    frame = pd.read_parquet(io.BytesIO(export(_words(), "parquet")))
    assert [None if pd.isna(word) else word for word in frame["variant"]] == WORDS


def test_words_survive_sqlite(tmp_path: Path) -> None:
    """SQLite keeps ``010`` and ``1e5`` as text."""
    (tmp_path / "x.sqlite").write_bytes(export(_words(), "sqlite"))
    with contextlib.closing(sqlite3.connect(tmp_path / "x.sqlite")) as connection:
        assert [row[0] for row in connection.execute("SELECT variant FROM results ORDER BY rowid")] == WORDS


@pytest.mark.parametrize("style", ["csv", "json", "sqlite", "parquet"])
def test_exports_are_deterministic(style: str) -> None:
    """Equal tables give equal bytes."""
    if style == "parquet" and not has_parquet():
        pytest.skip("pyarrow is not installed")
    assert export(_words(), style) == export(_words(), style)  # type: ignore[arg-type]


def invoked(command: click.Command, corpus: Corpus, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> str:
    """What a command prints of a corpus that is read already."""
    module = sys.modules[command.callback.__module__]
    monkeypatch.setattr(module, "read_database", lambda url: corpus)
    done = CliRunner().invoke(command, arguments)
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.mark.parametrize("what", ["results", "papers", "comparisons", "architectures"])
def test_formats_agree(what: str, committed: Corpus, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The same rows of the committed records from every format, through the command."""
    for style in ["csv", "json", "sqlite", *(["parquet"] if has_parquet() else [])]:
        file = str(tmp_path / f"out.{style}")
        invoked(export_command, committed, monkeypatch, what, "--format", style, "-o", file)
    expected = json.loads((tmp_path / "out.json").read_text())
    assert expected
    with contextlib.closing(sqlite3.connect(tmp_path / "out.sqlite")) as connection:
        connection.row_factory = sqlite3.Row
        stored = [dict(row) for row in connection.execute(f"SELECT * FROM {what} ORDER BY rowid")]
    assert stored == expected
    with (tmp_path / "out.csv").open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [list(row) for row in rows] == [list(row) for row in expected]
    for row, other in zip(rows, expected, strict=True):
        for name, cell in row.items():
            if other[name] is None:
                assert cell == ""
            elif isinstance(other[name], float):
                assert float(cell) == other[name]
            else:
                assert cell.removeprefix("'") == str(other[name])
    if has_parquet():
        frame = pd.read_parquet(tmp_path / "out.parquet")
        found = [{k: None if pd.isna(v) else v for k, v in row.items()} for row in frame.to_dict("records")]
        assert found == expected


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace of one paper, built."""
    folder = write_workspace(tmp_path_factory.mktemp("built"), {"one": PAPER})
    subprocess.run(
        [sys.executable, "-c", "from leaderboard.cli.main import main; main()", "build"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=True,
        capture_output=True,
    )
    return folder


@pytest.mark.parametrize("style", ["parquet", "sqlite"])
def test_binary_formats_need_a_file(style: str, leaderboard: Run, built: Path) -> None:
    """Binary data is not written to a terminal."""
    done = leaderboard("export", "results", "--format", style, cwd=built)
    assert done.returncode == 2
    assert "-o" in done.stderr


def test_export_to_a_missing_folder_is_trouble(leaderboard: Run, built: Path) -> None:
    """The message names the file; there is no traceback."""
    done = leaderboard("export", "results", "-o", "nowhere/out.csv", cwd=built)
    assert done.returncode == 3
    assert "nowhere" in done.stderr
    assert "Traceback" not in done.stderr


def test_stats_are_the_figures(committed: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    """``stats --format json`` prints what the analysis computes of the same corpus."""
    printed = json.loads(invoked(stats_command, committed, monkeypatch, "--format", "json"))["figures"]
    values = {one["name"]: one["value"] for one in printed}
    assert values and values == {figure.name: figure.value for figure in figures(committed)}
    text = invoked(stats_command, committed, monkeypatch)
    assert all(name in text for name in values)


@pytest.mark.parametrize("command", [["stats"], ["export", "results"]])
def test_without_a_build_the_remedy_is_named(command: list[str], leaderboard: Run, tmp_path: Path) -> None:
    """No database: data trouble, with the command that makes one."""
    write_workspace(tmp_path, {"one": PAPER})
    done = leaderboard(*command, cwd=tmp_path)
    assert done.returncode == 1
    assert "leaderboard build" in done.stderr


def test_a_broken_record_is_placed_and_the_old_site_stays(leaderboard: Run, tmp_path: Path) -> None:
    """Exit 1 with file, line and column; the published files are the old ones."""
    write_workspace(tmp_path, {"one": PAPER})
    assert leaderboard("build", cwd=tmp_path).returncode == 0
    before = {p: p.read_bytes() for p in (tmp_path / "build").rglob("*") if p.is_file() and p.suffix != ".lock"}
    record = tmp_path / "reported_results" / "papers" / "one.toml"
    record.write_text(record.read_text() + "\nnonsense nonsense\n")
    done = leaderboard("build", cwd=tmp_path)
    assert done.returncode == 1, done.stderr
    line = record.read_text().count("\n")
    assert f"papers/one.toml:{line}:" in done.stderr
    after = {p: p.read_bytes() for p in (tmp_path / "build").rglob("*") if p.is_file() and p.suffix != ".lock"}
    assert after == before
