"""Figures that count: comparisons, pairs and points, in the 2020 corpus and in all papers."""

from __future__ import annotations

from typing import Any

from leaderboard.analysis.analysed import Analysed
from leaderboard.analysis.boards import boards
from leaderboard.analysis.figures import figures
from leaderboard.analysis.meta.comparing import degrees, matrix
from leaderboard.analysis.meta.pairs import pair_counts
from leaderboard.analysis.meta.points import curve_sizes
from leaderboard.analysis.meta.populations import Tally, populations, tally
from leaderboard.store.corpus import Corpus, ResultView
from tests.render.synthetic import corpus, named, paper, result, table

NOTHING: dict[str, Any] = {"corrections": (), "questions": ()}


def published(number: int) -> str:
    """The origin of a row of the 2020 corpus."""
    return f"meta-analysis-2020/results.csv#{number}"


def compared(*pairs: tuple[str, str]) -> Corpus:
    """Papers a, b, c and d; of the 2020 corpus are a and b."""
    tables = {1: table(1, "a"), 2: table(2, "b"), 3: table(3, "c")}
    papers = {
        key: paper(
            key,
            year=year,
            compares_to=tuple(y for x, y in pairs if x == key),
            compared_by=tuple(x for x, y in pairs if y == key),
        )
        for key, year in (("a", 2018), ("b", 2016), ("c", 2021), ("d", 2022))
    }
    results = (
        result("1", tables[1], 2.0, -1.0, origin=published(1)),
        result("2", tables[2], 2.0, -1.0, origin=published(2)),
        result("3", tables[3], 2.0, -1.0),
    )
    return corpus(papers=papers, tables=tables, results=results, comparisons=pairs, **NOTHING)


def test_a_tally_fills_gaps_and_counts() -> None:
    """Counts between the smallest and the largest are there at 0; nothing gives nothing."""
    found = tally([3, 1, 1])

    assert found.of == ((1, 2), (2, 0), (3, 1))
    assert (found.total, found.at_most(2), found.more_than(2), found.median) == (3, 2, 1, 1)
    assert tally([]) == Tally(()) and tally([]).median == 0


def test_without_a_row_of_2020_there_is_one_population() -> None:
    assert [p.key for p in populations(corpus())] == ["all"]
    both = populations(compared())
    assert [(p.key, sorted(p.papers), len(p.results)) for p in both] == [
        ("2020", ["a", "b"], 2),
        ("all", ["a", "b", "c", "d"], 3),
    ]


def test_the_matrix_has_only_papers_that_compare_by_year() -> None:
    """b of 2016 first, then a of 2018 and c of 2021; d compares with none and none with it."""
    found = matrix(compared(("a", "b"), ("c", "a"), ("c", "b")))

    assert found.papers == ("b", "a", "c")
    assert found.cells == ((1, 0), (2, 0), (2, 1))


def test_comparisons_are_counted_within_a_population() -> None:
    """c compares with two, but is no paper of 2020; who compares with none counts as 0."""
    of = compared(("a", "b"), ("c", "a"), ("c", "b"))
    old, today = degrees(of, populations(of))

    assert old.comparisons.edges == 1
    assert old.made.of == old.received.of == ((0, 1), (1, 1))
    assert today.comparisons.edges == 3
    assert today.made.of == ((0, 2), (1, 1), (2, 1))
    assert today.received.of == ((0, 2), (1, 1), (2, 1))


def test_pairs_of_2020_are_counted_as_printed_and_those_of_today_as_resolved() -> None:
    """Two names of one network are two pairs in 2020 and one today; an unknown one is a paper's, not shared; MNIST is
    left out of what a paper uses.
    """
    tables = {
        1: table(1, "a", architecture_as_printed="ResNet-56"),
        2: table(2, "b", architecture_as_printed="ResNet56 v1"),
        3: table(3, "b", dataset="unknown", dataset_as_printed="???"),
        4: table(4, "a", dataset="mnist", dataset_as_printed="MNIST"),
    }
    results = tuple(result(str(n), at, 2.0, -1.0, origin=published(n)) for n, at in tables.items())
    base = corpus()
    of = corpus(
        papers={key: paper(key) for key in "ab"},
        datasets={**base.datasets, "mnist": named("mnist", "MNIST", task="image classification", large=False)},
        tables=tables,
        results=results,
        comparisons=(),
        **NOTHING,
    )
    old, today = pair_counts(populations(of), boards(of))

    assert old.per_pair.of == ((1, 3),)
    assert old.per_paper.of == ((1, 1), (2, 1))  # a: one beside MNIST; b: one and the unknown
    assert today.per_pair.of == ((1, 1), (2, 1))
    assert today.per_paper.of == ((1, 2),)


def curves(*rows: tuple[str, float, dict[str, Any]]) -> Corpus:
    tables = {1: table(1, "one")}
    made: list[ResultView] = [result(name, tables[1], ratio, -1.0, **more) for name, ratio, more in rows]
    return corpus(tables=tables, results=tuple(made), comparisons=(), **NOTHING)


def test_a_curve_is_of_one_method_and_counts_each_point_once() -> None:
    """Both ratios of a result are one point; incomparable results are none; a variant with several points is apart."""
    of = curves(
        ("a", 2.0, {"origin": published(1)}),
        ("b", 4.0, {}),
        ("c", 8.0, {"flags": ("layer-local",)}),
        ("d", 2.0, {"variant": "V"}),
        ("e", 3.0, {"variant": "V"}),
        ("f", 5.0, {"method": "beta"}),
    )
    old, today = curve_sizes(populations(of), boards(of))

    assert old.points.of == ((1, 1),)
    assert today.points.of == ((1, 1), (2, 2))


def test_the_2020_corpus_comes_out_as_published(committed: Corpus) -> None:
    """What the figures share with the published numbers equals them."""
    known = {figure.name: figure.published for figure in figures(committed)}
    meta = Analysed(committed).meta
    degree, pair = meta.degrees[0], meta.pairs[0]
    made, per_pair, per_paper = degree.made, pair.per_pair, pair.per_paper

    assert known["comparisons between papers"] == str(degree.comparisons.edges)
    at_most = " / ".join(str(made.at_most(n)) for n in (0, 1, 3))
    assert known["papers that compare with no other / at most one / at most three"] == at_most
    assert known["papers nobody compares with"] == str(degree.received.at_most(0))
    assert known["papers / results"] == f"{made.total} / {len(meta.populations[0].results)}"
    assert known["pairs used by one paper / by more"] == f"{per_pair.at_most(1)} / {per_pair.more_than(1)}"
    assert known["pairs used by four papers or more"] == str(per_pair.more_than(3))
    words = "papers with a pair other than MNIST; with at most three such pairs"
    assert known[words] == f"{per_paper.total}; {per_paper.at_most(3)}"
