"""Architecture cards: what one variant of a network costs, computed from the real network."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Convention = Literal["macs", "flops", "conv-only"]
CONVENTIONS: tuple[Convention, ...] = ("macs", "flops", "conv-only")
TOLERANCE = Decimal("0.02")  # a printed size or cost is a card's if it lies within 2 % of it (docs/identity.md)


@dataclass(frozen=True, slots=True)
class Cost:
    """Parameters and multiply-adds of one network for one input; see docs/cards.md for what is counted."""

    params: int
    params_conv: int
    params_linear: int
    params_norm: int
    params_other: int
    params_without_norm: int
    params_classifier: int
    macs: int
    macs_conv: int
    macs_linear: int
    macs_attention: int

    def operations(self, convention: Convention) -> int:
        """The network's cost as a source that follows ``convention`` would print it."""
        return {"macs": self.macs, "flops": 2 * self.macs, "conv-only": self.macs_conv}[convention]


@dataclass(frozen=True, slots=True)
class Card:
    """One variant; ``board`` is the architecture readers look for it under, ``input`` channels x height x width."""

    key: str
    board: str
    name: str
    family: str
    dataset: str
    input: tuple[int, ...]
    classes: int
    source: str
    describes: str
    cost: Cost
    year: int | None = None
    model: str = ""

    def has_size(self, params: Decimal, tolerance: Decimal = TOLERANCE) -> bool:
        """Whether ``params`` (single parameters) is this network's size, counted with or without normalisation."""
        return any(near(params, size, tolerance) for size in (self.cost.params, self.cost.params_without_norm))

    def conventions(self, operations: Decimal, tolerance: Decimal = TOLERANCE) -> tuple[Convention, ...]:
        """The conventions under which ``operations`` (single operations) is this network's cost, to 2 %."""
        return tuple(c for c in CONVENTIONS if near(operations, self.cost.operations(c), tolerance))


@dataclass(frozen=True, slots=True)
class Meaning:
    """Which cards a name can stand for on some data sets, and what says so.

    ``architecture`` and ``datasets`` are keys of the catalogue; ``cards`` may be empty where the name is known to
    stand for no card.
    """

    key: str
    architecture: str
    datasets: tuple[str, ...]
    evidence: str
    cards: tuple[str, ...] = ()


def near(value: Decimal, reference: int, tolerance: Decimal = TOLERANCE) -> bool:
    """Whether ``value`` differs from ``reference`` by at most ``tolerance`` of it; never near nothing."""
    return reference > 0 and abs(value - reference) <= tolerance * reference


def spread(cards: tuple[Card, ...]) -> float:
    """The largest relative difference in size or cost between any two of the cards; 0 for one card."""
    if not cards:
        return 0.0
    sizes, costs = [c.cost.params for c in cards], [c.cost.macs for c in cards]
    return max(max(sizes) / min(sizes), max(costs) / min(costs)) - 1
