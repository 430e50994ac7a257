"""The build's benchmark runs, at a size that takes seconds."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.conftest import ROOT


def test_the_benchmark_measures_both(tmp_path: Path) -> None:
    """Two hundred synthetic results: build and peer make the same boards; nothing is written in the checkout."""
    before = sorted((ROOT / "reported_results").rglob("*"))
    target = tmp_path / "found.json"
    command = [sys.executable, str(ROOT / "benchmarks" / "build.py"), "--sizes", "200", "--json", str(target)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    (found,) = json.loads(target.read_text())
    assert found["results"] == 200
    assert found["seconds"] < 60
    assert found["peak_mib"] < 1024
    assert found["ratio_to_peer"] > 0
    assert sorted((ROOT / "reported_results").rglob("*")) == before
