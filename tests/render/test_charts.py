"""Charts: axes that fit their points, marks that can be told apart, and no point that vanishes silently."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leaderboard.analysis.boards import boards, trade_off
from leaderboard.render.charts import Chart, Words, chart
from leaderboard.render.marks import STYLES, style, styles
from leaderboard.render.scales import NARROW, WIDE, Scale, change_range, change_ticks, ratio_range, ratio_ticks
from leaderboard.store.corpus import ResultView
from tests.render.synthetic import corpus, result, table

WORDS = Words(href=lambda p: p.result.id, method=lambda p: p.result.method, sentence=lambda p: p.result.id)


def draw(results: Iterable[ResultView]) -> Chart:
    """The chart of change of top-1 over compression."""
    return chart(trade_off(results, "compression_ratio", "delta_top1"), styles(["alpha", "beta"]), WORDS)


def test_marks_differ_up_to_the_last() -> None:
    """80 methods have 80 looks, and neighbours differ in colour and in shape."""
    looks = [style(i) for i in range(STYLES)]

    assert len(set(looks)) == STYLES
    assert all(a.colour != b.colour and a.shape != b.shape for a, b in pairwise(looks))


@given(st.lists(st.floats(0.2, 1e6), min_size=1, max_size=30), st.lists(st.floats(-1e7, 100), min_size=1, max_size=30))
def test_axes_have_ticks_inside_and_not_too_many(ratios: list[float], changes: list[float]) -> None:
    """Every ratio fits; changes fit or lie below; one tick at least on each axis."""
    x, y = ratio_range(ratios), change_range(changes)
    for most in (6, 9):
        ticks = ratio_ticks(x, most)
        assert 1 <= len(ticks) <= most
        assert all(x[0] <= tick <= x[1] for tick in ticks)
    assert 1 <= len(change_ticks(y)) <= 9
    assert all(x[0] <= ratio <= x[1] for ratio in ratios)
    assert all(change <= y[1] for change in changes)
    assert y[0] <= 0 <= y[1]
    for frame in (WIDE, NARROW):
        scale = Scale(frame, x, y)
        assert all(frame.left <= scale.x(r) <= frame.width - frame.right for r in ratios)
        assert all(frame.top <= scale.y(c) <= frame.height - frame.bottom for c in changes)


def test_a_perplexity_of_a_million_does_not_flatten_the_others() -> None:
    """Of four results or more, a loss of more than eight times the median's lies below the frame."""
    low, high = change_range([-1_099_990.0, -230.0, -11.1, -6.8, -5.8, -3.9], points=False)

    assert -20 < low < -11.1
    assert high < 1
    assert len(change_ticks((-1.1e6, 0.5))) <= 8


def test_extreme_losses_are_cut_with_a_note() -> None:
    """They stand on the edge, marked, and the note gives their numbers."""
    at = table(1, "one")
    near = [result(f"n{i}", at, 2 + i / 10, -i / 10) for i in range(10)]
    drawn = draw([*near, result("far", at, 8, -70.0)])

    cut = [mark for mark in drawn.drawings[0].marks if mark.cut]
    assert [mark.href for mark in cut] == ["one:far"]
    assert cut[0].y == WIDE.height - WIDE.bottom
    assert "−70.00 points at 8.00×" in drawn.notes[0]


def test_runs_of_searches_are_dots_and_hidden_ones_are_counted() -> None:
    """One of the two runs lies 60 points down: it does not stretch the axis, and the note says so."""
    drawn = draw(corpus().results)

    assert {mark.href for mark in drawn.drawings[0].marks} == {"one:a", "one:b", "one:c", "two:e", "two:f"}
    assert [path.count("h0") for _, path in drawn.drawings[0].dots] == [1]
    assert "2 single runs of searches over settings, 1 of them outside the frame" in drawn.notes[0]


def test_known_spread_is_a_bar_in_points() -> None:
    """A standard deviation reaches as far down as a change of its size."""
    drawn = draw([result("a", table(1, "one"), 2, -1, std=0.5), result("b", table(1, "one"), 2, -2)])
    one, other = drawn.drawings[0].marks

    assert one.bar is not None
    assert one.bar[0] - one.y == pytest.approx((other.y - one.y) / 2, abs=0.2)
    assert other.bar is None


def test_not_ranked_is_grey_and_reported_is_hollow() -> None:
    """The layer-local result is the only grey mark; none is filled."""
    marks = draw(corpus().results).drawings[0].marks

    assert [mark.href for mark in marks if mark.aside] == ["one:c"]
    assert not any(mark.measured for mark in marks)


def test_frontier_starts_at_the_axis_and_steps_down() -> None:
    """Each corner's accuracy holds for all smaller ratios."""
    (board,) = boards(corpus())
    drawing = draw(board.results).drawings[0]

    better, worse = (next(m for m in drawing.marks if m.href == i) for i in ("two:f", "one:b"))
    assert drawing.frontier == f"M{WIDE.left} {better.y}H{better.x}V{worse.y}H{worse.x}"
    assert {label.text for label in drawing.labels} <= {"alpha", "beta"}
    assert drawing.labels
