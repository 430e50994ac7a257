"""The moments of dense training that a tuning can go back to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from torch import Tensor


@dataclass(frozen=True, slots=True)
class Moments:
    """Weights of the dense network at the rewind epoch, and newly drawn ones."""

    rewind: dict[str, Tensor]
    anew: Callable[[], dict[str, Tensor]]
