"""Axes of charts: ranges, ticks and what falls outside the frame."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

_RATIO_TICKS = (1, 1.2, 1.5, 2, 3, 4, 5, 7, 10, 15, 20, 30, 50, 70, 100, 150, 200, 300, 500, 700)
_STEPS = tuple(lead * 10.0**e for e in range(-4, 7) for lead in (1, 2, 5))


@dataclass(frozen=True, slots=True)
class Frame:
    """A chart's size in units of its viewBox, and the space kept for the axes."""

    name: str
    width: int
    height: int
    left: int = 52
    right: int = 14
    top: int = 28
    bottom: int = 44


@dataclass(frozen=True, slots=True)
class Scale:
    """The part of the plane that a frame shows; ratios on a logarithmic axis."""

    frame: Frame
    ratios: tuple[float, float]
    changes: tuple[float, float]

    def x(self, ratio: float) -> float:
        """Horizontal place of a ratio, in units of the viewBox."""
        low, high = self.ratios
        share = math.log(ratio / low) / math.log(high / low)
        return round(self.frame.left + share * (self.frame.width - self.frame.left - self.frame.right), 1)

    def y(self, change: float) -> float:
        """Vertical place of a change of accuracy; outside the frame it stands on its edge."""
        low, high = self.changes
        share = (high - min(max(change, low), high)) / (high - low)
        return round(self.frame.top + share * (self.frame.height - self.frame.top - self.frame.bottom), 1)

    def holds(self, ratio: float, change: float) -> bool:
        """Whether a point lies within the frame."""
        return self.ratios[0] <= ratio <= self.ratios[1] and self.changes[0] <= change <= self.changes[1]


def ratio_range(ratios: Sequence[float]) -> tuple[float, float]:
    """From 1 (or the smallest, where a network grew) to a little beyond the largest."""
    return min(1.0, *ratios) / 1.04, max(max(ratios) * 1.12, 1.6)


def change_range(changes: Sequence[float], *, points: bool = True) -> tuple[float, float]:
    """All changes and zero; extreme losses are cut off where they would flatten everything else.

    A loss is extreme when it lies twice the spread of the middle 80 % below them, of eight results or more. Without
    ``points`` changes have another unit, in which a collapsed network may be thousands away: a loss is extreme, of
    four results or more, when it is more than eight times as far from the best as the median is.
    """
    low, high = min([*changes, 0.0]), max([*changes, 0.0])
    if not points:
        ordered = sorted(changes)
        if len(ordered) >= 4:
            cut = high - 8 * (high - ordered[len(ordered) // 2])
            low = min([c for c in ordered if c >= cut] + [0.0])
        pad = (high - low) * 0.07 or 1.0
        return low - pad, high + pad
    if len(changes) >= 8:
        ordered = sorted(changes)
        tenth = len(ordered) // 10
        middle_low, middle_high = ordered[tenth], ordered[-1 - tenth]
        cut = middle_low - 2 * (middle_high - middle_low) - 0.5
        low = min([c for c in ordered if c >= cut] + [0.0])
    pad = max((high - low) * 0.07, 0.2)
    return low - pad, high + pad


def ratio_ticks(ratios: tuple[float, float], most: int) -> list[float]:
    """Round ratios within a range, at most ``most``, evenly thinned but always from 1, 2, 5, 10 … if they fit."""
    decades = [t * 10**e for e in range(0, 9, 3) for t in _RATIO_TICKS]
    for choice in (
        decades,
        [t for t in decades if _lead(t) in (1, 2, 3, 5)],
        [t for t in decades if _lead(t) in (1, 2, 5)],
    ):
        inside = [t for t in choice if ratios[0] <= t <= ratios[1]]
        if len(inside) <= most:
            return inside
    tens = [10.0**e for e in range(10) if ratios[0] <= 10.0**e <= ratios[1]]
    return tens if len(tens) <= most else tens[:: math.ceil(len(tens) / most)]


def _lead(tick: float) -> float:
    return tick / 10.0 ** math.floor(math.log10(tick) + 1e-9)


def change_ticks(changes: tuple[float, float], most: int = 8) -> list[float]:
    """Round changes of accuracy within a range, at most ``most``."""
    low, high = changes
    step = next((s for s in _STEPS if (high - low) / s <= most), (high - low) / 2)
    return [round(i * step, 6) for i in range(math.ceil(low / step), math.floor(high / step) + 1)]
