"""Keeps the cost on every architecture card equal to the cost of the real network it names."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.exceptions import ParseError
from tomlkit.items import Integer, Trivia

from leaderboard.errors import DataError, UsageError
from leaderboard.files import machine_trouble, write_file
from leaderboard.problems import Problem
from runners.metrics.cost import profile
from runners.models import build_outline, keys

Card = MutableMapping[str, Any]


@dataclass(frozen=True, slots=True)
class Difference:
    """A number on a card that is not the computed one; None where there is no such number."""

    card: str
    number: str
    written: int | None
    computed: int | None

    def text(self) -> str:
        """``resnet-56-cifar10: cost.params: 853,017 is written, 853,018 computed``"""
        return f"{self.card}: cost.{self.number}: {_number(self.written)} is written, {_number(self.computed)} computed"


def profile_cards(path: Path) -> list[Difference]:
    """Every number in the cost blocks of the card file that differs from the computed one; writes nothing.

    Raises ``UsageError`` without the file and ``DataError`` for a card that cannot be profiled.
    """
    document = _read(path)
    return _differences(_cards(document, path))


def rewrite_cards(path: Path) -> list[Difference]:
    """Write the computed numbers into the cost blocks and return what differed.

    All else in the file stays as it is, byte for byte. If this raises, the file is unchanged.
    """
    document = _read(path)
    cards = _cards(document, path)
    differences = _differences(cards)
    by_key = {card["key"]: card for card in cards}
    fresh = [card for card in cards if "cost" not in card]
    for card in fresh:
        card["cost"] = tomlkit.table()
    for difference in differences:
        _set_number(by_key[difference.card]["cost"], difference.number, difference.computed)
    for card in fresh:
        if card is not cards[-1]:
            card["cost"].add(tomlkit.nl())  # keeps the blank line between cards
    if differences:
        write_file(path, tomlkit.dumps(document))
    return differences


def _number(value: int | None) -> str:
    return "nothing" if value is None else f"{value:,}"


def _read(path: Path) -> tomlkit.TOMLDocument:
    if not path.is_file():
        raise UsageError(f"there is no card file {path}")
    with machine_trouble(path):
        content = path.read_bytes()
    try:
        return tomlkit.parse(content.decode("utf-8"))
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        problem = Problem(_shown(path), line, 1, "", "not UTF-8", "save the file as UTF-8", "encoding")
    except ParseError as error:
        problem = Problem(_shown(path), error.line, error.col, "", str(error), "", "toml-syntax")
    raise DataError(f"{path} cannot be read", [problem])


def _shown(path: Path) -> str:
    """The path as problems name it: from the workspace on, if the file is in one."""
    for folder in path.parents:
        if folder.name == "reported_results":
            return path.relative_to(folder.parent).as_posix()
    return path.name


def _cards(document: tomlkit.TOMLDocument, path: Path) -> list[Card]:
    """The cards, once every one of them can be profiled."""
    cards: list[Card] = list(document.get("card", []))
    heads = [place for place, line in enumerate(document.as_string().splitlines(), 1) if line.strip() == "[[card]]"]
    known, seen, problems = set(keys()), set[str](), []
    for place, card in enumerate(cards):
        for field, message, remedy in _faults(card, known, seen):
            line = heads[place] if place < len(heads) else 1
            problems.append(Problem(_shown(path), line, 1, f"card.{place}.{field}", message, remedy, "card-profile"))
        seen.add(str(card.get("key")))
    if problems:
        raise DataError(f"{len(problems)} faults in {path}; nothing was profiled", problems)
    return cards


def _faults(card: Mapping[str, Any], known: set[str], seen: set[str]) -> list[tuple[str, str, str]]:
    """Field, fault and remedy of what keeps this card from being profiled."""
    faults = []
    if not isinstance(card.get("key"), str):
        faults.append(("key", "missing", "give the card a key"))
    elif card["key"] in seen:
        faults.append(("key", f"{card['key']!r} is the key of another card too", "give each card its own"))
    if card.get("model") not in known:
        remedy = "name one registered in runners/models/"
        faults.append(("model", f"{card.get('model')!r} is not a network", remedy))
    shape = card.get("input")
    if not (isinstance(shape, list) and len(shape) == 3 and all(isinstance(n, int) and n > 0 for n in shape)):
        faults.append(("input", "not a shape", "write channels, height and width, such as [3, 224, 224]"))
    return faults


def _differences(cards: list[Card]) -> list[Difference]:
    differences = []
    for card in cards:
        written = card.get("cost", {})
        computed = _cost(str(card["model"]), tuple(int(n) for n in card["input"]))
        for name in [*computed, *(name for name in written if name not in computed)]:
            if written.get(name) != computed.get(name):
                differences.append(Difference(card["key"], name, written.get(name), computed.get(name)))
    return differences


@cache
def _cost(model: str, shape: tuple[int, ...]) -> dict[str, int]:
    """What a network costs; worked out once, since checking and rewriting both need it of every card."""
    return profile(build_outline(model), shape).numbers()


def _set_number(cost: MutableMapping[str, Any], name: str, value: int | None) -> None:
    if value is None:
        del cost[name]
    else:
        cost[name] = Integer(value, Trivia(), f"{value:_}")
