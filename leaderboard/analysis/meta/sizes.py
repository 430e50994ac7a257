"""Pruned networks beside dense ones of other architectures: accuracy against size and against cost."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, median
from typing import Literal

from leaderboard.analysis.meta.ratios import measured_once
from leaderboard.store.corpus import Corpus, NamedView, ResultView, TableView

DATASET = "imagenet"
NEAR_COST = 1.1  # variants of one name within this factor in size and cost are taken for one
Cost = Literal["params", "macs"]
COSTS: dict[Cost, str] = {"params": "compression_ratio", "macs": "theoretical_speedup"}


@dataclass(frozen=True, slots=True)
class DenseNetwork:
    """A dense network on record: its name and year, cost by its cards, and the median over papers of the top-1 that
    pruning papers start from, in percent.
    """

    architecture: str
    year: int | None
    params: float
    macs: float
    top1: float
    papers: int

    def cost(self, of: Cost) -> float:
        return self.params if of == "params" else self.macs


@dataclass(frozen=True, slots=True)
class PrunedNetwork:
    """A pruned network: its cost is that of its dense network's card over its ratio; ``rival`` is the most accurate
    dense network no larger (costlier) than it, None where there is none.
    """

    result: ResultView
    cost: float
    top1: float
    rival: DenseNetwork | None

    @property
    def better(self) -> bool | None:
        """Whether it is more accurate than its rival; None without one."""
        return None if self.rival is None else self.top1 > self.rival.top1


@dataclass(frozen=True, slots=True)
class Sizes:
    """Dense networks by rising cost, and the pruned ones in record order, by one kind of cost."""

    of: Cost
    dense: tuple[DenseNetwork, ...]
    pruned: tuple[PrunedNetwork, ...]

    @property
    def envelope(self) -> tuple[DenseNetwork, ...]:
        """Dense networks that no smaller (cheaper) one reaches, by rising cost."""
        found: list[DenseNetwork] = []
        for one in self.dense:
            if not found or one.top1 > found[-1].top1:
                found.append(one)
        return tuple(found)


def sizes(corpus: Corpus, copies: Collection[str]) -> tuple[Sizes, ...]:
    """Top-1 on ImageNet against parameters and against multiply-adds.

    Accuracies are as printed, not moved to a common baseline. Only networks whose cost is known: one card, or
    candidates that differ by less than ``NEAR_COST``.
    """
    results = [r for r in corpus.results if r.table.dataset == DATASET and r.table.metric is None]
    dense = _dense(corpus, results)
    return tuple(_sizes(corpus, of, dense, results, copies) for of in COSTS)


def _sizes(
    corpus: Corpus, of: Cost, dense: Sequence[DenseNetwork], results: Iterable[ResultView], copies: Collection[str]
) -> Sizes:
    ordered = tuple(sorted(dense, key=lambda one: (one.cost(of), -one.top1, one.architecture)))
    pruned = []
    for r in results:
        ratio, top1, cost = r.value(COSTS[of]), r.value("top1"), _cost(corpus.cards, r.table, of)
        if ratio is not None and top1 is not None and cost is not None and measured_once(r, copies):
            at = cost / ratio
            within = [one for one in ordered if one.cost(of) <= at]
            pruned.append(PrunedNetwork(r, at, top1, max(within, key=lambda one: one.top1, default=None)))
    return Sizes(of, ordered, tuple(pruned))


def _dense(corpus: Corpus, results: Iterable[ResultView]) -> list[DenseNetwork]:
    """By the name that boards use; a paper counts once, with the mean of what it gives."""
    found: dict[str, dict[str, set[float]]] = {}
    costs: dict[str, dict[int, tuple[float, float]]] = {}
    years: dict[str, int] = {}
    for r in results:
        table, top1 = r.table, r.value("baseline_top1")
        params, macs = _cost(corpus.cards, table, "params"), _cost(corpus.cards, table, "macs")
        if top1 is None or params is None or macs is None or r.reported_by == "quoted":
            continue
        found.setdefault(table.board, {}).setdefault(table.paper, set()).add(top1)
        costs.setdefault(table.board, {})[table.id] = (params, macs)
        made = [card.facts["year"] for card in _cards(corpus.cards, table) if card.facts["year"]]
        if made:
            years[table.board] = min(years.get(table.board, made[0]), *made)
    return [
        DenseNetwork(
            name,
            years.get(name),
            median(params for params, _ in costs[name].values()),
            median(macs for _, macs in costs[name].values()),
            median(fmean(values) for values in papers.values()),
            len(papers),
        )
        for name, papers in found.items()
    ]


def _cards(cards: Mapping[str, NamedView], table: TableView) -> list[NamedView]:
    return [cards[key] for key in ((table.card,) if table.card else table.candidates)]


def _cost(cards: Mapping[str, NamedView], table: TableView, of: Cost) -> float | None:
    """The cost of a table's dense network; None where it is not known well enough."""
    found = [float(card.facts[of]) for card in _cards(cards, table)]
    return fmean(found) if found and max(found) <= NEAR_COST * min(found) else None
