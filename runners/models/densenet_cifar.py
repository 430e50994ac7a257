"""DenseNets for 32x32 images (Huang et al. 2017, arXiv 1608.06993, section 3)."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from runners.models.base import conv1x1, conv3x3, global_average
from runners.models.registry import register


class DenseLayer(nn.Module):
    """Appends channels computed from all earlier ones: ``[N, C, H, W]`` to ``[N, C + growth, H, W]``."""

    def __init__(self, channels: int, growth: int, bottleneck: bool) -> None:
        super().__init__()
        layers: list[nn.Module] = [nn.BatchNorm2d(channels), nn.ReLU()]
        if bottleneck:
            inner = 4 * growth
            layers += [conv1x1(channels, inner), nn.BatchNorm2d(inner), nn.ReLU(), conv3x3(inner, growth)]
        else:
            layers.append(conv3x3(channels, growth))
        self.new_channels = nn.Sequential(*layers)

    def forward(self, x: Tensor) -> Tensor:
        return torch.cat([x, self.new_channels(x)], dim=1)


@register("densenet-40-cifar10", depth=40, stem=16)
@register("densenet-40-cifar100", depth=40, stem=16, classes=100)
@register("densenet-40-stem24-cifar10", depth=40, stem=24)
@register("densenet-40-stem24-cifar100", depth=40, stem=24, classes=100)
@register("densenet-bc-100-cifar10", depth=100, stem=24, bc=True)
@register("densenet-bc-100-cifar100", depth=100, stem=24, bc=True, classes=100)
def densenet_cifar(depth: int, stem: int, bc: bool = False, growth: int = 12, classes: int = 10) -> nn.Module:
    """Three dense blocks; ``bc`` adds bottlenecks (two layers each) and transitions that halve the width."""
    per_block, rest = divmod(depth - 4, 3)
    if rest or (bc and per_block % 2):
        raise ValueError(f"depth {depth} cannot be divided into three dense blocks")
    count = per_block // 2 if bc else per_block
    layers: list[nn.Module] = [conv3x3(3, stem)]
    channels = stem
    for block in range(3):
        for _ in range(count):
            layers.append(DenseLayer(channels, growth, bc))
            channels += growth
        layers += [nn.BatchNorm2d(channels), nn.ReLU()]
        if block < 2:
            kept = channels // 2 if bc else channels
            layers += [conv1x1(channels, kept), nn.AvgPool2d(2)]
            channels = kept
    return nn.Sequential(*layers, global_average(), nn.Linear(channels, classes))
