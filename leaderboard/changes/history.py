"""The history of the data: `reported_results/history.toml`, one entry a change, newest last, only ever appended to."""

from __future__ import annotations

import json
import re
import types
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import MISSING, dataclass, fields
from datetime import UTC, datetime
from typing import Any, get_args, get_origin

from leaderboard.problems import Problem
from leaderboard.records.model import Workspace
from leaderboard.records.plain import UnreadableError, field_types, read_plain
from leaderboard.records.text import FORBIDDEN

FILE = "reported_results/history.toml"
HEADER = """\
# What changed of the data, one entry a change, newest last. Made by `leaderboard history update` from the history in
# git; entries are only ever added. The site's page of changes and its feed are made from this file (docs/history.md).
schema = 1
"""
_SCHEMA = 1
_ID = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True, slots=True)
class PaperEntry:
    """What a change did to one paper; ``on``: the networks of added results, as printed (``ResNet-56 on CIFAR-10``)."""

    key: str
    added: bool = False
    removed: bool = False
    tables: int = 0
    results: int = 0
    results_removed: int = 0
    numbers_added: int = 0
    numbers_altered: int = 0
    facts: int = 0
    questions: int = 0
    on: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CorrectionEntry:
    """A correction as recorded; ``new`` None is a retraction, unless the number moved to ``new_column``."""

    result: str
    column: str
    old: str
    new: str | None = None
    new_column: str | None = None
    baseline: bool = False


@dataclass(frozen=True, slots=True)
class RunsEntry:
    """Measured records of one network under one protocol: how many came, went or were replaced."""

    protocol: str
    network: str
    added: int = 0
    removed: int = 0
    changed: int = 0


@dataclass(frozen=True, slots=True)
class ChangeEntry:
    """One change of the data: ``date`` in UTC, ``id`` the digest of what it did to which file."""

    date: datetime
    id: str
    title: str
    papers: tuple[PaperEntry, ...] = ()
    corrections: tuple[CorrectionEntry, ...] = ()
    runs: tuple[RunsEntry, ...] = ()
    catalogue: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Unique in the history and stable: ``20261124T015828Z-<id>``."""
        return f"{self.date:%Y%m%dT%H%M%SZ}-{self.id}"


@dataclass(frozen=True, slots=True)
class History:
    """The entries in the order of the file."""

    entries: tuple[ChangeEntry, ...] = ()


def read_history(workspace: Workspace) -> tuple[History, list[Problem]]:
    """The history of a workspace and every problem of its form; a missing file is an empty history."""
    path = workspace.root / FILE
    if not path.exists():
        return History(), []
    try:
        text, data = read_plain(path)
    except UnreadableError as error:
        return History(), [_problem(1, "", str(error), "restore it from the version control")]
    problems = list(_head(data))
    lines = [number for number, line in enumerate(text.splitlines(), 1) if line.strip() == "[[change]]"]
    entries = []
    seen: set[str] = set()
    changes = data.get("change", [])
    for index, raw in enumerate(changes if isinstance(changes, list) else []):
        line = lines[index] if index < len(lines) else 1
        found = list(_complaints(raw, ChangeEntry)) or list(_wrong_entry(raw, seen))
        problems += [_problem(line, f"change.{index}{field}", message) for field, message in found]
        if not found:
            entries.append(_made(raw, ChangeEntry))
            seen.add(entries[-1].name)
    return History(tuple(entries)), problems


def _head(data: dict[str, Any]) -> Iterator[Problem]:
    if data.get("schema") != _SCHEMA:
        yield _problem(1, "schema", f"{data.get('schema')!r} is not {_SCHEMA}", "begin with `schema = 1`")
    for name in sorted(data.keys() - {"schema", "change"}):
        yield _problem(1, name, f"unknown key `{name}`", "entries are [[change]]")
    if not isinstance(data.get("change", []), list):
        yield _problem(1, "change", "no list of entries", "write [[change]]")


def _problem(
    line: int, field: str, message: str, remedy: str = "entries are made by `leaderboard history update`"
) -> Problem:
    return Problem(FILE, line, 1, field, message, remedy, "history")


def _complaints(raw: object, kind: type) -> Iterator[tuple[str, str]]:
    """Field and complaint for whatever of an entry is missing, unknown or of the wrong type."""
    if not isinstance(raw, dict):
        yield "", "is not a table"
        return
    hints = field_types(kind)
    for one in fields(kind):
        if one.default is MISSING and one.name not in raw:
            yield f".{one.name}", "missing"
    for name, value in raw.items():
        if name not in hints:
            yield f".{name}", f"unknown key `{name}`"
        else:
            yield from ((f".{name}{field}", words) for field, words in _unfit(value, hints[name]))


def _unfit(value: object, hint: Any) -> Iterator[tuple[str, str]]:
    if get_origin(hint) is tuple:
        if not isinstance(value, list):
            yield "", "is not a list"
            return
        for index, one in enumerate(value):
            yield from ((f".{index}{field}", words) for field, words in _unfit(one, get_args(hint)[0]))
    elif isinstance(hint, type) and hint in (PaperEntry, CorrectionEntry, RunsEntry):
        yield from _complaints(value, hint)
    else:
        kinds = get_args(hint) if get_origin(hint) is types.UnionType else (hint,)
        if type(value) not in kinds or (isinstance(value, int) and value < 0):
            yield "", f"{value!r} does not fit"
        elif isinstance(value, str) and (FORBIDDEN.search(value) or "\n" in value or not 0 < len(value) <= 1000):
            yield "", "is empty, too long, or holds characters that cannot be seen"


def _wrong_entry(raw: dict[str, Any], seen: set[str]) -> Iterator[tuple[str, str]]:
    if raw["date"].tzinfo is None:
        yield ".date", "has no time zone; write UTC, 2026-11-24T01:58:28Z"
    elif not _ID.fullmatch(raw["id"]):
        yield ".id", "is not of sixteen hexadecimal digits"
    elif _made(raw, ChangeEntry).name in seen:
        yield ".id", "stands here twice"


def _made(raw: dict[str, Any], kind: type) -> Any:
    hints = field_types(kind)
    return kind(**{name: _value(value, hints[name]) for name, value in raw.items()})


def _value(value: Any, hint: Any) -> Any:
    if isinstance(value, list):
        inner = get_args(hint)[0]
        return tuple(_made(one, inner) if isinstance(one, dict) else one for one in value)
    return value.astimezone(UTC).replace(microsecond=0) if isinstance(value, datetime) else value


def title_of(entry: ChangeEntry) -> str:
    """The facts of a change in one line; empty when it changed nothing that is counted."""
    n = Counter[str]()
    for paper in entry.papers:
        n.update({one.name: int(getattr(paper, one.name)) for one in fields(paper) if one.name not in ("key", "on")})
    retracted = sum(c.new is None and c.new_column is None for c in entry.corrections)
    parts = [
        _many(n["added"], "paper", "added"),
        _many(n["removed"], "paper", "removed"),
        _many(n["results"], "result", "added"),
        _many(n["results_removed"], "result", "removed"),
        _many(n["numbers_added"], "number", "added"),
        _many(n["numbers_altered"], "number", "altered"),
        _many(len(entry.corrections) - retracted, "correction", ""),
        _many(retracted, "retraction", ""),
        _many(n["questions"], "open question", ""),
        _many(n["facts"], "other fact", "revised"),
        *(_many(sum(getattr(run, name) for run in entry.runs), "measured run", name) for name in ("added", "removed")),
        _many(sum(run.changed for run in entry.runs), "measured run", "replaced"),
        "catalogue revised" if entry.catalogue else "",
    ]
    words = ", ".join(filter(None, parts))
    return words[:1].upper() + words[1:]


def _many(number: int, noun: str, verb: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'} {verb}".rstrip() if number else ""


def render_entries(entries: Iterable[ChangeEntry]) -> str:
    """Entries as TOML: one paper, correction and set of runs a line; defaults are left out."""
    return "".join(_entry(entry) for entry in entries)


def _entry(entry: ChangeEntry) -> str:
    lines = ["", "[[change]]", f"date = {entry.date:%Y-%m-%dT%H:%M:%SZ}"]
    lines += [f"id = {_text(entry.id)}", f"title = {_text(entry.title)}"]
    for name in ("papers", "corrections", "runs"):
        parts = getattr(entry, name)
        if parts:
            lines += [f"{name} = [", *(f"  {_inline(part)}," for part in parts), "]"]
    if entry.catalogue:
        lines.append(f"catalogue = {_text(list(entry.catalogue))}")
    return "\n".join([*lines, ""])


def _inline(part: Any) -> str:
    given = ((one.name, getattr(part, one.name)) for one in fields(part) if getattr(part, one.name) != one.default)
    return "{ " + ", ".join(f"{name} = {_text(value)}" for name, value in given) + " }"


def _text(value: Any) -> str:
    """Text, numbers, truth and lists look the same in TOML as in JSON."""
    return json.dumps(list(value) if isinstance(value, tuple) else value, ensure_ascii=False).replace("\x7f", "\\u007f")
