"""Methods of a paper that is being added: what its words mean, and the catalogue entries that are missing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from leaderboard.adding.entries import entry_text, insert_entry
from leaderboard.catalogue import Catalogue
from leaderboard.catalogue.entries import Method
from leaderboard.errors import UsageError
from leaderboard.records.model import Paper

FILE = "methods.toml"
_OURS = re.compile(r"\(?(our(s| method| approach)?|this (work|paper)|proposed( method| approach)?)\)?", re.IGNORECASE)
_LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class NewMethod:
    """A catalogue entry that a table needs, and what a reader should know of it."""

    entry: Method
    note: str = ""


def own_word(paper: Paper, word: str, catalogue: Catalogue, own_name: str | None = None) -> bool:
    """Whether a word is the paper's own single method, which its rows do not name.

    That is so for "Ours" and the like, and for the own method's name, unless the catalogue has an entry for the word.
    """
    if catalogue.method(paper.key, word) is not None:
        return False
    own = catalogue.method(paper.key, None)
    name = own.name if own is not None else own_name or default_name(paper)
    return bool(_OURS.fullmatch(word)) or name.casefold() == word.casefold()


def new_methods(
    paper: Paper,
    words: Iterable[str | None],
    catalogue: Catalogue,
    own_name: str | None = None,
    reported_by: Mapping[str, str] | None = None,
) -> list[NewMethod]:
    """An entry for every word of the paper that the catalogue has no method for; None is the paper's own method.

    A method that the paper says it ran again or quoted, and whose name is that of one other paper's method,
    is linked with it (`reimplements`). UsageError for a word that differs from a known one of this paper by case only.
    """
    found: list[NewMethod] = []
    taken = {key.casefold() for key in catalogue.methods}
    done: list[str | None] = []
    for word in dict.fromkeys(words):
        if catalogue.method(paper.key, word) is not None:
            continue
        _refuse_near(paper, word, catalogue, [other for other in done if other != word])
        done.append(word)
        key = _free(paper.key if word is None else f"{paper.key}--{slug(word)}", taken)
        taken.add(key.casefold())
        if word is None:
            name = own_name or default_name(paper)
            note = "the paper's own method" + ("" if own_name else "; another name: --own-method NAME")
            found.append(NewMethod(Method(key, name, paper.key), note))
            continue
        found.append(_named(paper, word, key, catalogue, (reported_by or {}).get(word, "")))
    return found


def _named(paper: Paper, word: str, key: str, catalogue: Catalogue, reported: str) -> NewMethod:
    others = [
        m
        for m in catalogue.methods.values()
        if m.paper != paper.key and word.casefold() in (m.name.casefold(), *(a.casefold() for a in m.aliases))
    ]
    linked = others[0].key if len(others) == 1 and reported in ("rerun", "quoted") else None
    note = f"the paper ran {linked} again" if linked and reported == "rerun" else ""
    if linked and reported == "quoted":
        note = f"quoted; the same as {linked}"
    elif others and not reported:
        known = ", ".join(m.paper for m in others)
        note = f'{known} has a method of this name; if these are its numbers: --reported-by "{word}=quoted" (or =rerun)'
    return NewMethod(Method(key, word, paper.key, (word,), reimplements=linked), note)


def add_methods(text: str, new: Iterable[NewMethod]) -> str:
    """The text of methods.toml with the entries in their places."""
    for one in new:
        text = insert_entry(text, "method", one.entry.key, entry_text("method", one.entry))
    return text


def default_name(paper: Paper) -> str:
    """The paper's own method where nobody names it: the title's words before a colon, else a short title, else who."""
    before, colon, _ = paper.title.partition(":")
    name = before.strip() if colon else paper.title
    if len(name) <= _LONGEST_NAME:
        return name
    return f"{paper.authors[0].split()[-1]} {paper.year}"


def slug(word: str) -> str:
    """A word as part of a key: lower-case ASCII letters, digits and hyphens; never empty."""
    plain = unicodedata.normalize("NFKD", word.replace("ℓ", "l").replace("+", " plus ")).encode("ascii", "ignore")
    return re.sub(r"[^a-z0-9.]+", "-", plain.decode().casefold()).strip("-.") or "unnamed"


def _free(key: str, taken: set[str]) -> str:
    candidates = [key, *(f"{key}-{number}" for number in range(2, 1000))]
    return next(one for one in candidates if one.casefold() not in taken)


def _refuse_near(paper: Paper, word: str | None, catalogue: Catalogue, others: Iterable[str | None]) -> None:
    """Refuse a word that differs from another of the paper only by case, spaces and signs."""
    if word is None:
        return
    printed = [known for m in catalogue.methods.values() if m.paper == paper.key for known in m.printed]
    for known in [*printed, *others]:
        if known and _letters(known) == _letters(word) != "":
            remedy = f"write it so, or `leaderboard add method {paper.key} '{word}'` if it is another one"
            raise UsageError(f"the method `{word}` is `{known}` in this paper already; {remedy}")


def _letters(word: str) -> str:
    return re.sub(r"[\W_]", "", word.replace("+", "plus")).casefold()
