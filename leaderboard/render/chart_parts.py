"""What a chart consists of, as plain values for the SVG template."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from leaderboard.analysis.boards import Point
from leaderboard.render.marks import Style
from leaderboard.render.scales import Frame


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark: place in the viewBox, style, link and tooltip; ``cut`` marks stand on the frame's lower edge.

    ``ref`` is the number of its result on the page, by which a board's filter finds it; None for our own.
    """

    x: float
    y: float
    style: Style
    href: str
    title: str
    aside: bool
    measured: bool
    cut: bool
    bar: tuple[float, float] | None  # y of the ends of a known spread or rounding interval
    ref: int | None = None

    @property
    def short(self) -> str:
        """The tooltip without what follows its first semicolon: small screens have none to hover over."""
        return self.title.partition("; class ")[0]


@dataclass(frozen=True, slots=True)
class Tick:
    """A grid line and its label."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Label:
    """A method's name beside its mark on the frontier; ``ref`` as of the mark."""

    x: float
    y: float
    anchor: str
    text: str
    ref: int | None = None


@dataclass(frozen=True, slots=True)
class Curve:
    """A line that joins marks: colour, kind of dash, points of a polyline, and the numbers of its results."""

    colour: int
    dash: int
    points: str
    refs: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart laid out for one frame; everything the template draws, in order."""

    frame: Frame
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    zero: float
    dots: tuple[tuple[int, str], ...]  # runs of searches, those of one paper and structure together: a result's number
    others: str  # measured methods without a mark of their own
    curves: tuple[Curve, ...]
    frontier: str
    strict: str  # frontier among class A; empty where it is the frontier
    marks: tuple[Mark, ...]
    labels: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A trade-off drawn for a wide and for a narrow screen, with what must be said about it."""

    id: str
    title: str
    x_title: str
    y_title: str
    drawings: tuple[Drawing, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Measured:
    """A filled mark: mean and standard deviation over seeds of one measured method at one ratio.

    ``line`` names the curve that it belongs to; marks of one curve are joined, from ``dash`` 1 on by a broken line.
    """

    line: str
    ratio: float
    change: float
    spread: float | None
    style: Style
    href: str
    title: str
    dash: int = 0


@dataclass(frozen=True, slots=True)
class Words:
    """How a chart names its points: link of a result, name of a method, sentence of a point, number on the page."""

    href: Callable[[Point], str]
    method: Callable[[Point], str]
    sentence: Callable[[Point], str]
    ref: Callable[[Point], int] = lambda p: 0
