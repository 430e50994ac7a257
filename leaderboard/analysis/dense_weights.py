"""Whether the order of methods depends on the dense weights, where dense networks and seeds are crossed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import permutations
from statistics import fmean
from typing import NamedTuple

from leaderboard.analysis.measured import Campaign
from leaderboard.analysis.ranks import Grouped, grouped
from leaderboard.analysis.starts import Start, by_network, shared_methods, starts


class Wrong(NamedTuple):
    """Shares of comparisons in which the method with the lower overall mean comes out better: both from one dense
    network, each from another by top-1, and by its change.
    """

    from_one: float
    by_top1: float
    by_change: float


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far seeds agree on the order of methods at one ratio, by the dense network they started from."""

    target: float
    methods: int
    order: Grouped
    wrong: Wrong


def agreement(c: Campaign, target: float) -> Agreement | None:
    """Of the methods that every seed has at the ratio; None for fewer than two of them, and where seeds do not share
    several dense networks.
    """
    listed = starts(c, target)
    methods, networks = shared_methods(listed), [start.network for start in listed]
    if len(set(networks)) in (0, 1, len(networks)) or len(methods) < 2:
        return None
    order = grouped([[start.top1[m] for m in methods] for start in listed], networks)
    return Agreement(target, len(methods), order, _wrong(by_network(listed), methods))


def _wrong(groups: Sequence[Sequence[Start]], methods: Sequence[str]) -> Wrong:
    """Means over the seeds of each dense network are compared; a tie is half wrong, a pair that is equal overall is
    none.
    """
    means = [{m: fmean(s.top1[m] for s in group) for m in methods} for group in groups]
    dense = [group[0].dense for group in groups]
    overall = {m: fmean(mean[m] for mean in means) for m in methods}
    ordered = [(a, b) for a, b in permutations(methods, 2) if overall[a] > overall[b]]
    pairs = list(permutations(range(len(means)), 2))
    return Wrong(
        _share(mean[a] - mean[b] for a, b in ordered for mean in means),
        _share(means[i][a] - means[j][b] for a, b in ordered for i, j in pairs),
        _share(means[i][a] - dense[i] - means[j][b] + dense[j] for a, b in ordered for i, j in pairs),
    )


def _share(leads: Iterable[float]) -> float:
    found = [0.5 if abs(lead) < 1e-9 else float(lead < 0) for lead in leads]
    return fmean(found) if found else 0.0
