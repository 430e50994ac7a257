"""The digits bundled with scikit-learn: 1,797 real images of 8x8, no download (Alpaydin & Kaynak, UCI 1998)."""

from __future__ import annotations

import gzip
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from leaderboard.errors import MissingExtra
from runners.data.base import DATASETS, Data, Split

SIZES = (1077, 360, 360)  # training, validation, test
ORDER = 20260101  # seed of the one permutation that makes the splits


@DATASETS.register("digits")
def digits(root: Path | None) -> Data:
    """Splits of 1,077, 360 and 360 images, always the same; pixels of 0 to 16 scaled to mean 0 and deviation 1 of the
    training split. ``root`` is not used: the images come with scikit-learn.
    """
    table = _table()
    table = table[np.random.RandomState(ORDER).permutation(len(table))]
    images = table[:, :-1].reshape(-1, 1, 8, 8).astype(np.float32)
    labels = table[:, -1].astype(np.int64)
    train, validation = images[: SIZES[0]], SIZES[0] + SIZES[1]
    images = (images - train.mean()) / train.std()
    cuts = [slice(0, SIZES[0]), slice(SIZES[0], validation), slice(validation, None)]
    parts = [Split(torch.from_numpy(images[cut].copy()), torch.from_numpy(labels[cut].copy())) for cut in cuts]
    return Data(parts[0], parts[1], parts[2], classes=10)


def _table() -> NDArray[np.float64]:
    """A row an image: 64 pixels and the label. Read where scikit-learn has it, whose import takes longer than a run."""
    found = find_spec("sklearn")
    if found is None or found.origin is None:
        raise MissingExtra("digits", "scikit-learn", "runners")
    path = Path(found.origin).parent / "datasets" / "data" / "digits.csv.gz"
    if path.is_file():
        return np.loadtxt(gzip.decompress(path.read_bytes()).decode().splitlines(), delimiter=",")
    from sklearn.datasets import load_digits  # a version that keeps it elsewhere

    bunch = load_digits()
    return np.column_stack([bunch.data, bunch.target])
