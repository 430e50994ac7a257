"""Marks of charts: 80 combinations of a colour and a shape, one for each method of a board."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

COLOURS = 8  # classes c0 … c7 of the style sheet: Okabe and Ito's palette, told apart by colour-blind readers
# Centred on 0,0 and of about equal area; first those that are told apart most easily.
SHAPES = (
    "M-5 0a5 5 0 1 0 10 0a5 5 0 1 0 -10 0z",
    "M-4.5 -4.5h9v9h-9z",
    "M0 -6L5.5 4.5H-5.5z",
    "M0 -6.4L6 0L0 6.4L-6 0z",
    "M0 6L5.5 -4.5H-5.5z",
    "M-2 -6h4v4h4v4h-4v4h-4v-4h-4v-4h4z",
    "M-6 0L4.5 -5.5V5.5z",
    "M6 0L-4.5 -5.5V5.5z",
    "M0 -6.4L1.8 -2L6.4 -1.8L2.8 1.2L4 5.6L0 3.1L-4 5.6L-2.8 1.2L-6.4 -1.8L-1.8 -2z",
    "M-6 0L-3 -5.2H3L6 0L3 5.2H-3z",
)
STYLES = COLOURS * len(SHAPES)


@dataclass(frozen=True, slots=True)
class Style:
    """Colour class number and shape (a place in ``SHAPES``) of a method's marks on one board."""

    colour: int
    shape: int


def style(index: int) -> Style:
    """The ``index``-th combination; all differ up to ``STYLES``, neighbours in both colour and shape."""
    colour = index % COLOURS
    return Style(colour, (colour + index // COLOURS) % len(SHAPES))


def styles(methods: Iterable[str]) -> dict[str, Style]:
    """Styles by method key, in order of first appearance."""
    return {method: style(i) for i, method in enumerate(dict.fromkeys(methods))}
