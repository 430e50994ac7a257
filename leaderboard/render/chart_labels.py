"""Names beside the marks of a frontier, where there is room for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from leaderboard.render.formats import clip

LONGEST = 22  # characters
LETTER = 6.3  # pixels, about the mean width of a letter of the charts' names
# Anchor of the text and its distance from the mark, in pixels, in the order they are tried.
_SIDES = (("start", 8, -7), ("end", -8, -8), ("start", 8, 14), ("end", -8, 15))


@dataclass(frozen=True, slots=True)
class Label:
    """A name: its mark's place (per cent across, pixels down), and where it stands from there."""

    x: float
    y: float
    anchor: str
    dx: float
    dy: float
    text: str


def place_labels(
    names: Sequence[tuple[float, float, str]],
    marks: Sequence[tuple[float, float]],
    width: float,
    top: float,
    bottom: float,
) -> tuple[Label, ...]:
    """Names (place in pixels, text) where they cover neither a mark nor each other; the rest stays unnamed.

    Each name stands once, at its largest ratio if there is room. ``width``, ``top`` and ``bottom`` bound the texts.
    """
    placed: list[tuple[float, float, float, float]] = []
    found: dict[str, Label] = {}
    for x, y, name in reversed(names):
        if name in found:
            continue
        text = clip(name, LONGEST)
        for anchor, dx, dy in _SIDES:
            left = x + dx if anchor == "start" else x + dx - LETTER * len(text)
            box = (left, y + dy - 10, left + LETTER * len(text), y + dy + 2)
            inside = box[0] > 0 and box[2] < width and top <= box[1] and box[3] < bottom
            covers = any(box[0] - 5 < mx < box[2] + 5 and box[1] - 4 < my < box[3] + 4 for mx, my in marks)
            crosses = any(box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3] for b in placed)
            if inside and not covers and not crosses:
                placed.append(box)
                found[name] = Label(round(100 * x / width, 2), round(y, 1), anchor, dx, dy, text)
                break
    return tuple(found.values())
