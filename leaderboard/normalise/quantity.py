"""A normalised number: value, rounding interval, how it was reached, and a line that shows the working."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Status = Literal["value", "not_reported", "failed", "not_applicable"]

# How a normalised number was reached, in order of preference within each quantity.
BASES: dict[str, str] = {
    "stated": "the source states it",
    "old-over-new": "dense number over pruned number, both of the same row or its own baseline",
    "kept": "one over the share kept",
    "removed": "one over one minus the share removed",
    "sparsity": "one over one minus the sparsity of the prunable weights",
    "pattern": "M over N of the N:M pattern of the prunable weights",
    "computed": "pruned minus dense, both printed",
    "printed": "as printed",
    "from-error": "100 minus the printed error rate",
    "from-exponent": "ten to the power of the printed exponent",
    "of-trials": "worked out from the single trials on record",
    "counted": "the trials on record, counted",
}


@dataclass(frozen=True, slots=True)
class Interval:
    """The values a printed number can stand for, given its last digit; both ends included."""

    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class Quantity:
    """``interval`` is None where the printed precision is not known (a secondary source)."""

    value: Decimal
    basis: str
    explanation: str
    interval: Interval | None = None


@dataclass(frozen=True, slots=True)
class Blank:
    """No number, and which of the three blanks it is, with the reason in a line."""

    status: Status
    explanation: str


@dataclass(frozen=True, slots=True)
class Term:
    """A printed number in its base unit: what formulas are made of."""

    value: Decimal
    text: str  # number and unit as printed, for the explanation
    interval: Interval | None


def show(value: Decimal, digits: int = 2) -> str:
    """A short form for explanations: at most ``digits`` decimals, no trailing zeros."""
    text = f"{value:.{digits}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def show_points(value: Decimal) -> str:
    """A difference in points with its sign and a true minus: +0.40, −1.10."""
    text = f"{value:+.2f}"
    return "0.00" if text in ("+0.00", "-0.00") else text.replace("-", "−")
