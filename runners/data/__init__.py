"""Data sets, loaded once into tensors."""

from runners.data.base import DATASETS, SHAPES, Data, Images, Split, load

__all__ = ["DATASETS", "SHAPES", "Data", "Images", "Split", "load"]
