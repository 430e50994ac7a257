"""The Pareto frontier of a trade-off: points that no other point beats in both ratio and accuracy."""

from __future__ import annotations

from collections.abc import Sequence


def frontier(points: Sequence[tuple[float, float]]) -> list[int]:
    """Indices of the points that are not dominated, by falling first coordinate, then in the order given.

    ``points`` are (ratio, change of accuracy), both better when larger. A point is dominated when another is at least
    as good in both and better in one, so equal points stand or fall together. Numbers are compared as stored, without
    a tolerance: two papers that print the same digits tie, and nothing else does. O(n log n).
    """
    order = sorted(range(len(points)), key=lambda i: (-points[i][0], -points[i][1], i))
    kept: list[int] = []
    for i in order:
        last = points[kept[-1]] if kept else None
        if last is None or points[i][1] > last[1] or points[i] == last:
            kept.append(i)
    return kept
