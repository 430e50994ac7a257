"""Accuracies that cannot be, or cannot be what their column says."""

from __future__ import annotations

import math
from collections.abc import Iterator
from decimal import Decimal
from statistics import median

from leaderboard.normalise.quantity import Interval
from leaderboard.rules.printed import HUNDRED, accuracy, dense, middle, minus, overlap, pruned, standing_rows, words
from leaderboard.rules.registry import Context, FieldPath, Finding, PlacedRow, rule

_FAR = Decimal(25)  # points between an accuracy and the usual one before it is asked whether it is an error rate
_CLOSE = Decimal(6)


@rule("top5-below-top1", "error")
def top5_below_top1(context: Context) -> Iterator[Finding]:
    """The right class is among the first five whenever it is first: top-5 accuracy is never below top-1."""
    for placed, path, top1, top5 in _both(context):
        if top5.high < top1.low:
            message = f"top-5 of {words(top5)} % is below top-1 of {words(top1)} %"
            yield Finding(placed.record, path, message, "check the columns; an error rate belongs under `top5_error`")


@rule("error-rate-as-accuracy", "warning")
def error_rate_as_accuracy(context: Context) -> Iterator[Finding]:
    """An accuracy 25 points from what others report for the network on the data set, while 100 minus it is near:
    an error rate in the wrong column.
    """
    usual = _usual(context)
    seen = set()
    for placed in standing_rows(context):
        for k in ("top1", "top5") if placed.table.role == "results" else ():
            others = usual.get((*_place(context, placed), k), {})
            rest = [value for key, value in others.items() if key != placed.record.paper.key]
            columns: list[tuple[FieldPath, Interval | None]] = [
                ((*placed.path, k), pruned(placed, k)),
                (("table", placed.table.index, "baseline", k), dense(placed.table, k)),
            ]
            for path, found in columns:
                if found is None or not rest or (placed.record.file, path) in seen:
                    continue
                seen.add((placed.record.file, path))
                value, expected = middle(found), median(rest)
                if abs(value - expected) > _FAR and abs(HUNDRED - value - expected) < _CLOSE:
                    message = f"{k} of {value:.2f} %; others report about {expected:.1f} %, 100 minus this is near"
                    yield Finding(placed.record, path, message, f"write it under `{k}_error`")


@rule("impossible-accuracy", "warning")
def impossible_accuracy(context: Context) -> Iterator[Finding]:
    """One run on n test images gives k/n for a whole k; other digits are a mean over runs or a slip.

    Only where the source's own digits are known, the run is said to be a single one, and the data set's size is in the
    catalogue.
    """
    for placed in standing_rows(context):
        dataset = context.catalogue.dataset(placed.table.dataset)
        trials = placed.row.values.get("trials")
        if dataset is None or not dataset.test_images or trials is None or trials.value != 1:
            continue
        if placed.table.source not in ("printed", "text", "repository"):
            continue
        for column in ("top1", "top5", "top1_error", "top5_error"):
            found = pruned(placed, column)
            if found is None:
                continue
            images = dataset.test_images
            count = math.ceil(found.low * images / HUNDRED)
            if Decimal(count) * HUNDRED / images > found.high:
                message = f"{placed.row.values[column].text} is no share of {images:,} test images"
                remedy = "give the number of `trials` if it is a mean; check data set and digits"
                yield Finding(placed.record, (*placed.path, column), message, remedy)


@rule("dense-accuracy-differs", "warning")
def dense_accuracy_differs(context: Context) -> Iterator[Finding]:
    """Pruned accuracy and stated change give a dense accuracy far from the table's, or from every other paper's on
    this board: the data set, the network or a column may be another one.
    """
    usual = _usual(context)
    for placed in standing_rows(context):
        if dense(placed.table, "top1") or dense(placed.table, "top1_error"):
            continue
        new, delta = accuracy(pruned(placed, "top1"), pruned(placed, "top1_error")), pruned(placed, "top1_delta")
        if new is None or delta is None:
            continue
        others = usual.get((*_place(context, placed), "top1"), {})
        rest = [value for key, value in others.items() if key != placed.record.paper.key]
        before = minus(new, delta)
        if len(rest) >= 3 and not overlap(before, Interval(min(rest), max(rest)), Decimal(5)):
            message = f"dense top-1 would be {words(before)} %; others report {min(rest):.1f} to {max(rest):.1f} %"
            yield Finding(placed.record, placed.path, message, "check data set, network and the sign of the change")


def _both(context: Context) -> Iterator[tuple[PlacedRow, FieldPath, Interval, Interval]]:
    seen = set()
    for placed in standing_rows(context):
        top1 = accuracy(pruned(placed, "top1"), pruned(placed, "top1_error"))
        top5 = accuracy(pruned(placed, "top5"), pruned(placed, "top5_error"))
        if top1 and top5:
            yield placed, placed.path, top1, top5
        here = (placed.record.file, placed.table.index)
        top1 = accuracy(dense(placed.table, "top1"), dense(placed.table, "top1_error"))
        top5 = accuracy(dense(placed.table, "top5"), dense(placed.table, "top5_error"))
        if top1 and top5 and here not in seen:
            seen.add(here)
            yield placed, ("table", placed.table.index, "baseline"), top1, top5


def _place(context: Context, placed: PlacedRow) -> tuple[str, str]:
    dataset = context.catalogue.dataset(placed.table.dataset)
    architecture = context.catalogue.architecture(placed.table.architecture)
    return (
        dataset.key if dataset else placed.table.dataset,
        architecture.key if architecture else placed.table.architecture,
    )


def _usual(context: Context) -> dict[tuple[str, str, str], dict[str, Decimal]]:
    """Dense accuracy in percent by data set, architecture and k, one a paper."""
    found: dict[tuple[str, str, str], dict[str, Decimal]] = {}
    for placed in standing_rows(context):
        for k in ("top1", "top5"):
            value = accuracy(dense(placed.table, k), dense(placed.table, f"{k}_error"))
            if value is not None:
                found.setdefault((*_place(context, placed), k), {}).setdefault(placed.record.paper.key, middle(value))
    return found
