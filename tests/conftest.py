"""What many tests need: the checkout, its database, and the command line as a process."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import pytest

# Before torch is imported anywhere: tests run side by side, and threads that spin while they wait starve each other.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")
if "PYTEST_XDIST_WORKER" in os.environ:
    os.environ.setdefault("OMP_NUM_THREADS", "1")

from leaderboard.catalogue import load_catalogue
from leaderboard.cli.main import main
from leaderboard.normalise import normalise
from leaderboard.records.model import Workspace
from leaderboard.records.reading import read_papers
from leaderboard.store.corpus import Corpus, read_corpus
from leaderboard.store.database import database_url, new_database, open_database
from leaderboard.store.filling import fill
from leaderboard.store.tables import SCHEMA_VERSION
from runners.workers import PRELOADED

_SLOW_TO_MAKE = {"committed", "real_site"}  # session fixtures that take tens of seconds
ROOT = Path(__file__).resolve().parent.parent
Run = Callable[..., subprocess.CompletedProcess[str]]
CHROMIUM_FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Where tests run on several processes (``--dist loadgroup``), what is slow to make is made on one of them: tests
    that share one of the slow session fixtures or a fixture of their module stay together.
    """
    for item in items:
        assert isinstance(item, pytest.Function)
        if _SLOW_TO_MAKE & set(item.fixturenames):
            item.add_marker(pytest.mark.xdist_group("committed records"))
        elif any(d.scope == "module" for found in item._fixtureinfo.name2fixturedefs.values() for d in found):
            item.add_marker(pytest.mark.xdist_group(item.path.name))


@pytest.fixture(scope="session")
def checkout() -> Workspace:
    """The workspace that this repository is."""
    return Workspace(ROOT)


@pytest.fixture(scope="session")
def committed(checkout: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    """The committed records, through normaliser and database."""
    records, problems = read_papers(checkout)
    assert not [p for p in problems if p.severity == "error"]
    catalogue, strange = load_catalogue(checkout)
    assert not strange
    url = database_url(None, tmp_path_factory.mktemp("store") / "leaderboard.sqlite")
    with new_database(url) as connection:
        fill(connection, catalogue, records, normalise(records, catalogue), {"schema_version": str(SCHEMA_VERSION)})
    with open_database(url).connect() as connection:
        return read_corpus(connection)


@pytest.fixture
def leaderboard(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Run the command line in a folder: ``leaderboard("check", cwd=folder)``. In a process that is forked from one that
    has imported everything, or with an ``environment`` in a Python that reads it when it starts.
    """

    def run(*arguments: str, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
        return started(*arguments, cwd=cwd, **environment) if environment else ready(*arguments, cwd=cwd)

    def ready(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
        said = tmp_path_factory.mktemp("said")
        process = forked(command_line, arguments, cwd, said / "out", said / "err")
        process.join(timeout=120)
        if process.exitcode is None:
            process.kill()
            raise subprocess.TimeoutExpired(arguments, 120)
        out, err = ((said / name).read_text("utf-8") for name in ("out", "err"))
        return subprocess.CompletedProcess(arguments, process.exitcode, out, err)

    def started(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", "from leaderboard.cli.main import main; main()", *arguments],
            cwd=cwd,
            env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
            capture_output=True,
            text=True,
            timeout=120,
        )

    return run


def forked(target: Callable[..., None], *arguments: Any) -> BaseProcess:
    """``target`` in a process that is forked from one that has imported everything."""
    multiprocessing.set_forkserver_preload([*PRELOADED, "leaderboard.build", "tests.conftest"])
    process = multiprocessing.get_context("forkserver").Process(target=target, args=arguments)
    process.start()
    return process


def command_line(arguments: Sequence[str], folder: Path, out: Path, err: Path) -> None:
    """The command line in this process, from a folder; what it says goes to two files."""
    for number, path in ((1, out), (2, err)):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT), number)
    os.chdir(folder)
    sys.argv = ["leaderboard", *arguments]
    main()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """A headless browser; without one the test is skipped, or fails where LEADERBOARD_REQUIRE_BROWSER is set."""
    sync_api = pytest.importorskip("playwright.sync_api")
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        if os.environ.get("LEADERBOARD_REQUIRE_BROWSER"):
            pytest.fail("no Chromium, and LEADERBOARD_REQUIRE_BROWSER is set")
        pytest.skip("no Chromium found")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=CHROMIUM_FLAGS.split())
        yield browser
        browser.close()


@pytest.fixture
def slowness() -> float:
    """How many times as long as where budgets of time were set a fixed loop takes just now: 1 or more."""
    took = []
    for _ in range(3):
        start, total = time.process_time(), 0
        for number in range(300_000):
            total += number * number
        took.append(time.process_time() - start)
    return max(min(took) / 0.016, 1.0)
