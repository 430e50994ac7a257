"""Rank correlation, and whether it is lower between groups than within them."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import fmean

_TURNS = 999  # random relabellings


@dataclass(frozen=True, slots=True)
class Grouped:
    """Mean rank correlation of two rankings of one group (``same``) and of two (``other``).

    ``p`` is the share of random relabellings of the rankings (the actual one among them) after which ``same`` exceeds
    ``other`` by as much: the probability of what was seen if the groups did not matter.
    """

    same: float
    other: float
    p: float


def grouped(rankings: Sequence[Sequence[float]], labels: Sequence[str]) -> Grouped:
    """A permutation test of the labels, of which one at least is given twice and two are different."""
    rho = {(i, j): spearman(rankings[i], rankings[j]) for i, j in combinations(range(len(rankings)), 2)}
    same, other = _means(rho, labels)
    chance, turned = random.Random(0), list(labels)
    as_large = 0
    for _ in range(_TURNS):
        chance.shuffle(turned)
        within, between = _means(rho, turned)
        as_large += within - between >= same - other - 1e-12
    return Grouped(same, other, (1 + as_large) / (1 + _TURNS))


def _means(rho: dict[tuple[int, int], float], labels: Sequence[str]) -> tuple[float, float]:
    same = [value for (i, j), value in rho.items() if labels[i] == labels[j]]
    other = [value for (i, j), value in rho.items() if labels[i] != labels[j]]
    return fmean(same), fmean(other)


def spearman(one: Sequence[float], other: Sequence[float]) -> float:
    """Spearman's rank correlation. 0 where one side has a single value."""
    a, b = ranks(one), ranks(other)
    mean_a, mean_b = fmean(a), fmean(b)
    top = sum((x - mean_a) * (y - mean_b) for x, y in zip(a, b, strict=True))
    below = math.sqrt(sum((x - mean_a) ** 2 for x in a) * sum((y - mean_b) ** 2 for y in b))
    return top / below if below else 0.0


def ranks(values: Sequence[float]) -> list[float]:
    """The rank of each value, 1 for the least; ties share their mean rank."""
    places: dict[float, list[int]] = {}
    for place, value in enumerate(sorted(values), 1):
        places.setdefault(value, []).append(place)
    mean = {value: fmean(found) for value, found in places.items()}
    return [mean[value] for value in values]
