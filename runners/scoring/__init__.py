"""Scoring: how much each weight is worth. One file a method; importing this package registers all of them."""

from __future__ import annotations

import importlib
import pkgutil
from typing import Any

from torch import nn

from runners.scoring.base import SCORERS, Probe, Scores
from runners.scoring.channels import CHANNEL_SCORERS

for _module in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_module.name}")

__all__ = ["CHANNEL_SCORERS", "SCORERS", "Probe", "Scores", "scorer", "unsuited"]


def scorer(name: str) -> Any:
    """The scorer of that name, of channels or of weights; None for a surgeon, which scores by itself."""
    parts: tuple[Any, ...] = (CHANNEL_SCORERS, SCORERS)
    return next((kind[name] for kind in parts if name in kind), None)


def unsuited(name: str, model: nn.Module) -> str:
    """Why a scorer has nothing to say of a network; empty when it has."""
    unmet = getattr(scorer(name), "unmet", None)
    return unmet(model) if unmet else ""
