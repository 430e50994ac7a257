"""Compression ratio (old size over new) and theoretical speedup (old multiply-adds over new); above 1 is better.

Definitions: Blalock et al. 2020, section 2.3. Precedence: the stated ratio; absolute old over new of the same row
or its own baseline; 1 / kept; 1 / (1 - removed); M / N of a stated N:M pattern. Neither is derived from the other, and
no baseline is borrowed.
"""

from __future__ import annotations

from decimal import Decimal

from leaderboard.normalise.quantity import Blank, Interval, Quantity, Term, show
from leaderboard.normalise.terms import HUNDRED, Reading


def compression_ratio(reading: Reading) -> Quantity | Blank:
    """Old parameters over new parameters; sparsity of the prunable weights only where nothing else is given."""
    found = (
        _stated(reading, "compression_ratio", "compression ratio")
        or _raised(reading)
        or _old_over_new(reading, "params", "parameters")
        or _kept(reading, "params_kept", "parameters")
        or _removed(reading, "params_removed", "removed", "parameters removed")
        or _removed(reading, "sparsity", "sparsity", "sparsity of the prunable weights")
        or _pattern(reading)
    )
    columns = ("compression_ratio", "compression_log10", "params", "params_kept", "params_removed", "sparsity")
    lack = "no dense size to compare the pruned size with" if reading.pruned("params") else "no size is reported"
    return found or reading.blank(columns, lack)


def theoretical_speedup(reading: Reading) -> Quantity | Blank:
    """Old multiply-adds over new; both ends counted in the table's one convention, which cancels."""
    found = _stated(reading, "theoretical_speedup", "theoretical speedup")
    for column, words in (("macs", "multiply-adds"), ("flops", "operations")):
        found = found or _old_over_new(reading, column, words)
    for column, words in (("macs", "multiply-adds"), ("flops", "operations")):
        found = found or _kept(reading, f"{column}_kept", words)
    for column, words in (("macs", "multiply-adds"), ("flops", "operations")):
        found = found or _removed(reading, f"{column}_removed", "removed", f"{words} removed")
    columns = tuple(f"{c}{s}" for c in ("macs", "flops") for s in ("", "_kept", "_removed"))
    counted = reading.pruned("macs") or reading.pruned("flops")
    lack = "no dense cost to compare the pruned cost with" if counted else "no cost is reported"
    return found or reading.blank(("theoretical_speedup", *columns), lack)


def measured_speedup(reading: Reading) -> Quantity | Blank:
    """Old time over new on one device, as stated or from the latencies of the same row or its own baseline.

    Device, batch and precision differ between papers, so it says less than the two ratios above and ranks nothing.
    """
    found = _stated(reading, "measured_speedup", "measured speedup") or _old_over_new(reading, "latency", "latency")
    lack = "no dense latency to compare the pruned latency with" if reading.pruned("latency") else "no time is reported"
    return found or reading.blank(("measured_speedup", "latency"), lack)


def _stated(reading: Reading, column: str, words: str) -> Quantity | None:
    term = reading.pruned(column)
    if term is None or term.value <= 0:
        return None
    return Quantity(term.value, "stated", f"{term.text}: {words} as stated{reading.where}", term.interval)


def _raised(reading: Reading) -> Quantity | None:
    term = reading.pruned("compression_log10")
    if term is None:
        return None
    value = Decimal(10) ** term.value
    bounds = term.interval and Interval(Decimal(10) ** term.interval.low, Decimal(10) ** term.interval.high)
    text = f"{show(value)}x = 10^{term.text}: compression ratio from its exponent{reading.where}"
    return Quantity(value, "from-exponent", text, bounds)


def _old_over_new(reading: Reading, column: str, words: str) -> Quantity | None:
    old, new = reading.dense(column), reading.pruned(column)
    if old is None or new is None or new.value <= 0 or old.value <= 0:
        return None
    value = old.value / new.value
    text = f"{show(value)}x = {old.text} / {new.text}: {words}, dense over pruned{reading.where}"
    return Quantity(value, "old-over-new", text, _quotient(old, new))


def _kept(reading: Reading, column: str, words: str) -> Quantity | None:
    kept = reading.pruned(column)
    if kept is None or kept.value <= 0:
        return None
    text = f"{show(HUNDRED / kept.value)}x = 1 / {kept.text}: {words} kept{reading.where}"
    return Quantity(HUNDRED / kept.value, "kept", text, _inverse(kept.interval))


def _removed(reading: Reading, column: str, basis: str, words: str) -> Quantity | None:
    gone = reading.pruned(column)
    if gone is None or gone.value >= HUNDRED:
        return None
    value = HUNDRED / (HUNDRED - gone.value)
    text = f"{show(value)}x = 1 / (1 - {gone.text}): {words}{reading.where}"
    left = Interval(HUNDRED - gone.interval.high, HUNDRED - gone.interval.low) if gone.interval else None
    return Quantity(value, basis, text, _inverse(left))


def _pattern(reading: Reading) -> Quantity | None:
    """An N:M pattern keeps N of every M prunable weights, exactly."""
    if reading.row.pattern is None:
        return None
    kept, of = map(Decimal, reading.row.pattern.split(":"))
    text = f"{show(of / kept)}x = {of} / {kept}: {reading.row.pattern} pattern of the prunable weights{reading.where}"
    return Quantity(of / kept, "pattern", text, Interval(of / kept, of / kept))


def _inverse(share: Interval | None) -> Interval | None:
    if share is None or share.low <= 0:
        return None
    return Interval(HUNDRED / share.high, HUNDRED / share.low)


def _quotient(old: Term, new: Term) -> Interval | None:
    if old.interval is None or new.interval is None or new.interval.low <= Decimal(0):
        return None
    return Interval(old.interval.low / new.interval.high, old.interval.high / new.interval.low)
