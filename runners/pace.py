"""How long a sweep still takes, by what was expected of its runs and the pace of those done."""

from __future__ import annotations

from collections.abc import Collection, Mapping

PRIOR = 0.1  # share of the plan that counts as done at the expected pace: the first runs wait for workers to start


def seconds_left(expected: Mapping[str, float], left: Collection[str], jobs: int, elapsed: float) -> float:
    """``expected`` gives the seconds of each run of a plan by its id, one run at a time; ``left`` are those still to
    do, ``jobs`` at a time, after ``elapsed`` seconds of the sweep.
    """
    total, to_do = sum(expected.values()) / jobs, sum(expected[one] for one in left) / jobs
    prior = PRIOR * total
    return to_do * (elapsed + prior) / (total - to_do + prior) if to_do else 0.0


def duration(seconds: float) -> str:
    """In seconds, minutes or hours, as people say it."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
