"""Numbers of one row that follow from each other."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations

from leaderboard.normalise.quantity import Interval
from leaderboard.rules.printed import (
    HUNDRED,
    accuracy,
    dense,
    minus,
    negative,
    over,
    overlap,
    pruned,
    standing_rows,
    words,
)
from leaderboard.rules.registry import Context, Finding, PlacedRow, rule

_RELATIVE = Decimal("0.02")  # papers round ratios and shares on the way; less than this is no contradiction
_SIZES = ("params",)
_COSTS = ("macs", "flops")


@rule("change-of-accuracy", "warning")
def change_of_accuracy(context: Context) -> Iterator[Finding]:
    """Dense accuracy plus the stated change must be the pruned accuracy; one of the three is a slip, or belongs to
    another row.
    """
    for placed, column, stated, computed in _changes(context):
        if not overlap(stated, computed) and not _turned(stated, computed):
            message = f"change of {words(stated)} is stated, {words(computed)} is pruned minus dense"
            remedy = "compare the three numbers with the source; if it prints them so, ask a `[[question]]`"
            yield Finding(placed.record, (*placed.path, column), message, remedy)


@rule("sign-of-change", "warning")
def sign_of_change(context: Context) -> Iterator[Finding]:
    """A stated change that is minus the computed one: a drop was entered as a change, or a gain as a drop."""
    for placed, column, stated, computed in _changes(context):
        if not overlap(stated, computed) and _turned(stated, computed):
            message = f"change of {words(stated)} is stated, {words(computed)} is pruned minus dense"
            other = column.replace("_delta", "_drop") if "_delta" in column else column.replace("_drop", "_delta")
            yield Finding(placed.record, (*placed.path, column), message, f"turn the sign, or use `{other}`")


@rule("kept-and-removed", "warning")
def kept_and_removed(context: Context) -> Iterator[Finding]:
    """The share that is kept and the share that is removed make 100 %."""
    for placed in standing_rows(context):
        for name in (*_SIZES, *_COSTS):
            kept, removed = pruned(placed, f"{name}_kept"), pruned(placed, f"{name}_removed")
            if kept and removed and not overlap(kept, minus(_whole(), removed)):
                message = f"{words(kept)} % kept and {words(removed)} % removed do not make 100 %"
                yield Finding(placed.record, (*placed.path, f"{name}_kept"), message, "one of the two is wrong")


@rule("compression-ratio", "warning")
def compression_ratio(context: Context) -> Iterator[Finding]:
    """Stated ratio, dense over pruned size, and the shares kept and removed must give one compression ratio."""
    yield from _ratios(context, _SIZES, "compression_ratio")


@rule("theoretical-speedup", "warning")
def theoretical_speedup(context: Context) -> Iterator[Finding]:
    """Stated speedup, dense over pruned operations, and the shares kept and removed must give one speedup."""
    yield from _ratios(context, _COSTS, "theoretical_speedup")


@rule("larger-than-dense", "warning")
def larger_than_dense(context: Context) -> Iterator[Finding]:
    """A pruned network has no more parameters and operations than its dense one; the two may be exchanged."""
    for placed in standing_rows(context):
        for name in (*_SIZES, *_COSTS):
            new, old = pruned(placed, name), dense(placed.table, name)
            if new and old and new.low > old.high:
                message = f"{name} {placed.row.values[name].text} is more than the dense network's"
                yield Finding(placed.record, (*placed.path, name), message, "check both numbers and their units")


@rule("everything-removed", "warning")
def everything_removed(context: Context) -> Iterator[Finding]:
    """A network without parameters or operations has no accuracy: 100 % removed is a rounded or another share."""
    for placed in standing_rows(context):
        for name in (*_SIZES, *_COSTS):
            kept, removed = pruned(placed, f"{name}_kept"), pruned(placed, f"{name}_removed")
            if (removed and removed.low + removed.high >= 2 * HUNDRED) or (kept and kept.low + kept.high <= 0):
                message = f"all {name} are said to be removed"
                yield Finding(placed.record, placed.path, message, "print the share with the source's decimals")


def _changes(context: Context) -> Iterator[tuple[PlacedRow, str, Interval, Interval]]:
    """Rows that state a change of accuracy or score and print both: column, stated and computed change."""
    for placed in standing_rows(context):
        if "accuracy-not-stated" in placed.row.caveats:
            continue  # "no loss" was read as a change of zero
        for k in ("top1", "top5", *(() if placed.table.metric is None else (placed.table.metric,))):
            new, old = pruned(placed, k), dense(placed.table, k)
            if k in ("top1", "top5"):
                new = accuracy(new, pruned(placed, f"{k}_error"))
                old = accuracy(old, dense(placed.table, f"{k}_error"))
            if new is None or old is None:
                continue
            for column, sign in ((f"{k}_delta", 1), (f"{k}_drop", -1)):
                stated = pruned(placed, column)
                if stated is not None:
                    yield placed, column, stated if sign > 0 else negative(stated), minus(new, old)


def _turned(stated: Interval, computed: Interval) -> bool:
    """Whether the stated change is minus the computed one, and neither may be zero."""
    return overlap(negative(stated), computed) and not stated.low <= 0 <= stated.high


def _ratios(context: Context, names: tuple[str, ...], column: str) -> Iterator[Finding]:
    for placed in standing_rows(context):
        found = list(_ratios_of(placed, names, column))
        for (one, low), (other, high) in combinations(found, 2):
            if one.endswith("_kept`") and other.endswith("_removed`"):
                continue  # the rule `kept-and-removed`
            if not overlap(low, high, _RELATIVE * max(low.high, high.high)):
                message = f"{words(low)}x from {one}, {words(high)}x from {other}"
                remedy = "one of the numbers is wrong or is another quantity"
                yield Finding(placed.record, placed.path, message, remedy)
                break


def _ratios_of(placed: PlacedRow, names: tuple[str, ...], column: str) -> Iterator[tuple[str, Interval]]:
    stated = pruned(placed, column)
    if stated is not None:
        yield f"`{column}`", stated
    for name in names:
        new, old = pruned(placed, name), dense(placed.table, name)
        kept, removed = pruned(placed, f"{name}_kept"), pruned(placed, f"{name}_removed")
        quotients = (
            (f"dense over pruned {name}", over(old, new) if old and new else None),
            (f"`{name}_kept`", over(_whole(), kept) if kept else None),
            (f"`{name}_removed`", over(_whole(), minus(_whole(), removed)) if removed else None),
        )
        yield from ((words_, quotient) for words_, quotient in quotients if quotient is not None)


def _whole() -> Interval:
    return Interval(HUNDRED, HUNDRED)
