"""Small pieces that several families are made of."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from torch import Tensor, nn


def conv3x3(channels_in: int, channels_out: int, stride: int = 1) -> nn.Conv2d:
    """A 3x3 convolution without bias that keeps the size (or halves it at stride 2)."""
    return nn.Conv2d(channels_in, channels_out, 3, stride=stride, padding=1, bias=False)


def conv1x1(channels_in: int, channels_out: int, stride: int = 1) -> nn.Conv2d:
    """A 1x1 convolution without bias."""
    return nn.Conv2d(channels_in, channels_out, 1, stride=stride, bias=False)


def global_average() -> nn.Sequential:
    """Feature maps ``[N, C, H, W]`` to one vector an image, ``[N, C]``."""
    return nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten())


def fully_connected(sizes: Sequence[int]) -> nn.Sequential:
    """Linear layers through ``sizes``, ReLU between them; ``[N, sizes[0]]`` to ``[N, sizes[-1]]``."""
    layers: list[nn.Module] = []
    for size_in, size_out in pairwise(sizes):
        layers += [nn.Linear(size_in, size_out), nn.ReLU()]
    return nn.Sequential(*layers[:-1])


class Sum(nn.Module):
    """``branch(x) + shortcut(x)``: the residual connection of He et al. 2016 (arXiv 1512.03385, eq. 1)."""

    def __init__(self, branch: nn.Module, shortcut: nn.Module | None = None) -> None:
        super().__init__()
        self.branch = branch
        self.shortcut = shortcut or nn.Identity()

    def forward(self, x: Tensor) -> Tensor:
        total: Tensor = self.branch(x) + self.shortcut(x)
        return total
