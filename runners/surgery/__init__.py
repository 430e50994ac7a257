"""Surgery: pruning that corrects the weights that stay. One file a surgeon; importing this package registers all."""

from __future__ import annotations

import importlib
import pkgutil

from runners.surgery.base import SURGEONS, Surgeon

for _module in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_module.name}")

__all__ = ["SURGEONS", "Surgeon"]
