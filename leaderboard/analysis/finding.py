"""What a statement about pruning comes to on our runs: a verdict, and the numbers behind it by ratio."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from leaderboard.analysis.dense_weights import Wrong
from leaderboard.analysis.measured import Campaign

Verdict = Literal["yes", "no", "depends on the ratio", "cannot tell"]


@dataclass(frozen=True, slots=True)
class Span:
    """Least and greatest theoretical speedup of ``count`` methods at one target ratio. ``clear``, here and below: this
    ratio alone tells yes or no.
    """

    target: float
    count: int
    low: float
    high: float
    clear: bool = False


@dataclass(frozen=True, slots=True)
class Difference:
    """Mean difference of top-1 in points over ``count`` seeds or dense networks at one target ratio, and half of its
    95 % interval; None for one.
    """

    target: float
    count: int
    mean: float
    half: float | None
    clear: bool = False


@dataclass(frozen=True, slots=True)
class Correlation:
    """Rank correlation of ``count`` methods at one target ratio.

    ``itself`` is the correlation to hold it against, of rankings that should agree; ``p`` that of the permutation
    test; ``wrong`` how often comparisons go wrong. None where there is none.
    """

    target: float
    count: int
    rho: float
    itself: float | None = None
    p: float | None = None
    wrong: Wrong | None = None
    clear: bool = False


Number = Span | Difference | Correlation


@dataclass(frozen=True, slots=True)
class Finding:
    """A statement, the campaigns it is asked of, whether their runs support it, and the numbers by ratio; ``of`` is
    what they count.
    """

    statement: str
    place: tuple[Campaign, ...]
    verdict: Verdict
    numbers: tuple[Number, ...]
    of: Literal["method", "seed", "dense network"]

    @property
    def basis(self) -> str:
        """Of how many methods, seeds or dense networks the numbers are."""
        least, most = min(n.count for n in self.numbers), max(n.count for n in self.numbers)
        if most == 1:
            return f"one {self.of}"
        return f"{least} to {most} {self.of}s" if least < most else f"{most} {self.of}s"
