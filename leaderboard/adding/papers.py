"""`add paper`: a new record file, unless the paper is there already."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from typing import Any

from leaderboard.adding.bibliography import propose_key
from leaderboard.adding.draft import Draft
from leaderboard.adding.methods import FILE as METHODS
from leaderboard.adding.methods import add_methods, new_methods
from leaderboard.catalogue import Catalogue
from leaderboard.errors import UsageError
from leaderboard.records.fields import PAPER_FIELDS
from leaderboard.records.files import relative_name
from leaderboard.records.model import Paper, PaperRecord
from leaderboard.records.rendering import render_paper
from leaderboard.records.values import RefusedError, parse_arxiv, parse_doi, parse_key

NEEDED = ("title", "authors", "year")
_NEARLY = 0.92  # two titles that share this much are one title with a typing error, or need a word from a person


def new_paper(
    draft: Draft, given: Mapping[str, Any], method: str | None = None, distinct: tuple[str, ...] = ()
) -> Paper:
    """Put a new paper, and its own method if it is named, into the draft, which is then tried.

    ``given`` has the keys of the record and at least title, authors and year; ``distinct`` are keys of papers with
    nearly the same title that are other papers. UsageError says which paper it is that is there already.
    """
    facts = {name: value for name, value in given.items() if value not in (None, "", ())}
    if missing := [name for name in NEEDED if name not in facts]:
        raise UsageError(f"say also {', '.join(missing)}")
    _check_identifiers(facts)
    _check_venue(draft.catalogue, facts.get("venue"))
    papers = {key: record.paper for key, record in draft.records().items()}
    _refuse_known(facts, papers, distinct)
    facts.setdefault("key", _free_key(propose_key(facts["title"], facts["authors"], facts["year"]), papers))
    paper = Paper(**facts)
    file = relative_name(draft.workspace, draft.workspace.papers / f"{paper.key}.toml")
    draft.new_paper(paper.key, render_paper(PaperRecord(file, paper, ())))
    if method is not None:
        entries = new_methods(paper, [None], draft.catalogue, method)
        draft.edit_catalogue(METHODS, lambda text: add_methods(text, entries))
    draft.trial()
    return paper


def _check_identifiers(facts: Mapping[str, Any]) -> None:
    for name, parse in (("key", parse_key), ("arxiv", parse_arxiv), ("doi", parse_doi)):
        if name not in facts:
            continue
        try:
            parse(facts[name])
        except RefusedError as error:
            raise UsageError(f"{name}: {error.message}; {error.remedy}") from error
    unknown = set(facts) - set(PAPER_FIELDS)
    assert not unknown, unknown


def _check_venue(catalogue: Catalogue, venue: str | None) -> None:
    if not venue or catalogue.venue(venue) is not None:
        return
    near = catalogue.nearest("venue", venue)
    hint = f"did you mean {' or '.join(near)}? Else add it" if near else "add it"
    raise UsageError(f'unknown venue {venue!r}; {hint}: leaderboard add venue "{venue}" --kind conference')


def _refuse_known(facts: Mapping[str, Any], papers: Mapping[str, Paper], distinct: tuple[str, ...]) -> None:
    for key, other in papers.items():
        where = f"`{key}` ({other.title})"
        if facts.get("key", "").casefold() == key.casefold():
            raise UsageError(f"there is a paper with the key {where}; add a table to it, or choose another --key")
        for name, words in (("arxiv", "arXiv identifier"), ("doi", "DOI")):
            mine, theirs = facts.get(name), getattr(other, name)
            if mine and theirs and _bare(mine) == _bare(theirs):
                raise UsageError(f"this paper is there already: {where} has the {words} {theirs}")
        if key not in distinct and _same_title(facts["title"], other.title):
            remedy = f"if it is another paper: --distinct-from {key}"
            raise UsageError(f"this paper seems to be there already: {where}; {remedy}")


def _bare(identifier: str) -> str:
    return re.sub(r"v[0-9]+$", "", identifier.casefold())


def _same_title(one: str, other: str) -> bool:
    first, second = (re.sub(r"[^a-z0-9]", "", title.casefold()) for title in (one, other))
    matcher = difflib.SequenceMatcher(None, first, second, autojunk=False)
    return first == second or (
        min(len(first), len(second)) > 15 and matcher.quick_ratio() >= _NEARLY and matcher.ratio() >= _NEARLY
    )


def _free_key(key: str, papers: Mapping[str, Paper]) -> str:
    taken = {one.casefold() for one in papers}
    return next(one for one in (key, *(f"{key}-{n}" for n in range(2, 1000))) if one not in taken)
