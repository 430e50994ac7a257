"""CIFAR-10 and CIFAR-100 through torchvision, which checks the files' digests."""

from __future__ import annotations

from pathlib import Path

import torch

from leaderboard.errors import UsageError
from runners.data.augment import CropAndFlip
from runners.data.base import DATASETS, Data, Split

VALIDATION = 5_000  # the last images of the training split
MEAN, DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)  # of ImageNet, as published CIFAR weights use them


@DATASETS.register("cifar-10")
def cifar10(root: Path | None) -> Data:
    """45,000 training, 5,000 validation and 10,000 test images of 32x32 (Krizhevsky 2009)."""
    return _load("CIFAR10", root, classes=10)


@DATASETS.register("cifar-100")
def cifar100(root: Path | None) -> Data:
    """45,000 training, 5,000 validation and 10,000 test images of 32x32, 100 classes (Krizhevsky 2009)."""
    return _load("CIFAR100", root, classes=100)


def _load(kind: str, root: Path | None, classes: int) -> Data:
    if root is None:
        raise UsageError(f"{kind} needs its files: name their folder with --data DIR")
    from torchvision import datasets  # slow to import, so only by who loads images through it

    try:
        found = [getattr(datasets, kind)(root, train=train, download=False) for train in (True, False)]
    except RuntimeError as error:
        raise UsageError(f"{kind} is not in {root}, or a file's digest is wrong: {error}") from error
    mean, deviation = torch.tensor(MEAN).view(1, 3, 1, 1), torch.tensor(DEVIATION).view(1, 3, 1, 1)
    black = tuple(float(value) for value in (-mean / deviation).flatten())

    def split(part: int, cut: slice, augmented: bool = False) -> Split:
        raw = torch.from_numpy(found[part].data[cut]).permute(0, 3, 1, 2)
        images = raw.float().div_(255).sub_(mean).div_(deviation).contiguous()
        labels = torch.tensor(found[part].targets[cut], dtype=torch.int64)
        return Split(images, labels, CropAndFlip(4, black) if augmented else None)

    held = len(found[0].targets) - VALIDATION if len(found[0].targets) > VALIDATION else len(found[0].targets) * 9 // 10
    return Data(
        split(0, slice(None, held), augmented=True), split(0, slice(held, None)), split(1, slice(None)), classes
    )
