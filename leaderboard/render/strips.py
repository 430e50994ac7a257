"""Strip plots: one mark for each dense accuracy that papers report under the same name."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, LEFT, RIGHT = 580, 18, 18
_STEPS = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20)


@dataclass(frozen=True, slots=True)
class Dot:
    """A dense accuracy: place, link to a result that starts from it, tooltip."""

    x: float
    y: float
    href: str
    title: str


@dataclass(frozen=True, slots=True)
class Strip:
    """A strip plot in a viewBox of ``WIDTH`` times ``height``."""

    width: int
    height: int
    axis: int
    dots: tuple[Dot, ...]
    ticks: tuple[tuple[float, str], ...]


def strip(values: Sequence[tuple[float, str, str]]) -> Strip:
    """Lay out (percent, label, link) along one axis; marks that would touch are stacked."""
    low, high = min(v for v, _, _ in values), max(v for v, _, _ in values)
    pad = max((high - low) * 0.05, 0.1)
    low, high = low - pad, high + pad

    def x(value: float) -> float:
        return round(LEFT + (value - low) / (high - low) * (WIDTH - LEFT - RIGHT), 1)

    rows: list[float] = []  # right end of each level of the stack
    placed: list[tuple[float, int, str, str]] = []
    for value, label, href in sorted(values):
        at = x(value)
        level = next((i for i, end in enumerate(rows) if at - end >= 11), len(rows))
        if level == len(rows):
            rows.append(at)
        rows[level] = at
        placed.append((at, level, href, f"{label}: {value:.2f} %"))
    axis = 12 + 12 * len(rows)
    step = next((s for s in _STEPS if (high - low) / s <= 8), 50)
    ticks = [i * step for i in range(math.ceil(low / step), math.floor(high / step) + 1)]
    return Strip(
        width=WIDTH,
        height=axis + 24,
        axis=axis,
        dots=tuple(Dot(at, axis - 9 - 12 * level, href, title) for at, level, href, title in placed),
        ticks=tuple((x(t), f"{t:.1f}".removesuffix(".0")) for t in ticks),
    )
