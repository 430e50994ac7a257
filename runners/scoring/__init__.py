"""Scoring: how much each weight is worth. One file a method; importing this package registers all of them."""

from __future__ import annotations

import importlib
import pkgutil

from runners.scoring.base import SCORERS, Probe, Scores
from runners.scoring.channels import CHANNEL_SCORERS

for _module in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_module.name}")

__all__ = ["CHANNEL_SCORERS", "SCORERS", "Probe", "Scores"]
