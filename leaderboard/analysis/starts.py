"""What runs at one ratio are compared by: the seeds, each with the dense network it started from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from leaderboard.analysis.measured import Campaign


@dataclass(frozen=True, slots=True)
class Start:
    """A seed, the dense network (by its digest) it started from with its top-1, and top-1 by method, in percent."""

    seed: int
    network: str
    dense: float
    top1: Mapping[str, float]

    def change(self, method: str) -> float:
        """What a method that ran from here changed, in points."""
        return self.top1[method] - self.dense


def starts(c: Campaign, target: float) -> list[Start]:
    """Of the runs of a campaign at a ratio, by seed; methods by their names."""
    top1: dict[tuple[int, str], dict[str, float]] = {}
    dense: dict[tuple[int, str], float] = {}
    for p in sorted((p for p in c.points if p.target == target), key=lambda p: p.method):
        for run in p.runs:
            if run.top1 is not None and run.dense_top1 is not None:
                key = (run.seed, run.dense_sha256)
                top1.setdefault(key, {})[p.method] = run.top1
                dense[key] = run.dense_top1
    return [Start(*key, dense[key], top1[key]) for key in sorted(top1)]


def shared_methods(listed: Sequence[Start]) -> list[str]:
    """The methods that ran from every start, in the order of the first."""
    return [m for m in listed[0].top1 if all(m in start.top1 for start in listed)] if listed else []


def by_network(listed: Iterable[Start]) -> list[list[Start]]:
    """The starts of each dense network."""
    groups: dict[str, list[Start]] = {}
    for start in listed:
        groups.setdefault(start.network, []).append(start)
    return list(groups.values())
