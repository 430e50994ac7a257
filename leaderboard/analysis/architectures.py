"""What an architecture's name means on each data set: the variants it may stand for, and what each paper's use is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from leaderboard.catalogue.fingerprint import MATCHES
from leaderboard.store.corpus import Corpus, NamedView


@dataclass(frozen=True, slots=True)
class Use:
    """What a name was resolved to (a card's key; None without one), why, and the papers for which that holds."""

    papers: tuple[str, ...]
    match: str
    card: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A name on one data set: evidence of its meaning, the variants, the papers, the dense accuracies they report."""

    dataset: str
    meaning: str
    cards: tuple[NamedView, ...]
    uses: tuple[Use, ...]
    baselines: tuple[tuple[str, float], ...]  # paper, dense top-1 in percent

    @property
    def papers(self) -> frozenset[str]:
        """Keys of all papers that use the name here."""
        return frozenset(paper for use in self.uses for paper in use.papers)


def sheets(corpus: Corpus, architecture: str) -> tuple[Sheet, ...]:
    """One sheet for each data set on which a paper uses the name or a variant of it is on record.

    Data sets with most papers first, then by key.
    """
    uses: dict[str, dict[tuple[str, str | None, str], dict[str, None]]] = {}
    for table in corpus.tables.values():
        if table.architecture == architecture:
            outcome = (table.architecture_match, table.card, table.match_reason)
            uses.setdefault(table.dataset, {}).setdefault(outcome, {}).setdefault(table.paper)
    baselines: dict[str, dict[tuple[str, float], None]] = {}
    for result in corpus.results:
        if result.table.architecture == architecture and (value := result.value("baseline_top1")) is not None:
            baselines.setdefault(result.table.dataset, {}).setdefault((result.paper, value))
    meanings = {
        dataset: meaning
        for meaning in corpus.meanings.values()
        if meaning.architecture == architecture
        for dataset in meaning.datasets
    }
    own = {view.facts["dataset"] for view in corpus.cards.values() if view.facts["board"] == architecture}
    found = []
    for dataset in {*uses, *meanings, *own}:
        meaning = meanings.get(dataset)
        listed = [corpus.cards[key] for key in meaning.cards] if meaning else _of_board(corpus, architecture, dataset)
        cards = [card for card in listed if card.facts["dataset"] == dataset]
        met = [corpus.cards[card] for _, card, _ in uses.get(dataset, {}) if card is not None]
        met = [card for card in met if card.facts["dataset"] == dataset]
        found.append(
            Sheet(
                dataset,
                meaning.evidence if meaning else "",
                tuple({card.key: card for card in (*cards, *met)}.values()),
                tuple(_uses(uses.get(dataset, {}))),
                tuple(baselines.get(dataset, {})),
            )
        )
    return tuple(sorted(found, key=lambda sheet: (-len(sheet.papers), sheet.dataset)))


def _uses(outcomes: Mapping[tuple[str, str | None, str], Iterable[str]]) -> list[Use]:
    """Outcomes with their papers: exact ones first, then those of most papers."""
    order = list(MATCHES)
    found = [Use(tuple(papers), match, card, reason) for (match, card, reason), papers in outcomes.items()]
    return sorted(found, key=lambda use: (order.index(use.match), -len(use.papers), use.papers))  # type: ignore[arg-type]


def _of_board(corpus: Corpus, architecture: str, dataset: str) -> list[NamedView]:
    return [
        card
        for card in corpus.cards.values()
        if (card.facts["board"], card.facts["dataset"]) == (architecture, dataset)
    ]
