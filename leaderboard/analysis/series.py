"""Curves: the points that one paper reports for one method on one chart."""

from __future__ import annotations

from collections import Counter
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

    A variant with several points has a curve of its own (a reset to another epoch is another experiment); variants
    that name one operating point each share the method's. Points of two papers are never joined: each has its own
    dense network, and those of one name differ by more than most effects of pruning.
    """
    ranked = [point for point in points if point.ranked]
    sizes = Counter((p.result.method, p.result.paper, p.result.variant) for p in ranked)
    groups: dict[tuple[str, str, str | None], list[Point]] = {}
    for point in ranked:
        method, paper, variant = point.result.method, point.result.paper, point.result.variant
        own = variant if sizes[method, paper, variant] > 1 else None
        groups.setdefault((method, paper, own), []).append(point)
    return tuple(
        Series(method, paper, tuple(sorted(found, key=lambda p: (p.ratio, -p.change))))
        for (method, paper, _), found in groups.items()
    )
