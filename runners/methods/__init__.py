"""The methods, one file each; a new one is one more file (see Extending in ``docs/runners.md``)."""

import importlib
import pkgutil

from runners.methods.base import ALIASES, METHODS, Method, method_named, ship

for _module in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_module.name}")

__all__ = ["ALIASES", "METHODS", "Method", "method_named", "ship"]
