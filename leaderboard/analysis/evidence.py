"""What the database holds of one paper, sorted into what the reporting rules look at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from leaderboard.normalise import RATIOS, SCORES
from leaderboard.store.corpus import Corpus, PaperView, ResultView

ACCURACIES = ("top1", "top5")


@dataclass(frozen=True, slots=True)
class Evidence:
    """The results of a paper.

    ``chosen`` are the operating points it reports as its own work, ``numbered`` those of them with a ratio or an
    accuracy, ``scored`` those with an accuracy or its change. The score of another metric counts as an accuracy does.
    """

    corpus: Corpus
    paper: PaperView
    results: tuple[ResultView, ...]
    chosen: tuple[ResultView, ...]
    numbered: tuple[ResultView, ...]
    scored: tuple[ResultView, ...]


def evidence(corpus: Corpus, paper: PaperView, results: Iterable[ResultView]) -> Evidence:
    """Sort the results of one paper; single runs of searches and numbers quoted from others are not *chosen*."""
    everything = tuple(results)
    chosen = tuple(r for r in everything if r.table.role == "results" and r.reported_by != "quoted")
    numbered = tuple(r for r in chosen if has_number(r))
    return Evidence(corpus, paper, everything, chosen, numbered, tuple(r for r in chosen if any(has_scores(r))))


def has_number(result: ResultView) -> bool:
    """Whether a ratio, an accuracy of the pruned network or a change of it is on record."""
    return any(has_ratios(result)) or any(has_scores(result))


def has_ratios(result: ResultView) -> tuple[bool, bool]:
    """Whether compression ratio and theoretical speedup are on record."""
    compression, speedup = (result.value(name) is not None for name in RATIOS)
    return compression, speedup


def has_scores(result: ResultView) -> tuple[bool, bool, bool]:
    """Whether top-1, top-5 and the score of another metric of the pruned network, or their changes, are on record."""
    top1, top5, score = (result.value(k) is not None or result.value(f"delta_{k}") is not None for k in SCORES)
    return top1, top5, score


def has_accuracies(result: ResultView) -> tuple[bool, bool]:
    """Whether top-1 and top-5 of the pruned network, or their changes, are on record."""
    return has_scores(result)[:2]


def is_operating_point(result: ResultView) -> bool:
    """Whether a result has a ratio and an accuracy or its change."""
    return any(has_ratios(result)) and any(has_scores(result))
