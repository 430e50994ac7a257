"""Scores beside top-1 and top-5: the pruned and the dense network's, and the change by pruning.

A change is pruned minus dense in the metric's own unit; whether that is a loss, the metric's direction says
(:data:`~leaderboard.records.vocabulary.METRICS`).
"""

from __future__ import annotations

from leaderboard.normalise.accuracy import change
from leaderboard.normalise.quantity import Blank, Quantity
from leaderboard.normalise.terms import Reading
from leaderboard.records.vocabulary import METRICS

NO_METRIC = Blank("not_applicable", "the table reports no metric beside top-1 and top-5")


def pruned_score(reading: Reading) -> Quantity | Blank:
    """The pruned network's score in the metric's base unit."""
    name = reading.table.metric
    if name is None:
        return NO_METRIC
    words, terms = METRICS[name].words, reading.trials(name)
    if terms:
        return reading.mean(terms, words)
    term = reading.pruned(name)
    if term is None:
        return reading.blank((name,), f"no {words} of the pruned network is reported")
    return Quantity(term.value, "printed", f"{term.text}: {words}{reading.where}", term.interval)


def dense_score(reading: Reading) -> Quantity | Blank:
    """The score of the table's own dense network."""
    name = reading.table.metric
    if name is None:
        return NO_METRIC
    words, term = METRICS[name].words, reading.dense(name)
    if term is None:
        return Blank("not_reported", f"no {words} of the dense network is reported")
    return Quantity(term.value, "printed", f"{term.text}: dense {words}{reading.where}", term.interval)


def score_change(reading: Reading) -> Quantity | Blank:
    """Pruned minus dense; computed from the two where both are printed, else as stated. No baseline is borrowed."""
    name = reading.table.metric
    if name is None:
        return NO_METRIC
    words, new, old = METRICS[name].words, pruned_score(reading), dense_score(reading)
    found = change(reading, name, new, old, f", {words}")
    return found or reading.blank((f"{name}_delta", f"{name}_drop"), f"no dense {words} to compare with")
