"""How the numbers of findings read."""

from __future__ import annotations

import pytest

from leaderboard.analysis.dense_weights import Wrong
from leaderboard.analysis.finding import Correlation, Difference, Number, Span
from leaderboard.render.finding_words import Told, told


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (Span(4, 2, 1.357, 2.2, clear=True), Told("1.36–2.20", "", True)),
        (Difference(4, 3, 5, 2.484, clear=True), Told("+5.00", "± 2.48", True)),
        (Difference(8, 1, -2, None), Told("−2.00", "", False)),
        (Correlation(4, 6, -0.001), Told("0.00", "", False)),  # no signed zero
        (Correlation(4, 6, -0.26, -0.4), Told("−0.26", "(−0.40)", False)),
        (
            Correlation(4, 6, 0.19, 0.55, 0.004, Wrong(0.1, 0.25, 0.2), True),
            Told("0.19", "(0.55), p = 0.004; wrong way round 25 %, by change 20 %, from one 10 %", True),
        ),
    ],
)
def test_numbers_stand_beside_what_to_hold_them_against(number: Number, expected: Told) -> None:
    assert told(number) == expected
