"""What our own runs say about the findings of Blalock et al. (MLSys 2020), with how sure they are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from statistics import fmean, stdev
from typing import Literal

from leaderboard.analysis.dense_weights import agreement
from leaderboard.analysis.intervals import half_width
from leaderboard.analysis.measured import Campaign, MeasuredPoint, independent, trained
from leaderboard.analysis.ranks import Grouped, grouped, spearman
from leaderboard.analysis.starts import by_network, starts

Verdict = Literal["yes", "no", "depends on the ratio", "cannot tell"]
_ENOUGH = 5  # methods that a rank correlation needs
_MARGIN, _RELIABLE, _STEADY, _LEVEL = 0.2, 0.6, 0.95, 0.05
_PAIRS = (
    ("global-magnitude", "scratch", "Training on beats reinitialising the same pruned network"),
    ("global-magnitude", "layer-magnitude", "One threshold for the network beats the same share in every layer"),
    ("global-magnitude", "random-uniform", "Magnitude beats chance"),
)


@dataclass(frozen=True, slots=True)
class Finding:
    """A statement, the runs it is asked of, whether they support it, and the numbers in a sentence.

    ``place`` names campaigns by protocol and network.
    """

    statement: str
    place: tuple[Campaign, ...]
    verdict: Verdict
    numbers: str


def findings(found: Iterable[Campaign]) -> tuple[Finding, ...]:
    """Findings that the runs can speak to, in a fixed order; none without runs."""
    listed = list(found)
    return (*_speed(listed), *_orders(listed), *_weights(listed), *(f for c in listed for f in _pairs(c)))


def _speed(listed: list[Campaign]) -> Iterator[Finding]:
    """Section 3.2: compression and speedup are often taken for each other."""
    for c in listed:
        reached = [p for p in c.points if p.target > 1 and abs(p.ratio / p.target - 1) <= 0.01]
        widest = max(
            (
                (max(s), min(s), target)
                for target in {p.target for p in reached}
                if len(s := _speeds(reached, target)) > 1
            ),
            key=lambda item: item[0] / item[1],
            default=None,
        )
        if widest is not None:
            high, low, target = widest
            numbers = f"at {target:g}× compression the methods' theoretical speedups span {low:.2f} to {high:.2f}×"
            verdict: Verdict = "yes" if high / low > 1.1 else "no"
            yield Finding("Compression does not determine speedup", (c,), verdict, numbers)


def _speeds(points: list[MeasuredPoint], target: float) -> list[float]:
    return [p.speedup for p in points if p.target == target]


def _orders(listed: list[Campaign]) -> Iterator[Finding]:
    """Section 4: a ranking on one network need not hold on another.

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
            yield Finding("The order of methods changes between networks", (one, other), verdict, numbers)


def _by_margin(one: Campaign, other: Campaign, targets: list[float]) -> tuple[Verdict, str]:
    texts, yes, no = [], False, True
    for target in targets:
        changes = [{p.method: p.change for p in c.points if p.target == target} for c in (one, other)]
        methods = sorted(changes[0].keys() & changes[1].keys())
        within = [_between_seeds(c, target, methods) for c in (one, other)]
        if len(methods) < _ENOUGH or None in within:
            continue
        rho = spearman([changes[0][m] for m in methods], [changes[1][m] for m in methods])
        itself = min(value for value in within if value is not None)
        texts.append(f"{rho:.2f} at {target:g}× ({itself:.2f})")
        yes = yes or rho + _MARGIN < itself
        no = no and itself >= _RELIABLE and rho >= itself - _MARGIN
    words = f"rank correlation of their means, and in brackets between seeds of one network: {', '.join(texts)}"
    return "yes" if yes else "no" if no else "cannot tell", _signed(words) if texts else ""


def _tested(one: Campaign, other: Campaign, targets: list[float]) -> tuple[Verdict, str]:
    found: list[tuple[float, int, Grouped]] = []
    for target in targets:
        sides = [_of_dense_networks(c, target) for c in (one, other)]
        methods = sorted(set.intersection(*(set(means) for side in sides for means in side)))
        rankings = [[means[m] for m in methods] for side in sides for means in side]
        labels = [c.network for c, side in zip((one, other), sides, strict=True) for _ in side]
        if len(methods) >= _ENOUGH:
            found.append((target, len(methods), grouped(rankings, labels)))
    words = "; ".join(
        f"{g.other:.2f} at {target:g}×, between dense networks of one {g.same:.2f}, p = {g.p:.3f}"
        for target, _, g in found
    )
    text = f"rank correlation of {found[0][1]} methods {words}" if found else ""
    return _verdict([g for *_, g in found]), _signed(text)


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


def _signed(text: str) -> str:
    """With a true minus sign, and a space before the percent sign."""
    return re.sub(r"(?<=\d)%", " %", re.sub(r"(?<!\w)-(?=\d)", "−", text))


def _weights(listed: list[Campaign]) -> Iterator[Finding]:
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
            yield Finding("The order of methods changes with the dense weights", (c,), verdict, numbers)


def _crossed(c: Campaign, targets: list[float]) -> tuple[Verdict, str]:
    found = [one for target in targets if (one := agreement(c, target)) and one.methods >= _ENOUGH]
    words = "; ".join(
        f"{one.order.other:.2f} at {one.target:g}×, between seeds of one dense network {one.order.same:.2f}, "
        f"p = {one.order.p:.3f} (the worse of two methods comes out ahead in {one.wrong[1]:.0%} of comparisons across "
        f"dense networks by top-1, in {one.wrong[2]:.0%} by its change, in {one.wrong[0]:.0%} from one)"
        for one in found
    )
    text = f"rank correlation of {found[0].methods} methods between dense networks {words}" if found else ""
    return _verdict([one.order for one in found]), _signed(text)


def _alone(c: Campaign, targets: list[float]) -> tuple[Verdict, str]:
    found = []
    for target in targets:
        methods = sorted({p.method for p in c.points if p.target == target})
        rho = _between_seeds(c, target, methods) if len(methods) >= _ENOUGH else None
        if rho is not None:
            found.append((rho, f"{rho:.2f} at {target:g}×"))
    words = ", ".join(words for _, words in found)
    text = f"rank correlation between seeds, each with dense weights and an order of images of its own: {words}"
    steady = min((rho for rho, _ in found), default=0.0) >= _STEADY
    return "no" if steady else "cannot tell", _signed(text) if found else ""


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


def _pairs(c: Campaign) -> Iterator[Finding]:
    """The same seeds with two methods: at each ratio the mean difference and its 95 % interval; one line a statement.

    Supported where the interval is above zero at some ratio and below it at none.
    """
    for better, worse, statement in _PAIRS:
        found = [
            (target, *_difference(differences, "dense networks" if c.crossed else "seeds"))
            for target in sorted({p.target for p in c.points if p.target > 1})
            if (differences := paired(c, better, worse, target))
        ]
        if found:
            told = {verdict for _, verdict, _ in found} - {"cannot tell"}
            verdict: Verdict = "depends on the ratio" if len(told) > 1 else told.pop() if told else "cannot tell"
            numbers = "; ".join(f"{target:g}×: {words}" for target, _, words in found)
            yield Finding(statement, (c,), verdict, numbers)


def paired(c: Campaign, better: str, worse: str, target: float) -> list[float]:
    """Differences of top-1 in points, ``better`` minus ``worse``, over the seeds that both have (over dense networks,
    where seeds share them).

    A method that ran once because no seed changes anything (given weights, nothing trained) counts for every seed.
    """
    sides = [
        [run for p in c.points if (p.method, p.target) == (name, target) for run in p.runs] for name in (better, worse)
    ]
    seeds = sorted({run.seed for side in sides for run in side})
    by_seed = [{run.seed: run.top1 for run in side if run.top1 is not None} for side in sides]
    for side, known in zip(sides, by_seed, strict=True):
        if len(side) == 1 and not trained(side[0]):
            known.update(dict.fromkeys(seeds, known[side[0].seed]))
    dense = {run.seed: run.dense_sha256 for side in sides for run in side}
    both = [seed for seed in seeds if seed in by_seed[0] and seed in by_seed[1]]
    return independent((dense[seed], by_seed[0][seed] - by_seed[1][seed]) for seed in both)


def _difference(differences: list[float], of: str) -> tuple[Verdict, str]:
    mean, count = fmean(differences), len(differences)
    if count < 2:
        return "cannot tell", _signed(f"{mean:+.2f}, one run each")
    half = half_width(stdev(differences), count)
    words = f"{mean:+.2f} points, 95 % interval {mean - half:+.2f} to {mean + half:+.2f}, {count} {of}"
    verdict: Verdict = "yes" if mean - half > 0 else "no" if mean + half < 0 else "cannot tell"
    return verdict, _signed(words)
