"""Whether the order of methods depends on the dense weights, where dense networks and seeds are crossed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations
from statistics import fmean

from leaderboard.analysis.measured import Campaign
from leaderboard.analysis.ranks import Grouped, grouped


@dataclass(frozen=True, slots=True)
class Start:
    """One seed: the dense network it started from, and top-1 in percent by method; ``dense`` is that network's."""

    network: str
    dense: float
    top1: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far seeds agree on the order of methods at one ratio, by the dense network they started from.

    ``wrong`` are the shares of comparisons in which the method with the lower overall mean comes out better: both from
    one dense network, each from another by top-1, and by its change.
    """

    target: float
    methods: int
    order: Grouped
    wrong: tuple[float, float, float]


def agreement(c: Campaign, target: float) -> Agreement | None:
    """Of the methods that every seed has at the ratio; None for fewer than two of them, and where seeds do not share
    several dense networks.
    """
    starts = _starts(c, target)
    networks = [start.network for start in starts]
    if len(set(networks)) in (0, 1, len(networks)) or len(starts[0].top1) < 2:
        return None
    order = grouped([list(start.top1.values()) for start in starts], networks)
    return Agreement(target, len(starts[0].top1), order, _wrong(starts))


def _starts(c: Campaign, target: float) -> list[Start]:
    """By seed; methods in one order, those that not every seed has left out."""
    top1: dict[int, dict[str, float]] = {}
    networks: dict[int, tuple[str, float]] = {}
    points = sorted((p for p in c.points if p.target == target), key=lambda p: p.method)
    for p in points:
        for run in p.runs:
            if run.top1 is not None and run.dense_top1 is not None:
                top1.setdefault(run.seed, {})[p.method] = run.top1
                networks[run.seed] = run.dense_sha256, run.dense_top1
    shared = set.intersection(*(set(found) for found in top1.values())) if top1 else set()
    return [
        Start(*networks[seed], {name: value for name, value in found.items() if name in shared})
        for seed, found in sorted(top1.items())
    ]


def _wrong(starts: Sequence[Start]) -> tuple[float, float, float]:
    """Means over the seeds of each dense network are compared; a tie is half wrong, a pair that is equal overall is
    none.
    """
    groups: dict[str, list[Start]] = {}
    for start in starts:
        groups.setdefault(start.network, []).append(start)
    methods = list(starts[0].top1)
    means = [{m: fmean(s.top1[m] for s in group) for m in methods} for group in groups.values()]
    dense = [fmean(s.dense for s in group) for group in groups.values()]
    overall = {m: fmean(mean[m] for mean in means) for m in methods}
    ordered = [(a, b) for a, b in permutations(methods, 2) if overall[a] > overall[b]]
    pairs = list(permutations(range(len(means)), 2))
    return (
        _share(mean[a] - mean[b] for a, b in ordered for mean in means),
        _share(means[i][a] - means[j][b] for a, b in ordered for i, j in pairs),
        _share(means[i][a] - dense[i] - means[j][b] + dense[j] for a, b in ordered for i, j in pairs),
    )


def _share(leads: Iterable[float]) -> float:
    found = [0.5 if abs(lead) < 1e-9 else float(lead < 0) for lead in leads]
    return fmean(found) if found else 0.0
