"""Comparability classes: how far a result can be compared with the others on its board, and why.

A: the variant is known to 2 % in size and cost, the change is against the paper's own dense network, and the
definitions of ratio and speedup are known. B: something of this is inferred. C: not comparable; shown, never ranked.
A result without a ratio and a change of accuracy has no class: there is nothing to compare.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from leaderboard.analysis.quotes import Quote
from leaderboard.normalise import CHANGES, RATIOS
from leaderboard.store.corpus import ResultView

Class = Literal["A", "B", "C"]
CLASSES: dict[Class, str] = {
    "A": "same network to 2 %, the paper's own baseline, known definitions",
    "B": "something is inferred",
    "C": "not comparable: shown, never on a frontier",
}

# Flags that make a result incomparable, with the reason a reader sees.
INCOMPARABLE = {
    "sweep-run": "one of many runs of a search, none chosen by its authors: the best of many is biased",
    "dense-run": "a run of the unpruned network",
    "layer-local": "its ratio or speedup concerns some layers only, or weighs layers by time",
    "same-measurement-elsewhere": "the same measurement is counted elsewhere",
    "dataset-unclear": "the data set is in doubt",
    "transformed-domain": "counted in a transformed domain, against a baseline in that domain",
    "dense-under-pruned": "the size given is that of the dense network",
    "task-metric-differs": "scored by the metric of a larger system",
    "training-cost": "its cost counts training, not inference",
}
# Flags that leave something to inference.
INFERRED = {
    "change-as-stated": "the change of accuracy is the source's statement, not computed from two printed accuracies",
    "stated-change-differs": "the stated change is not pruned minus dense",
    "sparsity-taken-as-size": "the sparsity of the prunable weights stands for the whole network's",
    "read-from-figure": "read off a figure",
    "quoted": "copied from another paper",
    "accuracy-not-stated": "no loss is claimed without the accuracy",
    "compression-undefined": "the paper does not define its compression figure",
    "derived-by-collector": "worked out by the collection from other figures",
    "includes-overhead": "the size includes the sparse format's overhead",
    "includes-quantisation": "the accuracy includes quantisation",
    "metric-unclear": "the number may be another metric",
    "removed-or-kept-inferred": "whether the share is removed or kept was inferred",
    "architecture-unclear": "which network it is, is in doubt",
    "cost-unclear": "how operations were counted is in doubt",
    "row-label-unclear": "which row of the source is meant was inferred",
    "speedup-percent-ambiguous": "a percentage called speed-up: time saved or rate gained",
    "transfer-learning": "trained first on another data set",
    "evaluation-unclear": "the protocol of the evaluation is not stated",
    "nominal-ratio": "its ratio is a setting of the method, not a count",
    "prunable-only": "its ratio counts the prunable weights only, or some layers only",
    "printed-inconsistently": "the source contradicts itself here",
    "method-variant-unfair": "the pruned network had training help that the baseline had not",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """The class of a result (None: nothing to compare) and every reason for it, gravest first.

    ``counted_at`` is the id of the result that counts in place of a quoted one.
    """

    klass: Class | None
    reasons: tuple[str, ...] = ()
    counted_at: str | None = None


def standings(
    results: Iterable[ResultView], reference: str | None, copied: Mapping[str, Quote] | None = None
) -> dict[str, Standing]:
    """The standing of every result of one board by result id; ``reference`` is the card the board is about, ``copied``
    has the quoted results.
    """
    found = list(results)
    users = len({r.paper for r in found})
    dense = reference_score(found)
    agreed = len({r.paper for r in found if _has_score(r, dense)}) > 1
    return {r.id: standing(r, reference, users, dense, (copied or {}).get(r.id), agreed=agreed) for r in found}


# Dense scores that differ by more than this share come from other weights or another way of evaluating.
SAME_DENSE = 0.01


def reference_score(results: Iterable[ResultView]) -> float | None:
    """The dense score that most papers here start from (to 1 %), the smallest among equals; None without any."""
    values = {(r.paper, v) for r in results if (v := r.value("baseline_score")) is not None}
    near = {v: len({paper for paper, other in values if _same(v, other)}) for _, v in values}
    return min(near, key=lambda v: (-near[v], v), default=None)


def _same(one: float, other: float) -> bool:
    return abs(one - other) <= SAME_DENSE * max(abs(one), abs(other))


def reference_card(results: Iterable[ResultView]) -> str | None:
    """The variant a board is about: the card that most of its papers resolve to exactly, the first key among equals."""
    papers: dict[str, set[str]] = {}
    for r in results:
        if r.table.architecture_match == "exact" and r.table.card is not None:
            papers.setdefault(r.table.card, set()).add(r.paper)
    return min(papers, key=lambda card: (-len(papers[card]), card), default=None)


def standing(
    r: ResultView,
    reference: str | None,
    users: int,
    dense: float | None = None,
    quote: Quote | None = None,
    *,
    agreed: bool = False,
) -> Standing:
    """The class of one result; ``users`` is the number of papers on its board, ``dense`` the score of the dense
    network that most of them start from, on a board of another metric than top-1, ``agreed`` that several do.
    """
    counted = quote.counted_at.id if quote is not None and quote.counted_at is not None else None
    if not any(r.value(q) is not None for q in RATIOS) or not any(r.value(q) is not None for q in CHANGES):
        return Standing(None, ("no pair of a ratio and a change of accuracy",), counted)
    copied = (quote.reason,) if quote is not None and quote.reason else ()
    known = agreed and _has_score(r, dense)
    grave = (*copied, *_incomparable(r, users, known=known), *_other_evaluation(r, dense))
    if grave:
        return Standing("C", grave, counted)
    light = tuple(_inferences(r, reference, known=known))
    return Standing("B" if light else "A", light)


def unplaced(r: ResultView) -> Standing:
    """The standing of a result that stands on no board."""
    found = standing(r, None, 1)
    if found.klass is None:
        return found
    return Standing("C", ("it stands on no board: data set or network is unknown, or a collection", *found.reasons))


def _has_score(r: ResultView, dense: float | None) -> bool:
    """Whether a result of another metric than top-1 starts from a dense network with that score."""
    own = r.value("baseline_score")
    return r.table.metric is not None and dense is not None and own is not None and _same(own, dense)


def _incomparable(r: ResultView, users: int, *, known: bool) -> Iterator[str]:
    """``known`` says that the dense score shows the network to be that of other papers here."""
    yield from _said(INCOMPARABLE, r)
    table = r.table
    if known:
        return
    if table.architecture_match == "unknown" and table.candidates == () and users > 1 and not table.near_variants:
        yield f"not known to be the network of the others here: {table.match_reason}"
    elif table.architecture_match == "ambiguous" and not table.near_variants:
        yield f"the name may stand for networks that differ by more than 10 %: {table.match_reason}"


def _other_evaluation(r: ResultView, dense: float | None) -> Iterator[str]:
    """Scores of one network differ with the protocol (perplexity with the length of a sequence), which few papers
    state; the dense score shows it.
    """
    own = r.value("baseline_score")
    if r.table.metric is not None and dense is not None and own is not None and not _same(own, dense):
        yield f"its dense network scores {own:g}, that of most here {dense:g}: other weights or another evaluation"


def _inferences(r: ResultView, reference: str | None, *, known: bool) -> Iterator[str]:
    table = r.table
    if known and table.architecture_match in ("unknown", "ambiguous"):
        yield "the network is inferred: its dense score is, to 1 %, that of other papers here"
    elif table.architecture_match == "unknown":
        yield f"which network it is cannot be checked: {table.match_reason}"
    elif table.architecture_match == "exact" and reference is not None and table.card != reference:
        yield f"another variant than most here: {table.match_reason}"
    elif not table.settled:
        exact = table.architecture_match == "exact"
        yield f"{'its cost is not that of the network' if exact else 'the network is inferred'}: {table.match_reason}"
    if r.value("theoretical_speedup") is not None and table.convention is None:
        yield f"how operations are counted is not known: {table.convention_reason}"
    yield from _said(INFERRED, r)


def _said(reasons: Mapping[str, str], r: ResultView) -> Iterator[str]:
    return (reasons[flag] for flag in r.flags if flag in reasons)
