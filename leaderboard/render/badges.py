"""A static SVG badge for each method and paper, to be shown elsewhere: what is on record of it, and what was re-run.

A badge states counts and no rank: the best of a board is a band of results that cannot be told apart, not one of them.
"""

from __future__ import annotations

import html
from collections.abc import Iterable
from dataclasses import dataclass

from leaderboard.render.context import Site
from leaderboard.render.formats import count
from leaderboard.render.output import Output
from leaderboard.render.published import SITE_NAME, chosen
from leaderboard.store.corpus import ResultView

PLACEHOLDER = "ADDRESS-OF-THIS-SITE/"  # in snippets of a site that does not know where it stands
SIZE, PADDING = 11, 7  # of the text and beside it, in units of the drawing
LABEL = SITE_NAME.lower()
# Rough widths of characters of common sans-serif fonts, in tenths of the font's size. They need not be exact: the
# drawing states the length of its text, so whichever font a reader has is fitted to it.
_WIDTHS = {**dict.fromkeys("ijl.,:;'|!·", 3), **dict.fromkeys("frt()[]-/ ", 4), **dict.fromkeys("mwMW%@", 9)}
_CAPITAL, _OTHER = 7, 6


@dataclass(frozen=True, slots=True)
class Badge:
    """Where the picture lies, what it says, and the two snippets that show it elsewhere, linked to its page."""

    path: str
    words: str
    width: int
    height: int
    known: bool  # whether the snippets hold the site's own address, not a placeholder
    markdown: str
    markup: str


def text_width(text: str) -> float:
    """About how wide a text is at ``SIZE``, whatever fonts this machine has."""
    tenths = sum(_WIDTHS.get(c, _CAPITAL if c.isupper() else _OTHER) for c in text)
    return round(tenths * SIZE / 10, 1)


def write_badges(site: Site, output: Output) -> dict[str, Badge]:
    """Draw all badges; returns them by the page they belong to."""
    run = {point.method for campaign in site.campaigns for point in campaign.points}
    rerun = {claim for key in run for claim in _claims(site, key)}
    claimed = {gap.claim.result.id for gap in site.gaps if gap.measured is not None}
    found = {}
    for key in site.corpus.methods:
        results = site.by_method.get(key, [])
        again = "measured here" if key in rerun else ""
        page = site.places.method[key]
        found[page] = _write(output, page, words(site, results, again), again)
    for key in site.corpus.papers:
        results = site.by_paper.get(key, [])
        number = sum(r.id in claimed for r in results)
        again = f"{number:,} re-run here" if number else ""
        page = site.places.paper[key]
        found[page] = _write(output, page, words(site, results, again), again)
    return found


def _claims(site: Site, method: str) -> tuple[str, ...]:
    counterpart = site.corpus.counterparts.get(method)
    return counterpart.claims if counterpart else ()


def words(site: Site, results: Iterable[ResultView], again: str) -> str:
    """``24 results · 5 boards · measured here``; runs of searches and results without numbers do not count."""
    numbered = [r for r in chosen(results) if site.rows[r.id].has_numbers]
    boards = {place for r in numbered if (place := site.places.board_of(r)) is not None}
    parts = [count(len(numbered), "result")] if numbered else []
    parts += [count(len(boards), "board")] if boards else []
    return " · ".join([*parts, again or ("reported only" if numbered else "no numbers yet")])


def _write(output: Output, page: str, text: str, again: str) -> Badge:
    path = f"badge/{page.removesuffix('.html')}.svg"
    left, right = text_width(LABEL), text_width(text)
    drawn = {"label": LABEL, "text": text, "left": left, "right": right, "padding": PADDING, "size": SIZE}
    output.drawing(path, "badge.svg", tone="again" if again else "reported", **drawn)
    base = output.published.base or PLACEHOLDER
    address, target = f"{base}{path}", f"{base}{page}"
    return Badge(
        path,
        f"{LABEL}: {text}",
        round(left + right + 4 * PADDING),
        20,
        bool(output.published.base),
        f"[![{SITE_NAME}]({address})]({target})",
        f'<a href="{html.escape(target)}"><img src="{html.escape(address)}" alt="{SITE_NAME}"></a>',
    )
