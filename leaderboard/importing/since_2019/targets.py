"""Where a number goes: `top1:percent`, `accuracy:percent@PIQA`, `setting:target speedup` or `aside:reason`."""

from __future__ import annotations

from dataclasses import dataclass

from leaderboard.records.nearest import did_you_mean
from leaderboard.records.vocabulary import COLUMNS, METRICS, UNITS

# Units in words that read the suffix of the printed number (4.09G, 569M, 45.22 ms) for the quantities that have one.
SUFFIX = "suffix"
MODIFIERS = {
    "unsigned": "the sign tells the direction, which the column's name already says",
    "std": "the number after ± is a standard deviation over runs",
}
_SUFFIXED = ("size", "operations", "latency")
_IN_WORDS = ("top1", "top5")


@dataclass(frozen=True, slots=True)
class Aside:
    """A number that is not used, and why."""

    reason: str


@dataclass(frozen=True, slots=True)
class Setting:
    """A number that is kept as text beside the row: a setting of the method, no quantity."""

    name: str


@dataclass(frozen=True, slots=True)
class Quantity:
    """A column of the record with its unit; ``dataset`` is the one the number is of, where it is not the row's own."""

    column: str
    unit: str
    dataset: str | None = None
    baseline: bool = False
    modifiers: tuple[str, ...] = ()


Target = Aside | Setting | Quantity


class TargetError(ValueError):
    """A target that means nothing, with what to write instead."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.message, self.remedy = message, remedy


def parse_target(text: str) -> Target:
    """The target that a curation file writes. Raises TargetError with the nearest known word."""
    head, colon, rest = text.partition(":")
    if head == "aside" or head == "setting":
        if not rest.strip():
            raise TargetError(f"`{text}` says nothing after the colon", f"write `{head}:…` with a few words")
        return Aside(rest.strip()) if head == "aside" else Setting(rest.strip())
    baseline = head.startswith("baseline ")
    column = head.removeprefix("baseline ").strip()
    if column not in COLUMNS:
        raise TargetError(f"`{column}` is no column of records", did_you_mean(column, COLUMNS))
    if baseline and not COLUMNS[column].baseline:
        raise TargetError(f"`{column}` cannot stand in a baseline", "write `setting:…` or `aside:…`")
    unit, at, dataset = rest.partition("@")
    unit, *modifiers = unit.strip().split(":")
    quantity = COLUMNS[column].quantity
    units = [*UNITS[quantity], *((SUFFIX,) if quantity in _SUFFIXED else ())]
    if not colon or unit not in units:
        raise TargetError(f"`{unit}` is no unit of `{column}`", f"write `{column}:` and one of {', '.join(units)}")
    for word in modifiers:
        if word not in MODIFIERS:
            raise TargetError(f"unknown word `{word}` after the unit", did_you_mean(word, MODIFIERS))
    if at and not dataset.strip():
        raise TargetError(f"`{text}` names no data set after the @", "write `…@PIQA`")
    return Quantity(column, unit, dataset.strip() or None, baseline, tuple(modifiers))


def family(column: str) -> str | None:
    """What an accuracy column scores by: ``top`` for top-1 and top-5, else the metric; None for sizes, costs …"""
    for suffix in ("_error", "_delta", "_drop", "_std", ""):
        name = column.removesuffix(suffix)
        if name in _IN_WORDS:
            return "top"
        if name in METRICS:
            return name
    return None
