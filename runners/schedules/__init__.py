"""Schedules: when and in how many steps a network is pruned. One file a schedule; importing registers all."""

from __future__ import annotations

import importlib
import pkgutil

from runners.schedules.base import SCHEDULES, Schedule, unfit

for _module in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_module.name}")

__all__ = ["SCHEDULES", "Schedule", "unfit"]
