"""How numbers, blanks and addresses read on the pages."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

from leaderboard.normalise import RATIOS
from leaderboard.store.corpus import Value

# The three blanks, which never look alike.
BLANKS = {"not_reported": "–", "failed": "failed", "not_applicable": "n/a"}
QUANTITY_WORDS = {
    "compression_ratio": "compression ratio",
    "theoretical_speedup": "theoretical speedup",
    "top1": "pruned top-1",
    "top5": "pruned top-5",
    "baseline_top1": "dense top-1",
    "baseline_top5": "dense top-5",
    "delta_top1": "change of top-1",
    "delta_top5": "change of top-5",
    "score": "pruned score",
    "baseline_score": "dense score",
    "delta_score": "change of score",
    "trials": "number of runs",
    "std_top1": "spread of top-1",
    "std_score": "spread of the score",
    "measured_speedup": "measured speedup",
}


def ratio(value: float) -> str:
    """2.53×, 13.3×, 108×"""
    digits = 2 if value < 9.995 else 1 if value < 99.95 else 0
    return f"{value:,.{digits}f}×"


def plain(value: float, decimals: int) -> str:
    """93.06, −0.26, 12,384: a thousand and more without decimals; never a signed zero."""
    return signed(value, decimals).removeprefix("+")


def signed(value: float, decimals: int) -> str:
    """+0.40, −1.10, +12,384, 0.00; never a signed zero."""
    text = f"{value:+,.{0 if abs(value) >= 1000 else decimals}f}"
    return text[1:] if not text.strip("+-0.") else text.replace("-", "−")


def points(value: float) -> str:
    """+0.40, −1.10, 0.00"""
    return signed(value, 2)


def number(value: float, quantity: str, decimals: int = 2) -> str:
    """A normalised number in the style of its quantity; ``decimals`` of scores and their changes."""
    if quantity in RATIOS or quantity == "measured_speedup":
        return ratio(value)
    if quantity == "trials":
        return f"{value:g}"
    return signed(value, decimals) if quantity.startswith("delta") else plain(value, decimals)


def cell(value: Value, quantity: str, decimals: int = 2) -> str:
    """The short text of a quantity in a table: its number or its blank."""
    return BLANKS[value.status] if value.value is None else number(value.value, quantity, decimals)


def size(count: int) -> str:
    """A file size in decimal units: 812 B, 24.1 kB, 4.3 MB."""
    for unit, step in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if count >= step:
            return f"{count / step:.1f} {unit}"
    return f"{count} B"


def count(number: int, noun: str) -> str:
    """1 paper, 2 papers, 1,622 results"""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def safe_url(url: str | None) -> str | None:
    """The address if it is plain http or https without credentials, else None (it is shown as text then)."""
    if not url or not re.match(r"https?://", url, re.IGNORECASE) or re.search(r"[\s\"'<>\\\x00-\x1f]", url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return None if not parts.hostname or parts.username or parts.password else url


def arxiv_url(identifier: str) -> str:
    """The abstract page of an arXiv identifier."""
    return f"https://arxiv.org/abs/{quote(identifier, safe='/.')}"


def doi_url(doi: str) -> str:
    """The resolver's address of a DOI."""
    return f"https://doi.org/{quote(doi, safe='/.')}"


def fragment(anchor: str) -> str:
    """An anchor as it stands in an address after ``#``."""
    return quote(anchor, safe="-._~:+")


def clip(text: str, length: int) -> str:
    """A text cut to ``length`` characters, the cut shown by an ellipsis."""
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def millions(value: int) -> str:
    """A count of parameters in millions with three significant decimals: ``0.853 M``."""
    return f"{value / 1e6:,.3f} M"


def billions(value: int) -> str:
    """A count of multiply-adds in units of 10^9, small ones in 10^6: ``0.1255 G``, ``2.293 M``."""
    return f"{value / 1e9:,.4f} G" if value >= 10**7 else f"{value / 1e6:,.3f} M"
