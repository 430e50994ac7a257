"""Facts about papers that contradict each other."""

from __future__ import annotations

import re
from collections.abc import Iterator

from leaderboard.rules.registry import Context, Finding, rule


@rule("venue-and-bibtex", "warning")
def venue_and_bibtex(context: Context) -> Iterator[Finding]:
    """The BibTeX entry names another venue than the record: the year, or whether it was reviewed, may be wrong too.

    An entry that names only a preprint server contradicts nothing.
    """
    for record in context.records:
        paper = record.paper
        venue = context.catalogue.venue(paper.venue) if paper.venue else None
        place = re.search(r"(?:booktitle|journal)\s*=\s*[{\"](.+?)[}\"]\s*,?\s*\n", f"{paper.bibtex or ''}\n", re.S)
        if venue is None or place is None or _named(venue.bibtex, place[1]):
            continue
        others = [
            other.name
            for other in context.catalogue.venues.values()
            if other is not venue and other.kind != "preprint" and _named(other.bibtex, place[1])
        ]
        if others and venue.bibtex:
            message = f"the venue is {venue.name}, the BibTeX entry names {' or '.join(others)}"
            yield Finding(record, ("paper", "venue"), message, "find out which of the two it is")


@rule("compares-to-later-paper", "warning")
def compares_to_later_paper(context: Context) -> Iterator[Finding]:
    """A paper cannot compare with one that appeared two years or more after it; a key was mistaken for another."""
    for record in context.records:
        for index, key in enumerate(record.paper.compares_to):
            other = context.papers.get(key)
            if other is not None and other.paper.year > record.paper.year + 1:
                message = f"a paper of {record.paper.year} compares with `{key}` of {other.paper.year}"
                yield Finding(record, ("paper", "compares_to", index), message, "check the key")


@rule("unknown-joined", "error")
def unknown_joined(context: Context) -> Iterator[Finding]:
    """Two tables that say "???" are not about the same thing: a result on an unknown data set or network is never
    the same measurement as another paper's.
    """
    for placed in context.all_rows():
        target = placed.row.same_as or placed.row.quoted_from
        if target is None or target.partition(":")[0] == placed.record.paper.key:
            continue
        dataset = context.catalogue.dataset(placed.table.dataset)
        network = context.catalogue.architecture(placed.table.architecture)
        unknown = [entry.name for entry in (dataset, network) if entry is not None and entry.kind == "unknown"]
        if unknown:
            field = "same_as" if placed.row.same_as else "quoted_from"
            message = f"joined with `{target}` although the table says {unknown[0]}"
            yield Finding(placed.record, (*placed.path, field), message, "name data set and network, or leave it out")


def _named(words: tuple[str, ...], text: str) -> bool:
    return any(re.search(rf"\b{re.escape(word)}\b", text, re.I) for word in words)
