"""Drawings of the meta-analysis as plain values for ``_figures.html``.

Places are percentages of the plot, and marks lie in an inner drawing of 1000 by 1000 units that stretches with it: text
keeps its size on every screen, and one drawing serves all widths.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from leaderboard.analysis.meta.populations import Tally

UNITS = 1000
LAST_BIN = 11  # counts from here on share a bar


def percent(share: float) -> str:
    """A share of the plot: ``12.5%``"""
    return f"{100 * share:.2f}".rstrip("0").rstrip(".") + "%"


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: left edge, middle, width, top and height in percent of the plot; what it counts, and how many."""

    left: str
    middle: str
    width: str
    top: str
    height: str
    label: str
    value: int


@dataclass(frozen=True, slots=True)
class Bars:
    """A histogram."""

    title: str
    x_title: str
    bars: tuple[Bar, ...]


def bins(tally: Tally, last: int = LAST_BIN) -> list[tuple[str, int]]:
    """Counts one by one, those from ``last`` on together: ``11+``."""
    found = [(str(count), uses) for count, uses in tally.of if count < last]
    rest = tally.more_than(last - 1)
    return [*found, (f"{last}+", rest)] if rest else found


def bars(title: str, x_title: str, counted: Sequence[tuple[str, int]]) -> Bars:
    """Bars side by side, the tallest as high as the plot."""
    most = max((uses for _, uses in counted), default=0) or 1
    step = 1 / max(len(counted), 1)
    found = []
    for n, (label, uses) in enumerate(counted):
        tall = uses / most
        left, middle = percent((n + 0.12) * step), percent((n + 0.5) * step)
        found.append(Bar(left, middle, percent(0.76 * step), percent(1 - tall), percent(tall), label, uses))
    return Bars(title, x_title, tuple(found))


@dataclass(frozen=True, slots=True)
class Tick:
    """A grid line's place and its label; without one only the line is drawn."""

    at: str
    label: str


@dataclass(frozen=True, slots=True)
class Layer:
    """Marks or a line of one look: the class that styles them, and their path in the inner drawing."""

    style: str
    path: str


@dataclass(frozen=True, slots=True)
class Name:
    """A name beside a mark; ``end`` puts it on the left of it."""

    x: str
    y: str
    text: str
    end: bool


@dataclass(frozen=True, slots=True)
class Plot:
    """A plane with axes; ``alt`` says in words what it shows."""

    title: str
    alt: str
    x_title: str
    y_title: str
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    layers: tuple[Layer, ...]
    names: tuple[Name, ...] = ()


@dataclass(frozen=True, slots=True)
class Scale:
    """An axis from ``low`` to ``high``, logarithmic or linear; ``share`` is a value's place on it."""

    low: float
    high: float
    log: bool = False

    def share(self, value: float) -> float:
        value = min(max(value, self.low), self.high)
        if self.log:
            return math.log(value / self.low) / math.log(self.high / self.low)
        return (value - self.low) / (self.high - self.low)


def log_ticks(scale: Scale, word: Callable[[float], str], leads: Sequence[int] = (1, 2, 5)) -> list[tuple[float, str]]:
    """Round values within a logarithmic axis."""
    first, last = math.floor(math.log10(scale.low)), math.ceil(math.log10(scale.high))
    values = [lead * 10.0**e for e in range(first, last + 1) for lead in leads]
    return [(v, word(v)) for v in values if scale.low * 0.999 <= v <= scale.high * 1.001]


def across(scale: Scale, ticks: Iterable[tuple[float, str]]) -> tuple[Tick, ...]:
    """Ticks of a horizontal axis."""
    return tuple(Tick(percent(scale.share(value)), label) for value, label in ticks)


def upward(scale: Scale, ticks: Iterable[tuple[float, str]]) -> tuple[Tick, ...]:
    """Ticks of a vertical axis."""
    return tuple(Tick(percent(1 - scale.share(value)), label) for value, label in ticks)


def dots(points: Iterable[tuple[float, float]], x: Scale, y: Scale) -> str:
    """A path of dots, places that coincide once."""
    places = sorted({(round(UNITS * x.share(a)), round(UNITS * (1 - y.share(b)))) for a, b in points})
    return "".join(f"M{a} {b}h0" for a, b in places)


def steps(points: Sequence[tuple[float, float]], x: Scale, y: Scale) -> str:
    """A rising step line through points of rising x, drawn on to the right edge."""
    if not points:
        return ""
    at = [(round(UNITS * x.share(a)), round(UNITS * (1 - y.share(b)))) for a, b in points]
    return f"M{at[0][0]} {at[0][1]}" + "".join(f"H{a}V{b}" for a, b in at[1:]) + f"H{UNITS}"


@dataclass(frozen=True, slots=True)
class Strip:
    """A row of dots on an axis that other rows share: a name, its place, the dots in percent, and the ends in words."""

    name: str
    href: str
    dots: tuple[str, ...]
    left: str
    right: str
    words: str


def spread_names(
    placed: Sequence[tuple[float, float, str]], width: float = 0.32, height: float = 0.045
) -> tuple[Name, ...]:
    """Names beside their marks (shares of the plot from the left and from the top), in the order given; one that would
    cover another is left out. ``width`` and ``height`` are what a name takes on a narrow screen.
    """
    taken: list[tuple[float, float]] = []
    found = []
    for x, y, text in placed:
        end = x > 1 - width
        left = x - width if end else x
        if all(abs(left - other) >= width or abs(y - top) >= height for other, top in taken):
            taken.append((left, y))
            found.append(Name(percent(x), percent(y), text, end))
    return tuple(found)
