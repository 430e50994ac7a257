"""Single cells: decoration goes, printed digits stay, what is no plain number is refused with the remedy."""

from __future__ import annotations

import pytest

from leaderboard.adding.numbers import read_number
from leaderboard.adding.tabular import Cell
from leaderboard.adding.tabular.decoration import plain
from leaderboard.records.values import RefusedError

PLAIN = [
    (r"\textbf{93.5}", "93.5", ()),
    ("**93.50**", "93.50", ()),
    ("**93.5***", "93.5", ("*",)),
    (r"$\mathbf{93.1}^{\dagger}$", "93.1", ("†",)),
    ("93.5<sup>1</sup>", "93.5", ("1",)),
    (r"93.5\textsuperscript{a}", "93.5", ("a",)),
    (r"$93.50 \pm 0.12$", "93.50 ± 0.12", ()),
    (r"$1.25 \times 10^{8}$", "1.25e8", ()),
    ("1.25×10⁸", "1.25e8", ()),
    (r"ThiNet~\cite{luo2017}", "ThiNet", ()),
    (r"41.0\%", "41.0%", ()),
    ("[DepGraph](https://x.org/a)", "DepGraph", ()),
    (r"{\bf 93}", "93", ()),
    (r"\textcolor{red}{2.5$\times$}", "2.5×", ()),
    ("L_1-norm", "L_1-norm", ()),
    (r"$\ell_1$-norm", "ℓ_1-norm", ()),
    (r"Top-1\\(\%)", "Top-1 (%)", ()),
    ("Top-1<br>(%)", "Top-1 (%)", ()),
    ("A &amp; B", "A & B", ()),
    ("SFP [12, 13]", "SFP", ()),
    ("93\u200b.5\ufe0f", "93.5", ()),
    ("\x1b[31mred", "\ufffd[31mred", ()),
]


@pytest.mark.parametrize(("text", "expected", "marks"), PLAIN, ids=[text for text, _, _ in PLAIN])
def test_decoration_goes(text: str, expected: str, marks: tuple[str, ...]) -> None:
    """Marks are kept aside, so that nothing disappears unseen."""
    found = plain(text)

    assert (found.text, found.marks) == (expected, marks)


NUMBERS = [
    ("93.50", ("93.50", None, "")),
    (r"$93.5\pm0.1$", ("93.5", "0.1", "")),
    ("−0.30", ("-0.30", None, "")),
    ("+0.3", ("+0.3", None, "")),
    (r"$-$0.3", ("-0.3", None, "")),
    ("93.50 ± 0.12", ("93.50", "0.12", "")),
    ("93.5 (±0.12)", ("93.5", "0.12", "")),
    ("41.0 %", ("41.0", None, "%")),
    ("2.53×", ("2.53", None, "x")),
    ("4x", ("4", None, "x")),
    ("25.6M", ("25.6", None, "M")),
    ("1.2 GFLOPs", ("1.2", None, "G")),
    ("25,557,032", ("25557032", None, "")),
    ("1.25e8", ("1.25e8", None, "")),
    (".93", ("0.93", None, "")),
    ("3.5 ms", ("3.5", None, "ms")),
]


@pytest.mark.parametrize(("text", "expected"), NUMBERS, ids=[text for text, _ in NUMBERS])
def test_numbers_keep_their_digits(text: str, expected: tuple[str, str | None, str]) -> None:
    """Text of the number, of its spread, and the suffix."""
    found = read_number(Cell(text, 1, 1))

    assert found.printed is not None
    assert (found.printed.text, found.spread and found.spread.text, found.suffix) == expected


@pytest.mark.parametrize("text", ["", "-", "--", "—", "–", "n/a", "N/A", r"\textbf{--}", "$-$"])
def test_blanks_are_not_reported(text: str) -> None:
    """Not zero, and not an error."""
    assert read_number(Cell(text, 1, 1)).printed is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("93,5", "`93,5` has a comma"),
        ("25,557", "`25,557` has a comma"),
        ("~93.5", "`~93.5` is no exact number"),
        ("< 0.1", "`< 0.1` is no exact number"),
        ("93.5 / 71.2", "`93.5 / 71.2` holds more than one number"),
        ("93.5 (-0.3)", "`93.5 (-0.3)` holds more than one number"),
        ("0.3↓", "`0.3↓` says by an arrow what it means"),
        (r"\foo{93.5}", "holds LaTeX that is not understood"),
        ("$93^5$", "holds LaTeX that is not understood"),
        ("diverged", "`diverged` is not a number"),
        ("١٢", "`١٢` is not a number"),
        ("1_000", "`1_000` is not a number"),
        ("093", "begins with a zero too many"),
        ("nan", "`nan` is not a number"),
    ],
)
def test_everything_else_is_refused(text: str, message: str) -> None:
    """With the cell's text, and with what to write."""
    with pytest.raises(RefusedError) as raised:
        read_number(Cell(text, 1, 1))

    assert message in raised.value.message
    assert raised.value.remedy


@pytest.mark.parametrize("merged", ["down", "over"])
def test_a_number_for_several_cells_is_refused(merged: str) -> None:
    """It would be entered for rows or networks that it may not be about."""
    with pytest.raises(RefusedError) as raised:
        read_number(Cell("93.5", 1, 1, merged))  # type: ignore[arg-type]

    assert raised.value.message == "`93.5` stands in a merged cell"
