"""Which network is it? A printed name with the printed size and cost of the dense network, against the cards.

Nothing is settled by the name alone. What a source prints about its dense network either singles a card out, or leaves
several, or contradicts them all; without such numbers it takes written evidence of what the name means.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from leaderboard.catalogue.cards import TOLERANCE, Card, Convention, Meaning, spread
from leaderboard.catalogue.entries import Architecture

Match = Literal["exact", "inferred", "ambiguous", "unknown"]
MATCHES: dict[Match, str] = {
    "exact": "the source's own numbers, or its own words on record, single out one variant",
    "inferred": "written evidence of what the name means points to one variant; the source's numbers do not decide it",
    "ambiguous": "several variants fit, or only the name points to the one there is",
    "unknown": "no variant on record fits",
}
# Variants this close in size and cost are drawn on one board: both strides of ResNet-50 differ by 6 %.
NEAR_VARIANTS = 0.10
_MILLION, _GIGA = Decimal(10**6), Decimal(10**9)


@dataclass(frozen=True, slots=True)
class DenseNumbers:
    """What a source says of its dense network: parameters and operations for one input, None where it does not say.

    ``derived`` names those that were worked out from the pruned network and the share removed.
    """

    params: Decimal | None = None
    operations: Decimal | None = None
    derived: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return self.params is not None or self.operations is not None

    @property
    def size(self) -> DenseNumbers:
        """The parameters alone."""
        return DenseNumbers(self.params, None, tuple(name for name in self.derived if name == "params"))

    @property
    def cost(self) -> DenseNumbers:
        """The operations alone."""
        return DenseNumbers(None, self.operations, tuple(name for name in self.derived if name != "params"))


@dataclass(frozen=True, slots=True)
class Identity:
    """``card`` for exact and inferred; else ``candidates`` says what it may be; ``board`` is where to show it.

    ``other_cost`` says that the source prints a cost of its dense network which is that of none of them.
    """

    match: Match
    board: str
    reason: str
    card: Card | None = None
    candidates: tuple[Card, ...] = ()
    decided_by_numbers: bool = False
    other_cost: bool = False

    @property
    def settled(self) -> bool:
        """Whether size and cost are known to 2 %, be the variant known or not; a printed cost must be among them."""
        if self.other_cost:
            return False
        if self.match == "exact":
            return True
        return self.decided_by_numbers and bool(self.candidates) and spread(self.candidates) <= float(TOLERANCE)

    @property
    def near_variants(self) -> bool:
        """Whether every network it may be belongs on the same board: one card, or several within 10 %."""
        return bool(self.candidates) and spread(self.candidates) <= NEAR_VARIANTS


class Cards:
    """All cards and what is known of names that stand for them."""

    def __init__(self, cards: Iterable[Card] = (), meanings: Iterable[Meaning] = ()) -> None:
        self.by_key = {card.key: card for card in cards}
        self.meanings = tuple(meanings)
        self._meaning = {(m.architecture, dataset): m for m in self.meanings for dataset in m.datasets}
        self._of_board: dict[tuple[str, str], tuple[Card, ...]] = {}
        for card in self.by_key.values():
            place = (card.board, card.dataset)
            self._of_board[place] = (*self._of_board.get(place, ()), card)

    def __len__(self) -> int:
        return len(self.by_key)

    def of_board(self, board: str, dataset: str) -> tuple[Card, ...]:
        """The variants that readers look for under one architecture on one data set."""
        return self._of_board.get((board, dataset), ())

    def meaning(self, architecture: str, dataset: str) -> Meaning | None:
        """What is on record about a name on a data set."""
        return self._meaning.get((architecture, dataset))

    def candidates(self, architecture: str, dataset: str) -> tuple[Card, ...]:
        """The cards a name may stand for: those the record of its meaning lists, else those of its own board."""
        meaning = self.meaning(architecture, dataset)
        if meaning is not None:
            return tuple(card for key in meaning.cards if (card := self.by_key[key]).dataset == dataset)
        return self.of_board(architecture, dataset)

    def identify(
        self,
        architecture: Architecture,
        dataset: str,
        dense: DenseNumbers,
        stated: str | None = None,
        stated_why: str = "",
    ) -> Identity:
        """Resolve one table's network. ``dataset`` is a key, ``stated`` the card that the record itself names.

        The paper decides through ``dense`` and ``stated``; what several papers mean by a name is in the meanings.
        """
        if architecture.kind != "network":
            words = {"unknown": "the paper does not say which network this is", "collection": "several networks in one"}
            return Identity("unknown", architecture.key, words[architecture.kind])
        if stated is not None:
            card = self.by_key[stated]
            off = _other_cost((card,), dense)
            reason = f"{stated_why} ({card.name}){off}"
            return Identity("exact", card.board, reason, card, (card,), bool(dense), bool(off))
        candidates = self.candidates(architecture.key, dataset)
        meaning = self.meaning(architecture.key, dataset)
        if dense and candidates:
            return self._by_numbers(architecture, dataset, dense, candidates, meaning)
        if not candidates:
            why = meaning.evidence if meaning else "no source on record defines it well enough to be built"
            return Identity("unknown", architecture.key, f"no card for {architecture.name} on this data set: {why}")
        return _by_meaning(architecture, candidates, meaning, "no size or cost of the dense network is printed")

    def _by_numbers(
        self,
        architecture: Architecture,
        dataset: str,
        dense: DenseNumbers,
        candidates: tuple[Card, ...],
        meaning: Meaning | None,
    ) -> Identity:
        fitting = tuple(card for card in candidates if _has_size(card, dense))
        if not fitting:
            return self._beyond_the_name(architecture, dataset, dense, candidates)
        off = _other_cost(fitting, dense)
        if off and dense.params is None:
            why = f"{numbers(dense)} agrees with none of its variants under any convention"
            found = _by_meaning(architecture, candidates, meaning, why)
            return Identity("ambiguous", found.board, found.reason, None, candidates, other_cost=True)
        if dense.operations is not None and not off:
            fitting = tuple(card for card in fitting if card.conventions(dense.operations))
        said = f"{numbers(dense.size if off else dense)}: within 2 % of "
        if len(fitting) == 1:
            others = [card.name for card in candidates if card not in fitting]
            apart = f", unlike {_listed(others)}" if others else ""
            card = fitting[0]
            reason = f"{said}{fingerprint(card)}{apart}{off}"
            return Identity("exact", card.board, reason, card, fitting, True, bool(off))
        board = _common_board(fitting, architecture.key)
        reason = f"{said}{_listed([fingerprint(card) for card in fitting])} alike{off}"
        return Identity("ambiguous", board, reason, None, fitting, True, bool(off))

    def _beyond_the_name(
        self, architecture: Architecture, dataset: str, dense: DenseNumbers, candidates: tuple[Card, ...]
    ) -> Identity:
        """The name's own variants do not fit: another one of its family may, if size and cost both say so."""
        off = f"{numbers(dense.size)} is not within 2 % of {_listed([fingerprint(card) for card in candidates])}"
        if dense.params is not None and dense.operations is not None:
            others = [
                card
                for card in self.by_key.values()
                if card.dataset == dataset
                and card.family == candidates[0].family
                and _has_size(card, dense)
                and card.conventions(dense.operations)
            ]
            if len(others) == 1:
                card = others[0]
                reason = f"{off}, but {numbers(dense)} of {fingerprint(card)}"
                return Identity("inferred", card.board, reason, card, (card,), True)
        return Identity("unknown", architecture.key, off)


def _other_cost(cards: tuple[Card, ...], dense: DenseNumbers) -> str:
    """How a reason goes on where the printed cost is that of no card; empty where it is one's or none is printed."""
    if dense.operations is None or any(card.conventions(dense.operations) for card in cards):
        return ""
    return f"; {numbers(dense.cost)} agrees with its cost under no convention"


def _by_meaning(
    architecture: Architecture, candidates: tuple[Card, ...], meaning: Meaning | None, lack: str
) -> Identity:
    if len(candidates) == 1 and meaning is not None:
        card = candidates[0]
        return Identity("inferred", card.board, f"{lack}; {meaning.evidence}", card, candidates)
    if len(candidates) == 1:
        reason = f"{lack}; only the name points to {candidates[0].name}"
    else:
        reason = f"{lack}; the name may stand for {_listed([card.name for card in candidates])}"
    return Identity("ambiguous", _common_board(candidates, architecture.key), reason, None, candidates)


def infer_convention(identity: Identity, operations: Decimal | None) -> tuple[Convention | None, str]:
    """How a source counts operations, from its dense cost: the convention, or None, and why.

    A convention is inferred when the cost is within 2 % of a card's under that one only. Counting convolutions alone
    and counting every multiply-add give the same number to 2 % in most residual networks; there it is MACs.
    """
    if operations is None:
        return None, "no cost of the dense network is printed"
    printed = f"{_show(operations / _GIGA)} G"
    if not identity.candidates:
        return None, f"{printed} cannot be compared: the network is not known"
    fits = {card.key: card.conventions(operations) for card in identity.candidates}
    found = {convention for conventions in fits.values() for convention in conventions}
    cards = [card for card in identity.candidates if fits[card.key]]
    note = ""
    if found == {"macs", "conv-only"}:
        found = {"macs"}
        note = "; convolutions alone would come as near"
    if len(found) == 1:
        convention: Convention = next(iter(found))
        card = min(cards, key=lambda c: abs(operations - c.cost.operations(convention)))
        size = _show(Decimal(card.cost.operations(convention)) / _GIGA)
        return convention, f"{printed} is within 2 % of the {size} G {_COUNTED[convention]} of {card.name}{note}"
    listed = _listed([f"{card.name} ({_show(Decimal(card.cost.macs) / _GIGA)} GMACs)" for card in identity.candidates])
    if found:
        return None, f"{printed} fits several conventions of {listed}"
    return None, f"{printed} is that of {listed} under no convention"


_COUNTED = {"macs": "multiply-adds", "flops": "operations (two per multiply-add)", "conv-only": "convolution MACs"}


def fingerprint(card: Card) -> str:
    """``ResNet-56 (0.853 M, 0.1255 GMACs)``"""
    size, cost = Decimal(card.cost.params) / _MILLION, Decimal(card.cost.macs) / _GIGA
    return f"{card.name} ({_show(size)} M, {_show(cost)} GMACs)"


def numbers(dense: DenseNumbers) -> str:
    """The printed numbers in words: ``25.5 M parameters and 4.089 G operations``."""
    parts = []
    if dense.params is not None:
        parts.append(f"{_show(dense.params / _MILLION)} M parameters")
    if dense.operations is not None:
        parts.append(f"{_show(dense.operations / _GIGA)} G operations")
    worked_out = " (worked out from the pruned network and the share removed)" if dense.derived else ""
    return " and ".join(parts) + worked_out


def _show(value: Decimal) -> str:
    """Four significant digits, no exponent, no trailing zeros."""
    rounded = Decimal(f"{value:.4g}")
    text = f"{rounded:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _has_size(card: Card, dense: DenseNumbers) -> bool:
    return dense.params is None or card.has_size(dense.params)


def _common_board(cards: tuple[Card, ...], name: str) -> str:
    boards = {card.board for card in cards}
    return next(iter(boards)) if len(boards) == 1 else name


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
