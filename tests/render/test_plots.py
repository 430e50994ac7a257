"""Charts: axes that fit their points, marks that can be told apart, and no point that vanishes silently."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leaderboard.render.chart_labels import place_labels
from leaderboard.render.marks import SHAPES, Style
from leaderboard.render.plots import FRAME, SERIES, Plot, Spot, Steps, Titles, below_frame, plot, scale_of
from leaderboard.render.scales import Scale, change_range, change_ticks, ratio_range, ratio_ticks

TITLES = Titles("chart", "Title", "What it shows", "ratio", "change")
CHOSEN = {"alpha": Style(0, 0), "beta": Style(1, 1)}


def draw(*spots: Spot, steps: Steps = Steps(), dots: tuple[tuple[float, float], ...] = ()) -> Plot:  # noqa: B008
    return plot(TITLES, spots, CHOSEN, steps, dots)


def test_eight_looks_differ_in_colour_and_shape() -> None:
    """As many shapes as methods in colour, so that colour alone tells none."""
    assert len(set(SHAPES)) == SERIES == 8


@given(st.lists(st.floats(0.2, 1e6), min_size=1, max_size=30), st.lists(st.floats(-1e7, 100), min_size=1, max_size=30))
def test_axes_have_ticks_inside_and_not_too_many(ratios: list[float], changes: list[float]) -> None:
    """Every ratio fits; changes fit or lie below; one tick at least on each axis."""
    x, y = ratio_range(ratios), change_range(changes)
    for most in (7, 11):
        ticks = ratio_ticks(x, most)
        assert 1 <= len(ticks) <= most
        assert all(x[0] <= tick <= x[1] for tick in ticks)
    assert 1 <= len(change_ticks(y)) <= 9
    assert all(x[0] <= ratio <= x[1] for ratio in ratios)
    assert all(change <= y[1] for change in changes)
    assert y[0] <= 0 <= y[1]
    scale = Scale(FRAME, x, y)
    assert all(0 <= scale.x(r) <= FRAME.width for r in ratios)
    assert all(FRAME.top <= scale.y(c) <= FRAME.height - FRAME.bottom for c in changes)


def test_a_perplexity_of_a_million_does_not_flatten_the_others() -> None:
    """Of four results or more, a loss of more than eight times the median's lies below the frame."""
    low, high = change_range([-1_099_990.0, -230.0, -11.1, -6.8, -5.8, -3.9], points=False)

    assert -20 < low < -11.1
    assert high < 1
    assert len(change_ticks((-1.1e6, 0.5))) <= 8


def test_a_floor_leaves_collapsed_marks_on_the_lower_edge_and_says_so() -> None:
    """A fifth of the marks at chance level is too many to be extreme; with a floor they widen nothing."""
    spots = [Spot("alpha", 2 + i / 10, -i / 10, filled=True) for i in range(8)]
    spots += [Spot("beta", 8, -70.0, filled=True), Spot("beta", 9, -80.0, filled=True)]

    assert scale_of(spots).changes[0] < -70
    low = scale_of(spots, floor=-2.0).changes[0]
    assert -2.0 < low < -0.7
    drawn = plot(TITLES, spots, CHOSEN, floor=-2.0)
    assert sum(len(g.cut) for g in drawn.groups) == 2
    (note,) = below_frame(spots, scale_of(spots, floor=-2.0), lambda change: f"{change:g}")
    assert note == "2 marks below the frame, on its lower edge with an arrow: -70 at 8.00×; -80 at 9.00×."
    assert below_frame(spots, scale_of(spots), str) == []


def test_extreme_losses_stand_on_the_lower_edge() -> None:
    """Marked there with an arrow, apart from the others of their look."""
    drawn = draw(*(Spot("alpha", 2 + i / 10, -i / 10) for i in range(10)), Spot("alpha", 8, -70.0))

    (group,) = drawn.groups
    assert len(group.places) == 10
    assert [y for _, y in group.cut] == [FRAME.height - FRAME.bottom]


def test_our_own_far_below_do_not_widen_the_frame() -> None:
    """Reported results decide; ours three points further down are cut, ours nearby are not."""
    reported = [Spot("alpha", 2.0, -1.0), Spot("alpha", 3.0, -2.0)]
    drawn = draw(*reported, Spot("beta", 2.0, -4.9, filled=True), Spot("beta", 4.0, -30.0, filled=True))

    ours = next(g for g in drawn.groups if "filled" in g.classes)
    assert len(ours.places) == 1 and len(ours.cut) == 1


def test_looks_tell_chosen_other_incomparable_and_measured() -> None:
    """Chosen methods have colour and shape, the others are grey, class C is a cross, ours are filled."""
    drawn = draw(
        Spot("alpha", 2, -1), Spot("gamma", 2, -1), Spot("alpha", 2, -1, ranked=False), Spot("beta", 2, -1, filled=True)
    )

    assert [(g.classes, g.shape) for g in drawn.groups] == [
        ("s aside", "kx"),
        ("s rest", "ko"),
        ("s c0", "k0"),
        ("s c1 filled", "k1"),
    ]


def test_intervals_are_bars_and_dotted_where_the_spread_is_unknown() -> None:
    """Half a point up and down, in the pixels of the axis; grey methods have none."""
    drawn = draw(
        Spot("alpha", 2, -1, half=0.5, known=True),
        Spot("beta", 2, -2, half=0.5),
        Spot("gamma", 2, -1, half=0.5),
        Spot("beta", 3, -3),
    )
    bars = {g.classes: g.bars for g in drawn.groups}
    ticks = {t.label: t.at for t in drawn.y_ticks}

    (alpha,), (beta,) = bars["s c0"], bars["s c1"]
    assert (alpha.known, beta.known, bars["s rest"]) == (True, False, ())
    assert alpha.y2 - alpha.y1 == pytest.approx(ticks["−2"] - ticks["−1"], abs=0.2)


def test_curves_join_one_line_of_a_chosen_method_by_rising_ratio() -> None:
    drawn = draw(
        Spot("alpha", 4, -2, line="a"), Spot("alpha", 2, -1, line="a"), Spot("alpha", 3, -1, line="other paper"),
        Spot("gamma", 2, -1, line="g"), Spot("gamma", 3, -1, line="g"), Spot("alpha", 9, 0, ranked=False, line="a"),
    )  # fmt: skip

    (curve,) = drawn.curves
    assert curve.classes == "curve c0"
    places = [tuple(map(float, p.split(","))) for p in curve.points.split()]
    assert len(places) == 2 and places[0] < places[1]


def test_no_curve_joins_several_marks_at_one_ratio() -> None:
    """They are settings that the source does not tell apart."""
    drawn = draw(*(Spot("alpha", x, y, line="a") for x, y in ((2, -1), (2, -2), (4, -3))))
    assert drawn.curves == ()


def test_frontier_starts_at_the_axis_and_steps_down() -> None:
    """Each corner's accuracy holds for all smaller ratios; the strict one is left out where it is the same."""
    corners = ((2.0, -0.1), (4.0, -2.0))
    drawn = draw(Spot("alpha", 2, -0.1), Spot("beta", 4, -2), steps=Steps(corners, corners, ("alpha", "beta")))
    (ax, ay), (bx, by) = drawn.groups[0].places[0], drawn.groups[1].places[0]

    assert drawn.frontier == f"M0 {ay}H{round(10 * ax, 1)}V{by}H{round(10 * bx, 1)}"
    assert drawn.strict == ""
    assert [name.text for name in drawn.names] == ["beta", "alpha"]


def test_runs_of_searches_outside_the_frame_are_not_drawn() -> None:
    drawn = draw(Spot("alpha", 2, -1), dots=((2.0, -0.5), (2.0, -60.0)))
    assert drawn.dots.count("h0") == 1


def test_names_cover_neither_marks_nor_each_other() -> None:
    """The second name finds its place on another side; a third in the same corner has none; each stands once."""
    names = [(100.0, 50.0, "first"), (104.0, 50.0, "second"), (300.0, 50.0, "first")]
    found = place_labels(names, [(100, 50), (104, 50), (300, 50)], 500, 10, 300)

    assert [(label.text, label.x) for label in found] == [("first", 60.0), ("second", 20.8)]
    assert place_labels([(100.0, 50.0, "x" * 90)], [], 500, 10, 300)[0].text == "x" * 21 + "…"
    assert (
        place_labels(
            [(100.0, 50.0, "word")], [(110 + 5 * i, 40 + 8 * j) for i in range(-30, 20) for j in range(5)], 500, 10, 300
        )
        == ()
    )
