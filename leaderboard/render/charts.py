"""Trade-off charts as plain values for the SVG template: change of accuracy over a ratio on a log axis."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from leaderboard.analysis.boards import Point, TradeOff
from leaderboard.analysis.series import series
from leaderboard.render.formats import points as show_points
from leaderboard.render.formats import ratio as show_ratio

WIDTH, HEIGHT = 640, 420
LEFT, RIGHT, TOP, BOTTOM = 56, 14, 14, 46
COLOURS, SHAPES = 8, 6
_TICKS = (1, 1.2, 1.5, 2, 3, 4, 5, 7, 10, 15, 20, 30, 50, 70, 100, 200, 500, 1000, 2000, 5000, 10000)


@dataclass(frozen=True, slots=True)
class Style:
    """Colour and shape of a method's marks on one board; ``path`` is centred on 0,0."""

    colour: int
    path: str


def style(index: int) -> Style:
    """The ``index``-th of 48 combinations; colours change first, so neighbours differ in colour."""
    shapes = (
        "M-5 0a5 5 0 1 0 10 0a5 5 0 1 0 -10 0z",
        "M-4.5 -4.5h9v9h-9z",
        "M0 -6L5.5 4.5H-5.5z",
        "M0 -6.2L6.2 0L0 6.2L-6.2 0z",
        "M0 6L5.5 -4.5H-5.5z",
        "M-2 -6h4v4h4v4h-4v4h-4v-4h-4v-4h4z",
    )
    return Style(index % COLOURS, shapes[(index + index // COLOURS) % SHAPES])


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark: position in the viewBox, style, link target and tooltip; ``aside`` marks are greyed."""

    x: float
    y: float
    style: Style
    href: str
    title: str
    aside: bool
    bar: tuple[float, float] | None  # y of the ends of a known spread or rounding interval


@dataclass(frozen=True, slots=True)
class Tick:
    """A grid line and its label."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Everything the template draws; coordinates are in a WIDTH x HEIGHT viewBox."""

    id: str
    title: str
    x_title: str
    y_title: str
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    zero: float | None
    marks: tuple[Mark, ...]
    curves: tuple[tuple[int, str], ...]  # colour, points
    frontier: str
    dots: tuple[tuple[float, float], ...]
    note: str


_WORDS = {
    "compression_ratio": "compression ratio (dense / pruned parameters, log scale)",
    "theoretical_speedup": "theoretical speedup (dense / pruned multiply-adds, log scale)",
    "delta_top1": "change of top-1 accuracy (points)",
    "delta_top5": "change of top-5 accuracy (points)",
}


class Frame:
    """The axes of one chart: from ratio and change to coordinates in the viewBox."""

    def __init__(self, points: Sequence[Point]) -> None:
        ratios, changes = [p.ratio for p in points], [p.change for p in points]
        self.x_low, self.x_high = min(1.0, *ratios) / 1.03, max(1.5, max(ratios) * 1.12)
        low, high = min([*changes, 0.0]), max([*changes, 0.0])
        pad = max((high - low) * 0.08, 0.25)
        self.y_low, self.y_high = low - pad, high + pad

    def x(self, ratio: float) -> float:
        """Horizontal place of a ratio."""
        share = math.log(ratio / self.x_low) / math.log(self.x_high / self.x_low)
        return round(LEFT + share * (WIDTH - LEFT - RIGHT), 1)

    def y(self, change: float) -> float:
        """Vertical place of a change in points."""
        return round(TOP + (self.y_high - change) / (self.y_high - self.y_low) * (HEIGHT - TOP - BOTTOM), 1)

    def holds(self, p: Point) -> bool:
        """Whether a point lies inside."""
        return self.x_low <= p.ratio <= self.x_high and self.y_low <= p.change <= self.y_high

    def x_ticks(self) -> tuple[Tick, ...]:
        """At most nine round ratios."""
        inside = [t for t in _TICKS if self.x_low <= t <= self.x_high]
        while len(inside) > 9:
            inside = inside[::2]
        return tuple(Tick(self.x(t), f"{t:g}×") for t in inside)

    def y_ticks(self) -> tuple[Tick, ...]:
        """Up to ten round changes."""
        span = self.y_high - self.y_low
        step = next(s for s in (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50) if span / s <= 9)
        first, last = math.ceil(self.y_low / step), math.floor(self.y_high / step)
        values = [round(i * step, 6) for i in range(first, last + 1)]
        return tuple(Tick(self.y(v), show_points(v).removesuffix(".00")) for v in values)


def chart(
    trade_off: TradeOff, styles: dict[str, Style], href: Callable[[Point], str], words: Callable[[Point], str]
) -> Chart:
    """Lay a trade-off out. ``styles`` is by method; runs of searches become faint dots, clipped with a note."""
    drawn = [p for p in trade_off.points if p.result.table.role == "results"]
    swept = [p for p in trade_off.points if p.result.table.role == "sweep"]
    frame = Frame(drawn or swept)
    inside = [p for p in swept if frame.holds(p)]
    hidden = len(swept) - len(inside)
    return Chart(
        id=f"{trade_off.change}-{trade_off.axis}".replace("_", "-"),
        title=f"{_WORDS[trade_off.change]} against {_WORDS[trade_off.axis]}",
        x_title=_WORDS[trade_off.axis],
        y_title=_WORDS[trade_off.change],
        x_ticks=frame.x_ticks(),
        y_ticks=frame.y_ticks(),
        zero=frame.y(0),
        marks=tuple(_mark(p, trade_off, styles[p.result.method], href(p), words(p), frame) for p in drawn),
        curves=tuple(
            (styles[s.method].colour, " ".join(f"{frame.x(p.ratio)},{frame.y(p.change)}" for p in s.points))
            for s in series(drawn)
            if len(s.points) > 1
        ),
        frontier=_staircase([(frame.x(p.ratio), frame.y(p.change)) for p in trade_off.frontier]),
        dots=tuple((frame.x(p.ratio), frame.y(p.change)) for p in inside),
        note=f"{hidden:,} of {len(swept):,} single runs of searches lie outside the frame." if hidden else "",
    )


def _mark(p: Point, trade_off: TradeOff, style_: Style, href: str, words: str, frame: Frame) -> Mark:
    std = p.result.printed_number("top1_std" if trade_off.change == "delta_top1" else "top5_std")
    value = p.result.quantities[trade_off.change]
    bar = None
    if std is not None:
        bar = (frame.y(p.change - float(std)), frame.y(p.change + float(std)))
    elif value.low is not None and value.high is not None and frame.y(value.low) - frame.y(value.high) > 4:
        bar = (frame.y(value.low), frame.y(value.high))
    title = f"{words}: {show_points(p.change)} points at {show_ratio(p.ratio)}"
    if p.reasons:
        title += f" (not ranked: {'; '.join(p.reasons)})"
    return Mark(frame.x(p.ratio), frame.y(p.change), style_, href, title, bool(p.reasons), bar)


def _staircase(corners: Sequence[tuple[float, float]]) -> str:
    """Steps down to the right: between two corners the better accuracy holds up to its own ratio."""
    return "".join(f"M{LEFT} {y}H{x}" if i == 0 else f"V{y}H{x}" for i, (x, y) in enumerate(corners))
