"""What a method is: a named combination of the four axes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from runners.registry import Registry


@dataclass(frozen=True, slots=True)
class Method:
    """One method on the four axes: structure x scoring (with scope) x schedule x tuning.

    ``scoring`` names a scorer of weights, for filters one of channels, or a surgeon, which corrects the weights that
    stay, too. ``steps`` is the number of pruning steps of an iterative schedule; ``options`` are settings of its own
    (:mod:`runners.schedules` says which); ``budget`` what a structured method's ratio counts, ``params`` or ``macs``.
    ``reference`` names paper and section, ``note`` what this preset leaves out.
    """

    name: str
    structure: str
    scoring: str
    scope: str
    schedule: str
    tuning: str
    reference: str
    steps: int = 1
    note: str = ""
    options: Mapping[str, float] = field(default_factory=dict)
    budget: str = "params"

    def axes(self) -> dict[str, Any]:
        """What settings and records write: everything that changes the numbers."""
        found: dict[str, Any] = {
            "structure": self.structure,
            "scoring": self.scoring,
            "scope": self.scope,
            "schedule": self.schedule,
            "tuning": self.tuning,
            "steps": self.steps,
        }
        if self.options:
            found["options"] = dict(self.options)
        if self.budget != "params":
            found["budget"] = self.budget
        return found

    def option(self, name: str, default: float) -> float:
        """An own setting, or its default."""
        return self.options.get(name, default)


METHODS: Registry[Method] = Registry("method", "pruning_leaderboard.methods")
ALIASES: dict[str, str] = {}  # names that methods had before -> names they have now


def ship(method: Method, *former: str) -> Method:
    """Register a method; ``former`` are names it had before, which keep working."""
    for name in former:
        ALIASES[name] = method.name
    return METHODS.add(method.name, method)


def method_named(name: str) -> Method:
    """A registered method, by its name or one it had. Raises UsageError with the nearest name."""
    return METHODS[ALIASES.get(name, name)]
