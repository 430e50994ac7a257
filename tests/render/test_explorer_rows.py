"""What the explorer lists and how it is coded, on the invented corpus."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from leaderboard.render.context import Site
from leaderboard.render.explorer_data import explorer_data
from leaderboard.render.explorer_rows import MEASURED, explorer_rows
from leaderboard.store.corpus import Corpus, CounterpartView
from tests.analysis.test_gap import run
from tests.render.synthetic import corpus, method, result, table, value

COUNTERPARTS = {"ours": CounterpartView("ours", "Ours", ("alpha",), "the same")}


def coded(found: Corpus) -> dict[str, Any]:
    """The object of the explorer's script."""
    site = Site(found)
    script = explorer_data(site, *explorer_rows(site)).decode("ascii")
    data: dict[str, Any] = json.loads(script.removeprefix("window.LEADERBOARD_RESULTS=").removesuffix(";\n"))
    return data


def test_complete_results_come_first_searches_last() -> None:
    """A ratio and a change, then our runs, then other numbers, blanks, searches; newest papers first in each."""
    runs = (run(2, 0, -1.0, structure="weight"), run(2, 1, -2.0, structure="weight"))
    _, rows = explorer_rows(Site(corpus(runs=runs)))
    expected = ["two:e", "two:f", "two:g", "one:a", "one:b", "one:c", "measured:p-v1--resnet-56-invented--ours--2x"]
    assert [row.id for row in rows] == [*expected, "one:d", "one:s1", "one:s2"]


def test_our_runs_are_means_over_seeds_and_say_so() -> None:
    """Two seeds at 2x: mean change, its deviation, the count; apart by protocol; the run's page is where they lead."""
    runs = (run(2, 0, -1.0, structure="weight"), run(2, 1, -2.0, structure="weight"), run(2, 0, -4.0, protocol="q-v1"))
    sources, rows = explorer_rows(Site(corpus(runs=runs, counterparts=COUNTERPARTS)))
    first, second = [row for row in rows if row.measured]
    assert first.numbers == {
        "compression": 2.0, "speedup": 1.0, "timed": None, "dense": 93.0, "pruned": 91.5, "change": -1.5, "top5": None,
        "spread": 0.7071, "trials": 2.0,
    }  # fmt: skip
    assert (first.name, first.variant, first.structure, first.role) == ("Ours", "target 2×", "unstructured", "results")
    assert (second.numbers["change"], second.numbers["spread"], second.structure) == (-4.0, None, "")
    assert first.href == "run/p-v1--resnet-56-invented--ours.html"
    assert sources[first.source].kind == MEASURED and sources[first.source].year is None
    data = coded(corpus(runs=runs, counterparts=COUNTERPARTS))
    assert data["of"]["by"].count(-1) == 2 and MEASURED in data["papers"][3]


def test_numbers_keep_every_digit() -> None:
    """A third has all its digits; what failed and what does not apply are letters, what is not reported is nothing."""
    at = table(1, "one")
    blank = corpus().results[3].quantities["top1"]
    quantities = {"top1": replace(blank, status="failed"), "delta_top5": replace(blank, status="not_applicable")}
    results = (result("a", at, 10 / 3, None, quantities=quantities), result("b", at, 2.0, -0.25, std=0.1))
    data = coded(corpus(tables={1: at}, results=results, corrections=(), questions=()))
    assert data["numbers"]["compression"] == [2, 3.3333333333333335]
    assert data["numbers"]["pruned"] == [92.75, "f"] and data["numbers"]["top5"] == [None, "n"]
    assert data["numbers"]["spread"] == [0.1, None]


def test_other_metrics_have_their_own_numbers() -> None:
    """A perplexity's dense, pruned and change are scores; its decimals go with it."""
    at = table(1, "one", metric="perplexity")
    scores = {"score": value(7.25), "baseline_score": value(5.5), "delta_score": value(1.75)}
    data = coded(corpus(tables={1: at}, results=(result("a", at, 2.0, None, quantities=scores),), questions=()))
    assert data["metrics"] == [["perplexity"], ["perplexity"], [2]]
    assert [data["numbers"][name] for name in ("dense", "pruned", "change")] == [[5.5], [7.25], [1.75]]


def test_anchors_are_steps_unless_they_are_words() -> None:
    """Row ids 3, 4, 10 are 3, 1, 6; 007 and x are themselves and do not count."""
    at = table(1, "one")
    results = tuple(result(row, at, 2.0, 0.0) for row in ("3", "4", "007", "10", "x", "11"))
    data = coded(corpus(tables={1: at}, results=results, corrections=(), questions=()))
    assert data["anchors"] == [3, 1, "007", 6, "x", 1]


def test_names_that_differ_in_capitals_are_one_in_signs_two() -> None:
    """The address of each is short where it can be; C and C++ keep apart; spellings of single methods stay."""
    names = {"a": "SNIP", "b": "Snip", "c": "C", "d": "C++", "e": "C ", "f": "Global magnitude"}
    at = table(1, "one")
    results = tuple(result(key, at, 2.0, 0.0, method=key) for key in (*names, "a"))
    results = (*results[:-1], replace(results[0], id="one:z"))
    methods = {key: method(key, name, "one") for key, name in names.items()}
    data = coded(corpus(methods=methods, tables={1: at}, results=results, corrections=(), questions=()))
    assert data["names"] == [
        ["snip", "c", "c++", "c ", "global-magnitude"],
        ["SNIP", "C", "C++", "C ", "Global magnitude"],
    ]
    assert data["methods"] == [["a", "b", "c", "d", "e", "f"], [0, 0, 1, 2, 3, 4], ["", "Snip", "", "", "", ""]]


def test_pages_that_are_not_called_after_their_key_are_listed() -> None:
    """A key with signs, and a network on no board: the script has no other way to know."""
    results = (*corpus().results, result("h", table(1, "one"), 2.0, 0.0, method="a+b"))
    found = corpus(methods={**corpus().methods, "a+b": method("a+b", "A", "one")}, results=results)
    assert coded(found)["pages"] == {"board/unknown--resnet-56": "", "method/a+b": "method/a~2b~b.html"}
