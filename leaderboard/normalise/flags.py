"""Flags: what was assumed about a result, or is doubtful in it. Caveats of the record come along unchanged."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from leaderboard.normalise.accuracy import TopK, stated_change
from leaderboard.normalise.quantity import Blank, Quantity
from leaderboard.normalise.terms import Reading
from leaderboard.records.vocabulary import CAVEATS

FLAGS: dict[str, str] = {
    "precision-unknown": "the number comes from a collection that reformatted the printed digits",
    "read-from-figure": "read off a figure, so approximate",
    "no-dense-baseline": "an accuracy without the dense network's: no change can be computed",
    "stated-change-differs": "the stated change is not pruned minus dense; the computed one is used",
    "change-as-stated": "the change is the source's own statement and could not be checked",
    "sparsity-taken-as-size": "the ratio takes the sparsity of the prunable weights for the whole network's",
    "everything-removed": "all parameters or operations are said to be removed: no finite ratio",
    "trials-unknown": "how often the result was run is not stated",
    "single-run": "one run, so no spread is known",
    "spread-unknown": "several runs, but no standard deviation",
    "sweep-run": "one run of a search over settings, not an operating point the authors chose",
    "dense-run": "a run of the unpruned network",
    "same-measurement-elsewhere": "the same measurement as another result, counted there",
    "quoted": "copied by the paper from another one",
    "rerun-by-others": "the paper ran somebody else's method again",
    "corrected": "a correction supersedes a printed number of this result",
    **CAVEATS,
}
# Rounding of two printed accuracies and a printed change: each within half of its last digit of 0.01.
_SLACK = Decimal("0.0151")


def flags(reading: Reading, quantities: dict[str, Quantity | Blank]) -> tuple[str, ...]:
    """All flags of a row, those computed first, each once."""
    return tuple(dict.fromkeys([*_computed(reading, quantities), *reading.table.caveats, *reading.row.caveats]))


def _computed(reading: Reading, quantities: dict[str, Quantity | Blank]) -> Iterator[str]:
    row, table = reading.row, reading.table
    if row.values and table.source == "secondary":
        yield "precision-unknown"
    if table.source == "figure":
        yield "read-from-figure"
    if table.role != "results":
        yield {"sweep": "sweep-run", "dense": "dense-run"}[table.role]
    if row.same_as:
        yield "same-measurement-elsewhere"
    if row.reported_by != "paper":
        yield {"quoted": "quoted", "rerun": "rerun-by-others"}[row.reported_by]
    if any(_all_gone(reading, name) for name in ("params", "macs", "flops")):
        yield "everything-removed"
    ratio = quantities["compression_ratio"]
    if isinstance(ratio, Quantity) and ratio.basis in ("sparsity", "pattern"):
        yield "sparsity-taken-as-size"
    yield from _of_changes(reading, quantities)
    yield from _of_trials(reading, quantities)


def _all_gone(reading: Reading, name: str) -> bool:
    removed, kept = reading.pruned(f"{name}_removed"), reading.pruned(f"{name}_kept")
    return bool((removed and removed.value >= 100) or (kept and kept.value <= 0))


def _of_changes(reading: Reading, quantities: dict[str, Quantity | Blank]) -> Iterator[str]:
    ks: tuple[TopK, ...] = ("top1", "top5")
    for k in ks:
        change, stated = quantities[f"delta_{k}"], stated_change(reading, k)
        if isinstance(change, Blank):
            if isinstance(quantities[k], Quantity) and reading.table.role == "results":
                yield "no-dense-baseline"
        elif change.basis == "stated":
            yield "change-as-stated"
        elif stated is not None and abs(stated.value - change.value) > _SLACK:
            yield "stated-change-differs"


def _of_trials(reading: Reading, quantities: dict[str, Quantity | Blank]) -> Iterator[str]:
    if not any(isinstance(q, Quantity) for name, q in quantities.items() if name != "trials"):
        return
    if reading.row.trial_values:
        return
    trials = reading.pruned("trials")
    if trials is None:
        if reading.table.role == "sweep":
            yield "single-run"
        elif all(isinstance(quantities[name], Blank) for name in ("std_top1", "std_score")):
            yield "trials-unknown"
    elif trials.value == 1:
        yield "single-run"
    elif (
        all(isinstance(quantities[name], Blank) for name in ("std_top1", "std_score"))
        and reading.pruned("top5_std") is None
    ):
        yield "spread-unknown"
