"""GoogLeNet as published, with 5x5 convolutions, biases and no batch norm."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from runners.models.base import global_average
from runners.models.registry import register

# Szegedy et al. 2015 (arXiv 1409.4842), Table 1: 1x1; 3x3 reduce, 3x3; 5x5 reduce, 5x5; pool projection.
PLAN: tuple[tuple[tuple[int, int, int, int, int, int], ...], ...] = (
    ((64, 96, 128, 16, 32, 32), (128, 128, 192, 32, 96, 64)),
    (
        (192, 96, 208, 16, 48, 64),
        (160, 112, 224, 24, 64, 64),
        (128, 128, 256, 24, 64, 64),
        (112, 144, 288, 32, 64, 64),
        (256, 160, 320, 32, 128, 128),
    ),
    ((256, 160, 320, 32, 128, 128), (384, 192, 384, 48, 128, 128)),
)


def _convolution(channels_in: int, channels_out: int, size: int, stride: int = 1) -> nn.Sequential:
    return nn.Sequential(nn.Conv2d(channels_in, channels_out, size, stride, padding=size // 2), nn.ReLU())


class Inception(nn.Module):
    """Four branches side by side, their outputs concatenated along the channels."""

    def __init__(self, channels: int, sizes: tuple[int, int, int, int, int, int]) -> None:
        super().__init__()
        one, reduce3, three, reduce5, five, pooled = sizes
        self.branches = nn.ModuleList(
            [
                _convolution(channels, one, 1),
                nn.Sequential(_convolution(channels, reduce3, 1), _convolution(reduce3, three, 3)),
                nn.Sequential(_convolution(channels, reduce5, 1), _convolution(reduce5, five, 5)),
                nn.Sequential(nn.MaxPool2d(3, 1, padding=1), _convolution(channels, pooled, 1)),
            ]
        )
        self.channels_out = one + three + five + pooled

    def forward(self, x: Tensor) -> Tensor:
        return torch.cat([branch(x) for branch in self.branches], dim=1)


@register("googlenet-imagenet")
def googlenet(classes: int = 1000) -> nn.Module:
    """GoogLeNet without its two auxiliary classifiers, which only training uses."""
    layers: list[nn.Module] = [
        _convolution(3, 64, 7, 2), nn.MaxPool2d(3, 2, ceil_mode=True), nn.LocalResponseNorm(5),
        _convolution(64, 64, 1), _convolution(64, 192, 3), nn.LocalResponseNorm(5),
    ]  # fmt: skip
    channels = 192
    for stage in PLAN:
        layers.append(nn.MaxPool2d(3, 2, ceil_mode=True))
        for sizes in stage:
            module = Inception(channels, sizes)
            layers.append(module)
            channels = module.channels_out
    return nn.Sequential(*layers, global_average(), nn.Linear(channels, classes))
