"""What a statement about pruning comes to on our runs: a verdict, and the numbers behind it by ratio."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from leaderboard.analysis.measured import Campaign

Verdict = Literal["yes", "no", "depends on the ratio", "cannot tell"]


@dataclass(frozen=True, slots=True)
class Number:
    """What runs say at one target ratio, over ``count`` methods, seeds or dense networks: ``words``, and ``beside``
    them how sure that is or what to hold it against. ``clear`` where this ratio alone tells yes or no.
    """

    target: float
    count: int
    words: str
    beside: str = ""
    clear: bool = False


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


def signed(text: str) -> str:
    """Numbers with a true minus sign."""
    return text.replace("-", "−")
