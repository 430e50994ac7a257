"""Networks for the 8x8 digits of scikit-learn, small enough to sweep on two CPU cores."""

from __future__ import annotations

from torch import nn

from runners.models.base import fully_connected
from runners.models.registry import register


@register("digits-cnn-digits")
def digits_cnn(classes: int = 10) -> nn.Module:
    """Three 3x3 convolutions with batch norm, pooling after the second; ``[N, 1, 8, 8]`` to ``[N, classes]``."""
    return nn.Sequential(
        nn.Conv2d(1, 16, 3, padding=1, bias=False), nn.BatchNorm2d(16), nn.ReLU(),
        nn.Conv2d(16, 32, 3, padding=1, bias=False), nn.BatchNorm2d(32), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(32, 64, 3, padding=1, bias=False), nn.BatchNorm2d(64), nn.ReLU(),
        nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, classes),
    )  # fmt: skip


@register("digits-mlp-digits")
def digits_mlp(classes: int = 10) -> nn.Module:
    """Linear layers 64-128-64-10 with biases; ``[N, 1, 8, 8]`` to ``[N, classes]``."""
    return nn.Sequential(nn.Flatten(), fully_connected([64, 128, 64, classes]))
