"""Wide residual networks for 32x32 images (Zagoruyko & Komodakis 2016, arXiv 1605.07146, Table 1)."""

from __future__ import annotations

from torch import nn

from runners.models.base import conv3x3, global_average
from runners.models.preresnet import PreactivationBlock
from runners.models.registry import register


@register("wrn-16-4-cifar10", depth=16, widen=4)
@register("wrn-16-8-cifar10", depth=16, widen=8)
@register("wrn-16-10-cifar10", depth=16, widen=10)
@register("wrn-22-8-cifar10", depth=22, widen=8)
@register("wrn-28-2-cifar10", depth=28, widen=2)
@register("wrn-28-4-cifar10", depth=28, widen=4)
@register("wrn-28-10-cifar10", depth=28, widen=10)
@register("wrn-40-1-cifar10", depth=40, widen=1)
@register("wrn-40-2-cifar10", depth=40, widen=2)
@register("wrn-40-4-cifar10", depth=40, widen=4)
@register("wrn-52-1-cifar10", depth=52, widen=1)
@register("wrn-16-4-cifar100", depth=16, widen=4, classes=100)
@register("wrn-22-8-cifar100", depth=22, widen=8, classes=100)
@register("wrn-28-10-cifar100", depth=28, widen=10, classes=100)
@register("wrn-40-1-cifar100", depth=40, widen=1, classes=100)
@register("wrn-40-2-cifar100", depth=40, widen=2, classes=100)
@register("wrn-40-4-cifar100", depth=40, widen=4, classes=100)
@register("wrn-52-1-cifar100", depth=52, widen=1, classes=100)
def wide_resnet(depth: int, widen: int, classes: int = 10) -> nn.Module:
    """WRN of 6n+4 layers in basic pre-activation blocks of 16, 32 and 64 times ``widen`` channels.

    The stem always has 16 channels. Dropout inside the blocks costs nothing and is left out.
    """
    count, rest = divmod(depth - 4, 6)
    if rest:
        raise ValueError(f"depth {depth} is not 6n+4")
    blocks, channels = [], 16
    for stage in range(3):
        width = (16 << stage) * widen
        for place in range(count):
            stride = 2 if stage > 0 and place == 0 else 1
            blocks.append(PreactivationBlock(channels, (width, width), stride))
            channels = width
    head = (nn.BatchNorm2d(channels), nn.ReLU(), global_average(), nn.Linear(channels, classes))
    return nn.Sequential(conv3x3(3, 16), *blocks, *head)
