"""Units of a column: what its header says, what its cells end in, and that both agree."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from leaderboard.records.vocabulary import COLUMNS, UNITS

# What a suffix of a number means for each kind of quantity; a suffix that is not here does not fit it.
_PERCENT = {"%": "percent"}
SUFFIXES: dict[str, Mapping[str, str]] = {
    "accuracy": _PERCENT,
    "points": _PERCENT,
    "spread": _PERCENT,
    "fraction": _PERCENT,
    "score": _PERCENT,
    "size": {"K": "thousands", "M": "millions", "B": "billions", "G": "billions"},
    "operations": {"M": "mega", "G": "giga", "B": "giga", "T": "tera"},
    "ratio": {"x": "ratio"},
    "latency": {"ms": "milliseconds", "µs": "microseconds", "s": "seconds"},
}
_BRACKET = re.compile(r"[(\[]\s*([^()\[\]]*?)\s*[)\]]")
_SPELT = {
    "%": "%",
    "percent": "%",
    "x": "x",
    "×": "x",
    "k": "K",
    "thousand": "K",
    "thousands": "K",
    "m": "M",
    "million": "M",
    "millions": "M",
    "×10^6": "M",
    "×e6": "M",
    "10^6": "M",
    "1e6": "M",
    "mflops": "M",
    "mmacs": "M",
    "mmac": "M",
    "g": "G",
    "b": "B",
    "billion": "B",
    "billions": "B",
    "×10^9": "G",
    "10^9": "G",
    "1e9": "G",
    "gflops": "G",
    "gmacs": "G",
    "gmac": "G",
    "bflops": "B",
    "t": "T",
    "tflops": "T",
    "ms": "ms",
    "µs": "µs",
    "us": "µs",
    "s": "s",
    "sec": "s",
}
_PREFIXED = re.compile(r"\b([MGBT])-?(flops?|macs?|mult-?adds?|madds?)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class HeaderUnit:
    """A suffix that a header gives its whole column, and the header's words that give it."""

    suffix: str
    words: str


def header_unit(header: str) -> HeaderUnit | None:
    """The unit a header states: in brackets, after a comma, as a letter before FLOPs or MACs, or as a bare ``%``."""
    for match in _BRACKET.finditer(header):
        if (suffix := _SPELT.get(match[1].casefold().replace(" ", ""))) is not None:
            return HeaderUnit(suffix, match[1].strip())
    after = header.rpartition(",")[2].strip().casefold() if "," in header else ""
    if after in _SPELT:
        return HeaderUnit(_SPELT[after], after)
    if prefixed := _PREFIXED.search(header):
        return HeaderUnit(prefixed[1].upper(), prefixed[0])
    return HeaderUnit("%", "%") if "%" in header else None


def unit_of(column: str, suffix: str) -> str | None:
    """The unit that a suffix gives a column; None when it fits none of the column's."""
    quantity = COLUMNS[column].quantity
    unit = SUFFIXES.get(quantity, {}).get(suffix)
    return unit if unit in UNITS[quantity] else None


def only_unit(column: str) -> str | None:
    """The unit of a column that can have one only."""
    units = UNITS[COLUMNS[column].quantity]
    return next(iter(units)) if len(units) == 1 else None


_RARE = frozenset({"basis points"})


def usual_units(column: str) -> tuple[str, ...]:
    """The units of a column that are worth naming to somebody who gave none; rare ones are taken all the same."""
    return tuple(unit for unit in UNITS[COLUMNS[column].quantity] if unit not in _RARE)
