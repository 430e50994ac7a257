"""What our own runs say about the findings of Blalock et al. (MLSys 2020), with how sure they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from statistics import fmean, stdev

from leaderboard.analysis.finding import Difference, Finding, Span, Verdict
from leaderboard.analysis.intervals import half_width
from leaderboard.analysis.measured import Campaign, independent, trained
from leaderboard.analysis.orders import between_dense_weights, between_networks

SPEED = "Compression does not determine speedup"
_APART = 1.1  # between the speedups of methods at one ratio
PAIRS = (
    ("global-magnitude", "scratch", "Training on beats reinitialising the same pruned network"),
    ("global-magnitude", "layer-magnitude", "One threshold for the network beats the same share in every layer"),
    ("global-magnitude", "random-uniform", "Magnitude beats chance"),
)


def findings(found: Iterable[Campaign]) -> tuple[Finding, ...]:
    """Findings that the runs can speak to, in a fixed order; none without runs."""
    listed = list(found)
    differences = (f for c in listed for f in _pairs(c))
    return (*_speed(listed), *between_networks(listed), *between_dense_weights(listed), *differences)


def _speed(listed: list[Campaign]) -> Iterator[Finding]:
    """Section 3.2: compression and speedup are often taken for each other."""
    for c in listed:
        reached = [p for p in c.points if p.target > 1 and abs(p.ratio / p.target - 1) <= 0.01]
        found = []
        for target in sorted({p.target for p in reached}):
            speeds = [p.speedup for p in reached if p.target == target]
            low, high = min(speeds), max(speeds)
            if len(speeds) > 1:
                found.append(Span(target, len(speeds), low, high, clear=high / low > _APART))
        if found:
            verdict: Verdict = "yes" if any(one.clear for one in found) else "no"
            yield Finding(SPEED, (c,), verdict, tuple(found), "method")


def _pairs(c: Campaign) -> Iterator[Finding]:
    """The same seeds with two methods: at each ratio the mean difference and its 95 % interval; one line a statement.

    Supported where the interval is above zero at some ratio and below it at none.
    """
    for better, worse, statement in PAIRS:
        found = [
            (target, differences)
            for target in sorted({p.target for p in c.points if p.target > 1})
            if (differences := paired(c, better, worse, target))
        ]
        if found:
            told = [_difference(target, differences) for target, differences in found]
            clear = {verdict for verdict, _ in told} - {"cannot tell"}
            verdict: Verdict = "depends on the ratio" if len(clear) > 1 else clear.pop() if clear else "cannot tell"
            numbers = tuple(number for _, number in told)
            yield Finding(statement, (c,), verdict, numbers, "dense network" if c.crossed else "seed")


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


def _difference(target: float, differences: list[float]) -> tuple[Verdict, Difference]:
    mean, count = fmean(differences), len(differences)
    if count < 2:
        return "cannot tell", Difference(target, 1, mean, None)
    half = half_width(stdev(differences), count)
    verdict: Verdict = "yes" if mean - half > 0 else "no" if mean + half < 0 else "cannot tell"
    return verdict, Difference(target, count, mean, half, verdict != "cannot tell")
