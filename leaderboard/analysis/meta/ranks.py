"""Rank correlation, with an interval that takes papers, not results, as what was drawn."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

RESAMPLES = 400
LEAST_PAPERS = 5  # with fewer, an interval by resampling papers says nothing

Pairs = Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Correlation:
    """Spearman's rank correlation; ``low`` and ``high`` are None with fewer than ``LEAST_PAPERS`` papers."""

    rho: float
    low: float | None
    high: float | None
    results: int
    papers: int


def rank_correlation(by_paper: Mapping[str, Pairs]) -> Correlation | None:
    """Spearman's correlation of all pairs; None where one side does not vary.

    The 95 % interval is that of the percentile bootstrap over papers: results of one paper are alike, so resampling
    single results would make it far too narrow. The generator is seeded: equal data give equal intervals.
    """
    papers = [pairs for _, pairs in sorted(by_paper.items()) if pairs]
    everything = [pair for pairs in papers for pair in pairs]
    rho = spearman(everything)
    if rho is None:
        return None
    low = high = None
    if len(papers) >= LEAST_PAPERS:
        generator = random.Random(0)
        drawn = (generator.choices(papers, k=len(papers)) for _ in range(RESAMPLES))
        found = sorted(r for some in drawn if (r := spearman([p for pairs in some for p in pairs])) is not None)
        if found:
            low, high = (found[round(share * (len(found) - 1))] for share in (0.025, 0.975))
    return Correlation(rho, low, high, len(everything), len(papers))


def spearman(pairs: Pairs) -> float | None:
    """The correlation of the ranks, ties at their mean rank; None where one side does not vary."""
    if not pairs:
        return None
    left, right = (_ranks([pair[side] for pair in pairs]) for side in (0, 1))
    mean = (len(pairs) + 1) / 2
    spread = math.sqrt(sum((a - mean) ** 2 for a in left) * sum((b - mean) ** 2 for b in right))
    return sum((a - mean) * (b - mean) for a, b in zip(left, right, strict=True)) / spread if spread else None


def _ranks(values: Sequence[float]) -> list[float]:
    places: dict[float, list[int]] = {}
    for place, value in enumerate(sorted(values), 1):
        places.setdefault(value, []).append(place)
    mean = {value: fmean(found) for value, found in places.items()}
    return [mean[value] for value in values]
