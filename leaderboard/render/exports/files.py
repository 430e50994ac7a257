"""The bytes of a table in four formats."""

from __future__ import annotations

import importlib.util
import io
import json
import sqlite3
import tempfile
from pathlib import Path
from typing import Literal

from leaderboard.errors import MissingExtra
from leaderboard.render.exports.table import Table

Style = Literal["csv", "json", "parquet", "sqlite"]
FORMATS: tuple[Style, ...] = ("csv", "json", "parquet", "sqlite")


def has_parquet() -> bool:
    """Whether pyarrow, which writes Parquet, is installed."""
    return importlib.util.find_spec("pyarrow") is not None


def export(table: Table, style: Style) -> bytes:
    """The table's bytes: equal tables give equal bytes. Raises MissingExtra for Parquet without pyarrow."""
    if style == "json":
        return _json(table)
    if style == "csv":
        return _csv(table)
    if style == "sqlite":
        return _sqlite(table)
    if not has_parquet():
        raise MissingExtra("Parquet", "pyarrow", "parquet")
    buffer = io.BytesIO()
    table.frame().to_parquet(buffer, index=False)
    return buffer.getvalue()


def _json(table: Table) -> bytes:
    names = [field.name for field in table.fields]
    listed = [dict(zip(names, row, strict=True)) for row in table.rows]
    return (json.dumps(listed, ensure_ascii=False, allow_nan=False, indent=1) + "\n").encode()


def _csv(table: Table) -> bytes:
    """CSV that a spreadsheet cannot take for formulas: text starting with ``= + - @`` gets an apostrophe."""
    frame = table.frame()
    for field in table.fields:
        if field.dtype == "string":
            frame[field.name] = frame[field.name].map(_harmless, na_action="ignore")
    text: str = frame.to_csv(index=False, lineterminator="\n")
    return text.encode()


def _harmless(text: str) -> str:
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def _sqlite(table: Table) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "export.sqlite"
        connection = sqlite3.connect(file)
        try:
            table.frame().to_sql(table.name, connection, index=False)
            connection.commit()
        finally:
            connection.close()
        return file.read_bytes()
