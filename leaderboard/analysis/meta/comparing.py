"""Who compares to whom: how many others each paper compares with, and the matrix of all that do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from leaderboard.analysis.coverage import Comparisons, comparisons
from leaderboard.analysis.meta.populations import Population, Tally, tally
from leaderboard.store.corpus import Corpus


@dataclass(frozen=True, slots=True)
class Matrix:
    """Papers with a comparison in either direction, in order of publication; ``cells`` are (row, column): the row's
    paper compares with the column's.
    """

    papers: tuple[str, ...]
    cells: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Degrees:
    """Comparisons of one population: how many papers compare with so many others, and are compared with so often."""

    population: Population
    comparisons: Comparisons
    made: Tally
    received: Tally


def matrix(corpus: Corpus) -> Matrix:
    """The matrix of all papers on record."""
    joined = {key for pair in corpus.comparisons for key in pair}
    papers = in_order(corpus, joined)
    place = {key: n for n, key in enumerate(papers)}
    return Matrix(papers, tuple(sorted((place[a], place[b]) for a, b in corpus.comparisons)))


def in_order(corpus: Corpus, keys: set[str]) -> tuple[str, ...]:
    """Papers by year, month and key."""
    return tuple(sorted(keys, key=lambda k: (corpus.papers[k].year, corpus.papers[k].month or 0, k)))


def degrees(corpus: Corpus, among: Sequence[Population]) -> tuple[Degrees, ...]:
    """Comparisons within each population; a paper that compares with none counts as 0."""
    found = []
    for population in among:
        within = comparisons(corpus, population.papers)
        found.append(Degrees(population, within, tally(within.made.values()), tally(within.received.values())))
    return tuple(found)
