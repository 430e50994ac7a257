"""Pre-activation ResNets for 32x32 images (He et al. 2016b, arXiv 1603.05027)."""

from __future__ import annotations

from torch import Tensor, nn

from runners.models.base import conv1x1, conv3x3, global_average
from runners.models.registry import register


class PreactivationBlock(nn.Module):
    """Norm and ReLU before each convolution; a bare 1x1 convolution where the shape changes.

    ``widths`` are the channels of the convolutions' outputs: two numbers for the basic block (3x3, 3x3),
    three for the bottleneck (1x1, 3x3, 1x1).
    """

    def __init__(self, channels_in: int, widths: tuple[int, ...], stride: int) -> None:
        super().__init__()
        kernels = (conv3x3, conv3x3) if len(widths) == 2 else (conv1x1, conv3x3, conv1x1)
        strided = len(widths) - 2  # the first convolution of the basic block, the second of the bottleneck
        layers: list[nn.Module] = []
        channels = channels_in
        for place, (kernel, width) in enumerate(zip(kernels, widths, strict=True)):
            convolution = kernel(channels, width, stride if place == strided else 1)
            layers += [nn.BatchNorm2d(channels), nn.ReLU(), convolution]
            channels = width
        self.branch = nn.Sequential(*layers)
        same = stride == 1 and channels_in == channels
        self.shortcut = nn.Identity() if same else conv1x1(channels_in, channels, stride)

    def forward(self, x: Tensor) -> Tensor:
        total: Tensor = self.branch(x) + self.shortcut(x)
        return total


def _network(stem: int, blocks: list[PreactivationBlock], channels: int, classes: int) -> nn.Module:
    head = (nn.BatchNorm2d(channels), nn.ReLU(), global_average(), nn.Linear(channels, classes))
    return nn.Sequential(conv3x3(3, stem), *blocks, *head)


@register("preresnet-20-cifar10", depth=20)
@register("preresnet-56-cifar10", depth=56)
@register("preresnet-110-cifar10", depth=110)
@register("preresnet-110-cifar100", depth=110, classes=100)
def preresnet_basic(depth: int, classes: int = 10) -> nn.Module:
    """6n+2 layers in basic blocks of 16, 32 and 64 channels."""
    count, rest = divmod(depth - 2, 6)
    if rest:
        raise ValueError(f"depth {depth} is not 6n+2")
    blocks, channels = [], 16
    for stage in range(3):
        width = 16 << stage
        for place in range(count):
            stride = 2 if stage > 0 and place == 0 else 1
            blocks.append(PreactivationBlock(channels, (width, width), stride))
            channels = width
    return _network(16, blocks, channels, classes)


@register("preresnet-29-bottleneck-cifar10", depth=29)
@register("preresnet-29-bottleneck-cifar100", depth=29, classes=100)
@register("preresnet-56-bottleneck-cifar10", depth=56)
@register("preresnet-110-bottleneck-cifar10", depth=110)
@register("preresnet-110-bottleneck-cifar100", depth=110, classes=100)
@register("preresnet-164-bottleneck-cifar10", depth=164)
@register("preresnet-164-bottleneck-cifar100", depth=164, classes=100)
def preresnet_bottleneck(depth: int, classes: int = 10) -> nn.Module:
    """9n+2 layers in bottlenecks of 16, 32 and 64 channels with outputs four times as wide."""
    blocks, channels = [], 16
    for stage in range(3):
        width = 16 << stage
        for place in range(_bottlenecks(depth)):
            stride = 2 if stage > 0 and place == 0 else 1
            blocks.append(PreactivationBlock(channels, (width, width, 4 * width), stride))
            channels = 4 * width
    return _network(16, blocks, channels, classes)


@register("preresnet-29-eigendamage-cifar10")
@register("preresnet-29-eigendamage-cifar100", classes=100)
def preresnet_eigendamage(depth: int = 29, classes: int = 10) -> nn.Module:
    """EigenDamage's PreResNet: stages of 64, 128 and 256 channels, inside each block as wide as its input.

    From the authors' repository alecwangcq/EigenDamage-Pytorch, models/presnet.py (commit 2f2edfb).
    """
    blocks, channels = [], 64
    for stage in range(3):
        width = 64 << stage
        for place in range(_bottlenecks(depth)):
            stride = 2 if stage > 0 and place == 0 else 1
            blocks.append(PreactivationBlock(channels, (channels, channels, width), stride))
            channels = width
    return _network(64, blocks, channels, classes)


def _bottlenecks(depth: int) -> int:
    count, rest = divmod(depth - 2, 9)
    if rest:
        raise ValueError(f"depth {depth} is not 9n+2")
    return count
