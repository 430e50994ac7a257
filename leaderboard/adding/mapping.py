"""Which column of a table is which column of the records: as told by flags, else as the headers say."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from leaderboard.adding.headers import Guess, guess
from leaderboard.adding.numbers import CellNumber, read_number
from leaderboard.adding.tabular import Grid
from leaderboard.adding.units import header_unit, only_unit, unit_of, usual_units
from leaderboard.errors import UsageError
from leaderboard.problems import Problem
from leaderboard.records.fields import ROW_FIELDS
from leaderboard.records.nearest import did_you_mean
from leaderboard.records.values import RefusedError
from leaderboard.records.vocabulary import COLUMNS, UNITS

PLACES = ("dataset", "architecture")
TEXTS = (*PLACES, *(name for name, field in ROW_FIELDS.items() if field.kind in ("text", "name", "key", "choice")))
IGNORE = "ignore"
_MODELS = ("model", "models", "net", "nets")  # papers call networks so, and methods
_LINKS = ("link", "links", "download", "downloads", "url", "checkpoint", "ckpt", "weights", "log", "logs", "config")


@dataclass(frozen=True, slots=True)
class Target:
    """What a column of the table becomes, and why. ``unit`` is "" for texts; ``baseline`` for the dense network's."""

    name: str
    unit: str = ""
    baseline: bool = False
    why: str = ""

    @property
    def is_number(self) -> bool:
        return self.name in COLUMNS

    @property
    def words(self) -> str:
        """``top1, percent``"""
        name = f"dense {self.name}" if self.baseline else self.name
        return f"{name}, {self.unit}" if self.unit else {IGNORE: "left out"}.get(name, f"the row's {name}")


Ask = Callable[[Grid, int, Guess], str]
Numbers = dict[int, list[CellNumber | RefusedError]]


def parse_target(text: str) -> tuple[str, str, bool]:
    """``top1:percent`` as (name, unit, baseline); UsageError with the nearest name for one that is not known."""
    bare = text.removeprefix("baseline.")
    name, _, unit = bare.partition(":")
    if name in TEXTS or name == IGNORE or name.startswith("settings."):
        if unit or bare != text:
            raise UsageError(f"`{text}`: {name} is a text and takes no unit and no baseline")
        return name, "", False
    if name not in COLUMNS:
        near = did_you_mean(name, (*COLUMNS, *TEXTS, IGNORE))
        raise UsageError(f"`{name}` is no column of the records; {near or 'docs/records.md lists them'}")
    if bare != text and not COLUMNS[name].baseline:
        raise UsageError(f"`{name}` says something of a pruned network; a baseline holds {_baseline_names()}")
    known = UNITS[COLUMNS[name].quantity]
    if unit and unit not in known:
        raise UsageError(f"`{unit}` is no unit of {name}; {did_you_mean(unit, known) or ', '.join(known)}")
    return name, unit, bare != text


def parse_maps(maps: Iterable[str], ignored: Iterable[str]) -> dict[str, str]:
    """Column of the table -> target text, from ``COL=target`` and names to ignore."""
    found: dict[str, str] = {}
    for one in maps:
        column, sign, target = one.rpartition("=")
        if not sign or not column.strip() or not target.strip():
            raise UsageError(f'--map {one!r}: write COLUMN=NAME:UNIT, such as "Top-1=top1:percent"')
        parse_target(target.strip())
        found[column.strip()] = target.strip()
    found.update(dict.fromkeys(ignored, IGNORE))
    return found


def map_columns(
    grid: Grid, told: Mapping[str, str], known: Mapping[str, Callable[[str], bool]], ask: Ask | None
) -> tuple[list[Target], list[Problem]]:
    """A target for every column. ``known`` says of a data set's or network's name whether the catalogue has it.

    ``ask`` settles what the headers leave open; without it, a problem names every such column and the flag to give,
    and the column counts as left out.
    """
    by_index: dict[int, str] = {}
    for name, target in told.items():
        index = grid.index(name)
        if index is None:
            raise UsageError(f"{grid.file}: {grid.no_column(name)}")
        by_index[index] = target
    targets, problems = [], []
    for index in range(len(grid.names)):
        try:
            targets.append(_target(grid, index, by_index.get(index), known, ask))
        except _Open as open_:
            targets.append(Target(IGNORE))
            problems.append(_open_problem(grid, index, open_.guess))
    return targets, [*problems, *_twice(grid, targets)]


class _Open(Exception):
    def __init__(self, guess: Guess) -> None:
        super().__init__(guess.why)
        self.guess = guess


def _target(
    grid: Grid, index: int, told: str | None, known: Mapping[str, Callable[[str], bool]], ask: Ask | None
) -> Target:
    if told is not None:
        return _told(grid, index, told, "as told")
    found = _guess(grid, index, known)
    if found.sure:
        return _told(grid, index, found.targets[0], f"the header {found.why}")
    if ask is None:
        raise _Open(found)
    return _told(grid, index, ask(grid, index, found), "as answered")


def _told(grid: Grid, index: int, text: str, why: str) -> Target:
    name, unit, baseline = parse_target(text)
    if name not in COLUMNS or unit:
        return Target(name, unit, baseline, why)
    suffix = common_suffix(grid, index)
    stated = header_unit(grid.names[index])
    unit = unit_of(name, suffix) or (unit_of(name, stated.suffix) if stated else None) or only_unit(name) or ""
    if not unit:
        raise _Open(Guess(tuple(f"{text}:{one}" for one in usual_units(name)), "states no unit"))
    return Target(name, unit, baseline, why)


def _guess(grid: Grid, index: int, known: Mapping[str, Callable[[str], bool]]) -> Guess:
    """What the header says, held against the cells where they are words."""
    cells = [cell.words for _, cell in grid.column(index)]
    found = guess(grid.names[index], common_suffix(grid, index))
    place = found.targets[0] if found.sure else ""
    if place in known and grid.names[index].casefold() in _MODELS:
        strange = [word for word in cells if not known[place](word)]
        if strange:
            why = f"{found.why}, which may be the network or the method: the catalogue knows no `{strange[0]}`"
            return Guess(("architecture", "method", "variant"), why)
    if not found.targets and grid.names[index].casefold() in _LINKS and not _has_numbers(grid, index):
        return Guess((IGNORE,), "speaks of links, and no cell is a number", sure=True)
    for place, knows in known.items() if not found.targets else ():
        if cells and all(word and knows(word) for word in cells):
            kind = {"dataset": "data set"}.get(place, place)
            return Guess((place,), f"{found.why}, but every cell is a known {kind}", sure=True)
    if not found.targets and not _has_numbers(grid, index):
        return Guess(("method", "variant", IGNORE), f"{found.why}, and no cell is a number")
    return found


def _has_numbers(grid: Grid, index: int) -> bool:
    return any(isinstance(one, CellNumber) and one.printed for one in read_column(grid, index))


def read_column(grid: Grid, index: int) -> list[CellNumber | RefusedError]:
    """Every cell of a column as a number, or why it is none."""
    found: list[CellNumber | RefusedError] = []
    for _, cell in grid.column(index):
        try:
            found.append(read_number(cell))
        except RefusedError as error:
            found.append(error)
    return found


def common_suffix(grid: Grid, index: int) -> str:
    """What all numbers of a column end in; "" when they differ or end in nothing."""
    suffixes = {n.suffix for n in read_column(grid, index) if isinstance(n, CellNumber) and n.printed is not None}
    return suffixes.pop() if len(suffixes) == 1 else ""


def _twice(grid: Grid, targets: list[Target]) -> Iterator[Problem]:
    seen: dict[tuple[str, bool], int] = {}
    for index, target in enumerate(targets):
        if target.name == IGNORE:
            continue
        first = seen.setdefault((target.name, target.baseline), index)
        if first != index:
            message = f'`{target.name}` is column "{grid.names[first]}" already'
            remedy = f'leave one of the two out: --ignore "{grid.names[index]}"'
            yield grid.problem(None, index, message, remedy, "table-column")


def _open_problem(grid: Grid, index: int, found: Guess) -> Problem:
    name = grid.names[index]
    flags = [f'--map "{name}={target}"' for target in found.targets if target != IGNORE]
    if not flags:
        flags = [f'--map "{name}=NAME:UNIT"']
    remedy = f'give {" or ".join(flags)}, or --ignore "{name}"'
    return grid.problem(None, index, f"the header {found.why}", remedy, "table-column")


def _baseline_names() -> str:
    return ", ".join(name for name, column in COLUMNS.items() if column.baseline)
