"""Whether the order of methods holds on another network, and from other dense weights (Blalock et al., section 4)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from statistics import fmean

from leaderboard.analysis.dense_weights import Wrong, agreement
from leaderboard.analysis.finding import Correlation, Finding, Verdict
from leaderboard.analysis.measured import Campaign
from leaderboard.analysis.ranks import Grouped, grouped, spearman
from leaderboard.analysis.starts import by_network, starts

NETWORKS = "The order of methods changes between networks"
WEIGHTS = "The order of methods changes with the dense weights"
_ENOUGH = 5  # methods that a rank correlation needs
_MARGIN, _RELIABLE, _STEADY, _LEVEL = 0.2, 0.6, 0.95, 0.05


def between_networks(listed: list[Campaign]) -> Iterator[Finding]:
    """A ranking on one network need not hold on another.

    Orders differ between seeds of one network, too, where methods are alike. Where both protocols train several dense
    networks for their seeds to share, the statement is tested by permuting the means over each (5 % over all ratios,
    Bonferroni). Three seeds are too few for that: there it is supported where two networks agree less than seeds of
    either do, by ``_MARGIN`` in rank correlation; and in both cases not, where networks agree as well as seeds do.
    """
    for one, other in combinations(listed, 2):
        if one.network == other.network or one.crossed != other.crossed:
            continue
        targets = sorted({p.target for p in one.points if p.target > 1} & {p.target for p in other.points})
        verdict, numbers = (_tested if one.crossed else _by_margin)(one, other, targets)
        if numbers:
            yield Finding(NETWORKS, (one, other), verdict, numbers, "method")


def _by_margin(one: Campaign, other: Campaign, targets: list[float]) -> tuple[Verdict, tuple[Correlation, ...]]:
    found, no = [], True
    for target in targets:
        changes = [{p.method: p.change for p in c.points if p.target == target} for c in (one, other)]
        methods = sorted(changes[0].keys() & changes[1].keys())
        within = [_between_seeds(c, target, methods) for c in (one, other)]
        if len(methods) < _ENOUGH or None in within:
            continue
        rho = spearman([changes[0][m] for m in methods], [changes[1][m] for m in methods])
        itself = min(value for value in within if value is not None)
        found.append(Correlation(target, len(methods), rho, itself, clear=rho + _MARGIN < itself))
        no = no and itself >= _RELIABLE and rho >= itself - _MARGIN
    return "yes" if any(n.clear for n in found) else "no" if no else "cannot tell", tuple(found)


def _tested(one: Campaign, other: Campaign, targets: list[float]) -> tuple[Verdict, tuple[Correlation, ...]]:
    found: list[tuple[float, int, Grouped]] = []
    for target in targets:
        sides = [_of_dense_networks(c, target) for c in (one, other)]
        if min(map(len, sides)) < 2:  # with one ranking there is none of the same network to hold the other's against
            continue
        methods = sorted(set.intersection(*(set(means) for side in sides for means in side)))
        rankings = [[means[m] for m in methods] for side in sides for means in side]
        labels = [c.network for c, side in zip((one, other), sides, strict=True) for _ in side]
        if len(methods) >= _ENOUGH:
            found.append((target, len(methods), grouped(rankings, labels)))
    numbers = tuple(_groups(target, methods, groups, len(found)) for target, methods, groups in found)
    return _verdict([groups for *_, groups in found]), numbers


def _groups(target: float, methods: int, found: Grouped, tests: int, wrong: Wrong | None = None) -> Correlation:
    """Rankings of two groups, of which the p value is one of ``tests``."""
    return Correlation(target, methods, found.other, found.same, found.p, wrong, clear=found.p * tests <= _LEVEL)


def _of_dense_networks(c: Campaign, target: float) -> list[dict[str, float]]:
    """For each dense network the mean change of every method that was pruned from it."""
    return [
        {m: fmean(s.change(m) for s in group if m in s.top1) for m in sorted({m for s in group for m in s.top1})}
        for group in by_network(starts(c, target))
    ]


def _verdict(found: list[Grouped]) -> Verdict:
    """Yes for a p value of 5 % over all of them (Bonferroni); no where rankings agree well, whatever their group."""
    if found and min(one.p for one in found) * len(found) <= _LEVEL:
        return "yes"
    return "no" if all(g.same >= _RELIABLE and g.other >= g.same - _MARGIN for g in found) else "cannot tell"


def between_dense_weights(listed: list[Campaign]) -> Iterator[Finding]:
    """A ranking from one set of dense weights need not hold from another.

    Where seeds share dense networks, seeds of one are compared with seeds of two, by a permutation test. Where each
    seed has dense weights of its own, an order that hardly changes speaks against the statement, and one that changes
    does not tell whether it was the weights or the order of images.
    """
    for c in listed:
        if len({run.dense_sha256 for p in c.points for run in p.runs}) < 2:
            continue
        targets = sorted({p.target for p in c.points if p.target > 1})
        verdict, numbers = _crossed(c, targets) if c.crossed else _alone(c, targets)
        if numbers:
            yield Finding(WEIGHTS, (c,), verdict, numbers, "method")


def _crossed(c: Campaign, targets: list[float]) -> tuple[Verdict, tuple[Correlation, ...]]:
    found = [one for target in targets if (one := agreement(c, target)) and one.methods >= _ENOUGH]
    numbers = tuple(_groups(one.target, one.methods, one.order, len(found), one.wrong) for one in found)
    return _verdict([one.order for one in found]), numbers


def _alone(c: Campaign, targets: list[float]) -> tuple[Verdict, tuple[Correlation, ...]]:
    found = []
    for target in targets:
        methods = sorted({p.method for p in c.points if p.target == target})
        rho = _between_seeds(c, target, methods) if len(methods) >= _ENOUGH else None
        if rho is not None:
            found.append(Correlation(target, len(methods), rho))
    steady = min((one.rho for one in found), default=0.0) >= _STEADY
    return "no" if steady else "cannot tell", tuple(found)


def _between_seeds(c: Campaign, target: float, methods: list[str]) -> float | None:
    """Mean rank correlation of the methods' changes between pairs of seeds; None for a single seed.

    Seeds that share one of several dense networks are not paired.
    """
    listed = starts(c, target)
    several = len({start.network for start in listed}) > 1
    whole = [start for start in listed if set(methods) <= set(start.top1)]
    found = [
        spearman([one.change(m) for m in methods], [other.change(m) for m in methods])
        for one, other in combinations(whole, 2)
        if one.network != other.network or not several
    ]
    return fmean(found) if found else None
