"""The files a reader can take away: results, papers and comparisons in several formats, with checksums."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from leaderboard.analysis.analysed import Analysed
from leaderboard.render.exports import TABLES
from leaderboard.render.exports.files import FORMATS, export, has_parquet
from leaderboard.render.meta.tables import FIGURE_TABLES, figure_file

_WORDS = {"csv": "CSV", "json": "JSON", "parquet": "Parquet", "sqlite": "SQLite"}


@dataclass(frozen=True, slots=True)
class Download:
    """One file of the site's data page; ``path`` is relative to the site, ``rows`` None for the database."""

    path: str
    title: str
    format: str
    rows: int | None
    size_bytes: int
    sha256: str
    description: str


def write_downloads(analysed: Analysed, out: Path, database: Path | None) -> list[Download]:
    """Write every table in every format (Parquet only where pyarrow is installed), the numbers of every figure as CSV,
    and a copy of the database.
    """
    (out / "data" / "figures").mkdir(parents=True)
    found = [*_tables(analysed, out), *_figures(analysed, out)]
    if database is not None:
        shutil.copyfile(database, out / "data" / "leaderboard.sqlite")
        found.append(_described(out, "data/leaderboard.sqlite", "database", "sqlite", None, "the whole database"))
    return found


def _tables(analysed: Analysed, out: Path) -> Iterator[Download]:
    for name, make in TABLES.items():
        table = make(analysed)
        for style in FORMATS:
            if style == "sqlite" or (style == "parquet" and not has_parquet()):
                continue
            path = f"data/{name}.{style}"
            (out / path).write_bytes(export(table, style))
            yield _described(out, path, name, style, len(table.rows), table.description)


def _figures(analysed: Analysed, out: Path) -> Iterator[Download]:
    for make in FIGURE_TABLES:
        table = make(analysed.meta)
        path = figure_file(table.name)
        (out / path).write_bytes(export(table, "csv"))
        yield _described(out, path, f"figures/{table.name}", "csv", len(table.rows), table.description)


def _described(out: Path, path: str, title: str, style: str, rows: int | None, description: str) -> Download:
    content = (out / path).read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    return Download(path, title, _WORDS[style], rows, len(content), digest, description)
