"""Theoretical speedup against compression ratio: what one says about the other."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from leaderboard.analysis.comparability import INCOMPARABLE
from leaderboard.analysis.meta.populations import Population
from leaderboard.analysis.meta.ranks import RankCorrelation, rank_correlation
from leaderboard.store.corpus import ResultView

WINDOWS = (2.0, 4.0, 8.0)
NEAR = 1.1  # a ratio counts as k x within this factor


@dataclass(frozen=True, slots=True)
class BothRatios:
    """A result with both ratios."""

    result: ResultView
    compression: float
    speedup: float


@dataclass(frozen=True, slots=True)
class Window:
    """The results compressed ``at`` x, within ``NEAR``, by rising speedup."""

    at: float
    points: tuple[BothRatios, ...]

    @property
    def papers(self) -> int:
        """How many papers they are from."""
        return len({p.result.paper for p in self.points})


@dataclass(frozen=True, slots=True)
class Ratios:
    """Both ratios in one population; ``faster`` results are sped up more than compressed, ``slower`` less."""

    population: Population
    points: tuple[BothRatios, ...]
    windows: tuple[Window, ...]
    correlation: RankCorrelation | None
    faster: int
    slower: int


def ratios(among: Sequence[Population], copies: Collection[str]) -> tuple[Ratios, ...]:
    """Results with both ratios that authors chose to report; ``copies`` are ids of quotes that count elsewhere."""
    return tuple(_of(population, copies) for population in among)


def _of(population: Population, copies: Collection[str]) -> Ratios:
    points = tuple(_points(population.results, copies))
    by_paper: dict[str, list[tuple[float, float]]] = {}
    for p in points:
        by_paper.setdefault(p.result.paper, []).append((p.compression, p.speedup))
    return Ratios(
        population,
        points,
        tuple(_window(points, at) for at in WINDOWS),
        rank_correlation(by_paper),
        sum(p.speedup > p.compression for p in points),
        sum(p.speedup < p.compression for p in points),
    )


def _points(results: Iterable[ResultView], copies: Collection[str]) -> Iterable[BothRatios]:
    for r in results:
        compression, speedup = r.value("compression_ratio"), r.value("theoretical_speedup")
        if compression is not None and speedup is not None and measured_once(r, copies):
            yield BothRatios(r, compression, speedup)


def measured_once(r: ResultView, copies: Collection[str]) -> bool:
    """Whether a result is a pruned whole network that is counted nowhere else; a narrower dense one is none."""
    if r.table.role != "results" or r.structure == "dense" or r.same_as is not None or r.id in copies:
        return False
    return not any(flag in INCOMPARABLE for flag in r.flags)


def _window(points: Iterable[BothRatios], at: float) -> Window:
    inside = [p for p in points if abs(math.log(p.compression / at)) <= math.log(NEAR)]
    return Window(at, tuple(sorted(inside, key=lambda p: (p.speedup, p.result.id))))
