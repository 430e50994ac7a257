"""The numbers of findings in words: each with how sure it is, or with what to hold it against."""

from __future__ import annotations

from dataclasses import dataclass

from leaderboard.analysis.dense_weights import Wrong
from leaderboard.analysis.finding import Correlation, Difference, Number, Span
from leaderboard.render.formats import plain, points


@dataclass(frozen=True, slots=True)
class Told:
    """A number and what stands below it; ``clear`` where it alone tells yes or no."""

    words: str
    beside: str
    clear: bool


def told(number: Number) -> Told:
    """1.36–2.22; +5.00 ± 2.48; −0.26 (0.85), p = 0.004"""
    match number:
        case Span():
            return Told(f"{plain(number.low, 2)}–{plain(number.high, 2)}", "", number.clear)
        case Difference():
            half = "" if number.half is None else f"± {plain(number.half, 2)}"
            return Told(points(number.mean), half, number.clear)
        case Correlation():
            return Told(plain(number.rho, 2), _beside(number), number.clear)


def _beside(found: Correlation) -> str:
    itself = "" if found.itself is None else f"({plain(found.itself, 2)})"
    p = "" if found.p is None else f", p = {found.p:.3f}"
    return f"{itself}{p}{'' if found.wrong is None else _wrong(found.wrong)}"


def _wrong(found: Wrong) -> str:
    alone, by_top1, by_change = (f"{100 * share:.0f} %" for share in found)
    return f"; wrong way round {by_top1}, by change {by_change}, from one {alone}"
