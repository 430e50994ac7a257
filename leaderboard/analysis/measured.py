"""Our own runs, put together by method and ratio: mean, standard deviation and what they are of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import fmean, stdev

from leaderboard.store.corpus import Corpus, RunView


@dataclass(frozen=True, slots=True)
class MeasuredPoint:
    """One method at one target ratio over its seeds: achieved ratio and speedup, change of top-1 in points.

    Each change is against the dense network that the seed started from. ``changes`` are those that mean and spread are
    of, as :func:`independent` has them; ``spread`` is their standard deviation (n - 1), None for one. ``top1`` is the
    mean accuracy, ``untuned`` that before tuning, in percent.
    """

    method: str
    target: float
    ratio: float
    speedup: float
    changes: tuple[float, ...]
    top1: float
    untuned: float | None
    runs: tuple[RunView, ...]

    @property
    def change(self) -> float:
        """The mean change."""
        return fmean(self.changes)

    @property
    def spread(self) -> float | None:
        return stdev(self.changes) if len(self.changes) > 1 else None

    @property
    def n(self) -> int:
        """What mean and spread are of: dense networks where seeds share several, else seeds."""
        return len(self.changes)

    @property
    def counted(self) -> str:
        """``n`` in words."""
        what = "seed" if self.n == len(self.runs) else "dense network"
        return f"{self.n} {what}{'' if self.n == 1 else 's'}"

    @property
    def timed(self) -> float | None:
        """Mean measured speedup, None where no pass was timed."""
        found = [run.measured_speedup for run in self.runs if run.measured_speedup is not None]
        return fmean(found) if found else None

    @property
    def dense(self) -> float | None:
        """Mean top-1 of the dense networks of its seeds, in percent."""
        found = [run.dense_top1 for run in self.runs if run.dense_top1 is not None]
        return fmean(found) if found else None


@dataclass(frozen=True, slots=True)
class Campaign:
    """All runs of one network under one version of a protocol; ``failed`` runs are in no point."""

    protocol: str
    version: int
    dataset: str
    architecture: str
    network: str
    points: tuple[MeasuredPoint, ...]
    failed: tuple[RunView, ...]

    @property
    def place(self) -> tuple[str, str]:
        """Data set and network, as boards have them; runs belong to the one board of this place."""
        return self.dataset, self.architecture

    @property
    def fixed(self) -> str:
        """The digest of what the protocol held equal; runs that differ in it are refused when they are read."""
        runs = [run for point in self.points for run in point.runs] or list(self.failed)
        return runs[0].fixed if runs else ""

    @property
    def methods(self) -> tuple[str, ...]:
        """Names of the methods, sorted."""
        return tuple(sorted({point.method for point in self.points}))

    @property
    def runs(self) -> int:
        """Finished runs."""
        return sum(len(point.runs) for point in self.points)

    @property
    def best(self) -> dict[float, MeasuredPoint]:
        """The best mean at each target that several methods were pruned to, or the only method that there is."""
        pruned = [p for p in self.points if p.target > 1]
        alone = len({p.method for p in pruned}) == 1
        at: dict[float, list[MeasuredPoint]] = {}
        for p in pruned:
            at.setdefault(p.target, []).append(p)
        return {t: max(found, key=lambda p: p.change) for t, found in at.items() if alone or len(found) > 1}

    @property
    def seeds(self) -> tuple[int, ...]:
        """Seeds of finished runs, ascending."""
        return tuple(sorted({run.seed for point in self.points for run in point.runs}))

    @property
    def crossed(self) -> bool:
        """Whether several seeds start from each of several dense networks."""
        return 1 < len({run.dense_sha256 for point in self.points for run in point.runs}) < len(self.seeds)

    @property
    def split(self) -> tuple[int, ...]:
        """Seeds whose runs do not all start from the same dense network, as after sweeps on different machines."""
        started: dict[int, set[str]] = {}
        for point in self.points:
            for run in point.runs:
                started.setdefault(run.seed, set()).add(run.dense_sha256)
        return tuple(sorted(seed for seed, found in started.items() if len(found) > 1))

    @property
    def dense(self) -> tuple[float, ...]:
        """Top-1 of the dense networks, one each, in percent."""
        found = {run.dense_sha256: run.dense_top1 for point in self.points for run in point.runs}
        return tuple(value for value in found.values() if value is not None)


def independent(values: Iterable[tuple[str, float]]) -> list[float]:
    """Of values with the dense network that each is from: those themselves; or, where several dense networks have more
    than one, a mean for each network, since seeds of one network are not independent.
    """
    listed = list(values)
    groups: dict[str, list[float]] = {}
    for dense, value in listed:
        groups.setdefault(dense, []).append(value)
    return [fmean(group) for group in groups.values()] if len(groups) > 1 else [value for _, value in listed]


def trained(run: RunView) -> bool:
    """Whether a run was trained after or while it was pruned; taken for true where that is not known."""
    return run.epochs != 0


@dataclass(frozen=True, slots=True)
class JoinCounts:
    """What the runs that have a card were matched with; each part adds up to ``runs``.

    By board: ``on_boards`` and ``boardless`` (by network, of which no paper reports). By method: ``claimed`` re-run a
    reported method, ``unclaimed`` have an entry in the catalogue without one, ``nameless`` (by method) have no entry.
    """

    runs: int
    on_boards: int
    boardless: Mapping[str, int]
    claimed: int
    unclaimed: int
    nameless: Mapping[str, int]
    failed: int


def join_counts(corpus: Corpus) -> JoinCounts:
    """Count both joins. A run has one board and one entry at most, since both are found by key.

    A board that is scored by another metric than top-1 shows no runs.
    """
    boards = {(r.table.dataset, r.table.board) for r in corpus.results if r.table.metric is None}
    boardless = Counter(run.network for run in corpus.runs if (run.dataset, run.architecture) not in boards)
    nameless = Counter(run.method for run in corpus.runs if run.method not in corpus.counterparts)
    claims = [bool(corpus.counterparts[r.method].claims) for r in corpus.runs if r.method in corpus.counterparts]
    failed = sum(run.outcome != "finished" for run in corpus.runs)
    return JoinCounts(
        len(corpus.runs),
        len(corpus.runs) - boardless.total(),
        dict(sorted(boardless.items())),
        sum(claims),
        len(claims) - sum(claims),
        dict(sorted(nameless.items())),
        failed,
    )


def methods_by_place(listed: Iterable[Campaign]) -> dict[tuple[str, str] | None, set[str]]:
    """The methods run at each :attr:`Campaign.place`; boards of another metric, whose place is None, have none."""
    found: dict[tuple[str, str] | None, set[str]] = {}
    for campaign in listed:
        found.setdefault(campaign.place, set()).update(campaign.methods)
    return found


def epochs_trained(points: Iterable[MeasuredPoint]) -> tuple[int, int]:
    """Least and most epochs that the runs were trained after or while they were pruned."""
    found = [run.epochs or 0 for p in points for run in p.runs]
    return min(found, default=0), max(found, default=0)


def campaigns(runs: Iterable[RunView]) -> tuple[Campaign, ...]:
    """Runs by protocol, version and network. Never averaged across protocols or their versions."""
    groups: dict[tuple[str, int, str, str, str], list[RunView]] = {}
    for run in runs:
        key = (run.protocol, run.protocol_version, run.dataset, run.architecture, run.network)
        groups.setdefault(key, []).append(run)
    return tuple(
        Campaign(*key, _points(found), tuple(r for r in found if r.outcome != "finished"))
        for key, found in sorted(groups.items())
    )


def _points(runs: Iterable[RunView]) -> tuple[MeasuredPoint, ...]:
    groups: dict[tuple[str, float], list[RunView]] = {}
    for run in runs:
        if run.outcome == "finished":
            groups.setdefault((run.method, run.ratio), []).append(run)
    return tuple(_point(method, ratio, found) for (method, ratio), found in sorted(groups.items()))


def _point(method: str, target: float, runs: list[RunView]) -> MeasuredPoint:
    ordered = sorted(runs, key=lambda run: run.seed)
    changes = [(run.dense_sha256, run.change) for run in ordered if run.change is not None]
    untuned = [run.pruned_top1 for run in ordered if run.pruned_top1 is not None]
    return MeasuredPoint(
        method,
        target,
        fmean(run.compression_ratio for run in ordered if run.compression_ratio is not None),
        fmean(run.theoretical_speedup for run in ordered if run.theoretical_speedup is not None),
        tuple(independent(changes)),
        fmean(run.top1 for run in ordered if run.top1 is not None),
        fmean(untuned) if len(untuned) == len(ordered) else None,
        tuple(ordered),
    )
