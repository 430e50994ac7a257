"""A data set as tensors: training, validation and test split, and the digest of each."""

from __future__ import annotations

import hashlib
import importlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from runners.registry import Registry


@dataclass(frozen=True, slots=True)
class Split:
    """Images (float32, normalised, N x C x H x W) and labels (int64, N)."""

    images: Tensor
    labels: Tensor

    def __len__(self) -> int:
        return len(self.labels)

    def digest(self) -> str:
        """SHA-256 of images and labels, so that a record says what it was measured on."""
        found = hashlib.sha256(self.images.cpu().numpy().tobytes())
        found.update(self.labels.cpu().numpy().tobytes())
        return found.hexdigest()

    def to(self, device: torch.device) -> Split:
        """The split on a device; there it stays."""
        return Split(self.images.to(device), self.labels.to(device))


@dataclass(frozen=True, slots=True)
class Data:
    """Training, validation and test split. Choices are made on validation; the test split is only reported on."""

    train: Split
    validation: Split
    test: Split
    classes: int


Loader = Callable[[Path | None], Data]
DATASETS: Registry[Loader] = Registry("data set", "pruning_leaderboard.datasets")


def load(name: str, root: Path | None) -> Data:
    """The data set of that name; ``root`` is the folder with its files, where it needs any."""
    for module in ("digits", "mnist"):
        importlib.import_module(f"runners.data.{module}")
    return DATASETS[name](root)
