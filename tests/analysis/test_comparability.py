"""Comparability classes on invented results, and on the committed corpus."""

from __future__ import annotations

from typing import Any

import pytest

from leaderboard.analysis.boards import all_standings, boards
from leaderboard.analysis.comparability import INCOMPARABLE, INFERRED, reference_card, standing, standings
from leaderboard.normalise.flags import FLAGS
from leaderboard.store.corpus import Corpus, ResultView
from tests.render.synthetic import corpus, result, scored, table, value

OPEN = {"architecture_match": "ambiguous", "card": None, "settled": False}


def one(change: float | None = -0.5, ratio: float | None = 2.0, speedup: bool = False, **at: Any) -> ResultView:
    """A result of an invented table."""
    quantities = {"theoretical_speedup": value(1.8)} if speedup else {}
    return result("a", table(1, "one", **at), ratio, change, quantities=quantities)


@pytest.mark.parametrize(
    ("found", "klass", "word"),
    [
        (one(), "A", ""),
        (one(speedup=True), "A", ""),
        (one(speedup=True, convention=None, convention_basis="unknown"), "B", "operations are counted"),
        (one(convention=None, convention_basis="unknown"), "A", ""),  # no speedup depends on it
        (one(architecture_match="inferred", settled=False), "B", "network is inferred"),
        (one(**OPEN), "B", "network is inferred"),
        (one(settled=False), "B", "its cost is not that of the network"),  # the variant is known by its size
        (one(**{**OPEN, "settled": True}), "A", ""),  # two variants that differ by less than 2 %
        (one(**OPEN, near_variants=False), "C", "more than 10 %"),
        (one(**{**OPEN, "architecture_match": "unknown"}, near_variants=False, candidates=()), "C", "not known"),
        (one(card="another"), "B", "another variant"),
        (one(change=None), None, "no pair"),
        (one(ratio=None), None, "no pair"),
    ],
)
def test_class_and_reason(found: ResultView, klass: str | None, word: str) -> None:
    """Each class for its reason, with other papers on the board."""
    given = standing(found, "resnet-56-invented", users=3)

    assert given.klass == klass
    assert word in " ".join(given.reasons) and bool(given.reasons) == (klass != "A")


def test_a_network_nobody_else_uses_is_comparable_within_its_paper() -> None:
    """Without a card it cannot be checked, but its own dense network is the baseline."""
    alone = one(architecture_match="unknown", card=None, settled=False, near_variants=False, candidates=())

    assert standing(alone, None, users=1).klass == "B"


@pytest.mark.parametrize(("flags", "klass"), [(INCOMPARABLE, "C"), (INFERRED, "B")])
def test_every_listed_flag_counts_and_exists(flags: dict[str, str], klass: str) -> None:
    """A flag that no result can carry would be a reason nobody meets."""
    for flag, words in flags.items():
        given = standing(result("a", table(1, "one"), 2.0, -1.0, flags=(flag,)), "resnet-56-invented", 2)
        assert flag in FLAGS
        assert (given.klass, given.reasons) == (klass, (words,))


def test_the_board_is_about_the_variant_of_most_papers() -> None:
    """Ties go to the first key, so that the order of records does not decide."""
    made = [
        result("a", table(1, "one", card="v1"), 2, -1),
        result("b", table(2, "two", card="v2"), 2, -1),
        result("c", table(3, "three", card="v2"), 2, -1),
        result("d", table(4, "four", card="v0", architecture_match="inferred"), 2, -1),
    ]
    assert reference_card(made) == "v2"
    assert reference_card(made[:2]) == "v1"
    assert {k: s.klass for k, s in standings(made, "v2").items()} == {
        "one:a": "B",
        "two:b": "A",
        "three:c": "A",
        "four:d": "A",
    }


def test_strict_frontier_takes_class_a_alone() -> None:
    """The better result of class B moves the wide frontier and not the strict one."""
    made = (result("a", table(1, "one"), 4, -1), result("b", table(2, "two", **OPEN), 4, 1))
    (board,) = boards(corpus(results=made))
    found = board.trade_off("compression_ratio", "delta_top1")

    assert found is not None
    assert [p.result.id for p in found.strict] == ["one:a"]
    assert [p.result.id for p in found.frontier] == ["two:b"]
    assert [p.result.id for p in found.best_at_least(4, strict=True)] == ["one:a"]


def test_results_stand_on_the_board_of_their_network(committed: Corpus) -> None:
    """Han's LeNet-5 with 0.43 M parameters is Caffe's LeNet and stands there, not beside the network of 1998."""
    by_key = {board.key: board for board in boards(committed)}
    moved = [r.id for r in by_key["mnist--lenet-5-caffe"].results if r.table.architecture_as_printed == "LeNet-5"]

    assert {name.partition(":")[0] for name in moved} == {"han-prune-quant-huff"}
    assert not set(moved) & {r.id for r in by_key["mnist--lenet-5"].results}


def test_every_committed_result_has_a_standing_with_reasons(committed: Corpus) -> None:
    """No result is set aside in silence, and sweeps are never ranked."""
    found = all_standings(committed, boards(committed))

    assert found.keys() == {r.id for r in committed.results}
    for r in committed.results:
        given = found[r.id]
        assert given.klass == "A" or given.reasons
        if r.table.role == "sweep" and given.klass:
            assert given.klass == "C"
    assert {given.klass for given in found.values()} == {"A", "B", "C", None}


def test_a_dense_score_shared_by_two_papers_tells_the_network() -> None:
    """Without a card: class B where another paper prints the same dense perplexity, class C alone and 1 % off."""
    unknown: dict[str, Any] = {
        "metric": "perplexity",
        "architecture_match": "unknown",
        "card": None,
        "candidates": (),
        "settled": False,
        "near_variants": False,
        "match_reason": "there is no card",
    }
    places = [table(n, of, **unknown) for n, of in enumerate(("one", "two", "three"))]
    found = [scored("a", at, 2.0, dense, 7.0) for at, dense in zip(places, (5.68, 5.70, 5.47), strict=True)]

    together, alone = standings(found, None), standings([found[0], found[2]], None)
    assert [together[r.id].klass for r in found] == ["B", "B", "C"]
    assert together["one:a"].reasons == (
        "the network is inferred: its dense score is, to 1 %, that of other papers here",
    )
    assert [alone[r.id].klass for r in (found[0], found[2])] == ["C", "C"]
