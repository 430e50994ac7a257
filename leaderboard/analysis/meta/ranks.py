"""Rank correlation, with an interval that takes papers, not results, as what was drawn."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from leaderboard.analysis.ranks import ranks

RESAMPLES = 1000
LEAST_PAPERS = 5  # with fewer, an interval by resampling papers says nothing

Pairs = Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class RankCorrelation:
    """Spearman's rank correlation; ``low`` and ``high`` are None with fewer than ``LEAST_PAPERS`` papers."""

    rho: float
    low: float | None
    high: float | None
    results: int
    papers: int


def rank_correlation(by_paper: Mapping[str, Pairs]) -> RankCorrelation | None:
    """Spearman's correlation of all pairs; None where one side does not vary.

    The 95 % interval is that of the percentile bootstrap over papers: results of one paper are alike, so resampling
    single results would make it far too narrow. Ranks stay those among all results, so a resample costs a sum a paper.
    The generator is seeded: equal data give equal intervals.
    """
    papers = [pairs for _, pairs in sorted(by_paper.items()) if pairs]
    sums = _sums(papers)
    rho = _correlation(sums)
    if rho is None:
        return None
    low = high = None
    if len(papers) >= LEAST_PAPERS:
        generator = random.Random(0)
        drawn = (generator.choices(sums, k=len(sums)) for _ in range(RESAMPLES))
        found = sorted(r for some in drawn if (r := _correlation(some)) is not None)
        if found:
            low, high = (found[round(share * (len(found) - 1))] for share in (0.025, 0.975))
    return RankCorrelation(rho, low, high, sum(map(len, papers)), len(papers))


Sums = tuple[float, float, float, float, float, float]  # of 1, a, b, a², b² and ab over the ranks of a paper's pairs


def _sums(papers: Sequence[Pairs]) -> list[Sums]:
    """Of each paper, with ranks among all results, counted from their middle."""
    everything = [pair for pairs in papers for pair in pairs]
    middle = (len(everything) + 1) / 2
    sides = [[rank - middle for rank in ranks([pair[side] for pair in everything])] for side in (0, 1)]
    both = iter(zip(*sides, strict=True))
    found = []
    for pairs in papers:
        own = list(islice(both, len(pairs)))
        a, b = sum(x for x, _ in own), sum(y for _, y in own)
        squares = sum(x * x for x, _ in own), sum(y * y for _, y in own), sum(x * y for x, y in own)
        found.append((float(len(own)), a, b, *squares))
    return found


def _correlation(sums: Sequence[Sums]) -> float | None:
    if not sums or not any(one[0] for one in sums):
        return None
    n, a, b, aa, bb, ab = (sum(column) for column in zip(*sums, strict=True))
    spread = (aa - a * a / n) * (bb - b * b / n)
    return (ab - a * b / n) / math.sqrt(spread) if spread > 0 else None
