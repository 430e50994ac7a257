"""New names in the catalogue: data sets, architectures, methods, venues, and further spellings of known ones."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from leaderboard.adding.draft import Draft
from leaderboard.adding.entries import Entry, add_aliases, entry_text, insert_entry
from leaderboard.adding.methods import slug
from leaderboard.adding.settings import split_pair
from leaderboard.catalogue import Catalogue
from leaderboard.catalogue.catalogue import spellings
from leaderboard.catalogue.entries import Architecture, Dataset
from leaderboard.errors import UsageError
from leaderboard.records.values import RefusedError, parse_name

Kind = Literal["dataset", "architecture", "method", "venue"]
FILES: dict[Kind, str] = {
    "dataset": "datasets.toml",
    "architecture": "architectures.toml",
    "method": "methods.toml",
    "venue": "venues.toml",
}


def draft_entry(draft: Draft, kind: Kind, entry: Entry) -> None:
    """Put a new entry into the draft; UsageError when its name or key is taken."""
    taken = _owner(draft.catalogue, kind, entry)
    if taken is not None:
        raise UsageError(f"the catalogue has {entry.name!r} already: {taken.name} (key {taken.key})")
    draft.edit_catalogue(FILES[kind], lambda text: insert_entry(text, kind, entry.key, entry_text(kind, entry)))


def draft_aliases(draft: Draft, kind: Kind, of: str, words: Iterable[str]) -> Entry:
    """Put further spellings of a known name into the draft; UsageError when there is no such name."""
    known = {spelling: entry for entry in _entries(draft.catalogue, kind) for spelling in spellings(entry)}
    if of not in known:
        near = draft.catalogue.nearest(kind, of)
        raise UsageError(f"the catalogue knows no {kind} {of!r}{f'; did you mean {near[0]!r}?' if near else ''}")
    aliases = list(words)
    for word in aliases:
        if word in known:
            raise UsageError(f"{word!r} is a spelling of {known[word].name} already")
        try:
            parse_name(word)
        except RefusedError as error:
            raise UsageError(f"{error.message}; {error.remedy}") from error
    draft.edit_catalogue(FILES[kind], lambda text: add_aliases(text, kind, known[of].key, aliases))
    return known[of]


@dataclass(frozen=True, slots=True)
class Names:
    """Names that a command is told to put into the catalogue; ``aliases`` are spellings of known names."""

    datasets: tuple[str, ...] = ()
    architectures: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()  # "ResNet50=ResNet-50"


def draft_names(draft: Draft, names: Names) -> None:
    """Put new data sets, architectures and spellings into the draft."""
    for pair in names.aliases:
        word, known = split_pair(pair, 'NAME=KNOWN, such as "ResNet50=ResNet-50"')
        kind: Kind = "dataset" if draft.catalogue.dataset(known) else "architecture"
        draft_aliases(draft, kind, known, [word])
    for name in names.datasets:
        draft_entry(draft, "dataset", Dataset(slug(name), name))
    for name in names.architectures:
        draft_entry(draft, "architecture", Architecture(slug(name), name))


def _entries(catalogue: Catalogue, kind: Kind) -> list[Entry]:
    listed: dict[Kind, list[Entry]] = {
        "dataset": list(catalogue.datasets.values()),
        "architecture": list(catalogue.architectures.values()),
        "method": list(catalogue.methods.values()),
        "venue": list(catalogue.venues.values()),
    }
    return listed[kind]


def _owner(catalogue: Catalogue, kind: Kind, entry: Entry) -> Entry | None:
    """The entry that has the key, or one of the spellings, of a new one; methods may share names."""
    words = {entry.key.casefold()} if kind == "method" else {word.casefold() for word in spellings(entry)}
    for other in _entries(catalogue, kind):
        held = {other.key} if kind == "method" else set(spellings(other))
        if words & {word.casefold() for word in held}:
            return other
    return None
