"""Accuracies in percent and their change by pruning in points (pruned minus dense; negative is a loss)."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from leaderboard.normalise.quantity import Blank, Interval, Quantity, Term, show, show_points
from leaderboard.normalise.terms import HUNDRED, Reading

TopK = Literal["top1", "top5"]
_WORDS = {"top1": "top-1", "top5": "top-5"}


def pruned_accuracy(reading: Reading, k: TopK) -> Quantity | Blank:
    """Accuracy of the pruned network in percent, from the accuracy or else the error rate."""
    trials = reading.trials(k)
    if trials:
        return reading.mean(trials, _WORDS[k])
    found = _accuracy(reading.pruned(k), reading.pruned(f"{k}_error"), f"{_WORDS[k]}{reading.where}")
    return found or reading.blank((k, f"{k}_error"), f"no {_WORDS[k]} of the pruned network is reported")


def dense_accuracy(reading: Reading, k: TopK) -> Quantity | Blank:
    """Accuracy of the table's own dense network in percent."""
    place = reading.table.baseline_locator
    where = f", {place}" if place else reading.where
    found = _accuracy(reading.dense(k), reading.dense(f"{k}_error"), f"dense {_WORDS[k]}{where}")
    return found or Blank("not_reported", f"no {_WORDS[k]} of the dense network is reported")


def accuracy_change(reading: Reading, k: TopK) -> Quantity | Blank:
    """Change of accuracy by pruning, in points.

    Computed from the two accuracies where both are printed, which overrides a stated change. Without a dense
    baseline of the paper's own there is no computed change: another paper's baseline is never used
    (dense ResNet-50 varies by 3.8 points between papers, more than most effects).
    """
    new, old = pruned_accuracy(reading, k), dense_accuracy(reading, k)
    if (found := change(reading, k, new, old, f" {_WORDS[k]}", f" of {_WORDS[k]}")) is not None:
        return found
    lack = "no dense baseline" if isinstance(new, Quantity) else "no accuracy of the pruned network"
    return reading.blank(
        (f"{k}_delta", f"{k}_drop", k, f"{k}_error"), f"{lack} and no change of {_WORDS[k]} is reported"
    )


def change(
    reading: Reading, name: str, new: Quantity | Blank, old: Quantity | Blank, words: str, of: str = ""
) -> Quantity | None:
    """``new`` minus ``old`` where both are numbers, else the stated change of column ``name``; None without either.

    ``words`` follow "pruned minus dense" in the explanation, ``of`` the word "change" of a stated one.
    """
    if isinstance(new, Quantity) and isinstance(old, Quantity):
        value = new.value - old.value
        text = f"{show_points(value)} = {_digits(new)} − {_digits(old)}: pruned minus dense{words}{reading.where}"
        return Quantity(value, "computed", text, _difference(new.interval, old.interval))
    stated = stated_change(reading, name)
    if stated is None:
        return None
    text = f"{show_points(stated.value)}: change{of} as stated{reading.where}"
    return Quantity(stated.value, "stated", text, stated.interval)


def stated_change(reading: Reading, k: str) -> Term | None:
    """The change the source itself states, as pruned minus dense; kept for checking the computed one."""
    delta, drop = reading.pruned(f"{k}_delta"), reading.pruned(f"{k}_drop")
    if delta is not None or drop is None:
        return delta
    turned = Interval(-drop.interval.high, -drop.interval.low) if drop.interval else None
    return Term(-drop.value, f"−({drop.text})", turned)


def _accuracy(accuracy: Term | None, error: Term | None, words: str) -> Quantity | None:
    if accuracy is not None:
        return Quantity(accuracy.value, "printed", f"{accuracy.text}: {words}", accuracy.interval)
    if error is None:
        return None
    interval = Interval(HUNDRED - error.interval.high, HUNDRED - error.interval.low) if error.interval else None
    value: Decimal = HUNDRED - error.value
    return Quantity(value, "from-error", f"{value} % = 100 − {error.text} error: {words}", interval)


def _digits(quantity: Quantity) -> str:
    """As printed; a mean of trials in at most three decimals."""
    return show(quantity.value, 3) if quantity.basis == "of-trials" else str(quantity.value)


def _difference(new: Interval | None, old: Interval | None) -> Interval | None:
    """What ``new - old`` can be, given the rounding of both; None where either is unknown."""
    if new is None or old is None:
        return None
    return Interval(new.low - old.high, new.high - old.low)
