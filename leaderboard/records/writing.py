"""Writing and editing record files: the new file replaces the old one whole, or not at all."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

from leaderboard.errors import DataError
from leaderboard.files import machine_trouble, replace_file
from leaderboard.records.model import Correction, PaperRecord, ReportedRow, ReportedTable
from leaderboard.records.positions import Positions
from leaderboard.records.reading import read_record
from leaderboard.records.rendering import render_correction, render_row, render_table

_LEFTOVER = re.compile(r"\.(?P<name>.+)\.(?P<process>[0-9]+)\.tmp")


def write_atomically(path: Path, content: bytes | str) -> None:
    """Replace ``path`` by ``content`` (text as UTF-8); whoever reads sees the old file or the new one.

    Keeps the file's mode, writes through a link, and removes what a killed writer left. Raises MachineError,
    naming the path, for a full disk, a missing folder and every other trouble of the system.
    """
    data = content.encode("utf-8") if isinstance(content, str) else content
    with machine_trouble(path):
        target = path.resolve() if path.is_symlink() else path
        _remove_leftovers(target)
    with replace_file(target) as temporary:
        temporary.write_bytes(data)
        if target.exists():
            temporary.chmod(target.stat().st_mode & 0o7777)


def _remove_leftovers(target: Path) -> None:
    """Delete temporary files of ``target`` whose writer was killed."""
    for path in target.parent.glob(".*.tmp"):
        match = _LEFTOVER.fullmatch(path.name)
        if match and match["name"] == target.name and not _alive(int(match["process"])):
            path.unlink(missing_ok=True)


def _alive(process: int) -> bool:
    if os.name == "nt":  # there, signal 0 is Ctrl-C
        return True
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        return True
    return True


def with_row(text: str, record: PaperRecord, table_index: int, row: ReportedRow) -> str:
    """The text of a record with ``row`` as the last line of a table's ``rows``."""
    positions = Positions(text)
    span = positions.values.get(("table", table_index, "rows"))
    if span is None or table_index >= len(record.tables):
        raise DataError(f"{record.file}: there is no table {table_index} with `rows = [ … ]`")
    rows = len(record.tables[table_index].rows)
    return _with_line(text, positions, table_index, rows, span, render_row(row, table_index, rows))


def with_table(text: str, table: ReportedTable) -> str:
    """The text of a record with ``table`` at its end."""
    gap = "" if text.endswith("\n") else "\n"
    return f"{text}{gap}\n{render_table(table)}"


def _with_line(text: str, positions: Positions, table: int, rows: int, span: tuple[int, int], line: str) -> str:
    """``text`` with ``line`` as last element of the array that stands at ``span``."""
    bracket = span[1] - 1
    if rows == 0:
        return f"{text[:bracket].rstrip(' ')}\n  {line},\n{text[bracket:]}"
    end = positions.values["table", table, "rows", rows - 1][1]
    after = re.compile(r"(?:[ \t\n]+|#[^\n]*\n)*,?").match(text, end, bracket)
    stop = after.end() if after is not None and after.group().endswith(",") else end
    comma = "" if stop > end else ","
    rest = re.compile(r"[ \t]*(?:#[^\n]*)?\n").match(text, stop)
    if rest is None:  # the bracket closes on the row's own line
        return f"{text[:stop]}{comma}\n  {line},\n{text[bracket:]}"
    return f"{text[:end]}{comma}{text[end : rest.end()]}  {line},\n{text[rest.end() :]}"


def with_correction(text: str, record: PaperRecord, correction: Correction) -> str:
    """The text of a record with ``correction`` at its end; DataError when it fits no number of the record."""
    found = [(table, row) for table in record.tables for row in table.rows if row.id == correction.row]
    if not found:
        raise DataError(f"{record.file}: no row has the id `{correction.row}`")
    values = found[0][0].baseline if correction.baseline else found[0][1].values
    if values.get(correction.column) != correction.old:
        message = f"`{correction.column}` of `{correction.row}` is not {correction.old.text}"
        raise DataError(f"{record.file}: {message}")
    gap = "" if text.endswith("\n") else "\n"
    return f"{text}{gap}\n{render_correction(correction)}"


def edited(data: bytes, file: str, key: str, change: Callable[[str, PaperRecord], str]) -> bytes:
    """The bytes of a record file after ``change``, which gets its text and record; byte-order mark and line ends stay.

    Raises DataError when the file has errors or would have.
    """
    before = read_record(data, file, key)
    if before.record is None or not before.sound:
        raise DataError(f"{file} has errors; mend them before editing it", before.problems)
    mark = b"\xef\xbb\xbf"
    body = data.removeprefix(mark)
    crlf = b"\r\n" in body
    if crlf and body.count(b"\r\n") != body.count(b"\n"):
        raise DataError(f"{file} mixes two kinds of line ends; save it with one of them first")
    text = change(body.decode("utf-8").replace("\r\n", "\n"), before.record)
    after = text.replace("\n", "\r\n") if crlf else text
    written = data[: len(data) - len(body)] + after.encode("utf-8")
    again = read_record(written, file, key)
    if not again.sound:
        raise DataError(f"the edit of {file} was not made", again.problems)
    return written
