"""Metrics beside top-1 and top-5, single trials, exponents: from what is printed to what is compared."""

from __future__ import annotations

from decimal import Decimal

import pytest

from leaderboard.normalise.quantity import Blank, Quantity
from leaderboard.normalise.result import quantities
from leaderboard.normalise.terms import Reading
from leaderboard.records.model import Printed, ReportedRow, ReportedTable


def reading(
    units: dict[str, str],
    values: dict[str, str] | None = None,
    baseline: dict[str, str] | None = None,
    trials: dict[str, list[str]] | None = None,
) -> Reading:
    """One row of a table in an authors' repository; texts are the printed digits."""
    row = ReportedRow(
        0,
        "a",
        {name: Printed.of(text) for name, text in (values or {}).items()},
        trial_values={name: tuple(map(Printed.of, texts)) for name, texts in (trials or {}).items()},
    )
    dense = {name: Printed.of(text) for name, text in (baseline or {}).items()}
    return Reading(ReportedTable(0, "README", "repository", "D", "A", units, (row,), baseline=dense), row)


def found(of: Reading, name: str) -> Quantity:
    quantity = quantities(of)[name]
    assert isinstance(quantity, Quantity), quantity
    return quantity


def test_perplexity_changes_from_its_own_dense_network() -> None:
    """7.26 after 5.68 is +1.58: pruned minus dense, which for a perplexity is a loss."""
    change = found(reading({"perplexity": "absolute"}, {"perplexity": "7.26"}, {"perplexity": "5.68"}), "delta_score")

    assert (change.value, change.basis) == (Decimal("1.58"), "computed")
    assert change.explanation == "+1.58 = 7.26 − 5.68: pruned minus dense, perplexity, README"
    assert change.interval is not None
    assert (change.interval.low, change.interval.high) == (Decimal("1.57"), Decimal("1.59"))


def test_a_stated_drop_is_turned() -> None:
    change = found(reading({"f1_drop": "percent"}, {"f1_drop": "0.8"}), "delta_score")

    assert (change.value, change.basis) == (Decimal("-0.8"), "stated")


def test_no_dense_score_is_borrowed() -> None:
    nothing = quantities(reading({"bleu": "percent"}, {"bleu": "27.1"}))["delta_score"]

    assert nothing == Blank("not_reported", "no dense BLEU… to compare with".replace("…", ""))


def test_classification_has_no_score() -> None:
    assert quantities(reading({"top1": "percent"}, {"top1": "93.0"}))["score"].explanation.startswith("the table")


def test_trials_give_mean_deviation_and_number() -> None:
    """0.880625, 0.88575 and 0.885125 as fractions: 88.38 % on average, 0.28 points apart (n - 1)."""
    of = reading({"top1": "fraction"}, trials={"top1": ["0.880625", "0.88575", "0.885125"]})

    assert found(of, "top1").value == pytest.approx(Decimal("88.38333333"))
    assert found(of, "top1").basis == "of-trials"
    assert float(found(of, "std_top1").value) == pytest.approx(0.279602, abs=1e-6)
    assert (found(of, "trials").value, found(of, "trials").basis) == (3, "counted")
    assert "mean of 3 trials, 0.880625, 0.88575, 0.885125" in found(of, "top1").explanation


def test_a_printed_deviation_is_scaled_like_its_accuracy() -> None:
    of = reading({"top1": "fraction", "top1_std": "fraction"}, {"top1": "0.9", "top1_std": "0.005"})

    assert found(of, "std_top1").value == Decimal("0.500")


def test_ratio_from_its_exponent() -> None:
    ratio = found(reading({"compression_log10": "exponent"}, {"compression_log10": "1.5"}), "compression_ratio")

    assert ratio.value == pytest.approx(Decimal("31.6227766"))
    assert ratio.basis == "from-exponent"
    assert ratio.explanation == "31.62x = 10^1.5: compression ratio from its exponent, README"


def test_an_n_m_pattern_is_a_ratio() -> None:
    """2:4 keeps half of the prunable weights; a printed sparsity comes before it."""
    of = ReportedRow(0, "a", {}, structure="n:m", pattern="1:4")
    ratio = found(Reading(ReportedTable(0, "README", "repository", "D", "A", {}, (of,)), of), "compression_ratio")

    assert (ratio.value, ratio.basis) == (4, "pattern")
    assert ratio.explanation == "4x = 4 / 1: 1:4 pattern of the prunable weights, README"
