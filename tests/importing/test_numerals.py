"""Digits stay as they are; only what stands around them is taken off."""

from __future__ import annotations

import pytest

from leaderboard.importing.since_2019.numerals import NumeralError, read_numeral
from leaderboard.importing.since_2019.targets import Quantity, TargetError, parse_target


@pytest.mark.parametrize(
    "text, target, digits, unit",
    [
        ("93.50", "top1:percent", "93.50", "percent"),
        ("0.885125", "top1:fraction", "0.885125", "fraction"),
        ("9361.4", "top1:basis points", "9361.4", "basis points"),
        ("4.09G", "flops:suffix", "4.09", "giga"),
        ("569M", "macs:suffix", "569", "mega"),
        ("125.49 M", "macs:suffix", "125.49", "mega"),
        ("4.1 B", "macs:suffix", "4.1", "giga"),
        ("8.2e9", "flops:suffix", "8.2e9", "absolute"),
        ("6.74B", "params:suffix", "6.74", "billions"),
        ("45.22 ms", "latency:suffix", "45.22", "milliseconds"),
        ("1.5s", "latency:suffix", "1.5", "seconds"),
        ("25%", "sparsity:percent", "25", "percent"),
        ("2.10x", "theoretical_speedup:ratio", "2.10", "ratio"),
        ("1.41 ×", "measured_speedup:ratio", "1.41", "ratio"),
        ("~1.3x", "measured_speedup:ratio", "1.3", "ratio"),
        ("10^0.5", "compression_log10:exponent", "0.5", "exponent"),
        ("0.42x (8.2e9)", "flops_kept:fraction", "0.42", "fraction"),
        ("+0.12", "top1_delta:percent", "0.12", "percent"),
        ("-0.09", "top1_delta:percent", "-0.09", "percent"),
        ("↑0.30", "top1_delta:percent", "0.30", "percent"),
        ("↓0.30", "top1_delta:percent", "-0.30", "percent"),
        ("↑0.30", "top1_drop:percent", "-0.30", "percent"),
        ("↓0.30", "top1_drop:percent", "0.30", "percent"),
        ("-27%", "params_removed:percent:unsigned", "27", "percent"),
    ],
)
def test_what_stands_around_a_number_is_taken_off(text: str, target: str, digits: str, unit: str) -> None:
    """Suffixes become the unit, signs and arrows the sign, factors and percent signs go."""
    parsed = parse_target(target)
    assert isinstance(parsed, Quantity)
    found = read_numeral(text, parsed)

    assert (found.printed.text, found.unit, found.spread) == (digits, unit, None)


def test_commas_are_read_only_as_declared() -> None:
    """94,70 is 94.70 and 7,135,600 is 7135600 where a rule says so, and nothing elsewhere."""
    top1, params = Quantity("top1", "percent"), Quantity("params", "absolute")

    assert read_numeral("94,70", top1, decimal_comma=True).printed.text == "94.70"
    assert read_numeral("7,135,600", params, thousands_commas=True).printed.text == "7135600"
    with pytest.raises(NumeralError, match="'94,70' is not a number of `top1`"):
        read_numeral("94,70", top1)


def test_a_spread_is_told_apart() -> None:
    """What follows ± is no part of the number."""
    found = read_numeral("0.5623±0.0116", Quantity("accuracy", "fraction"))

    assert found.spread is not None
    assert (found.printed.text, found.spread.text) == ("0.5623", "0.0116")


@pytest.mark.parametrize(
    "text, target, message",
    [
        ("about 93", "top1:percent", "'about 93' is not a number of `top1`"),
        ("4.09Q", "flops:suffix", "suffix `Q` is not known for `flops`"),
        ("45.22", "latency:suffix", "suffix `none` is not known for `latency`"),
        ("+3%", "params_removed:percent:unsigned", "has no minus sign"),
        ("4.09G", "flops:giga", "'4.09G' is not a number of `flops`"),
    ],
)
def test_other_text_is_refused(text: str, target: str, message: str) -> None:
    """Nothing is guessed."""
    parsed = parse_target(target)
    assert isinstance(parsed, Quantity)
    with pytest.raises(NumeralError, match=message):
        read_numeral(text, parsed)


@pytest.mark.parametrize(
    "text, message",
    [
        ("top2:percent", "`top2` is no column of records"),
        ("top1:giga", "`giga` is no unit of `top1`"),
        ("top1", "`` is no unit of `top1`"),
        ("baseline sparsity:percent", "`sparsity` cannot stand in a baseline"),
        ("accuracy:percent@", "names no data set"),
        ("accuracy:percent:sd", "unknown word `sd`"),
        ("aside:", "says nothing after the colon"),
        ("setting: ", "says nothing after the colon"),
    ],
)
def test_a_target_that_means_nothing_is_refused(text: str, message: str) -> None:
    """Columns and units are those of the vocabulary."""
    with pytest.raises(TargetError, match=message):
        parse_target(text)
