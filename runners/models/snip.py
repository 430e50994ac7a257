"""The AlexNet and VGG variants that SNIP defines (Lee et al. 2019, arXiv 1810.02340).

Sizes from the authors' repository namhoonlee/snip-public, snip/network.py (commit b00bef0). Its batch norms,
also behind linear layers, and its biases in front of them are kept.
"""

from __future__ import annotations

from itertools import pairwise

from torch import nn

from runners.models.registry import register
from runners.models.vgg_cifar import PLANS, convolutions


def _linear_layers(sizes: list[int]) -> list[nn.Module]:
    layers: list[nn.Module] = []
    for size_in, size_out in pairwise(sizes[:-1]):
        layers += [nn.Linear(size_in, size_out), nn.BatchNorm1d(size_out), nn.ReLU()]
    return [*layers, nn.Linear(sizes[-2], sizes[-1])]


@register("alexnet-s-cifar10", hidden=1024)
@register("alexnet-b-cifar10", hidden=2048)
@register("alexnet-s-tiny-imagenet", hidden=1024, classes=200, stem_stride=4)
@register("alexnet-b-tiny-imagenet", hidden=2048, classes=200, stem_stride=4)
def alexnet_small(hidden: int, classes: int = 10, stem_stride: int = 2) -> nn.Module:
    """AlexNet's five convolutions (no groups) with strides instead of pooling, ending at one position."""
    layers: list[nn.Module] = []
    channels = 3
    plan = ((96, 11, stem_stride), (256, 5, 2), (384, 3, 2), (384, 3, 2), (256, 3, 2))
    for width, size, stride in plan:
        layers.append(nn.Conv2d(channels, width, size, stride, padding=size // 2))
        layers += [nn.BatchNorm2d(width), nn.ReLU()]
        channels = width
    return nn.Sequential(*layers, nn.Flatten(), *_linear_layers([256, hidden, hidden, classes]))


@register("vgg-c-snip-cifar10", hidden=2, last_1x1=True)
@register("vgg-d-snip-cifar10", hidden=2)
@register("vgg-like-snip-cifar10", hidden=1)
@register("vgg-c-snip-tiny-imagenet", hidden=2, last_1x1=True, classes=200, stem_stride=2)
@register("vgg-d-snip-tiny-imagenet", hidden=2, classes=200, stem_stride=2)
@register("vgg-like-snip-tiny-imagenet", hidden=1, classes=200, stem_stride=2)
def vgg_snip(hidden: int, last_1x1: bool = False, classes: int = 10, stem_stride: int = 1) -> nn.Module:
    """VGG with linear layers of 512 and batch norm everywhere; its stem has stride 2 for 64x64 images."""
    features = convolutions(PLANS["vgg-16"], stem_stride=stem_stride, last_1x1=last_1x1)
    return nn.Sequential(features, nn.Flatten(), *_linear_layers([512] * (hidden + 1) + [classes]))
