"""Data sets, loaded once into tensors."""

from runners.data.base import DATASETS, Data, Split, load

__all__ = ["DATASETS", "Data", "Split", "load"]
