"""Numbers that papers copy from each other: one page of all, and what paper pages say of theirs."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from leaderboard.analysis.quotes import FOUND, KINDS, Drift, Quote, quote_counts
from leaderboard.normalise import RATIOS
from leaderboard.render.context import Link, Site
from leaderboard.render.formats import QUANTITY_WORDS, number, signed
from leaderboard.render.metrics import scored
from leaderboard.render.output import Output
from leaderboard.store.corpus import ResultView

VERDICTS = {
    "unchanged": "copied unchanged, up to rounding",
    "altered": "differs from the original by more than rounding",
    "nothing to compare": "original and quote share no number",
    "counts": "no original on record: this quote counts",
    "repeats": "no original on record, and an earlier quote of the same number counts",
    "no source": "the record does not say whom it quotes",
}


@dataclass(frozen=True, slots=True)
class DriftView:
    """One quantity: the original's number, the quoted one and their difference in words."""

    name: str
    own: str
    quoted: str
    difference: str
    same: bool


@dataclass(frozen=True, slots=True)
class QuoteView:
    """A quote ready for a table. ``counted`` leads to the result that counts in its place, if that is not the original.

    ``linked`` is False where the original shown is only the nearest result.
    """

    quoting: Link
    paper: Link
    place: Link
    source: Link | None
    original: Link | None
    counted: Link | None
    how: str
    verdict: str
    linked: bool
    drifts: tuple[DriftView, ...]


def write_quotes(site: Site, output: Output) -> None:
    """The page of all quotes: altered ones first, then those that stand for an original that is not on record."""
    found = [quote_view(site, quote) for quote in site.quotes.values()]
    order = ("altered", "counts", "repeats", "nothing to compare", "unchanged", "no source")
    uses = Counter(view.verdict for view in found)
    output.page(
        "quotes.html",
        "quotes.html",
        title="Quoted numbers",
        counts=quote_counts(site.quotes.values()),
        verdicts=[(name, meaning, uses[name]) for name, meaning in VERDICTS.items() if uses[name]],
        quotes=sorted(found, key=lambda view: order.index(view.verdict)),
        kinds=KINDS,
    )


def quoted_in(site: Site, paper: str) -> list[QuoteView]:
    """What a paper quotes from others, in record order."""
    return [quote_view(site, q) for q in site.quotes.values() if q.result.paper == paper]


def quoted_from(site: Site, paper: str) -> list[QuoteView]:
    """What others quote from a paper, in record order."""
    return [quote_view(site, q) for q in site.quotes.values() if q.source == paper]


def quote_view(site: Site, quote: Quote) -> QuoteView:
    """A quote in words and links."""
    row = site.rows[quote.result.id]
    counted = quote.counted_at
    return QuoteView(
        quoting=_result_link(site, quote.result),
        paper=site.paper_link(quote.result.paper),
        place=Link(f"{row.architecture} on {row.dataset}", row.place_href or row.paper_href, row.metric),
        source=site.paper_link(quote.source) if quote.source and quote.source in site.corpus.papers else None,
        original=_result_link(site, quote.original) if quote.original is not None else None,
        counted=_result_link(site, counted) if counted is not None and counted is not quote.original else None,
        how=KINDS[quote.kind] if quote.source is not None else "",
        verdict=verdict(quote),
        linked=quote.kind in FOUND,
        drifts=tuple(_drift(quote, drift) for drift in quote.drifts),
    )


def verdict(quote: Quote) -> str:
    """A key of ``VERDICTS``."""
    if quote.counted_at is quote.original and quote.original is not None:
        return "altered" if quote.altered else "unchanged" if quote.drifts else "nothing to compare"
    if quote.first is not None:
        return "repeats"
    return "no source" if quote.source is None else "counts"


def _result_link(site: Site, r: ResultView) -> Link:
    row = site.rows[r.id]
    return Link(row.named, row.href, row.paper, r.id)


def _drift(quote: Quote, drift: Drift) -> DriftView:
    decimals = scored(quote.result.table.metric).decimals
    ratio = drift.quantity in RATIOS
    return DriftView(
        QUANTITY_WORDS[drift.quantity],
        number(drift.own, drift.quantity, decimals),
        number(drift.quoted, drift.quantity, decimals),
        signed(drift.difference, 2 if ratio else decimals) + ("×" if ratio else ""),
        drift.same,
    )
