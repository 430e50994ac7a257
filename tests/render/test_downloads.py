"""The files to take away, and what describes them to programs."""

from __future__ import annotations

import csv
import hashlib
import json
from pathlib import Path
from typing import Any

from leaderboard.render.context import Site
from leaderboard.render.downloads import write_downloads
from leaderboard.render.exports import TABLES
from tests.analysis.test_gap import run
from tests.render.synthetic import corpus

PARSERS = {"string": str, "integer": int, "number": float, "boolean": {"True": True, "False": False}.__getitem__}


def test_the_package_describes_every_csv_file(tmp_path: Path) -> None:
    """Size, digest and header of each, and every cell is blank or of its column's type, which has a meaning."""
    runs = tuple(run(ratio, seed, -1.0 - seed) for seed in range(3) for ratio in (2.0, 4.0))
    downloads = write_downloads(Site(corpus(runs=runs)), tmp_path, None)
    whole = json.loads((tmp_path / "data" / "datapackage.json").read_text("utf-8"))
    resources: dict[str, dict[str, Any]] = {one["path"]: one for one in whole["resources"]}

    assert {f"data/{path}" for path in resources} == {d.path for d in downloads if d.format == "CSV"}
    assert {one["name"] for one in whole["resources"]} >= set(TABLES)
    assert next(d for d in downloads if d.title == "package").path == "data/datapackage.json"
    for path, one in resources.items():
        content = (tmp_path / "data" / path).read_bytes()
        assert (one["bytes"], one["hash"]) == (len(content), f"sha256:{hashlib.sha256(content).hexdigest()}")
        header, *rows = csv.reader(content.decode().splitlines(keepends=True))
        fields = one["schema"]["fields"]
        assert header == [field["name"] for field in fields] and all(field["description"] for field in fields)
        for row in rows:
            for cell, field in zip(row, fields, strict=True):
                assert cell == "" or PARSERS[field["type"]](cell) is not None, (path, field, cell)
