"""Intervals of means over a few seeds."""

from __future__ import annotations

import math

# Two-sided 95 % quantiles of Student's t by degrees of freedom; between two of them the wider one holds.
_T95 = {
    **dict(enumerate((12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228), 1)),
    **dict(enumerate((2.201, 2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086), 11)),
    25: 2.060,
    30: 2.042,
    40: 2.021,
    60: 2.000,
    120: 1.980,
}


def half_width(deviation: float, count: int) -> float:
    """Half of the 95 % interval of a mean of ``count`` values (two or more) with a standard deviation (n - 1)."""
    quantile = _T95[max(known for known in _T95 if known <= count - 1)]
    return quantile * deviation / math.sqrt(count)
