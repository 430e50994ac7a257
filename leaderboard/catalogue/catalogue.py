"""Looking names up: exact spellings only; a near miss is suggested, never accepted."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Literal, TypeVar

from leaderboard.catalogue.entries import Architecture, Dataset, MeasuredMethod, Method, Venue
from leaderboard.catalogue.fingerprint import Cards

Kind = Literal["dataset", "architecture", "method", "venue"]
Named = TypeVar("Named", Dataset, Architecture, Venue)


class Catalogue:
    """All entries, indexed by every spelling. Spellings are unique: loading refuses a second owner."""

    def __init__(
        self,
        datasets: Iterable[Dataset] = (),
        architectures: Iterable[Architecture] = (),
        methods: Iterable[Method] = (),
        venues: Iterable[Venue] = (),
        cards: Cards | None = None,
        measured_methods: Iterable[MeasuredMethod] = (),
    ) -> None:
        self.cards = cards or Cards()
        self.datasets = {entry.key: entry for entry in datasets}
        self.architectures = {entry.key: entry for entry in architectures}
        self.methods = {entry.key: entry for entry in methods}
        self.venues = {entry.key: entry for entry in venues}
        self.measured_methods = {entry.key: entry for entry in measured_methods}
        self._dataset = _by_spelling(self.datasets.values())
        self._architecture = _by_spelling(self.architectures.values())
        self._venue = _by_spelling(self.venues.values())
        self._method = {(m.paper, word): m for m in self.methods.values() for word in m.printed}

    def dataset(self, name: str) -> Dataset | None:
        """The data set that is spelt exactly so, by name, alias or key."""
        return self._dataset.get(name)

    def architecture(self, name: str) -> Architecture | None:
        """The architecture that is spelt exactly so, by name, alias or key."""
        return self._architecture.get(name)

    def method(self, paper: str, printed: str | None) -> Method | None:
        """The method that ``paper`` calls ``printed`` (None: the paper's own, unnamed one)."""
        return self._method.get((paper, printed or ""))

    def venue(self, name: str) -> Venue | None:
        """The venue that is spelt exactly so, by name, alias or key."""
        return self._venue.get(name)

    def nearest(self, kind: Kind, name: str) -> list[str]:
        """Up to three known spellings close to ``name``, nearest first."""
        known: Iterable[str] = {
            "dataset": list(self._dataset),
            "architecture": list(self._architecture),
            "venue": list(self._venue),
            "method": sorted({word for _, word in self._method if word}),
        }[kind]
        folded: dict[str, str] = {}
        for spelling in known:
            folded.setdefault(spelling.casefold(), spelling)
        return [folded[hit] for hit in difflib.get_close_matches(name.casefold(), folded, n=3, cutoff=0.6)]


def _by_spelling(entries: Iterable[Named]) -> dict[str, Named]:
    return {spelling: entry for entry in entries for spelling in spellings(entry)}


def spellings(entry: Dataset | Architecture | Venue | Method) -> tuple[str, ...]:
    """Every way the entry may be written in a record: name, aliases, key."""
    return (entry.name, *entry.aliases, entry.key)
