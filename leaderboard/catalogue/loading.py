"""Reading the catalogue's TOML files; every problem gets its place, none stops the reading."""

from __future__ import annotations

import dataclasses
import difflib
import types
import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args, get_origin

from leaderboard.catalogue.cards import Card, Meaning
from leaderboard.catalogue.catalogue import Catalogue, spellings
from leaderboard.catalogue.entries import Architecture, Dataset, MeasuredMethod, Method, Venue
from leaderboard.catalogue.fingerprint import Cards
from leaderboard.problems import Problem
from leaderboard.records.model import Workspace
from leaderboard.records.plain import UnreadableError, field_types, read_plain

FILES: dict[str, tuple[str, type]] = {
    "datasets.toml": ("dataset", Dataset),
    "architectures.toml": ("architecture", Architecture),
    "methods.toml": ("method", Method),
    "venues.toml": ("venue", Venue),
    "cards.toml": ("card", Card),
    "meanings.toml": ("meaning", Meaning),
    "measured_methods.toml": ("measured_method", MeasuredMethod),
}


def load_catalogue(workspace: Workspace, without: str | None = None) -> tuple[Catalogue, list[Problem]]:
    """The catalogue of a workspace and every problem in its files; a missing file is an empty one.

    Entries of a kind may stand in several files: `methods.toml`, `methods_since_2019.toml` … ``without`` leaves a
    file of methods out, by its name; claims, which may name methods of that file, are then taken as they stand.
    """
    problems: list[Problem] = []
    entries: dict[str, list[Any]] = {}
    for name, (table, kind) in FILES.items():
        owners: dict[str, str] = {}
        entries[table] = [
            entry
            for path in _files(workspace.catalogue, name)
            if path.name != without
            for entry in _read(path, workspace.root, table, kind, problems, owners)
        ]
    cards: list[Card] = entries["card"]
    meanings = list(_pointing_somewhere(entries, workspace, problems))
    catalogue = Catalogue(
        entries["dataset"],
        entries["architecture"],
        entries["method"],
        entries["venue"],
        Cards(cards, meanings),
        entries["measured_method"] if without else list(_claiming_something(entries, workspace, problems)),
    )
    return catalogue, problems


def _files(folder: Path, name: str) -> list[Path]:
    """`datasets.toml` and then every `datasets_….toml`, by name."""
    first = folder / name
    further = sorted(path for path in folder.glob(f"{first.stem}_*.toml") if path.name not in FILES)
    return [first, *further] if first.exists() else further


def _pointing_somewhere(
    entries: dict[str, list[Any]], workspace: Workspace, problems: list[Problem]
) -> Iterator[Meaning]:
    """The meanings whose names and cards exist; a problem for each other one."""
    file = (workspace.catalogue / "meanings.toml").relative_to(workspace.root).as_posix()
    known = {kind: {entry.key for entry in entries[kind]} for kind in ("architecture", "dataset", "card")}
    datasets = {card.key: card.dataset for card in entries["card"]}
    for meaning in entries["meaning"]:
        wrong = [("architecture", meaning.architecture)] if meaning.architecture not in known["architecture"] else []
        wrong += [("dataset", key) for key in meaning.datasets if key not in known["dataset"]]
        wrong += [("card", key) for key in meaning.cards if datasets.get(key) not in meaning.datasets]
        for kind, key in wrong:
            place = f"meaning.{meaning.key}.{kind}"
            problems.append(Problem(file, 1, 1, place, f"no such {kind}: `{key}`", "mend the key", "catalogue-entry"))
        if not wrong:
            yield meaning


def _claiming_something(
    entries: dict[str, list[Any]], workspace: Workspace, problems: list[Problem]
) -> Iterator[MeasuredMethod]:
    """The measured methods whose claims are reported methods and say how far; a problem for each other one."""
    path = workspace.catalogue / "measured_methods.toml"
    file = path.relative_to(workspace.root).as_posix()
    lines = path.read_text(encoding="utf-8-sig").splitlines() if entries["measured_method"] else []
    known = [entry.key for entry in entries["method"]]
    for method in entries["measured_method"]:
        found = list(_wrong_claims(method, known))
        for word, message, remedy in found:
            place = f"measured_method.{method.key}.claims"
            problems.append(
                Problem(file, *_position(lines, method.key, word), place, message, remedy, "catalogue-entry")
            )
        if not found:
            yield method


def _wrong_claims(method: MeasuredMethod, known: list[str]) -> Iterator[tuple[str, str, str]]:
    """Word, message and remedy for claims of no method, of one twice, and for claims without a word on fidelity."""
    for key in method.claims:
        if key not in known:
            near = difflib.get_close_matches(key, known, n=1)
            remedy = f"did you mean `{near[0]}`?" if near else "name a key of methods.toml"
            yield key, f"no such method: `{key}`", remedy
    for key in sorted({key for key in method.claims if method.claims.count(key) > 1}):
        yield key, f"`{key}` is claimed twice", "once is enough"
    if method.claims and not method.fidelity:
        yield method.key, "claims without `fidelity`", "say what is the same and what our preset leaves out"


def _position(lines: list[str], key: str, word: str) -> tuple[int, int]:
    """Line and column of a quoted word in the entry of a key; the entry's key if the word is nowhere in it."""
    start = next((n for n, line in enumerate(lines) if line.replace(" ", "") == f'key="{key}"'), 0)
    end = next((n for n in range(start, len(lines)) if lines[n].startswith("[[")), len(lines))
    where = ((n, lines[n].find(f'"{word}"')) for n in range(start, end))
    return next(((n + 1, column + 1) for n, column in where if column >= 0), (start + 1, 1))


def _read(
    path: Path, root: Path, table: str, kind: type, problems: list[Problem], owners: dict[str, str]
) -> Iterator[Any]:
    """The good entries of one file; ``owners`` are the spellings that entries of this kind have already."""
    file = path.relative_to(root).as_posix()
    try:
        text, data = read_plain(path)
    except UnreadableError as error:
        problems.append(Problem(file, 1, 1, "", str(error), "", "toml-syntax"))
        return
    for name in sorted(data.keys() - {"schema", table}):
        line = next((n for n, words in enumerate(text.splitlines(), 1) if name in words), 1)
        message, remedy = f"unknown table `{name}`", f"entries of this file are [[{table}]]"
        problems.append(Problem(file, line, 1, name, message, remedy, "catalogue-entry"))
    places = [n for n, line in enumerate(text.splitlines(), 1) if line.strip() == f"[[{table}]]"]
    for index, raw in enumerate(data.get(table, [])):
        line = places[index] if index < len(places) else 1
        complaints = list(_complaints(raw, kind))
        if not complaints:
            entry = kind(**{name: _value(value, field_types(kind)[name]) for name, value in raw.items()})
            complaints = list(_clashes(entry, owners))
            if not complaints:
                yield entry
        for field, message, remedy in complaints:
            problems.append(Problem(file, line, 1, f"{table}.{index}.{field}", message, remedy, "catalogue-entry"))


def _complaints(raw: dict[str, Any], kind: type) -> Iterator[tuple[str, str, str]]:
    hints = field_types(kind)
    required = [f.name for f in dataclasses.fields(kind) if f.default is dataclasses.MISSING]
    for name in required:
        if name not in raw:
            yield name, "missing", "every entry needs it"
    for name, value in raw.items():
        if name not in hints:
            near = difflib.get_close_matches(name, hints, n=1)
            yield name, f"unknown key `{name}`", f"did you mean `{near[0]}`?" if near else ""
        elif name == "key" and value == "":
            yield name, "empty", "a blank names nothing and is joined with nothing"
        elif not _fits(value, hints[name]):
            yield name, f"{value!r} does not fit", f"expected {_say(hints[name])}"


def _clashes(entry: Any, owners: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    """A spelling means one entry only (methods: within one paper)."""
    words = set(_words(entry))
    for word in sorted(words, key=str):
        owner = owners.setdefault(str(word), entry.key)
        if owner != entry.key:
            yield "aliases", f"{word!r} already names `{owner}`", "one spelling, one entry"
    known = f"key:{entry.key.casefold()}"
    if known in owners:
        other = "an entry before it" if owners[known] == entry.key else "an entry that differs only in case"
        yield "key", f"`{entry.key}` is taken by {other}", "choose another key"
    owners[known] = entry.key


def _words(entry: Any) -> Iterator[object]:
    match entry:
        case Method():
            yield from ((entry.paper, word) for word in entry.printed)
        case Meaning():
            yield from ((entry.architecture, dataset) for dataset in entry.datasets)
        case Card():
            yield from (entry.key, entry.name)
        case MeasuredMethod():
            yield from (entry.key, entry.name, *entry.former)
        case _:
            yield from spellings(entry)


def _value(raw: Any, hint: Any) -> Any:
    if dataclasses.is_dataclass(hint):
        assert isinstance(hint, type)
        return hint(**raw)
    return tuple(raw) if isinstance(raw, list) else raw


def _fits(value: Any, hint: Any) -> bool:
    origin = get_origin(hint)
    if dataclasses.is_dataclass(hint):
        assert isinstance(hint, type)
        return isinstance(value, dict) and not list(_complaints(value, hint))
    if origin is typing.Literal:
        return value in get_args(hint)
    if origin is tuple:
        return isinstance(value, list) and all(_fits(v, get_args(hint)[0]) for v in value)
    if origin in (types.UnionType, typing.Union):
        return any(_fits(value, option) for option in get_args(hint) if option is not type(None))
    if hint is int:
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, hint)


def _say(hint: Any) -> str:
    if get_origin(hint) is typing.Literal:
        return "one of " + ", ".join(map(str, get_args(hint)))
    return str(hint).replace("<class '", "").replace("'>", "")
