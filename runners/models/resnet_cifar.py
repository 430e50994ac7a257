"""ResNets for 32x32 images: 6n+2 layers of He et al. 2016, and ImageNet ResNets with a small stem."""

from __future__ import annotations

from torch import Tensor, nn
from torch.nn import functional

from runners.models.base import Sum, conv1x1, conv3x3, global_average
from runners.models.registry import register
from runners.models.torchvision_networks import torchvision_network


class PadShortcut(nn.Module):
    """Option A of He et al. 2016, section 4.2: every second pixel, new channels zero; no parameters."""

    def __init__(self, channels_in: int, channels_out: int, stride: int) -> None:
        super().__init__()
        self.extra_channels = channels_out - channels_in
        self.stride = stride

    def forward(self, x: Tensor) -> Tensor:
        first = self.extra_channels // 2
        kept = x[:, :, :: self.stride, :: self.stride]
        return functional.pad(kept, (0, 0, 0, 0, first, self.extra_channels - first))


def basic_block(channels_in: int, channels_out: int, stride: int, projection: bool) -> nn.Module:
    """Two 3x3 convolutions with batch norm, plus the shortcut (option A, or B: 1x1 convolution and norm)."""
    shortcut: nn.Module = nn.Identity()
    if stride != 1 or channels_in != channels_out:
        if projection:
            shortcut = nn.Sequential(conv1x1(channels_in, channels_out, stride), nn.BatchNorm2d(channels_out))
        else:
            shortcut = PadShortcut(channels_in, channels_out, stride)
    branch = nn.Sequential(
        conv3x3(channels_in, channels_out, stride), nn.BatchNorm2d(channels_out), nn.ReLU(),
        conv3x3(channels_out, channels_out), nn.BatchNorm2d(channels_out),
    )  # fmt: skip
    return nn.Sequential(Sum(branch, shortcut), nn.ReLU())


@register("resnet-20-cifar10", depth=20)
@register("resnet-32-cifar10", depth=32)
@register("resnet-44-cifar10", depth=44)
@register("resnet-56-cifar10", depth=56)
@register("resnet-110-cifar10", depth=110)
@register("resnet-20-cifar100", depth=20, classes=100)
@register("resnet-32-cifar100", depth=32, classes=100)
@register("resnet-56-cifar100", depth=56, classes=100)
@register("resnet-110-cifar100", depth=110, classes=100)
@register("resnet-20-projection-cifar10", depth=20, projection=True)
@register("resnet-32-projection-cifar10", depth=32, projection=True)
@register("resnet-56-projection-cifar10", depth=56, projection=True)
@register("resnet-110-projection-cifar10", depth=110, projection=True)
@register("resnet-32-4x-cifar10", depth=32, projection=True, width=64)
@register("resnet-32-4x-cifar100", depth=32, projection=True, width=64, classes=100)
def resnet_cifar(depth: int, classes: int = 10, projection: bool = False, width: int = 16) -> nn.Module:
    """ResNet of 6n+2 layers; ``width``, then 2 and 4 times as many channels (He et al. 2016, section 4.2)."""
    blocks, rest = divmod(depth - 2, 6)
    if rest:
        raise ValueError(f"depth {depth} is not 6n+2")
    layers: list[nn.Module] = [conv3x3(3, width), nn.BatchNorm2d(width), nn.ReLU()]
    channels = width
    for stage in range(3):
        for block in range(blocks):
            stride = 2 if stage > 0 and block == 0 else 1
            layers.append(basic_block(channels, width << stage, stride, projection))
            channels = width << stage
    return nn.Sequential(*layers, global_average(), nn.Linear(channels, classes))


@register("resnet-18-cifar10", depth=18)
@register("resnet-34-cifar10", depth=34)
@register("resnet-50-cifar10", depth=50)
@register("resnet-18-cifar100", depth=18, classes=100)
@register("resnet-34-cifar100", depth=34, classes=100)
@register("resnet-50-cifar100", depth=50, classes=100)
@register("resnet-18-tiny-imagenet", depth=18, classes=200)
@register("resnet-50-tiny-imagenet", depth=50, classes=200)
def resnet_small_stem(depth: int, classes: int = 10) -> nn.Module:
    """An ImageNet ResNet whose stem is a 3x3 convolution of stride 1 without max pooling."""
    network = torchvision_network(f"resnet{depth}", num_classes=classes)
    network.conv1 = conv3x3(3, 64)
    network.maxpool = nn.Identity()
    return network


@register("resnext-29-8x64d-cifar10", groups=8)
@register("resnext-29-16x64d-cifar10", groups=16)
def resnext_cifar(groups: int, group_width: int = 64, classes: int = 10) -> nn.Module:
    """ResNeXt-29 of Xie et al. 2017 (arXiv 1611.05431, section 5.2): three stages of three blocks."""
    layers: list[nn.Module] = [conv3x3(3, 64), nn.BatchNorm2d(64), nn.ReLU()]
    channels = 64
    for stage in range(3):
        inner, outer = groups * group_width << stage, 256 << stage
        for block in range(3):
            stride = 2 if stage > 0 and block == 0 else 1
            layers.append(_resnext_block(channels, inner, outer, stride, groups))
            channels = outer
    return nn.Sequential(*layers, global_average(), nn.Linear(channels, classes))


def _resnext_block(channels: int, inner: int, outer: int, stride: int, groups: int) -> nn.Module:
    grouped = nn.Conv2d(inner, inner, 3, stride=stride, padding=1, groups=groups, bias=False)
    branch = nn.Sequential(
        conv1x1(channels, inner), nn.BatchNorm2d(inner), nn.ReLU(),
        grouped, nn.BatchNorm2d(inner), nn.ReLU(),
        conv1x1(inner, outer), nn.BatchNorm2d(outer),
    )  # fmt: skip
    shortcut = None
    if channels != outer:
        shortcut = nn.Sequential(conv1x1(channels, outer, stride), nn.BatchNorm2d(outer))
    return nn.Sequential(Sum(branch, shortcut), nn.ReLU())
