"""What our own runs say about the findings of Blalock et al. (MLSys 2020), with how sure they are."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from statistics import fmean, stdev
from typing import Literal

from leaderboard.analysis.intervals import half_width
from leaderboard.analysis.measured import Campaign, MeasuredPoint, trained

Verdict = Literal["yes", "no", "depends on the ratio", "cannot tell"]
_ENOUGH = 5  # methods that a rank correlation needs
_MARGIN, _RELIABLE, _STEADY = 0.2, 0.6, 0.95
_PAIRS = (
    ("global-magnitude", "scratch", "Training on beats reinitialising the same pruned network"),
    ("global-magnitude", "layer-magnitude", "One threshold for the network beats the same share in every layer"),
    ("global-magnitude", "random-uniform", "Magnitude beats chance"),
)


@dataclass(frozen=True, slots=True)
class Finding:
    """A statement, whether the runs support it, and the numbers in a sentence."""

    statement: str
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
            yield Finding(f"Compression does not determine speedup ({_place(c)})", verdict, numbers)


def _speeds(points: list[MeasuredPoint], target: float) -> list[float]:
    return [p.speedup for p in points if p.target == target]


def _orders(listed: list[Campaign]) -> Iterator[Finding]:
    """Section 4: a ranking on one network need not hold on another.

    Orders differ between seeds of one network, too, where methods are alike. Supported where two networks agree less
    than seeds of either do, by ``_MARGIN`` in rank correlation; not, where both agree with themselves and each other.
    """
    for one, other in combinations(listed, 2):
        texts, yes, no = [], False, True
        for target in sorted({p.target for p in one.points if p.target > 1} & {p.target for p in other.points}):
            changes = [{p.method: p.change for p in c.points if p.target == target} for c in (one, other)]
            methods = sorted(changes[0].keys() & changes[1].keys())
            within = [_between_seeds(c, target, methods) for c in (one, other)]
            if len(methods) < _ENOUGH or None in within:
                continue
            rho = spearman([changes[0][m] for m in methods], [changes[1][m] for m in methods])
            itself = min(value for value in within if value is not None)
            texts.append(f"{rho:.2f} at {target:g}× (between seeds of one network {itself:.2f})")
            yes = yes or rho + _MARGIN < itself
            no = no and itself >= _RELIABLE and rho >= itself - _MARGIN
        if texts:
            verdict: Verdict = "yes" if yes else "no" if no else "cannot tell"
            where = f"{_place(one)} and {_place(other)}"
            numbers = f"rank correlation {', '.join(texts)}".replace("-0", "−0")
            yield Finding(f"The order of methods changes between {where}", verdict, numbers)


def _weights(listed: list[Campaign]) -> Iterator[Finding]:
    """A ranking from one set of dense weights need not hold from another.

    Seeds here have dense weights of their own, but also an order of images of their own in tuning; so an order that
    hardly changes speaks against the statement, one that changes does not tell which of the two it was.
    """
    for c in listed:
        first = {run.seed: run for p in reversed(c.points) for run in p.runs}
        dense = {json.loads(run.record).get("dense", {}).get("sha256") for run in first.values()}
        if len(dense) < 2 or None in dense:
            continue
        found = []
        for target in sorted({p.target for p in c.points if p.target > 1}):
            methods = sorted({p.method for p in c.points if p.target == target})
            rho = _between_seeds(c, target, methods) if len(methods) >= _ENOUGH else None
            if rho is not None:
                found.append((rho, f"{rho:.2f} at {target:g}×"))
        if found:
            verdict: Verdict = "no" if min(rho for rho, _ in found) >= _STEADY else "cannot tell"
            numbers = "rank correlation between seeds, each with dense weights and an order of images of its own: "
            text = numbers + ", ".join(words for _, words in found).replace("-0", "−0")
            yield Finding(f"The order of methods changes with the dense weights ({_place(c)})", verdict, text)


def _place(c: Campaign) -> str:
    return f"{c.network} under {c.protocol}"


def _between_seeds(c: Campaign, target: float, methods: list[str]) -> float | None:
    """Mean rank correlation of the methods' changes between pairs of seeds; None for a single seed."""
    by_seed: dict[int, dict[str, float]] = {}
    for p in c.points:
        if p.target == target and p.method in methods:
            for run in p.runs:
                if run.change is not None:
                    by_seed.setdefault(run.seed, {})[p.method] = run.change
    whole = [changes for changes in by_seed.values() if len(changes) == len(methods)]
    found = [spearman([x[m] for m in methods], [y[m] for m in methods]) for x, y in combinations(whole, 2)]
    return fmean(found) if found else None


def _pairs(c: Campaign) -> Iterator[Finding]:
    """The same seeds with two methods: at each ratio the mean difference and its 95 % interval; one line a statement.

    Supported where the interval is above zero at some ratio and below it at none.
    """
    for better, worse, statement in _PAIRS:
        found = [
            (target, *_difference(differences))
            for target in sorted({p.target for p in c.points if p.target > 1})
            if (differences := paired(c, better, worse, target))
        ]
        if found:
            told = {verdict for _, verdict, _ in found} - {"cannot tell"}
            verdict: Verdict = "depends on the ratio" if len(told) > 1 else told.pop() if told else "cannot tell"
            numbers = "; ".join(f"{target:g}×: {words}" for target, _, words in found)
            yield Finding(f"{statement} ({_place(c)})", verdict, numbers)


def paired(c: Campaign, better: str, worse: str, target: float) -> list[float]:
    """Differences of top-1 in points, ``better`` minus ``worse``, over the seeds that both have.

    A method that ran once because no seed changes anything (given weights, nothing trained) counts for every seed.
    """
    sides = [
        [run for p in c.points if (p.method, p.target) == (name, target) for run in p.runs] for name in (better, worse)
    ]
    seeds = sorted({run.seed for side in sides for run in side})
    by_seed = [{run.seed: run.top1 for run in side} for side in sides]
    for side, known in zip(sides, by_seed, strict=True):
        if len(side) == 1 and not trained(side[0]):
            known.update(dict.fromkeys(seeds, side[0].top1))
    pairs = [(by_seed[0].get(seed), by_seed[1].get(seed)) for seed in seeds]
    return [a - b for a, b in pairs if a is not None and b is not None]


def _difference(differences: list[float]) -> tuple[Verdict, str]:
    mean, count = fmean(differences), len(differences)
    if count < 2:
        return "cannot tell", f"{mean:+.2f}, one run each".replace("-", "−")
    half = half_width(stdev(differences), count)
    words = f"{mean:+.2f} points, 95 % interval {mean - half:+.2f} to {mean + half:+.2f}, {count} seeds"
    verdict: Verdict = "yes" if mean - half > 0 else "no" if mean + half < 0 else "cannot tell"
    return verdict, words.replace("-", "−")


def spearman(one: list[float], other: list[float]) -> float:
    """Spearman's rank correlation; ties share their mean rank. 0 where one side has a single value."""
    a, b = _ranks(one), _ranks(other)
    mean_a, mean_b = fmean(a), fmean(b)
    top = sum((x - mean_a) * (y - mean_b) for x, y in zip(a, b, strict=True))
    below = math.sqrt(sum((x - mean_a) ** 2 for x in a) * sum((y - mean_b) ** 2 for y in b))
    return top / below if below else 0.0


def _ranks(values: list[float]) -> list[float]:
    return [sum(v < x for v in values) + (sum(v == x for v in values) + 1) / 2 for x in values]
