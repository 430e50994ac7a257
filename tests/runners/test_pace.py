"""What a sweep says of the time that is left."""

from __future__ import annotations

import pytest

from runners.pace import duration, seconds_left

EXPECTED = {"dense and short": 100.0, "short": 20.0, "long": 80.0}


def test_time_left_goes_by_what_was_expected_of_each_run() -> None:
    """Not by the number of runs: the first trained the dense network, the last is four times as long as the second."""
    assert seconds_left(EXPECTED, ["short", "long"], 1, 100) == pytest.approx(100)
    assert seconds_left(EXPECTED, ["long"], 1, 120) == pytest.approx(80)
    assert seconds_left(EXPECTED, ["long"], 2, 60) == pytest.approx(40)
    assert seconds_left(EXPECTED, [], 1, 500) == 0


def test_a_slower_pace_counts_as_far_as_runs_are_done() -> None:
    """At half the expected pace, with a tenth of the plan's 200 s taken as done at the full one; nothing done yet: the
    time that passed is not lost on it.
    """
    assert seconds_left(EXPECTED, ["short", "long"], 1, 200) == pytest.approx(100 * (200 + 20) / (100 + 20))
    assert seconds_left(EXPECTED, EXPECTED, 1, 0) == pytest.approx(200)


@pytest.mark.parametrize(
    "seconds, said", [(0.4, "0 s"), (89.4, "89 s"), (90, "2 min"), (5399, "90 min"), (5400, "1.5 h"), (30_000, "8.3 h")]
)
def test_durations_are_said_in_fitting_units(seconds: float, said: str) -> None:
    assert duration(seconds) == said
