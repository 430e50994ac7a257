"""Curves: the points that one paper reports for one method on one chart."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from leaderboard.analysis.boards import Point


@dataclass(frozen=True, slots=True)
class Series:
    """A method as one paper reports it; ``points`` by rising ratio, the better accuracy first among equals."""

    method: str
    paper: str
    points: tuple[Point, ...]


def series(points: Iterable[Point]) -> tuple[Series, ...]:
    """Group ranked points into curves, in order of first appearance.

    Variants of a method share its curve. Points of two papers are never joined: each has its own dense network, and
    those of one name differ by more than most effects of pruning.
    """
    groups: dict[tuple[str, str], list[Point]] = {}
    for point in points:
        if point.standing == "ranked":
            groups.setdefault((point.result.method, point.result.paper), []).append(point)
    return tuple(
        Series(method, paper, tuple(sorted(found, key=lambda p: (p.ratio, -p.change))))
        for (method, paper), found in groups.items()
    )
