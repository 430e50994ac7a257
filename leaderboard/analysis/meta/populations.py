"""Whom a figure counts: the collection of 2020 as it was published, and everything on record today."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from leaderboard.analysis.coverage import of_meta_analysis
from leaderboard.store.corpus import Corpus, ResultView

Key = Literal["2020", "all"]


@dataclass(frozen=True, slots=True)
class Population:
    """Papers (keys) and results that are counted together; ``name`` heads a chart."""

    key: Key
    name: str
    papers: frozenset[str]
    results: tuple[ResultView, ...]


def populations(corpus: Corpus) -> tuple[Population, ...]:
    """The collection of 2020, where a row of it is imported, then all papers."""
    published = tuple(of_meta_analysis(corpus.results))
    everything = Population("all", "All papers today", frozenset(corpus.papers), corpus.results)
    if not published:
        return (everything,)
    return (Population("2020", "The 2020 corpus", frozenset(r.paper for r in published), published), everything)


@dataclass(frozen=True, slots=True)
class Tally:
    """How often each count occurs, by rising count; counts between the smallest and the largest are there at 0."""

    of: tuple[tuple[int, int], ...]

    @property
    def total(self) -> int:
        """How many were counted."""
        return sum(uses for _, uses in self.of)

    def at_most(self, limit: int) -> int:
        """How many have a count of ``limit`` or less."""
        return sum(uses for count, uses in self.of if count <= limit)

    def more_than(self, limit: int) -> int:
        """How many have a larger count than ``limit``."""
        return self.total - self.at_most(limit)

    @property
    def median(self) -> int:
        """The lower of the middle counts; 0 of nothing."""
        seen = 0
        for count, uses in self.of:
            seen += uses
            if 2 * seen >= self.total:
                return count
        return 0


def tally(counts: Iterable[int]) -> Tally:
    """Count the counts."""
    uses = Counter(counts)
    return Tally(tuple((n, uses[n]) for n in range(min(uses), max(uses) + 1)) if uses else ())
