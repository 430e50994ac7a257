"""Bibliographic facts of a source: what the collection says, repaired where its curation says more."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from leaderboard.catalogue import Catalogue
from leaderboard.importing.since_2019.collection import COLLECTION, CollectedRow
from leaderboard.importing.since_2019.curation import Curation
from leaderboard.importing.since_2019.interpret import Complain
from leaderboard.records.model import Paper
from leaderboard.records.people import OTHERS


def people(text: str) -> tuple[str, ...]:
    """`X et al.` as X and others; names between commas, semicolons or `and` one by one."""
    names = re.split(r"\s*(?:;|,|\band\b|&)\s*", re.sub(r"\bet al\.?$", f", {OTHERS}", text.strip()))
    return tuple(" ".join(name.split()) for name in names if name)


def paper_of(rows: Sequence[CollectedRow], curation: Curation, catalogue: Catalogue, complain: Complain) -> Paper:
    """The paper of a source's rows; a year or a venue that is nowhere is a problem."""
    row, given = rows[0], curation.paper
    year = str(given.get("year") or row["year"])
    if not year.isdecimal():
        complain(row, "year", "", f"{year!r} is no year", f"write `year = …` into [paper] of {curation.key}.toml")
        year = "1943"
    return Paper(
        key=row.key,
        title=given.get("title") or " ".join(row["paper_title"].split()) or row.key,
        authors=tuple(given["authors"]) if "authors" in given else people(row["authors"]),
        year=int(year),
        kind=given.get("kind", "paper"),
        venue=_venue(row, given.get("venue"), catalogue, complain),
        arxiv=given.get("arxiv", row["arxiv_id"]) or None,
        code=f"https://github.com/{Counter(one['source_repo'] for one in rows).most_common(1)[0][0]}",
        origin=f"{COLLECTION}/{row.csv}#{row.key}",
        remark=given.get("remark"),
    )


def _venue(row: CollectedRow, given: str | None, catalogue: Catalogue, complain: Complain) -> str | None:
    word = row["venue"] if given is None else given
    if not word:
        return None
    for name in (word, re.sub(r"\W*20\d\d$", "", word)):
        if catalogue.venue(name) is not None:
            return name
    near = ", ".join(catalogue.nearest("venue", word)) or "none is near"
    remedy = f'write `venue = "…"` into [paper] of {row.key}.toml (near: {near}; `""` for none)'
    complain(row, "venue", "", f"unknown venue `{word}`", remedy)
    return None
