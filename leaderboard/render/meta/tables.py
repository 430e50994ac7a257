"""The numbers behind each figure of the meta-analysis, as files to take away."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from leaderboard.analysis.meta.meta_analysis import MetaAnalysis
from leaderboard.analysis.meta.populations import Population, Tally
from leaderboard.render.exports.table import Field, Table

_POPULATION = Field("population", "string", "", "2020: the corpus of the 2020 meta-analysis; all: everything on record")
_RESULT = Field("result", "string", "", "id of the result: paper key, colon, row id")
_PAPER = Field("paper", "string", "", "key of the paper")
_BOARD = Field("board", "string", "", "data set and architecture: the page it stands on")


def _count(name: str, meaning: str) -> Field:
    return Field(name, "Int64", "count", meaning)


def _text(name: str, meaning: str) -> Field:
    return Field(name, "string", "", meaning)


def _counts(found: Iterable[tuple[Population, Tally]]) -> list[tuple[Any, ...]]:
    return [(p.key, count, uses) for p, tally in found for count, uses in tally.of]


def who_compares(meta: MetaAnalysis) -> Table:
    """The cells of the matrix."""
    fields = (
        *(_PAPER, Field("year", "Int64", "year", "its year"), _text("compared", "key of the paper it compares with")),
        Field("compared_year", "Int64", "year", "year of that paper"),
        Field("corpus_2020", "boolean", "", "whether both are of the 2020 corpus"),
    )
    papers = meta.corpus.papers
    old = next((p.papers for p in meta.populations if p.key == "2020"), frozenset())
    keys = meta.matrix.papers
    rows = [
        (keys[a], papers[keys[a]].year, keys[b], papers[keys[b]].year, keys[a] in old and keys[b] in old)
        for a, b in meta.matrix.cells
    ]
    return Table("who-compares", fields, rows, "figure: who compares to whom")


def comparisons_per_paper(meta: MetaAnalysis) -> Table:
    """Both histograms of comparisons."""
    fields = (
        *(_POPULATION, _text("direction", "made: compares with; received: is compared with by")),
        *(_count("comparisons", "other papers"), _count("papers", "papers with so many")),
    )
    rows = [
        (d.population.key, direction, count, papers)
        for d in meta.degrees
        for direction, tally in (("made", d.made), ("received", d.received))
        for count, papers in tally.of
    ]
    return Table("comparisons-per-paper", fields, rows, "figure: comparisons of a paper, both ways")


def pairs_per_paper(meta: MetaAnalysis) -> Table:
    """How many pairs a paper uses."""
    fields = (_POPULATION, _count("pairs", "pairs other than MNIST"), _count("papers", "papers that use so many"))
    rows = _counts((p.population, p.per_paper) for p in meta.pairs)
    return Table("pairs-per-paper", fields, rows, "figure: pairs of data set and architecture of a paper")


def papers_per_pair(meta: MetaAnalysis) -> Table:
    """How many papers use a pair."""
    fields = (_POPULATION, _count("papers", "papers"), _count("pairs", "pairs that so many use"))
    rows = _counts((p.population, p.per_pair) for p in meta.pairs)
    return Table("papers-per-pair", fields, rows, "figure: papers of a pair of data set and architecture")


def points_per_curve(meta: MetaAnalysis) -> Table:
    """How many points a curve has."""
    fields = (_POPULATION, _count("points", "ranked operating points"), _count("curves", "curves with so many"))
    rows = _counts((c.population, c.points) for c in meta.curves)
    return Table("points-per-curve", fields, rows, "figure: operating points of a trade-off curve")


def reporting_quality(meta: MetaAnalysis) -> Table:
    """The bars of the reporting checklist."""
    fields = (
        *(_POPULATION, _text("rule", "key of the rule"), _text("answer", "yes, partly, no or n/a")),
        _count("papers", "papers with that answer"),
    )
    rows = [
        (r.population.key, rule, answer, papers)
        for r in meta.reporting
        for rule, answers in r.answers.items()
        for answer, papers in answers.items()
    ]
    return Table("reporting-quality", fields, rows, "figure: the eight rules of reporting")


def baseline_spread(meta: MetaAnalysis) -> Table:
    """Every dense number of every name."""
    fields = (
        *(_text("dataset", "key of the data set"), _text("architecture", "key of the name the sources use")),
        *(_text("quantity", "top1 (percent), params or macs (counts)"), _PAPER),
        Field("value", "Float64", "", "what the paper gives for its dense network"),
    )
    rows = [
        (s.dataset, s.architecture, s.quantity, paper, value)
        for found in meta.baselines.values()
        for s in found
        for paper, value in s.values
    ]
    return Table("baseline-spread", fields, rows, "figure: dense networks of one name in different papers")


def speedup_compression(meta: MetaAnalysis) -> Table:
    """Every result with both ratios."""
    fields = (
        *(_POPULATION, _RESULT, _PAPER, _text("dataset", "key of the data set")),
        Field("compression_ratio", "Float64", "old/new", "dense parameters over pruned parameters"),
        Field("theoretical_speedup", "Float64", "old/new", "dense multiply-adds over pruned multiply-adds"),
    )
    rows = [
        (r.population.key, p.result.id, p.result.paper, p.result.table.dataset, p.compression, p.speedup)
        for r in meta.ratios
        for p in r.points
    ]
    return Table("speedup-compression", fields, rows, "figure: theoretical speedup against compression ratio")


def pruned_architectures(meta: MetaAnalysis) -> Table:
    """Dense and pruned networks with their cost and accuracy."""
    fields = (
        *(_text("cost", "params or macs"), _text("kind", "dense or pruned")),
        _text("network", "key of the dense architecture, or id of the pruned result"),
        _count("papers", "papers behind the accuracy of a dense network"),
        Field("value", "Float64", "count", "parameters or multiply-adds"),
        Field("top1", "Float64", "percent", "top-1 on ImageNet; of dense networks the median over papers"),
        _text("rival", "the most accurate dense network no larger or costlier"),
        Field("better", "boolean", "", "whether the pruned network is more accurate than its rival"),
    )
    rows: list[tuple[Any, ...]] = []
    for s in meta.sizes:
        rows += [(s.of, "dense", d.architecture, d.papers, d.cost(s.of), d.top1, None, None) for d in s.dense]
        rows += [
            (s.of, "pruned", p.result.id, None, p.cost, p.top1, p.rival.architecture if p.rival else None, p.better)
            for p in s.pruned
        ]
    return Table("pruned-architectures", fields, rows, "figure: pruned networks beside dense architectures on ImageNet")


def most_wanted_reruns(meta: MetaAnalysis) -> Table:
    """Every cell with a score."""
    fields = (
        *(
            _BOARD,
            _text("method", "name of the method"),
            Field("score", "Float64", "", "papers x (1 + min(spread, 5))"),
        ),
        *(_count("papers", "other papers that report or compare with it"), _count("claims", "ranked results")),
        Field("spread", "Float64", "points", "largest difference between two papers at one ratio"),
        _text("command", "what would measure it; blank where nothing here does"),
    )
    rows = [
        (w.board.key, w.name, w.score, len(w.papers), w.claims, w.spread, w.command.text if w.command else None)
        for w in meta.wanted
    ]
    return Table("most-wanted-reruns", fields, rows, "figure: the re-runs most wanted")


FIGURE_TABLES: tuple[Callable[[MetaAnalysis], Table], ...] = (
    *(who_compares, comparisons_per_paper, pairs_per_paper, papers_per_pair, points_per_curve, reporting_quality),
    *(baseline_spread, speedup_compression, pruned_architectures, most_wanted_reruns),
)


def figure_file(name: str) -> str:
    """Where the file of a figure's numbers lies in the site."""
    return f"data/figures/{name}.csv"
