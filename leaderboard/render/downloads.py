"""The files a reader can take away: tables in several formats, with their columns and checksums."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from leaderboard.analysis.analysed import Analysed
from leaderboard.render.exports import TABLES
from leaderboard.render.exports.files import FORMATS, export, has_parquet
from leaderboard.render.exports.table import Field, Table
from leaderboard.render.meta.tables import FIGURE_TABLES, figure_file

PACKAGE = "data/datapackage.json"
_WORDS = {"csv": "CSV", "json": "JSON", "parquet": "Parquet", "sqlite": "SQLite"}


@dataclass(frozen=True, slots=True)
class Download:
    """One file of the site's data page; ``path`` is relative to the site, ``rows`` None for what is no table,
    ``fields`` the columns of a table.
    """

    path: str
    title: str
    format: str
    rows: int | None
    size_bytes: int
    sha256: str
    description: str
    fields: tuple[Field, ...] = ()


def write_downloads(analysed: Analysed, out: Path, database: Path | None) -> list[Download]:
    """Write every table in every format (Parquet only where pyarrow is installed), the numbers of every figure as CSV,
    a description of the CSV files for programs, and a copy of the database.
    """
    (out / "data" / "figures").mkdir(parents=True)
    found = [*_tables(analysed, out), *_figures(analysed, out)]
    (out / PACKAGE).write_bytes(package(found))
    words = "the CSV files and their columns for programs, as a Frictionless Data Package"
    found.append(_described(out, PACKAGE, "package", "json", words))
    if database is not None:
        shutil.copyfile(database, out / "data" / "leaderboard.sqlite")
        found.append(_described(out, "data/leaderboard.sqlite", "database", "sqlite", "the whole database"))
    return found


def _tables(analysed: Analysed, out: Path) -> Iterator[Download]:
    for name, make in TABLES.items():
        table = make(analysed)
        for style in FORMATS:
            if style == "sqlite" or (style == "parquet" and not has_parquet()):
                continue
            path = f"data/{name}.{style}"
            (out / path).write_bytes(export(table, style))
            yield _described(out, path, name, style, table.description, table)


def _figures(analysed: Analysed, out: Path) -> Iterator[Download]:
    for make in FIGURE_TABLES:
        table = make(analysed.meta)
        path = figure_file(table.name)
        (out / path).write_bytes(export(table, "csv"))
        yield _described(out, path, f"figures/{table.name}", "csv", table.description, table)


def _described(out: Path, path: str, title: str, style: str, description: str, table: Table | None = None) -> Download:
    content = (out / path).read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    rows, fields = (len(table.rows), table.fields) if table else (None, ())
    return Download(path, title, _WORDS[style], rows, len(content), digest, description, fields)


_TYPES = {"string": "string", "Int64": "integer", "Float64": "number", "boolean": "boolean"}


def package(found: Iterable[Download]) -> bytes:
    """The CSV files of ``found`` as a Frictionless Data Package: columns with type and meaning, sizes and digests.

    Source: Data Package v1 (specs.frictionlessdata.io); its defaults are ours, UTF-8 with a header and blank for none.
    """
    resources = [
        {
            "name": d.title.replace("/", "-"),
            "path": d.path.removeprefix("data/"),
            "profile": "tabular-data-resource",
            "description": d.description,
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            "bytes": d.size_bytes,
            "hash": f"sha256:{d.sha256}",
            "schema": {"fields": [_column(field) for field in d.fields]},
        }
        for d in found
        if d.format == "CSV"
    ]
    whole = {"profile": "tabular-data-package", "name": "pruning-leaderboard", "resources": resources}
    return (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode()


def _column(field: Field) -> dict[str, str]:
    """A column's schema; the specification has no unit, so that stands in the description."""
    unit = f" ({field.unit})" if field.unit else ""
    return {"name": field.name, "type": _TYPES[field.dtype], "description": f"{field.meaning}{unit}"}
