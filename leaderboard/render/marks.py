"""Looks of charts' marks: eight colours and as many shapes, so that none is told by colour alone."""

from __future__ import annotations

from dataclasses import dataclass

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
)


@dataclass(frozen=True, slots=True)
class Style:
    """Colour class number (c0 … c7: Okabe and Ito's palette, told apart by colour-blind readers) and a place in
    ``SHAPES``.
    """

    colour: int
    shape: int
