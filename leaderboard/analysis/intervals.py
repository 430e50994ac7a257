"""Intervals of means over a few seeds."""

from __future__ import annotations

import math

# Two-sided 95 % quantiles of Student's t by degrees of freedom, for as many seeds as runs here have.
_T95 = {1: 12.706, 2: 4.303, 3: 3.182, 4: 2.776, 5: 2.571, 6: 2.447, 7: 2.365, 8: 2.306, 9: 2.262}


def half_width(deviation: float, count: int) -> float:
    """Half of the 95 % interval of a mean of ``count`` values (two or more) with a standard deviation (n - 1)."""
    return _T95.get(count - 1, 1.96) * deviation / math.sqrt(count)
