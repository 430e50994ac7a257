"""The same records in PostgreSQL. Set LEADERBOARD_TEST_POSTGRESQL to the URL of a scratch database to run this."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.conftest import ROOT, Run

URL = os.environ.get("LEADERBOARD_TEST_POSTGRESQL")


@pytest.mark.skipif(URL is None, reason="LEADERBOARD_TEST_POSTGRESQL names no scratch database")
def test_postgresql_holds_the_same_results(leaderboard: Run, tmp_path: Path) -> None:
    """Built twice (the second replaces the first in one transaction), exported: byte-equal to SQLite's export."""
    assert URL is not None
    file = f"sqlite:///{tmp_path / 'a.sqlite'}"
    for url in (URL, URL, file):
        built = leaderboard("build", "--out", str(tmp_path / "site"), "--database", url, cwd=ROOT)
        assert built.returncode == 0, built.stderr
    exports = [leaderboard("export", "results", "--database", url).stdout for url in (URL, file)]

    assert exports[0] == exports[1]
    assert exports[0].count("\n") > 1600
