"""MNIST and Fashion-MNIST through torchvision, which checks the files' digests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torchvision import datasets

from leaderboard.errors import UsageError
from runners.data.base import DATASETS, Data, Split

VALIDATION = 5_000  # the last images of the training split


@DATASETS.register("mnist")
def mnist(root: Path | None) -> Data:
    """55,000 training, 5,000 validation and 10,000 test images of 28x28 (LeCun et al. 1998)."""
    return _load(datasets.MNIST, root)


@DATASETS.register("fashion-mnist")
def fashion_mnist(root: Path | None) -> Data:
    """55,000 training, 5,000 validation and 10,000 test images of 28x28 (Xiao et al. 2017)."""
    return _load(datasets.FashionMNIST, root)


def _load(kind: Any, root: Path | None) -> Data:
    if root is None:
        raise UsageError(f"{kind.__name__} needs its files: name their folder with --data DIR")
    try:
        found = [kind(root, train=train, download=False) for train in (True, False)]
    except RuntimeError as error:
        raise UsageError(f"{kind.__name__} is not in {root}: {error}") from error
    images = [part.data.float()[:, None] / 255 for part in found]
    fitting = images[0][:-VALIDATION]
    mean, deviation = fitting.mean(), fitting.std()

    def split(part: int, cut: slice) -> Split:
        scaled: Tensor = (images[part][cut] - mean) / deviation
        return Split(scaled.contiguous(), found[part].targets[cut].to(torch.int64).clone())

    return Data(split(0, slice(None, -VALIDATION)), split(0, slice(-VALIDATION, None)), split(1, slice(None)), 10)
