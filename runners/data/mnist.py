"""MNIST and Fashion-MNIST through torchvision, which checks archives when it downloads them and not what it unpacked;
that is checked by the digests below.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import torch
from torch import Tensor

from leaderboard.errors import UsageError
from leaderboard.files import read_checked
from runners.data.base import DATASETS, Data, Split

SHA256 = {  # of what is in the archives whose MD5 torchvision has
    "MNIST": {
        "train-images-idx3-ubyte": "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
        "train-labels-idx1-ubyte": "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
        "t10k-images-idx3-ubyte": "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
        "t10k-labels-idx1-ubyte": "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
    },
    "FashionMNIST": {
        "train-images-idx3-ubyte": "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
        "train-labels-idx1-ubyte": "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
        "t10k-images-idx3-ubyte": "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
        "t10k-labels-idx1-ubyte": "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
    },
}
VALIDATION = 5_000  # the last images of the training split


@DATASETS.register("mnist")
def mnist(root: Path | None) -> Data:
    """55,000 training, 5,000 validation and 10,000 test images of 28x28 (LeCun et al. 1998)."""
    return _load("MNIST", root)


@DATASETS.register("fashion-mnist")
def fashion_mnist(root: Path | None) -> Data:
    """55,000 training, 5,000 validation and 10,000 test images of 28x28 (Xiao et al. 2017)."""
    return _load("FashionMNIST", root)


def _load(kind: str, root: Path | None) -> Data:
    if root is None:
        raise UsageError(f"{kind} needs its files: name their folder with --data DIR")
    _check(root / kind / "raw", SHA256[kind])
    from torchvision import datasets  # slow to import, so only by who loads images through it

    try:
        found = [getattr(datasets, kind)(root, train=train, download=False) for train in (True, False)]
    except RuntimeError as error:
        raise UsageError(f"{kind} is not in {root}: {error}") from error
    images = [part.data.float()[:, None] / 255 for part in found]
    fitting = images[0][:-VALIDATION]
    mean, deviation = fitting.mean(), fitting.std()

    def split(part: int, cut: slice) -> Split:
        scaled: Tensor = (images[part][cut] - mean) / deviation
        return Split(scaled.contiguous(), found[part].targets[cut].to(torch.int64).clone())

    return Data(split(0, slice(None, -VALIDATION)), split(0, slice(-VALIDATION, None)), split(1, slice(None)), 10)


def _check(folder: Path, digests: Mapping[str, str]) -> None:
    """Raises UsageError for a file that is missing, DataError for one whose SHA-256 is another."""
    for name, wanted in digests.items():
        if not (folder / name).is_file():
            raise UsageError(f"{folder / name} is missing; get the data set by torchvision.datasets with download=True")
        read_checked(folder / name, wanted, f"not {wanted}: cut or altered; get it again")
