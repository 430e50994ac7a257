"""Bottleneck ResNets for ImageNet with the stride where the paper has it."""

from __future__ import annotations

from torch import nn

from runners.models.registry import register
from runners.models.torchvision_networks import torchvision_network


@register("resnet-50-v1-imagenet", depth=50)
@register("resnet-101-v1-imagenet", depth=101)
@register("resnet-152-v1-imagenet", depth=152)
def resnet_v1(depth: int) -> nn.Module:
    """Stride 2 in a block's first 1x1 convolution (He et al. 2016, arXiv 1512.03385), not in its 3x3 one.

    Torchvision puts it in the 3x3 convolution ("v1.5"): same parameters, more multiply-adds.
    """
    network = torchvision_network(f"resnet{depth}")
    from torchvision.models.resnet import Bottleneck

    for block in network.modules():
        if isinstance(block, Bottleneck):
            block.conv1.stride, block.conv2.stride = block.conv2.stride, block.conv1.stride
    return network
