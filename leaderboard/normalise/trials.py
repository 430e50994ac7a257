"""Mean, standard deviation and number of a row's single trials."""

from __future__ import annotations

from decimal import Decimal

from leaderboard.normalise.quantity import Blank, Quantity, show
from leaderboard.normalise.terms import Reading


def trial_count(reading: Reading) -> Quantity | Blank:
    """How often the result was run: counted where the trials are on record, else as stated."""
    listed = next(iter(reading.row.trial_values.values()), None)
    if listed is not None:
        return Quantity(Decimal(len(listed)), "counted", f"{len(listed)} trials on record{reading.where}")
    stated = reading.pruned("trials")
    if stated is None:
        return Blank("not_reported", "how often it was run is not stated")
    return Quantity(stated.value, "stated", f"{stated.text} trials{reading.where}")


def spread(reading: Reading, column: str) -> Quantity | Blank:
    """Standard deviation of ``column`` over trials (n - 1), in its base unit: of those on record, else as printed."""
    terms = reading.trials(column)
    if terms:
        values = [term.value for term in terms]
        mean = sum(values, Decimal(0)) / len(values)
        squares = sum(((v - mean) ** 2 for v in values), Decimal(0))
        deviation = (squares / (len(values) - 1)).sqrt()
        listed = ", ".join(term.text for term in terms)
        return Quantity(deviation, "of-trials", f"{show(deviation, 3)}: standard deviation of {listed}")
    printed = reading.pruned(f"{column}_std")
    if printed is None:
        return Blank("not_reported", "no standard deviation is reported")
    return Quantity(printed.value, "printed", f"{printed.text}: standard deviation as printed{reading.where}")
