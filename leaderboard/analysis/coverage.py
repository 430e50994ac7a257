"""Who evaluates on what, and who compares with whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from leaderboard.store.corpus import Corpus, ResultView

CORPUS_ORIGIN = "meta-analysis-2020/results.csv#"


@dataclass(frozen=True, slots=True)
class Pair:
    """A data set and architecture, by the names the collection or paper gives them, and the papers that use it."""

    dataset: str
    architecture: str
    papers: tuple[str, ...]
    results: int


def of_meta_analysis(results: Iterable[ResultView]) -> list[ResultView]:
    """The rows of the 2020 collection's own results file: the population of its published figures."""
    return [result for result in results if (result.origin or "").startswith(CORPUS_ORIGIN)]


def pairs(results: Iterable[ResultView], *, without_papers: Collection[str] = (), unknown: bool = True) -> list[Pair]:
    """Pairs as printed, most used first; ``unknown`` False leaves out ``???`` on either side."""
    papers: dict[tuple[str, str], set[str]] = {}
    counts: Counter[tuple[str, str]] = Counter()
    for result in results:
        key = (result.table.dataset_as_printed, result.table.architecture_as_printed)
        if result.paper not in without_papers and (unknown or "???" not in key):
            papers.setdefault(key, set()).add(result.paper)
            counts[key] += 1
    found = [Pair(*key, tuple(sorted(users)), counts[key]) for key, users in papers.items()]
    return sorted(found, key=lambda pair: (-len(pair.papers), pair.dataset, pair.architecture))


@dataclass(frozen=True, slots=True)
class Comparisons:
    """Degrees of the graph "compares with": by paper key, every paper present even at 0."""

    edges: int
    made: dict[str, int]
    received: dict[str, int]

    def most_compared_with(self, count: int) -> list[tuple[str, int]]:
        """The papers most others compare with, ties in key order."""
        return sorted(self.received.items(), key=lambda item: (-item[1], item[0]))[:count]


def comparisons(corpus: Corpus, papers: Collection[str]) -> Comparisons:
    """Who compares with whom among ``papers``."""
    edges = [(a, b) for a, b in corpus.comparisons if a in papers and b in papers]
    made, received = Counter(a for a, _ in edges), Counter(b for _, b in edges)
    return Comparisons(len(edges), {key: made[key] for key in papers}, {key: received[key] for key in papers})
