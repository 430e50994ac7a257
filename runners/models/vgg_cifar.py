"""The many networks called VGG on 32x32 (and 64x64) images: same convolutions, different classifiers.

Convolution plans are columns A, B, C, D and E of Simonyan & Zisserman 2014 (arXiv 1409.1556, Table 1).
"""

from __future__ import annotations

from collections.abc import Sequence

from torch import nn

from runners.models.base import fully_connected, global_average
from runners.models.registry import register

PLANS: dict[str, tuple[tuple[int, ...], ...]] = {
    "vgg-11": ((64,), (128,), (256, 256), (512, 512), (512, 512)),
    "vgg-13": ((64, 64), (128, 128), (256, 256), (512, 512), (512, 512)),
    "vgg-16": ((64, 64), (128, 128), (256,) * 3, (512,) * 3, (512,) * 3),
    "vgg-19": ((64, 64), (128, 128), (256,) * 4, (512,) * 4, (512,) * 4),
}


def convolutions(
    plan: Sequence[Sequence[int]], *, norm: bool = True, bias: bool = True, stem_stride: int = 1,
    last_1x1: bool = False,
) -> nn.Sequential:  # fmt: skip
    """The convolution stages, each closed by 2x2 max pooling: ``[N, 3, H, W]`` to ``[N, 512, H/32, W/32]``.

    ``last_1x1`` gives the third convolution of a stage a 1x1 kernel (column C of the paper's table).
    """
    layers: list[nn.Module] = []
    channels, stride = 3, stem_stride
    for stage in plan:
        for place, width in enumerate(stage):
            size = 1 if last_1x1 and place == 2 else 3
            layers.append(nn.Conv2d(channels, width, size, stride, padding=size // 2, bias=bias))
            layers += [nn.BatchNorm2d(width), nn.ReLU()] if norm else [nn.ReLU()]
            channels, stride = width, 1
        layers.append(nn.MaxPool2d(2, ceil_mode=True))
    return nn.Sequential(*layers)


@register("vgg-11-1fc-cifar10", plan="vgg-11")
@register("vgg-13-1fc-cifar10", plan="vgg-13")
@register("vgg-16-1fc-cifar10", plan="vgg-16")
@register("vgg-19-1fc-cifar10", plan="vgg-19")
@register("vgg-11-1fc-cifar100", plan="vgg-11", classes=100)
@register("vgg-16-1fc-cifar100", plan="vgg-16", classes=100)
@register("vgg-19-1fc-cifar100", plan="vgg-19", classes=100)
@register("vgg-19-1fc-tiny-imagenet", plan="vgg-19", classes=200)
def vgg_one_linear(plan: str, classes: int = 10) -> nn.Module:
    """Convolutions without bias, batch norm, average over the positions, one linear layer.

    As in network-slimming and rethinking-network-pruning, whose last pooling is the average instead of the
    maximum; the cost is the same.
    """
    head = (global_average(), nn.Linear(512, classes))
    return nn.Sequential(convolutions(PLANS[plan], bias=False), *head)


@register("vgg-16-torch-cifar10")
@register("vgg-16-torch-cifar100", classes=100)
def vgg_torch(classes: int = 10) -> nn.Module:
    """``vgg_bn_drop`` of szagoruyko/cifar.torch (16568f7): 512-512-classes with norm; dropout left out."""
    hidden = (nn.Linear(512, 512), nn.BatchNorm1d(512), nn.ReLU())
    return nn.Sequential(convolutions(PLANS["vgg-16"]), nn.Flatten(), *hidden, nn.Linear(512, classes))


@register("vgg-16-fc512-cifar10", plan="vgg-16", hidden=1, norm=False)
@register("vgg-16-fc512-512-cifar10", plan="vgg-16", hidden=2, norm=False)
@register("vgg-16-bn-fc512-cifar10", plan="vgg-16", hidden=1)
@register("vgg-16-bn-fc512-512-cifar10", plan="vgg-16", hidden=2)
@register("vgg-16-bn-fc512-512-cifar100", plan="vgg-16", hidden=2, classes=100)
@register("vgg-19-bn-fc512-512-cifar10", plan="vgg-19", hidden=2)
@register("vgg-19-bn-fc512-512-cifar100", plan="vgg-19", hidden=2, classes=100)
def vgg_hidden_linear(plan: str, hidden: int, norm: bool = True, classes: int = 10) -> nn.Module:
    """``hidden`` linear layers of 512 before the classifier; ``norm`` after the convolutions only."""
    head = fully_connected([512] * (hidden + 1) + [classes])
    return nn.Sequential(convolutions(PLANS[plan], norm=norm), nn.Flatten(), head)


@register("vgg-11-bn-synflow-tiny-imagenet", plan="vgg-11")
@register("vgg-16-bn-synflow-tiny-imagenet", plan="vgg-16")
def vgg_tiny_imagenet(plan: str, classes: int = 200) -> nn.Module:
    """64x64 images, 2048-1024-1024-classes: ganguli-lab/Synaptic-Flow, Models/tinyimagenet_vgg.py."""
    head = fully_connected([2048, 1024, 1024, classes])
    return nn.Sequential(convolutions(PLANS[plan]), nn.Flatten(), head)


@register("vgg-16-gap-imagenet")
def vgg_global_average(classes: int = 1000) -> nn.Module:
    """ImageNet's VGG-16 without norm, its classifier replaced by a global average and one linear layer."""
    return nn.Sequential(convolutions(PLANS["vgg-16"], norm=False), global_average(), nn.Linear(512, classes))
