"""The frontier against its definition, and what may stand on it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from leaderboard.analysis.boards import Axis, Change, boards, trade_off
from leaderboard.analysis.frontier import frontier
from leaderboard.analysis.series import series
from tests.render.synthetic import corpus, named, result, table

_AXES: tuple[Axis, Change] = ("compression_ratio", "delta_top1")
# Few distinct numbers, so that ties of one and of both coordinates are common.
coordinate = st.sampled_from([1.0, 1.5, 2.0, 4.0, 8.0]) | st.floats(0.5, 100)
change = st.sampled_from([-1.0, -0.5, 0.0, 0.5]) | st.floats(-50, 5)


@given(st.lists(st.tuples(coordinate, change), max_size=40))
def test_frontier_holds_exactly_what_nothing_dominates(points: list[tuple[float, float]]) -> None:
    """Brute force over all pairs finds the same points, each once; equal points stand together."""

    def dominated(p: tuple[float, float]) -> bool:
        return any(q[0] >= p[0] and q[1] >= p[1] and q != p for q in points)

    assert sorted(frontier(points)) == [i for i, p in enumerate(points) if not dominated(p)]


@given(st.lists(st.tuples(coordinate, change), max_size=40))
def test_frontier_falls_in_ratio_and_rises_in_accuracy(points: list[tuple[float, float]]) -> None:
    """The order is by falling ratio, equal points in the order given."""
    found = [(*points[i], i) for i in frontier(points)]

    assert found == sorted(found, key=lambda p: (-p[0], p[1], p[2]))


def test_searches_repeats_and_local_ratios_never_rank() -> None:
    """The sweep's +0.4 and the layer-local 9x beat everything, and still are no frontier."""
    (board,) = boards(corpus())
    found = board.trade_off("compression_ratio", "delta_top1")

    assert found is not None
    assert [p.result.id for p in found.frontier] == ["two:f", "one:b"]
    standing = {p.result.id: p.klass for p in found.points}
    assert standing["one:c"] == standing["one:s1"] == "C"
    assert "two:g" not in standing  # the same measurement as one:a
    assert all(p.reasons for p in found.points if not p.ranked)


def test_best_at_a_ratio_takes_larger_ratios_too() -> None:
    """At 2x or more the best may stand at 3x; beyond the largest ratio there is none."""
    found = trade_off(corpus().results, "compression_ratio", "delta_top1")

    assert [p.result.id for p in found.best_at_least(2)] == ["two:e"]
    assert found.best_at_least(16) == ()


def test_exact_ties_are_all_best() -> None:
    """Two results that print the same two numbers share the place."""
    at = table(1, "one")
    found = trade_off([result("a", at, 4, -1), result("b", at, 4, -1), result("c", at, 3, -1)], *_AXES)

    assert {p.result.id for p in found.best_at_least(2)} == {"one:a", "one:b"}


def test_unknown_names_and_collections_have_no_board() -> None:
    """Two papers that both say "???" do not meet on a board."""
    collection = {"resnet-56": named("resnet-56", "ResNet-56", kind="collection", family="", year=None, source="")}

    assert [board.key for board in boards(corpus())] == ["cifar-10--resnet-56"]
    assert boards(corpus(architectures=collection)) == []


def test_curves_join_one_paper_only_and_rise_in_ratio() -> None:
    """A variant with several points is a curve; single variants share one; another paper's points stay apart."""
    one, two = table(1, "one"), table(2, "two")
    results = [
        result("a4", one, 4, -2, variant="a"),
        result("a2", one, 2, -1, variant="a"),
        result("b", one, 3, -1, variant="b"),
        result("c", one, 5, -3, variant="c"),
        result("x", two, 3, -1),
        result("aside", one, 9, 9, flags=("layer-local",)),
    ]
    found = series(trade_off(results, *_AXES).points)

    assert [[p.result.id for p in s.points] for s in found] == [["one:a2", "one:a4"], ["one:b", "one:c"], ["two:x"]]
