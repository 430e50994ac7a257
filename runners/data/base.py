"""A data set in three splits, each of which gives batches; digests say what a record was measured on."""

from __future__ import annotations

import hashlib
import importlib
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import torch
from torch import Tensor

from runners.data.augment import Augment
from runners.registry import Registry
from runners.seeds import generator

Batch = tuple[Tensor, Tensor]


class Images(Protocol):
    """Labelled images, in memory or in files."""

    @property
    def shape(self) -> tuple[int, ...]:
        """Of one image: C x H x W."""

    def __len__(self) -> int: ...

    def batches(self, size: int) -> Iterator[Batch]:
        """All images in order, as evaluation sees them; the last batch may be smaller."""

    def epoch(self, size: int, root: int, purpose: str, number: int) -> Iterator[Batch]:
        """All images once, shuffled and augmented; order and augmentation depend on the arguments alone."""

    def some(self, count: int, order: torch.Generator) -> Split:
        """``count`` images drawn without augmentation, in memory."""

    def digest(self) -> str:
        """SHA-256 of what the images are."""

    def to(self, device: torch.device) -> Images:
        """The same images, given out on a device."""


@dataclass(frozen=True, slots=True)
class Split:
    """Images (float32, normalised, N x C x H x W) and labels (int64, N) in memory, on one device."""

    images: Tensor
    labels: Tensor
    augment: Augment | None = None

    def __len__(self) -> int:
        return len(self.labels)

    @property
    def shape(self) -> tuple[int, ...]:
        return tuple(self.images.shape[1:])

    def batches(self, size: int) -> Iterator[Batch]:
        return zip(torch.split(self.images, size), torch.split(self.labels, size), strict=True)

    def epoch(self, size: int, root: int, purpose: str, number: int) -> Iterator[Batch]:
        """As in :class:`Images`. Order and augmentation are drawn on the CPU, once an epoch, so that they are the same
        on every device and no step waits for the host.
        """
        device = self.labels.device
        order = torch.randperm(len(self), generator=generator(root, purpose, "order", number))
        chances = None
        if self.augment is not None:
            chances = self.augment.draw(len(self), generator(root, purpose, "augment", number)).to(device)
        order = order.to(device)
        for start in range(0, len(self), size):
            some = order[start : start + size]
            images = self.images[some]
            if self.augment is not None and chances is not None:
                images = self.augment.apply(images, chances[start : start + size])
            yield images, self.labels[some]

    def some(self, count: int, order: torch.Generator) -> Split:
        chosen = torch.randperm(len(self), generator=order)[:count].to(self.labels.device)
        return Split(self.images[chosen], self.labels[chosen])

    def digest(self) -> str:
        found = hashlib.sha256(self.images.cpu().numpy().tobytes())
        found.update(self.labels.cpu().numpy().tobytes())
        return found.hexdigest()

    def to(self, device: torch.device) -> Split:
        return Split(self.images.to(device), self.labels.to(device), self.augment)


@dataclass(frozen=True, slots=True)
class Data:
    """Training, validation and test split. Choices are made on validation; the test split is only reported on."""

    train: Images
    validation: Images
    test: Images
    classes: int

    def to(self, device: torch.device) -> Data:
        """All three splits on a device."""
        return Data(self.train.to(device), self.validation.to(device), self.test.to(device), self.classes)


Loader = Callable[[Path | None], Data]
DATASETS: Registry[Loader] = Registry("data set", "pruning_leaderboard.datasets")


SHAPES: dict[str, tuple[int, int, int]] = {  # of one image, for what has to be known before the data is there
    "digits": (1, 8, 8),
    "mnist": (1, 28, 28),
    "fashion-mnist": (1, 28, 28),
    "cifar-10": (3, 32, 32),
    "cifar-100": (3, 32, 32),
    "tiny-imagenet": (3, 64, 64),
    "imagenet": (3, 224, 224),
}


def load(name: str, root: Path | None) -> Data:
    """The data set of that name; ``root`` is the folder with its files, where it needs any."""
    folder = Path(__file__).parent
    for module in pkgutil.iter_modules([str(folder)]):
        importlib.import_module(f"runners.data.{module.name}")
    return DATASETS[name](root)
