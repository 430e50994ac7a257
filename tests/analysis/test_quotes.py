"""Quoted numbers: which original each is linked to, what changed, and that a measurement counts once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from leaderboard.analysis.boards import boards
from leaderboard.analysis.quotes import Quote, QuoteCounts, quote_counts, quotes
from leaderboard.store.corpus import Corpus, ResultView, Value
from tests.render.synthetic import corpus, method, paper, result, table, value

TABLES = {1: table(1, "one"), 2: table(2, "two"), 3: table(3, "three"), 4: table(4, "one", dataset="unknown")}


def own(row: str, ratio: float | None, change: float | None, **more: Any) -> ResultView:
    return result(row, TABLES[more.pop("at", 1)], ratio, change, **more)


def quoted(row: str, ratio: float | None, change: float | None, **more: Any) -> ResultView:
    given = {"reported_by": "quoted", "quoted_from": "one", "flags": ("quoted",), **more}
    return result(row, TABLES[given.pop("at", 2)], ratio, change, **given)


def of(*results: ResultView, **papers: Any) -> Corpus:
    """Papers one (2020), two (2022) and three (2021), with methods alpha (of one) and beta (of two)."""
    years = {"one": 2020, "two": 2022, "three": 2021}
    found = {**{key: paper(key, year=year) for key, year in years.items()}, **papers}
    return corpus(papers=found, tables=TABLES, results=results, corrections=(), questions=(), comparisons=())


def only(*results: ResultView) -> Quote:
    (found,) = quotes(of(*results)).values()
    return found


@pytest.mark.parametrize(
    ("ratio", "change", "kind", "altered"),
    [
        (2.0, -0.5, "same numbers", False),
        (2.005, -0.52, "same numbers", False),
        (2.0, -0.9, "same ratio", True),
        (2.5, -0.5, "same accuracy", True),
        (2.1, -0.9, "close", True),
        (3.0, -0.9, "nearest", False),
        (2.1, -1.9, "nearest", False),
        (None, -0.5, "same accuracy", False),
    ],
)
def test_how_an_original_is_found(ratio: float | None, change: float, kind: str, altered: bool) -> None:
    """By both numbers, by one, by being near; one that is far off is shown and taken for another result."""
    found = only(own("a", 2.0, -0.5), quoted("q", ratio, change))

    assert (found.kind, found.altered) == (kind, altered)
    assert found.original is not None and found.original.id == "one:a"
    assert (found.counted_at is None) == (kind == "nearest")


def test_rounding_is_that_of_the_printed_digits_where_they_are_known() -> None:
    """2.0 can be 2.04 and cannot be 2.06; 93.4 can be 93.36."""

    def printed(number: float, half: float) -> Value:
        return replace(value(number), low=number - half, high=number + half)

    copy = quoted("q", 2.0, 0.4, quantities={"compression_ratio": printed(2.0, 0.05), "top1": printed(93.4, 0.05)})
    for ratio, kind in ((2.04, "same numbers"), (2.06, "same accuracy")):
        there = {"compression_ratio": printed(ratio, 0.005), "top1": printed(93.36, 0.005)}
        assert only(own("a", ratio, 0.36, quantities=there), copy).kind == kind


def test_the_best_of_several_originals_is_taken() -> None:
    """Both numbers before one, one before none, the same variant among equals."""
    originals = (own("a", 2.0, -0.5, variant="x"), own("b", 2.0, -0.9, variant="y"), own("c", 2.0, -0.5, variant="z"))

    for change, variant, expected in ((-0.9, None, "b"), (-0.5, "z", "c"), (-0.5, None, "a"), (-0.7, "y", "b")):
        found = only(*originals, quoted("q", 2.0, change, variant=variant))
        assert found.original is not None and found.original.id == f"one:{expected}"


def test_drift_is_quoted_minus_own() -> None:
    """Only quantities that both have, each said to be the same or not."""
    found = only(own("a", 2.0, -0.5, quantities={"theoretical_speedup": value(1.8)}), quoted("q", 2.0, -0.9))

    assert [(d.quantity, round(d.difference, 6), d.same) for d in found.drifts] == [
        ("compression_ratio", 0.0, True),
        ("top1", -0.4, False),
        ("delta_top1", -0.4, False),
    ]


@pytest.mark.parametrize(
    "original",
    [
        own("a", 2.0, -0.5, at=4),  # an unknown data set
        own("a", 2.0, -0.5, reported_by="quoted", quoted_from=None),  # itself a quote
        own("a", 2.0, -0.5, same_as="one:b"),  # counted elsewhere
        result("a", table(5, "one", role="sweep"), 2.0, -0.5),
        result("a", table(5, "one", architecture="other", board="other"), 2.0, -0.5),
        result("a", table(5, "one", metric="perplexity"), 2.0, -0.5),
        result("a", TABLES[3], 2.0, -0.5),  # another paper's
    ],
)
def test_what_is_no_original(original: ResultView) -> None:
    """Another board, another paper, runs of searches and copies: nothing is joined by likeness alone."""
    found = quotes(of(original, quoted("q", 2.0, -0.5)))

    assert found["two:q"].original is None and found["two:q"].kind == "none"


def test_another_method_is_no_original_unless_it_is_the_only_one_there() -> None:
    """A benchmark's other methods are not taken for the quoted one; a re-implementation is the method itself, and so is
    a method of the same name. What the source runs again of others is not its own.
    """
    again = method("again", "Again", "three")
    again = replace(again, facts={**again.facts, "reimplements": "alpha"})
    methods = {**corpus().methods, "again": again, "gamma": method("gamma", "Gamma", "one")}
    methods["namesake"] = method("namesake", "ALPHA", "one")
    others = (own("a", 2.0, -0.5, method="beta"), own("b", 2.0, -0.5, method="gamma"))

    def find(*results: ResultView) -> Quote:
        return quotes(replace(of(*results), methods=methods))["two:q"]

    assert find(*others, quoted("q", 2.0, -0.5)).kind == "none"
    assert find(others[0], quoted("q", 2.0, -0.5)).kind == "same numbers"
    assert find(own("c", 2.0, -0.5), *others, quoted("q", 2.0, -0.5, method="again")).original is not None
    assert find(own("c", 2.0, -0.5, method="namesake"), *others, quoted("q", 2.0, -0.5)).kind == "same numbers"
    rerun = own("d", 2.0, -0.5, method="beta", reported_by="rerun")
    assert find(rerun, quoted("q", 2.0, -0.5)).kind == "none"


def test_a_named_row_is_the_original_whatever_it_says() -> None:
    """`quoted_from = "one:b"` decides, though row a agrees better; the difference is drift."""
    found = only(own("a", 2.0, -0.5), own("b", 9.0, -3.0), quoted("q", 2.0, -0.5, quoted_from="one:b"))

    assert found.kind == "named" and found.altered
    assert found.counted_at is not None and found.counted_at.id == "one:b"


def test_of_several_quotes_without_an_original_the_first_counts() -> None:
    """By year, month and key of the quoting paper; other numbers are another original; one paper repeats nothing."""
    found = quotes(
        of(
            quoted("q", 2.0, -0.5),
            quoted("r", 2.0, -0.5),
            quoted("s", 4.0, -0.5),
            quoted("p", 2.0, -0.51, at=3),
        )
    )

    counted = {key: quote.counted_at.id if quote.counted_at else None for key, quote in found.items()}
    assert counted == {"two:q": "three:p", "two:r": "three:p", "two:s": None, "three:p": None}
    assert found["two:q"].reason == "copied from one, as three did before: three:p counts"


def test_without_a_source_on_record_the_name_tells_repeats() -> None:
    """Two papers that print one number for one name copied it; for another name, or another number, they did not."""
    nobody: dict[str, Any] = {"quoted_from": None}
    found = quotes(
        of(
            quoted("q", 2.0, -0.5, **nobody),
            quoted("p", 2.0, -0.5, at=3, **nobody),
            quoted("other", 2.0, -0.5, method="beta", **nobody),
            quoted("ratio", 2.0, None, **nobody),
        )
    )

    counted = {key: quote.counted_at.id if quote.counted_at else None for key, quote in found.items()}
    assert counted == {"two:q": "three:p", "three:p": None, "two:other": None, "two:ratio": None}
    assert found["two:q"].reason == "copied from a paper not on record, as three did before: three:p counts"


def test_every_quote_is_in_one_group() -> None:
    """The groups add up to all quotes."""
    found = quotes(
        of(
            own("a", 2.0, -0.5),
            quoted("same", 2.0, -0.5),
            quoted("changed", 2.0, -0.9),
            quoted("bare", None, None, quoted_from="one:a", quantities={"baseline_top1": value(None)}),
            quoted("far", 9.0, -5.0),
            quoted("far", 9.0, -5.0, at=3),
            quoted("nobody", 3.0, -1.0, quoted_from=None),
        )
    )

    assert quote_counts(found.values()) == QuoteCounts(6, 1, 1, 1, 1, 1, 1)
    assert quote_counts([]) == QuoteCounts(0, 0, 0, 0, 0, 0, 0)


def test_a_measurement_ranks_once() -> None:
    """The copy of a result on record is no point and class C with the reason; a first quote is class B."""
    (board,) = boards(of(own("a", 2.0, -0.5), quoted("q", 2.0, -0.5), quoted("far", 9.0, 3.0)))
    found = board.trade_off("compression_ratio", "delta_top1")

    assert found is not None and [p.result.id for p in found.points] == ["one:a", "two:far"]
    standing = board.standings["two:q"]
    assert (standing.klass, standing.counted_at) == ("C", "one:a")
    assert standing.reasons[0] == (
        "copied from one, whose own result counts: one:a (ratio and accuracy are the same to rounding)"
    )
    assert board.standings["two:far"].klass == "B"


def test_quotes_that_are_worked_out_are_taken() -> None:
    """Boards look for no originals again: what is passed on counts, here that there is none."""
    corpus = of(own("a", 2.0, -0.5), quoted("q", 2.0, -0.5))
    (board,) = boards(corpus, {})

    assert board.standings["two:q"].counted_at is None and boards(corpus)[0].standings["two:q"].counted_at == "one:a"
