"""Contrast of the style sheet's colours (WCAG 2.2, 1.4.3 and 1.4.11) in both schemes."""

from __future__ import annotations

import re

import pytest

from leaderboard.resources import site_sources

TEXT = ("ink", "muted", "link", "strong", "gone", "new")
GROUNDS = ("bg", "raised", "soft")
MARKS = ("edge", "focus", "faint", *(f"c{n}" for n in range(8)))


def schemes() -> dict[str, dict[str, str]]:
    """Variables by scheme; the dark one replaces some of the light one's."""
    css = (site_sources() / "static" / "site.css").read_text("utf-8")
    light, dark = (
        dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", block)) for block in re.findall(r":root \{(.*?)\}", css, re.S)
    )
    return {"light": light, "dark": {**light, **dark}}


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * c for c in colour[1:])
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_that_of_the_guidelines() -> None:
    """Black on white is 21 to 1, and the example grey of the guidelines 4.54."""
    assert contrast("#000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#fff") == pytest.approx(4.54, abs=0.005)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_has_4_5_to_1_and_marks_and_controls_3_to_1(scheme: str) -> None:
    """On every ground that text stands on; series, the faint marks behind them, borders of controls and the focus."""
    colours = schemes()[scheme]
    text = {(t, g): contrast(colours[t], colours[g]) for t in TEXT for g in GROUNDS}
    marks = {(m, g): contrast(colours[m], colours[g]) for m in MARKS for g in ("bg", "raised")}

    assert {pair: round(ratio, 2) for pair, ratio in text.items() if ratio < 4.5} == {}
    assert {pair: round(ratio, 2) for pair, ratio in marks.items() if ratio < 3} == {}
    assert contrast(colours["bg"], colours["link"]) >= 4.5  # the chosen line of the search
