"""The normaliser's rules on single rows: precedence, intervals, blanks, flags and the wording of the working."""

from __future__ import annotations

from decimal import Decimal

import pytest

from leaderboard.normalise.flags import flags
from leaderboard.normalise.quantity import Blank, Quantity
from leaderboard.normalise.result import quantities
from leaderboard.normalise.terms import Reading
from leaderboard.records.model import Printed, ReportedRow, ReportedTable

UNITS = {
    "top1": "percent",
    "top1_error": "percent",
    "top1_delta": "percent",
    "top1_drop": "percent",
    "params": "millions",
    "params_removed": "percent",
    "params_kept": "fraction",
    "sparsity": "fraction",
    "compression_ratio": "ratio",
    "flops": "giga",
    "flops_removed": "percent",
    "macs": "mega",
    "theoretical_speedup": "ratio",
    "trials": "count",
    "latency": "milliseconds",
    "measured_speedup": "ratio",
    "top1_std": "percent",
}


def reading(
    row: dict[str, str], dense: dict[str, str] | None = None, source: str = "printed", **extra: object
) -> Reading:
    values = {name: Printed.of(text) for name, text in row.items()}
    baseline = {name: Printed.of(text) for name, text in (dense or {}).items()}
    one = ReportedRow(0, "a", values, **extra)  # type: ignore[arg-type]
    return Reading(ReportedTable(0, "Table 3", source, "CIFAR-10", "ResNet-56", UNITS, (one,), baseline=baseline), one)


def quantity(name: str, row: dict[str, str], dense: dict[str, str] | None = None) -> Quantity:
    found = quantities(reading(row, dense))[name]
    assert isinstance(found, Quantity), found
    return found


@pytest.mark.parametrize(
    "row, dense, value, basis, working",
    [
        (
            {"compression_ratio": "2.5", "params_removed": "50"},
            {},
            "2.5",
            "stated",
            "2.5x: compression ratio as stated, Table 3",
        ),
        ({"params": "0.5", "params_removed": "40"}, {"params": "1.0"}, "2", "old-over-new", "2x = 1.0 M / 0.5 M"),
        ({"params_kept": "0.25", "params_removed": "60"}, {}, "4", "kept", "4x = 1 / 0.25: parameters kept"),
        (
            {"params_removed": "60.5"},
            {"params": "1"},
            None,
            "removed",
            "2.53x = 1 / (1 - 60.5 %): parameters removed, Table 3",
        ),
        ({"sparsity": "0.8"}, {}, "5", "sparsity", "5x = 1 / (1 - 0.8): sparsity"),
    ],
)
def test_compression_ratio_takes_the_first_of_its_bases(
    row: dict[str, str], dense: dict[str, str], value: str | None, basis: str, working: str
) -> None:
    """Stated, then old over new, then kept, then removed, then sparsity; the working says which."""
    found = quantity("compression_ratio", row, dense)

    assert found.basis == basis
    assert found.explanation.startswith(working)
    assert value is None or found.value == Decimal(value)


def test_ratio_and_speedup_are_never_derived_from_each_other() -> None:
    """Parameters say nothing of operations, nor the other way round."""
    found = quantities(reading({"params_removed": "50"}))
    assert isinstance(found["theoretical_speedup"], Blank)
    assert isinstance(quantities(reading({"flops_removed": "50"}))["compression_ratio"], Blank)


def test_macs_and_flops_of_one_row_are_not_divided_by_each_other() -> None:
    """A cost in multiply-adds over one in an unstated convention would be off by two."""
    assert isinstance(quantities(reading({"flops": "1.0"}, {"macs": "500"}))["theoretical_speedup"], Blank)


def test_computed_change_overrides_the_stated_one_and_says_when_they_differ() -> None:
    """92.00 - 93.00 is -1.00, whatever the table states; a difference beyond rounding is flagged."""
    one = reading({"top1": "92.00", "top1_delta": "-0.50"}, {"top1": "93.00"})
    found = quantities(one)
    change = found["delta_top1"]

    assert isinstance(change, Quantity)
    assert (change.value, change.basis) == (Decimal("-1.00"), "computed")
    assert change.explanation == "−1.00 = 92.00 − 93.00: pruned minus dense top-1, Table 3"
    assert "stated-change-differs" in flags(one, found)
    close = reading({"top1": "92.00", "top1_delta": "-1.01"}, {"top1": "93.00"})
    assert "stated-change-differs" not in flags(close, quantities(close))


def test_error_rates_and_drops_turn_into_accuracy_and_change() -> None:
    """Direction is in the column's name: an error of 6.90 is 93.10, a drop of 0.2 is a change of -0.2."""
    assert quantity("top1", {"top1_error": "6.90"}).value == Decimal("93.10")
    assert quantity("delta_top1", {"top1_drop": "0.2"}).value == Decimal("-0.2")


def test_intervals_follow_the_printed_digits() -> None:
    """76.10 stands for 76.095 to 76.105; 60.5 % removed for ratios between 1/(1-0.6045) and 1/(1-0.6055)."""
    top1 = quantity("top1", {"top1": "76.10"}).interval
    assert top1 is not None
    assert (top1.low, top1.high) == (Decimal("76.095"), Decimal("76.105"))
    ratio = quantity("compression_ratio", {"params_removed": "60.5"}).interval
    assert ratio is not None
    assert ratio.low < 100 / Decimal("39.5") < ratio.high
    assert quantities(reading({"top1": "76.10"}, source="secondary"))["top1"].interval is None  # type: ignore[union-attr]


def test_the_three_blanks_stay_apart() -> None:
    """Not reported, failed and not applicable are different answers."""
    assert quantities(reading({}))["top1"].status == "not_reported"  # type: ignore[union-attr]
    assert quantities(reading({}, failed=("top1",)))["top1"].status == "failed"  # type: ignore[union-attr]
    blank = quantities(reading({}, not_applicable=("top1",)))["top1"]
    assert isinstance(blank, Blank)
    assert blank.status == "not_applicable"


def test_nothing_is_divided_by_zero() -> None:
    """100 % removed has no finite ratio: a blank with a flag, not an error."""
    one = reading({"params_removed": "100"})
    found = quantities(one)
    assert isinstance(found["compression_ratio"], Blank)
    assert "everything-removed" in flags(one, found)


def test_measured_speedup_is_stated_or_old_time_over_new_of_the_same_table() -> None:
    """Never from operations; a latency without a dense one beside it gives no ratio and says so."""
    stated = quantity("measured_speedup", {"measured_speedup": "1.7", "latency": "9"}, {"latency": "18"})
    assert (stated.value, stated.basis) == (Decimal("1.7"), "stated")
    found = quantity("measured_speedup", {"latency": "9.0"}, {"latency": "18.0"})
    assert (found.value, found.basis) == (2, "old-over-new")
    assert found.explanation == "2x = 18.0 / 9.0: latency, dense over pruned, Table 3"
    blank = quantities(reading({"latency": "9.0", "theoretical_speedup": "3"}))["measured_speedup"]
    assert isinstance(blank, Blank) and "no dense latency" in blank.explanation
