"""Augmentation of batches in memory, drawn for a whole epoch at a time."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Protocol

import torch
from torch import Tensor
from torch.nn import functional


class Augment(Protocol):
    """Random changes of training images."""

    def draw(self, count: int, chance: torch.Generator) -> Tensor:
        """What happens to each of ``count`` images: ``[count, k]``, on the CPU."""

    def apply(self, images: Tensor, chances: Tensor) -> Tensor:
        """The changed images."""


@cache
def border(fill: tuple[float, ...], dtype: torch.dtype, device: torch.device) -> Tensor:
    """The value of the border in each channel, ``[1, channels, 1, 1]``; copied to a device once, not for each batch."""
    return torch.tensor(fill, dtype=dtype, device=device).view(1, -1, 1, 1)


@dataclass(frozen=True, slots=True)
class CropAndFlip:
    """Pad by ``padding`` on each side, cut out the size again at a random place, mirror half of the images.

    The augmentation of He et al. 2016 (arXiv 1512.03385, section 4.2) for CIFAR. ``fill`` is the value of the border in
    each channel: black as normalised, which is not zero.
    """

    padding: int
    fill: tuple[float, ...]

    def draw(self, count: int, chance: torch.Generator) -> Tensor:
        places = torch.randint(0, 2 * self.padding + 1, (count, 2), generator=chance)
        flips = torch.randint(0, 2, (count, 1), generator=chance)
        return torch.cat([places, flips], 1)

    def apply(self, images: Tensor, chances: Tensor) -> Tensor:
        """One gather for the whole batch; no host synchronisation."""
        count, channels, height, width = images.shape
        fill = border(self.fill, images.dtype, images.device)
        padded = functional.pad(images - fill, (self.padding,) * 4)
        rows = chances[:, 0:1] + torch.arange(height, device=images.device)
        columns = torch.arange(width, device=images.device).expand(count, -1)
        columns = torch.where(chances[:, 2:3] == 1, width - 1 - columns, columns) + chances[:, 1:2]
        flat = (rows[:, :, None] * (width + 2 * self.padding) + columns[:, None, :]).view(count, 1, -1)
        found = padded.flatten(2).gather(2, flat.expand(-1, channels, -1)).view_as(images)
        return found + fill
