"""The digits bundled with scikit-learn: 1,797 real images of 8x8, no download (Alpaydin & Kaynak, UCI 1998)."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch

from leaderboard.errors import MissingExtra
from runners.data.base import DATASETS, Data, Split

SIZES = (1077, 360, 360)  # training, validation, test
ORDER = 20260101  # seed of the one permutation that makes the splits


@DATASETS.register("digits")
def digits(root: Path | None) -> Data:
    """Splits of 1,077, 360 and 360 images, always the same; pixels of 0 to 16 scaled to mean 0 and deviation 1 of the
    training split. ``root`` is not used: the images come with scikit-learn.
    """
    try:
        from sklearn.datasets import load_digits
    except ModuleNotFoundError as error:
        raise MissingExtra("digits", "scikit-learn", "runners") from error
    bunch = load_digits()
    order = np.random.RandomState(ORDER).permutation(len(bunch.target))
    images = bunch.images[order].astype(np.float32)[:, None]
    labels = bunch.target[order].astype(np.int64)
    train, validation = images[: SIZES[0]], SIZES[0] + SIZES[1]
    images = (images - train.mean()) / train.std()
    cuts = [slice(0, SIZES[0]), slice(SIZES[0], validation), slice(validation, None)]
    parts = [Split(torch.from_numpy(images[cut].copy()), torch.from_numpy(labels[cut].copy())) for cut in cuts]
    return Data(parts[0], parts[1], parts[2], classes=10)
