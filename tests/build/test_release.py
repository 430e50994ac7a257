"""`leaderboard release`: one zip of site and data, the same for equal records, never half written."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from leaderboard.errors import MachineError
from leaderboard.publishing import Publishing
from leaderboard.records.model import Workspace
from leaderboard.release import FOLDER, release
from tests.conftest import ROOT, Run
from tests.site.conftest import PAPER, write_workspace

# A machine on another day: whatever asks Python for the time is told a moment in 2037. Compiled modules come first, as
# they look at the classes when they are loaded; our own modules are then given the classes that know another day.
LATER = """
import datetime, sys, time
import pandas, PIL.Image, pyarrow.parquet, leaderboard.cli.release, leaderboard.cli.build, leaderboard.render.site
moment = 2_119_000_000.0
class Later(datetime.datetime):
    @classmethod
    def now(cls, tz=None): return cls.fromtimestamp(moment, tz)
    @classmethod
    def utcnow(cls): return cls.now()
    @classmethod
    def today(cls): return cls.now()
class Day(datetime.date):
    @classmethod
    def today(cls): return cls.fromtimestamp(moment)
for name, module in list(sys.modules.items()):
    if name == "datetime" or name.startswith(("leaderboard", "tomllib")):
        for key, value in list(vars(module).items()):
            if value in (Later.__base__, Day.__base__):
                setattr(module, key, Later if value is Later.__base__ else Day)
time.time = lambda: moment
time.localtime = (lambda real: lambda seconds=None: real(moment if seconds is None else seconds))(time.localtime)
time.gmtime = (lambda real: lambda seconds=None: real(moment if seconds is None else seconds))(time.gmtime)
from leaderboard.cli.main import main
main()
"""
HISTORY = """schema = 1

[[change]]
date = 2026-11-24T08:23:42Z
id = "0123456789abcdef"
title = "1 paper added"
papers = [
  { key = "one", added = true, results = 2, on = ["ResNet-56 on CIFAR-10"] },
]
"""
OPTIONS = ("--base-url", "https://example.org/x", "--repository", "https://github.com/a/b")


def folder(at: Path) -> Path:
    write_workspace(at, {"one": PAPER})
    (at / "reported_results" / "history.toml").write_text(HISTORY)
    (at / "LICENSE").write_text("a licence\n")
    return at


def later(at: Path, *arguments: str, **environment: str) -> None:
    """Run the command line on another day."""
    done = subprocess.run(
        [sys.executable, "-c", LATER, *arguments],
        cwd=at,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr


def files(at: Path) -> dict[str, bytes]:
    found = (path for path in at.rglob("*") if path.is_file() and path.name != ".leaderboard.lock")
    return {path.relative_to(at).as_posix(): path.read_bytes() for path in found}


def test_the_zip_holds_site_and_records_with_their_checksums(leaderboard: Run, tmp_path: Path) -> None:
    """Names sorted below one folder, one date, plain permissions, no marks of our own, all checksums right."""
    at = folder(tmp_path)
    done = leaderboard("release", "-o", "out/x.zip", *OPTIONS, cwd=at)

    assert done.returncode == 0, done.stderr
    digest = hashlib.sha256((at / "out" / "x.zip").read_bytes()).hexdigest()
    assert done.stdout.splitlines()[-1] == f"{digest}  x.zip"
    with zipfile.ZipFile(at / "out" / "x.zip") as archive:
        names = archive.namelist()
        contents = {name.removeprefix(f"{FOLDER}/"): archive.read(name) for name in names}
        assert {(i.date_time, i.external_attr, i.create_system) for i in archive.infolist()} == {
            ((1980, 1, 1, 0, 0, 0), 0o100644 << 16, 3)
        }
    assert names == sorted(names)
    assert all(name.startswith(f"{FOLDER}/") and "/." not in name for name in names)
    assert contents.keys() >= {
        *("README.txt", "SHA256SUMS", "LICENSE", "site/index.html", "site/data/results.csv", "site/sitemap.xml"),
        *("site/data/leaderboard.sqlite", "reported_results/papers/one.toml", "site/badge/paper/one.svg"),
    }
    sums = dict(reversed(line.split("  ", 1)) for line in contents["SHA256SUMS"].decode().splitlines())
    assert sums == {n: hashlib.sha256(c).hexdigest() for n, c in contents.items() if n != "SHA256SUMS"}
    readme = contents["README.txt"].decode()
    assert "open site/index.html" in readme and "LICENSE in full" in readme
    assert "https://example.org/x/" in readme
    assert not (at / "build" / "site").exists(), "the real site was touched"


def test_an_existing_zip_is_kept_unless_told(leaderboard: Run, tmp_path: Path) -> None:
    """Wrong usage without --overwrite, before anything is built."""
    at = folder(tmp_path)
    (at / "x.zip").write_text("mine")
    refused = leaderboard("release", "-o", "x.zip", cwd=at)

    assert refused.returncode == 2
    assert "--overwrite" in refused.stderr
    assert (at / "x.zip").read_text() == "mine"
    assert not (at / "build").exists()
    assert leaderboard("release", "-o", "x.zip", "--overwrite", cwd=at).returncode == 0
    assert zipfile.is_zipfile(at / "x.zip")


def test_records_with_errors_leave_the_old_zip(leaderboard: Run, tmp_path: Path) -> None:
    """Exit code 1, each problem named, and the file as it was."""
    at = folder(tmp_path)
    (at / "x.zip").write_text("old")
    record = at / "reported_results" / "papers" / "one.toml"
    record.write_text(record.read_text().replace("year = 2024", 'year = "soon"'))
    done = leaderboard("release", "-o", "x.zip", "--overwrite", cwd=at)

    assert done.returncode == 1
    assert "reported_results/papers/one.toml:7:" in done.stderr
    assert (at / "x.zip").read_text() == "old"


def test_trouble_while_packing_leaves_the_old_zip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that fills up half-way: nothing is left over, the old file stays."""
    at = folder(tmp_path)
    (at / "x.zip").write_text("old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(zipfile.ZipFile, "writestr", full)
    with pytest.raises(MachineError, match="No space left"):
        release(Workspace(at), at / "x.zip", lambda line: None, Publishing(), overwrite=True)
    assert (at / "x.zip").read_text() == "old"
    assert list(at.glob(".x.zip*")) == []


def test_another_day_zone_locale_and_hash_seed_change_no_byte(tmp_path: Path) -> None:
    """Site with everything made for its address, database and zip: all equal, pictures, map and feed included."""
    found = []
    surroundings = (
        {"PYTHONHASHSEED": "1", "TZ": "UTC", "LC_ALL": "C.UTF-8"},
        {"PYTHONHASHSEED": "77", "TZ": "Asia/Kathmandu", "LC_ALL": "C", "PYTHONUTF8": "0", "USER": "x", "HOME": "/"},
    )
    for name, environment in zip("ab", surroundings, strict=True):
        at = folder(tmp_path / name)
        if name == "a":
            command = [sys.executable, "-c", "from leaderboard.cli.main import main; main()"]
            for arguments in (("build", *OPTIONS), ("release", "-o", "build/x.zip", *OPTIONS)):
                done = subprocess.run(
                    [*command, *arguments],
                    cwd=at,
                    env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
                    capture_output=True,
                    text=True,
                )
                assert done.returncode == 0, done.stderr
        else:
            later(at, "build", *OPTIONS, **environment)
            later(at, "release", "-o", "build/x.zip", *OPTIONS, **environment)
        found.append(files(at / "build"))

    first, second = found
    assert first.keys() == second.keys()
    assert {"site/sitemap.xml", "site/feed.xml", "site/preview/site.png", "x.zip"} <= first.keys()
    assert [name for name in first if first[name] != second[name]] == []
    assert b"2037" not in b"".join(c for n, c in second.items() if n.endswith((".html", ".xml")))


def test_the_other_day_is_seen_by_what_asks(tmp_path: Path) -> None:
    """The clock of the test above is believed: else it would prove nothing."""
    script = LATER.replace(
        "from leaderboard.cli.main import main\nmain()\n",
        "import datetime as d\nprint(d.date.today().year, d.datetime.now().year, time.gmtime().tm_year, "
        "time.strftime('%Y', time.localtime()))",
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["2037"] * 4
