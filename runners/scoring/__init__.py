"""Scoring: how much each weight is worth. One file a method; importing this package registers all of them."""

from __future__ import annotations

import importlib
import pkgutil

from runners.scoring.base import SCORERS, Probe, Scores

for _module in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_module.name}")

__all__ = ["SCORERS", "Probe", "Scores"]
