"""Small convolutional networks for 32x32 images."""

from __future__ import annotations

from torch import nn

from runners.models.base import fully_connected, global_average
from runners.models.registry import register


@register("nin-cifar10")
@register("nin-bn-cifar10", norm=True)
def network_in_network(norm: bool = False, classes: int = 10) -> nn.Module:
    """NIN (Lin et al. 2014, arXiv 1312.4400), sizes as in szagoruyko/cifar.torch, models/nin.lua."""
    plan = (
        ((192, 5), (160, 1), (96, 1), nn.MaxPool2d(3, 2, ceil_mode=True)),
        ((192, 5), (192, 1), (192, 1), nn.AvgPool2d(3, 2, ceil_mode=True)),
        ((192, 3), (192, 1), (classes, 1), global_average()),
    )
    layers: list[nn.Module] = []
    channels = 3
    for *stage, pool in plan:
        for width, size in stage:
            layers.append(nn.Conv2d(channels, width, size, padding=size // 2))
            layers += [nn.BatchNorm2d(width), nn.ReLU()] if norm else [nn.ReLU()]
            channels = width
        layers.append(pool)
    return nn.Sequential(*layers)


@register("caffe-quick-cifar10")
def caffe_quick(classes: int = 10) -> nn.Module:
    """Caffe's ``cifar10_quick`` (BVLC/caffe, examples/cifar10); no ReLU between its two linear layers."""
    return nn.Sequential(
        nn.Conv2d(3, 32, 5, padding=2), nn.MaxPool2d(3, 2, ceil_mode=True), nn.ReLU(),
        nn.Conv2d(32, 32, 5, padding=2), nn.ReLU(), nn.AvgPool2d(3, 2, ceil_mode=True),
        nn.Conv2d(32, 64, 5, padding=2), nn.ReLU(), nn.AvgPool2d(3, 2, ceil_mode=True),
        nn.Flatten(), nn.Linear(1024, 64), nn.Linear(64, classes),
    )  # fmt: skip


@register("conv-2-cifar10", stages=1)
@register("conv-4-cifar10", stages=2)
@register("conv-6-cifar10", stages=3)
def lottery_conv(stages: int, classes: int = 10) -> nn.Module:
    """Conv-2, -4 and -6 of the lottery ticket hypothesis (Frankle & Carbin 2019, arXiv 1803.03635)."""
    layers: list[nn.Module] = []
    channels, side = 3, 32
    for stage in range(stages):
        for _ in range(2):
            layers += [nn.Conv2d(channels, 64 << stage, 3, padding=1), nn.ReLU()]
            channels = 64 << stage
        layers.append(nn.MaxPool2d(2))
        side //= 2
    head = fully_connected([channels * side * side, 256, 256, classes])
    return nn.Sequential(*layers, nn.Flatten(), head)
