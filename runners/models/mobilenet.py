"""MobileNet-v1, which torchvision does not have."""

from __future__ import annotations

from torch import nn

from runners.models.base import conv1x1, conv3x3, global_average
from runners.models.registry import register

# Howard et al. 2017 (arXiv 1704.04861), Table 1: channels and stride of the thirteen separable convolutions.
PLAN = ((64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2), *[(512, 1)] * 5, (1024, 2), (1024, 1))


@register("mobilenet-v1-imagenet")
@register("mobilenet-v1-0.75-imagenet", multiplier=0.75)
@register("mobilenet-v1-0.5-imagenet", multiplier=0.5)
@register("mobilenet-v1-0.25-imagenet", multiplier=0.25)
def mobilenet_v1(multiplier: float = 1.0, classes: int = 1000) -> nn.Module:
    """Depthwise 3x3 and pointwise 1x1 convolutions, each with batch norm; all widths times ``multiplier``."""
    channels = int(32 * multiplier)
    layers: list[nn.Module] = [conv3x3(3, channels, 2), nn.BatchNorm2d(channels), nn.ReLU()]
    for full_width, stride in PLAN:
        width = int(full_width * multiplier)
        depthwise = nn.Conv2d(channels, channels, 3, stride, padding=1, groups=channels, bias=False)
        layers += [depthwise, nn.BatchNorm2d(channels), nn.ReLU()]
        layers += [conv1x1(channels, width), nn.BatchNorm2d(width), nn.ReLU()]
        channels = width
    return nn.Sequential(*layers, global_average(), nn.Linear(channels, classes))
