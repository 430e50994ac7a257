"""What a BibTeX entry says of a paper, and the key a paper gets."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import Any

from leaderboard.catalogue import Catalogue
from leaderboard.errors import DataError
from leaderboard.importing.bibtex import arxiv_id, fields, people, plain
from leaderboard.problems import Problem

_ENTRY = re.compile(r"^[ \t]*@(\w+)\s*\{\s*([^,\s]*)\s*,", re.MULTILINE)
_NO_ENTRIES = frozenset(["comment", "string", "preamble"])
_SMALL_WORD = re.compile(
    "a|an|the|of|for|on|in|to|and|or|with|via|by|towards?|using|from|is|are|at|as|its",
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


@dataclass
class Facts:
    """What is known of a paper so far, by key of the record; ``place`` is the venue in the entry's words."""

    given: dict[str, Any] = field(default_factory=dict)
    place: str = ""


def read_bibtex(text: str, file: str, catalogue: Catalogue, wanted: str | None = None) -> Facts:
    """The facts of the one entry of a BibTeX text, or of the one with the citation key ``wanted``.

    DataError names the line of an entry that does not end, and lists the entries when there are several.
    """
    found = [m for m in _ENTRY.finditer(text) if m[1].casefold() not in _NO_ENTRIES]
    chosen = [m for m in found if wanted is None or m[2] == wanted]
    if len(chosen) != 1:
        listed = ", ".join(f"{m[2]} (line {_line(text, m.start())})" for m in found) or "none"
        message = f"{len(chosen)} BibTeX entries{f' called `{wanted}`' if wanted else ''}; the file holds {listed}"
        line = _line(text, chosen[1].start()) if len(chosen) > 1 else 1
        remedy = "choose one with --entry" if found else "begin it with @article{name,"
        raise DataError("nothing added", [Problem(file, line, 1, "", message, remedy, "bibtex")])
    start = chosen[0].start()
    end = next((m.start() for m in found if m.start() > start), len(text))
    entry = text[start:end].strip()
    try:
        if _depth(entry) > 0:
            raise ValueError("unclosed { in BibTeX entry")
        named = fields(entry)
    except ValueError as error:
        problem = Problem(file, _line(text, start), 1, "", str(error), "close its brace or quote", "bibtex")
        raise DataError("nothing added", [problem]) from error
    return _facts(entry, named, catalogue)


def _facts(entry: str, named: dict[str, str], catalogue: Catalogue) -> Facts:
    place = plain(named.get("booktitle") or named.get("journal") or "")
    facts = Facts({"bibtex": entry}, place)
    given = facts.given
    if "title" in named:
        given["title"] = plain(named["title"])
    if "author" in named:
        given["authors"] = tuple(people(named["author"]))
    if (year := named.get("year", "")).isdecimal():
        given["year"] = int(year)
    month = named.get("month", "").casefold()
    if month[:3] in _MONTHS:
        given["month"] = _MONTHS.index(month[:3]) + 1
    for name in ("doi", "url"):
        if named.get(name):
            given[name] = named[name].replace("\\_", "_")
    if (arxiv := arxiv_id(named)) is not None:
        given["arxiv"] = arxiv
    if (venue := find_venue(place, catalogue)) is not None:
        given["venue"] = venue
    return facts


def find_venue(place: str, catalogue: Catalogue) -> str | None:
    """The venue that a BibTeX entry's words name, if they name exactly one."""
    if (exact := catalogue.venue(place)) is not None:
        return exact.name
    named = [
        venue.name
        for venue in catalogue.venues.values()
        if any(re.search(rf"\b{re.escape(word)}\b", place, re.IGNORECASE) for word in (*venue.bibtex, venue.name))
    ]
    return named[0] if len(named) == 1 else None


def propose_key(title: str, authors: tuple[str, ...], year: int) -> str:
    """``li2017-pruning-filters``: first author's surname, year, and two words of the title that say something."""
    surname = re.sub(r"[^a-z]", "", _ascii(authors[0].split()[-1]).casefold()) if authors else "anonymous"
    words = re.findall(r"[a-z0-9]+", _ascii(title).casefold())
    telling = [word for word in words if not _SMALL_WORD.fullmatch(word) and len(word) > 1] or words
    return "-".join([f"{surname or 'anonymous'}{year}", *telling[:2]])


def _depth(entry: str) -> int:
    """How many braces are still open at the end."""
    bare = re.sub(r"\\[{}]", "", entry)
    return bare.count("{") - bare.count("}")


def _ascii(text: str) -> str:
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()


def _line(text: str, offset: int) -> int:
    return text.count("\n", 0, offset) + 1
