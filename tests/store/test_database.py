"""What the database refuses, how it is opened, and how a new one takes the old one's place."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import URL, Connection
from sqlalchemy.exc import DBAPIError

from leaderboard.catalogue import Catalogue, load_catalogue
from leaderboard.errors import DataError, MachineError, UsageError
from leaderboard.normalise import NormalisedResult, normalise
from leaderboard.records.model import PaperRecord, Workspace
from leaderboard.records.reading import read_papers
from leaderboard.store import tables as t
from leaderboard.store.corpus import Corpus, read_corpus
from leaderboard.store.database import database_url, new_database, open_database, sqlite_file
from leaderboard.store.filling import fill
from tests.conftest import ROOT

PARENTS: tuple[tuple[Any, dict[str, Any]], ...] = (
    (t.MetaRow, {"name": "schema_version", "value": str(t.SCHEMA_VERSION)}),
    (t.VenueRow, {"key": "iclr", "name": "ICLR", "kind": "conference", "peer_reviewed": True, "note": ""}),
    (t.DatasetRow, {"key": "d", "name": "D", "kind": "images", "task": "", "large": False, "note": ""}),
    (
        t.ArchitectureRow,
        {"key": "a", "name": "A", "kind": "network", "family": "", "source": "", "note": ""},
    ),
    (
        t.PaperRow,
        {
            "key": "p",
            "title": "T",
            "kind": "paper",
            "authors": "Ada Author",
            "year": 2024,
            "venue": "iclr",
            "pruning": True,
            "file": "f",
        },
    ),
    (
        t.PaperRow,
        {
            "key": "q",
            "title": "U",
            "kind": "paper",
            "authors": "Ben Writer",
            "year": 2023,
            "venue": None,
            "pruning": True,
            "file": "g",
        },
    ),
    (t.MethodRow, {"key": "m", "name": "M", "label": "M (Author 2024)", "paper": "p", "note": ""}),
    (
        t.ReportedTableRow,
        {
            "id": 1,
            "paper": "p",
            "position": 0,
            "locator": "Table 1",
            "source": "printed",
            "role": "results",
            "dataset": "d",
            "architecture": "a",
            "dataset_as_printed": "D",
            "architecture_as_printed": "A",
            "cost_convention": "unstated",
            "board": "a",
            "architecture_match": "unknown",
            "match_reason": "no card",
            "settled": False,
            "near_variants": False,
            "candidates": "",
            "convention_basis": "none",
            "convention_reason": "no operations",
        },
    ),
    (
        t.ReportedResultRow,
        {
            "id": "p:1",
            "table_id": 1,
            "position": 0,
            "method": "m",
            "reported_by": "paper",
            "trial_values": "{}",
            "settings": "{}",
            "flags": "",
        },
    ),
    (
        t.CardRow,
        {
            "key": "c",
            "board": "a",
            "name": "C",
            "family": "F",
            "dataset": "d",
            "input": "1x2x2",
            "classes": 2,
            "source": "invented",
            "describes": "An invented network.",
            **dict.fromkeys(("params", "params_conv", "params_linear", "params_norm", "params_other"), 1),
            **dict.fromkeys(("params_without_norm", "params_classifier", "macs"), 1),
            **dict.fromkeys(("macs_conv", "macs_linear", "macs_attention"), 1),
        },
    ),
)

GOOD: dict[str, tuple[Any, dict[str, Any]]] = {
    "venue": (t.VenueRow, {"key": "v", "name": "V", "kind": "journal", "peer_reviewed": True, "note": ""}),
    "dataset": (
        t.DatasetRow,
        {"key": "e", "name": "E", "kind": "images", "task": "", "test_images": 10, "large": False, "note": ""},
    ),
    "architecture": (t.ArchitectureRow, {**PARENTS[3][1], "key": "b", "name": "B"}),
    "paper": (t.PaperRow, {**PARENTS[4][1], "key": "r", "month": 5}),
    "method": (t.MethodRow, {**PARENTS[6][1], "key": "n", "label": "N (Author 2024)"}),
    "comparison": (t.ComparisonRow, {"paper": "p", "compared": "q"}),
    "table": (t.ReportedTableRow, {**PARENTS[7][1], "id": 2, "position": 1}),
    "result": (t.ReportedResultRow, {**PARENTS[8][1], "id": "p:2", "position": 1, "quoted_from": "q"}),
    "printed": (
        t.PrintedValueRow,
        {
            "id": 1,
            "table_id": 1,
            "result": "p:1",
            "name": "top1",
            "unit": "percent",
            "status": "value",
            "printed": "93.50",
            "value": 93.5,
        },
    ),
    "accuracy": (
        t.NormalisedValueRow,
        {
            "result": "p:1",
            "quantity": "top1",
            "edition": "printed",
            "status": "value",
            "value": 93.5,
            "low": 93.495,
            "high": 93.505,
            "basis": "stated",
            "explanation": "as printed",
        },
    ),
    "correction": (
        t.CorrectionRow,
        {
            "id": 1,
            "result": "p:1",
            "name": "top1",
            "baseline": False,
            "old": "1",
            "reason": "r",
            "source": "s",
            "date": "2026-01-01",
        },
    ),
    "question": (t.QuestionRow, {"id": 1, "paper": "p", "text": "?", "results": ""}),
    "run": (
        t.RunRow,
        {
            "id": "0",
            "protocol": "x",
            "protocol_version": 1,
            "dataset": "d",
            "architecture": "a",
            "network": "c",
            "method": "m",
            "ratio": 2.0,
            "file": "measured_results/x/0.json",
            "seed": 0,
            "outcome": "finished",
            "top1": 90.0,
            "dense_sha256": "0",
            "dense_top1": 91.0,
            "compression_ratio": 2.0,
            "theoretical_speedup": 2.0,
            "fixed": "0",
            "structure": "weight",
            "record": "{}",
        },
    ),
}
_RATIO = {"quantity": "compression_ratio", "low": None, "high": None}
_CHANGE = {"quantity": "delta_top1", "low": None, "high": None}
_BLANK = {"status": "not_reported", "value": None, "basis": None, "low": None, "high": None}
INF, NAN = float("inf"), float("nan")

BAD: list[tuple[str, dict[str, Any]]] = [
    *(("printed", {"value": v}) for v in ("n/a", "", "93.5%", INF, -INF, NAN, 1e31, -1e31, None)),
    *(("printed", {"printed": None}), ("printed", {"status": "n/a"}), ("printed", {"status": None})),
    *(("printed", {"status": s}) for s in ("failed", "not_applicable", "not_reported")),
    *(("printed", {"status": "failed", "value": None}), ("printed", {"status": "failed", "printed": None})),
    *(("printed", {"name": "exactness"}), ("printed", {"name": None}), ("printed", {"unit": None})),
    *(("printed", {"table_id": 9}), ("printed", {"result": "p:9"}), ("printed", {"table_id": None})),
    *(("accuracy", {"value": v}) for v in ("n/a", "", -0.001, 100.001, INF, -INF, NAN, None)),
    *(("accuracy", {"value": v} | _RATIO) for v in ("n/a", 0.0, -1.0, 1e9, INF, NAN, None)),
    *(("accuracy", {"value": v} | _CHANGE) for v in ("n/a", -100.1, 100.1, INF, -INF, NAN, None)),
    *(("accuracy", {"basis": v}) for v in (None, "guessed", "")),
    *(("accuracy", {"status": v}) for v in (None, "n/a", "failed", "not_reported", "not_applicable")),
    *(("accuracy", {"low": None}), ("accuracy", {"high": None})),
    *(("accuracy", _BLANK | {"basis": "stated"}), ("accuracy", _BLANK | {"value": 1.0})),
    *(("accuracy", _BLANK | {"explanation": None}), ("accuracy", {"quantity": "top3"})),
    *(("accuracy", {"edition": "draft"}), ("accuracy", {"result": "p:9"})),
    *(("accuracy", {"low": "n/a"}), ("accuracy", {"high": "n/a"})),
    *(("accuracy", {"low": 94.0}), ("accuracy", {"high": 93.0}), ("accuracy", {"low": -INF, "high": INF})),
    *(("paper", {"year": v}) for v in ("n/a", 1942, 2101, None)),
    *(("paper", {"month": v}) for v in ("n/a", 0, 13)),
    *(("paper", {"venue": "nowhere"}), ("paper", {"key": "p"}), ("paper", {"title": None})),
    *(("dataset", {"test_images": v}) for v in ("n/a", 0, -1, 10**9)),
    *(("dataset", {"name": "D"}), ("architecture", {"kind": "cnn"}), ("venue", {"name": "ICLR"})),
    *(("method", {"paper": "nobody"}), ("method", {"label": "M (Author 2024)"})),
    *(("comparison", {"compared": "p"}), ("comparison", {"compared": "x"}), ("comparison", {"paper": "x"})),
    *(("table", {"position": 0}), ("table", {"source": "rumour"}), ("table", {"role": "other"})),
    *(("table", {"cost_convention": "gflops"}), ("table", {"dataset": "x"}), ("table", {"architecture": "x"})),
    *(("table", {"board": "x"}), ("table", {"card": "x"}), ("table", {"architecture_match": "sure"})),
    *(("table", {"architecture_match": "exact"}), ("table", {"convention": "gflops"})),
    *(("table", {"paper": "x"}), ("table", {"source": None}), ("table", {"locator": None})),
    *(("result", {"table_id": 9}), ("result", {"method": "x"}), ("result", {"quoted_from": "x"})),
    *(("result", {"reported_by": "hearsay"}), ("result", {"reported_by": None}), ("result", {"position": 0})),
    *(("correction", {"result": "p:9"}), ("correction", {"reason": None}), ("question", {"paper": "x"})),
    *(("run", {"top1": v}) for v in ("n/a", -1.0, 101.0, INF)),
    *(("run", {"dense_top1": v}) for v in ("n/a", -1.0, 101.0)),
    *(("run", {name: v}) for name in ("compression_ratio", "theoretical_speedup") for v in ("n/a", 0.0, 1e9, INF)),
    *(("run", {"outcome": "fine"}), ("run", {"dataset": "x"}), ("run", {"architecture": "x"})),
]


def _add(connection: Connection, model: Any, row: Mapping[str, Any]) -> None:
    """Past SQLAlchemy's types too: what the driver is given goes to SQLite as it is."""
    columns, marks = ", ".join(row), ", ".join("?" * len(row))
    statement = f"INSERT INTO {model.__tablename__} ({columns}) VALUES ({marks})"
    connection.exec_driver_sql(statement, tuple(row.values()))


def _parents(connection: Connection) -> None:
    for model, row in PARENTS:
        _add(connection, model, row)


@cache
def _four_papers() -> tuple[Catalogue, list[PaperRecord], list[NormalisedResult]]:
    """Four connected papers of the checkout."""
    workspace = Workspace(ROOT)
    kept = ("face-prune", "jaderberg-low-rank-conv", "pruning-filters", "zhang-accel-very-deep")
    records, _ = read_papers(workspace, [workspace.papers / f"{key}.toml" for key in kept])
    catalogue, _ = load_catalogue(workspace)
    return catalogue, records, normalise(records, catalogue)


def _small(connection: Connection) -> None:
    fill(connection, *_four_papers(), {"schema_version": str(t.SCHEMA_VERSION)})


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small database, to be copied."""
    url = database_url(None, tmp_path_factory.mktemp("template") / "db.sqlite")
    with new_database(url) as connection:
        _small(connection)
    file = sqlite_file(url)
    assert file is not None
    return file


@pytest.fixture
def url(tmp_path: Path) -> URL:
    return database_url(None, tmp_path / "store" / "db.sqlite")


@pytest.fixture
def small(url: URL, template: Path) -> Path:
    """The file of a small database."""
    file = sqlite_file(url)
    assert file is not None
    file.parent.mkdir(parents=True, exist_ok=True)
    return Path(shutil.copyfile(template, file))


@contextlib.contextmanager
def _reader(file: Path) -> Iterator[sqlite3.Connection]:
    with contextlib.closing(sqlite3.connect(file)) as connection:
        yield connection


# --- what constraints refuse (28) --------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", GOOD)
def test_good_rows_are_accepted(kind: str, url: URL) -> None:
    model, row = GOOD[kind]
    with new_database(url) as connection:
        _parents(connection)
        _add(connection, model, row)
    with open_database(url).connect() as connection:
        assert connection.execute(t.sql_table(model).select()).all()


@pytest.mark.parametrize(("kind", "change"), BAD, ids=[f"{kind}-{change}" for kind, change in BAD])
def test_constraints_refuse_bad_values(kind: str, change: dict[str, Any], url: URL) -> None:
    """Bound values go to SQLite as they are: no code between would notice."""
    model, row = GOOD[kind]
    with pytest.raises(DataError, match="refuses a value"), new_database(url) as connection:
        _parents(connection)
        _add(connection, model, {**row, **change})
    assert not Path(str(url.database)).exists()


@pytest.mark.parametrize(("kind", "change"), [BAD[0], ("result", {"table_id": 9}), ("accuracy", {"basis": None})])
def test_refused_value_leaves_the_old_database(kind: str, change: dict[str, Any], url: URL, small: Path) -> None:
    before = small.read_bytes()
    model, row = GOOD[kind]
    with pytest.raises(DataError) as caught, new_database(url) as connection:
        _parents(connection)
        _add(connection, model, {**row, **change})
    assert "parameters" in str(caught.value)
    assert small.read_bytes() == before
    assert [path.name for path in small.parent.iterdir()] == [small.name]


def test_foreign_keys_are_on_in_every_connection(url: URL, small: Path) -> None:
    engine = open_database(url)
    for _ in range(2):
        with engine.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
            with pytest.raises(DBAPIError, match="FOREIGN KEY"):
                _add(connection, t.ComparisonRow, {"paper": "pruning-filters", "compared": "nobody"})


# --- opening (24) ------------------------------------------------------------------------------------------------


def test_opens_its_own(url: URL, small: Path) -> None:
    with open_database(url).connect() as connection:
        assert len(read_corpus(connection).papers) == 4


@pytest.mark.parametrize("thousandth", [0, 1, 5, 10, 50, 100, 250, 333, 500, 750, 900, 990, 999])
def test_truncated_file_is_refused(thousandth: int, url: URL, small: Path) -> None:
    whole = small.read_bytes()
    small.write_bytes(whole[: len(whole) * thousandth // 1000])
    _refused(url)


@pytest.mark.parametrize("size", [1, 15, 16, 17, 99, 100, 101, 511, 512, 4095, 4096, 4097, -4097, -4096, -512, -1])
def test_truncated_at_page_limits_is_refused(size: int, url: URL, small: Path) -> None:
    small.write_bytes(small.read_bytes()[:size])
    _refused(url)


@pytest.mark.parametrize("content", [b"", b"hello\n", b"SQLite format 3\0", b"\0" * 8192, b"id,paper\n1,x\n" * 1000])
def test_no_database_is_refused(content: bytes, url: URL, small: Path) -> None:
    small.write_bytes(content)
    _refused(url)


def test_missing_file_and_folder_are_refused(url: URL, tmp_path: Path) -> None:
    _refused(url)
    _refused(database_url(None, tmp_path))


def test_overwritten_pages_are_refused(url: URL, small: Path) -> None:
    whole = bytearray(small.read_bytes())
    whole[8192 : 8192 + 4096 * 8] = b"\xff" * 4096 * 8
    small.write_bytes(whole)
    _refused(url)


def test_another_applications_database_is_refused(url: URL, small: Path) -> None:
    small.unlink()
    with _reader(small) as connection:
        connection.execute("CREATE TABLE meta (name, value)")
        connection.execute("INSERT INTO meta VALUES ('schema_version', ?)", (str(t.SCHEMA_VERSION),))
        connection.commit()
    assert "not one of ours" in _refused(url)


@pytest.mark.parametrize(
    ("version", "word"),
    [(str(t.SCHEMA_VERSION + 1), "a newer"), ("999", "a newer"), ("0", "an older"), ("", "an older"), (None, "older")],
)
def test_other_versions_are_refused(version: str | None, word: str, url: URL, small: Path) -> None:
    with _reader(small) as connection:
        if version is None:
            connection.execute("DELETE FROM meta")
        else:
            connection.execute("UPDATE meta SET value = ? WHERE name = 'schema_version'", (version,))
        connection.commit()
    assert word in _refused(url)


def test_a_table_gone_is_refused(url: URL, small: Path) -> None:
    with _reader(small) as connection:
        connection.execute("DROP TABLE meta")
        connection.commit()
    _refused(url)


def test_dangling_reference_is_refused(url: URL, small: Path) -> None:
    with _reader(small) as connection:
        connection.execute("UPDATE method SET paper = 'nobody'")
        connection.commit()
    assert "dangling" in _refused(url)


def test_urls(tmp_path: Path) -> None:
    for text in ("sqlite://", "sqlite:///:memory:"):
        with pytest.raises(UsageError, match="in memory"):
            open_database(database_url(text, tmp_path))
    for text in ("no url", "nosuchdatabase://host/x"):
        with pytest.raises(UsageError):
            open_database(database_url(text, tmp_path))


def _refused(url: URL) -> str:
    before = _content(url)
    with pytest.raises(DataError) as caught:
        open_database(url)
    assert "leaderboard build" in str(caught.value)
    assert str(url.database) in str(caught.value)
    assert _content(url) == before
    return str(caught.value)


def _content(url: URL) -> bytes | None:
    path = Path(str(url.database))
    return path.read_bytes() if path.is_file() else None


# --- publication (26, 27) ----------------------------------------------------------------------------------------


def test_published_as_one_file(url: URL, small: Path) -> None:
    for _ in range(2):
        with new_database(url) as connection:
            _small(connection)
        assert [path.name for path in small.parent.iterdir()] == [small.name]
    with _reader(small) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal"


def test_reader_keeps_the_old_content(url: URL, small: Path) -> None:
    """A reader in mid-read goes on with the old file; the next one sees the new file."""
    with _reader(small) as reader:
        found = reader.execute("SELECT key FROM paper ORDER BY key")
        first = found.fetchone()[0]
        with new_database(url) as connection:
            _parents(connection)
        assert [first, *(row[0] for row in found)] == sorted(
            ("face-prune", "jaderberg-low-rank-conv", "pruning-filters", "zhang-accel-very-deep")
        )
        assert reader.execute("PRAGMA quick_check").fetchone()[0] == "ok"
    with _reader(small) as reader:
        assert [row[0] for row in reader.execute("SELECT key FROM paper ORDER BY key")] == ["p", "q"]


def test_copy_of_a_database_in_use_is_whole(url: URL, small: Path, tmp_path: Path) -> None:
    with open_database(url).connect() as connection:
        connection.exec_driver_sql("SELECT count(*) FROM paper")
        copy = tmp_path / "copy.sqlite"
        copy.write_bytes(small.read_bytes())
    with open_database(database_url(None, copy)).connect() as connection:
        assert len(read_corpus(connection).papers) == 4


def test_nothing_is_visible_before_the_end(url: URL, small: Path) -> None:
    with new_database(url) as connection:
        _parents(connection)
        with _reader(small) as reader:
            assert reader.execute("SELECT count(*) FROM paper").fetchone()[0] == 4


def test_any_error_leaves_the_old_database(url: URL, small: Path) -> None:
    before = small.read_bytes()
    for error in (RuntimeError, KeyboardInterrupt):
        with pytest.raises(error), new_database(url) as connection:
            _parents(connection)
            raise error
        assert small.read_bytes() == before
        assert [path.name for path in small.parent.iterdir()] == [small.name]


def test_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    url = database_url(None, tmp_path / "file" / "db.sqlite")
    with pytest.raises(MachineError), new_database(url) as connection:
        _parents(connection)


@pytest.mark.parametrize("kind", GOOD)
def test_each_writers_effect_is_visible_to_a_second_connection(kind: str, url: URL) -> None:
    model, row = GOOD[kind]
    with new_database(url) as connection:
        _parents(connection)
        _add(connection, model, row)
    with _reader(Path(str(url.database))) as reader:
        reader.row_factory = sqlite3.Row
        found = [dict(one) for one in reader.execute(f"SELECT * FROM {model.__tablename__}")]
    assert any(all(one[name] == value for name, value in row.items()) for one in found)


def test_fill_is_visible_to_another_process(committed: Corpus, small: Path) -> None:
    query = "SELECT (SELECT count(*) FROM paper), (SELECT count(*) FROM reported_result)"
    program = f"import sqlite3, sys; print(*sqlite3.connect(sys.argv[1]).execute({query!r}).fetchone())"
    found = subprocess.run([sys.executable, "-c", program, str(small)], capture_output=True, text=True, check=True)
    assert found.stdout.split() == ["4", "16"]


# --- equal bytes, equal decimals (7, 40) -------------------------------------------------------------------------

_WRITE = """
import sys
from pathlib import Path
from tests.store import test_database as here
from leaderboard.store.database import database_url, new_database
with new_database(database_url(None, Path(sys.argv[1]))) as connection:
    here._small(connection)
"""


def test_equal_records_give_equal_bytes(tmp_path: Path) -> None:
    written = []
    for seed in ("0", "1", "4242"):
        file = tmp_path / f"{seed}.sqlite"
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": seed, "TZ": f"Etc/GMT+{int(seed) % 7}"}
        subprocess.run([sys.executable, "-c", _WRITE, str(file)], env=environment, check=True, cwd=ROOT)
        written.append(file.read_bytes())
    assert written[0] == written[1] == written[2]


def test_decimals_come_back_as_they_went_in(committed: Corpus) -> None:
    """Every printed number of the committed records, digit for digit, trailing zeros included."""
    records, _ = read_papers(Workspace(ROOT))
    went_in = {
        (f"{record.paper.key}:{row.id}", name): printed.text
        for record in records
        for table in record.tables
        for row in table.rows
        for name, printed in row.values.items()
    }
    came_back = {
        (result.id, number.name): number.printed
        for result in committed.results
        for number in result.printed
        if number.status == "value"
    }
    assert came_back == went_in
    assert any(text.endswith("0") and "." in text for text in went_in.values())


def test_text_that_looks_like_numbers_stays_text(url: URL) -> None:
    words = ["NA", "None", "1e5", "010", "2020-01-01", "NO", "0x10", " x "]
    with new_database(url) as connection:
        _parents(connection)
        for number, word in enumerate(words):
            row = {**PARENTS[6][1], "key": word, "name": word, "label": word}
            _add(connection, t.MethodRow, row)
            settings = json.dumps({"epochs": word})
            result = {**PARENTS[8][1], "id": f"p:{word}", "position": number + 5, "method": word, "settings": settings}
            _add(connection, t.ReportedResultRow, {**result, "variant": word, "method_as_printed": word})
            value = {**GOOD["accuracy"][1], "result": f"p:{word}"}
            _add(connection, t.NormalisedValueRow, value)
            _add(connection, t.PrintedValueRow, {**GOOD["printed"][1], "id": number + 5, "result": f"p:{word}"})
        _add(connection, t.NormalisedValueRow, GOOD["accuracy"][1])
    with open_database(url).connect() as connection:
        corpus = read_corpus(connection)
    found = [r for r in corpus.results if r.id != "p:1"]
    assert [r.method for r in found] == words
    assert [r.variant for r in found] == words
    assert [r.settings["epochs"] for r in found] == words
    assert [r.printed_number("top1") for r in found] == ["93.50"] * len(words)
