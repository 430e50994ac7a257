"""Exactly the k largest, ties broken by position."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from leaderboard.errors import DataError

SLICE = 2**18  # scores counted at a time


def keep_largest(scores: Tensor, count: int) -> Tensor:
    """A bool tensor of the scores' shape that is True at exactly ``count`` places, the largest; earlier ones first.

    O(n) by NumPy's partition, several times faster on a CPU than ``torch.topk`` or ``kthvalue``. ``-inf`` marks what is
    pruned already. On a GPU scores stay where they are and the host reads only whether all are numbers. Raises
    DataError for NaN, which would end up anywhere.
    """
    if scores.is_cuda:
        return on_device(scores, count)
    flat = _numbers(scores)
    _check(count, flat.size)
    if count == 0:
        return torch.zeros_like(scores, dtype=torch.bool)
    threshold = np.partition(flat, flat.size - count)[flat.size - count]
    return _mask(flat, threshold, count).view(scores.shape).to(scores.device)


def on_device(scores: Tensor, count: int) -> Tensor:
    """:func:`keep_largest` by torch alone, the same mask: above the threshold, and of those at it the first."""
    flat = scores.detach().flatten()
    _check(count, flat.numel())
    _refuse(int(torch.isnan(flat).sum()), flat.numel())
    if count == 0:
        return torch.zeros_like(scores, dtype=torch.bool)
    threshold = flat.sort().values[flat.numel() - count]
    above, at = flat > threshold, flat == threshold
    return (above | (at & (at.cumsum(0) <= count - above.sum()))).view(scores.shape)


def keep_largest_each(scores: Tensor, counts: Sequence[int]) -> list[Tensor]:
    """:func:`keep_largest` for several counts of the same scores: they are counted by size once, then each count looks
    for its threshold among the few scores of one size.

    O(n) on every processor, a tenth of the time of NumPy's sort on those for which that has no AVX-512.
    """
    flat = _numbers(scores)
    sizes, of_size = _sizes(flat)
    as_large = np.cumsum(of_size[::-1])[::-1]
    found = []
    for count in counts:
        _check(count, flat.size)
        threshold = np.inf
        if count:
            size = int(np.flatnonzero(as_large >= count)[-1])
            alike, last = flat[sizes == size - 2**15], as_large[size] - count
            threshold = np.partition(alike, last)[last]
        mask = _mask(flat, threshold, count)
        found.append(mask.view(scores.shape).to(scores.device))
    return found


def _sizes(flat: npt.NDArray[Any]) -> tuple[npt.NDArray[np.int16], npt.NDArray[np.int64]]:
    """A size for each score, never smaller where the score is larger: its sign, exponent and first digits; and how many
    scores there are of each, from the smallest, -2^15, on.
    """
    sizes, of_size = np.empty(flat.size, np.int16), np.zeros(2**16, np.int64)
    bits = flat.view(f"i{flat.itemsize}")
    for start in range(0, flat.size, SLICE):  # what is passed on stays in the cache
        first = (bits[start : start + SLICE] >> 8 * flat.itemsize - 16).astype(np.int16)
        first ^= (first >> 15) & 0x7FFF  # negative numbers are the smaller the larger the rest of their bits
        sizes[start : start + SLICE] = first
        of_size += np.bincount(first.astype(np.int64) + 2**15, minlength=2**16)
    return sizes, of_size


def _numbers(scores: Tensor) -> npt.NDArray[Any]:
    flat = scores.detach().flatten().cpu().numpy()
    with np.errstate(over="ignore", invalid="ignore"):
        total = flat.sum()  # NaN if any score is, and takes no memory
    if np.isnan(total) and np.isnan(flat).any():
        _refuse(int(np.isnan(flat).sum()), flat.size)
    return flat


def _refuse(wrong: int, size: int) -> None:
    if wrong:
        raise DataError(f"{wrong} of {size} scores are not a number")


def _check(count: int, size: int) -> None:
    if not 0 <= count <= size:
        raise ValueError(f"{count} of {size} scores")


def _mask(flat: npt.NDArray[Any], threshold: Any, count: int) -> Tensor:
    """Above the threshold, and of those at it the first, until there are ``count``."""
    mask = flat > threshold
    missing = count - int(np.count_nonzero(mask))
    if missing:
        mask[np.flatnonzero(flat == threshold)[:missing]] = True
    return torch.from_numpy(mask)
