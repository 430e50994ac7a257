"""Pairs of data set and architecture: how many a paper uses, and how many papers use one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from leaderboard.analysis.boards import Board
from leaderboard.analysis.coverage import pairs
from leaderboard.analysis.figures import EXCLUDED_PAPER
from leaderboard.analysis.meta.populations import Population, Tally, tally
from leaderboard.analysis.reporting import MNIST

Use = tuple[tuple[str, str], str]  # a pair, and a paper that uses it
_MNIST_AS_PRINTED = "MNIST"


@dataclass(frozen=True, slots=True)
class PairCounts:
    """``per_pair`` counts the papers of each pair, ``per_paper`` the pairs of each paper, MNIST left out there."""

    population: Population
    per_pair: Tally
    per_paper: Tally


def pair_counts(among: Sequence[Population], boards: Iterable[Board]) -> tuple[PairCounts, ...]:
    """Pairs of each population.

    Of the collection of 2020 as its authors counted: names as printed, without the paper that they leave out; the
    unknown ``???`` counts as a pair of a paper, not as a pair that papers share. Of all papers, the networks and data
    sets that those names were resolved to, unknown ones left out.
    """
    placed = {((b.dataset, b.architecture), paper) for b in boards for paper in b.papers}
    return tuple(_published(p) if p.key == "2020" else _today(p, placed) for p in among)


def _published(population: Population) -> PairCounts:
    shared = pairs(population.results, without_papers={EXCLUDED_PAPER}, unknown=False)
    used = pairs(population.results, without_papers={EXCLUDED_PAPER})
    uses = [paper for pair in used if pair.dataset != _MNIST_AS_PRINTED for paper in pair.papers]
    return PairCounts(population, tally(len(pair.papers) for pair in shared), tally(Counter(uses).values()))


def _today(population: Population, placed: set[Use]) -> PairCounts:
    per_pair = Counter(pair for pair, _ in placed)
    per_paper = Counter(paper for (dataset, _), paper in placed if dataset not in MNIST)
    return PairCounts(population, tally(per_pair.values()), tally(per_paper.values()))
