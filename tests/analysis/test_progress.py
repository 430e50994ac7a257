"""The best at fixed budgets by year: running best, missing years, ties, classes."""

from __future__ import annotations

from typing import Any

from leaderboard.analysis.boards import Board, Point, boards
from leaderboard.analysis.progress import BUDGETS, board_progress, running_best
from leaderboard.store.corpus import ResultView
from tests.render.synthetic import BLANK, corpus, paper, result, table, value

YEARS = {"a": 2018, "b": 2019, "c": 2022, "d": 2022}


def at(key: str, change: float, ratio: float = 2.0) -> Point:
    return Point(result("r", table(1, key), ratio, change), ratio, change, "A", ())


def board(*results: tuple[str, float, float, dict[str, Any]], metric: str | None = None) -> Board:
    """A board of (paper, ratio, change, further fields)."""
    tables = {n: table(n, key, metric=metric) for n, key in enumerate(YEARS)}
    places = {t.paper: t for t in tables.values()}
    made: list[ResultView] = []
    for n, (key, ratio, change, more) in enumerate(results):
        if metric:
            scores = {"delta_score": value(change), "delta_top1": BLANK, "baseline_top1": BLANK}
            more = {**more, "quantities": scores}
        made.append(result(f"r{n}", places[key], ratio, None if metric else change, **more))
    papers = {key: paper(key, year=year) for key, year in YEARS.items()}
    found = corpus(papers=papers, tables=tables, results=tuple(made), corrections=(), questions=(), comparisons=())
    return boards(found)[0]


def test_a_year_without_a_result_keeps_the_last_best() -> None:
    """2020 and 2021 have none; 2022 is worse and sets no record."""
    steps = running_best([at("b", -1.0), at("c", -2.0)], range(2018, 2023), YEARS)

    assert [(s.year, s.change, s.new) for s in steps] == [
        (2019, -1.0, True),
        (2020, -1.0, False),
        (2021, -1.0, False),
        (2022, -1.0, False),
    ]


def test_who_ties_later_joins_without_a_record() -> None:
    """Two papers of one year share a record; a later tie holds it too, and it is not new."""
    steps = running_best([at("a", -1.0), at("c", -0.5), at("d", -0.5)], (2018, 2022), YEARS)
    assert [[p.result.paper for p in s.holders] for s in steps] == [["a"], ["c", "d"]]

    later = running_best([at("a", -0.5), at("c", -0.5)], (2018, 2022), YEARS)
    assert [(s.new, len(s.holders)) for s in later] == [(True, 1), (False, 2)]


def test_nothing_reached_is_no_step() -> None:
    assert running_best([], (2018, 2019), YEARS) == ()


def test_budgets_take_larger_ratios_too_and_classes_apart() -> None:
    """At 2x or more the 4x result counts; class C never does, class A has a line of its own."""
    found = board(
        ("a", 4.0, -1.0, {}),
        ("b", 2.0, 0.5, {"flags": ("change-as-stated",)}),
        ("c", 2.0, 9.0, {"flags": ("layer-local",)}),
        ("c", 1.9, 5.0, {}),
    )
    (progress,) = board_progress(found, YEARS)

    assert progress.years == (2018, 2019) and progress.axis == "compression_ratio"
    both, strict = (progress.line(2.0, strict=only) for only in (False, True))
    assert both is not None and [s.change for s in both.steps] == [-1.0, 0.5]
    assert strict is not None and [s.change for s in strict.steps] == [-1.0, -1.0]
    four = progress.line(4.0, strict=False)
    assert four is not None and [s.change for s in four.steps] == [-1.0, -1.0]
    assert progress.line(8.0, strict=False) is None and BUDGETS == (2.0, 4.0, 8.0)


def test_one_year_is_no_progress() -> None:
    assert board_progress(board(("c", 2.0, -1.0, {}), ("d", 3.0, -2.0, {}), ("a", 1.5, 0.0, {})), YEARS) == ()


def test_of_a_metric_that_is_better_lower_the_smallest_rise_is_best() -> None:
    """Perplexity rises by 2, then by 1: a gain of -2, then of -1."""
    (progress,) = board_progress(board(("a", 2.0, 2.0, {}), ("b", 2.0, 1.0, {}), metric="perplexity"), YEARS)

    line = progress.line(2.0, strict=False)
    assert line is not None and [s.change for s in line.steps] == [-2.0, -1.0]
