"""Networks that torchvision defines exactly, untrained."""

from __future__ import annotations

from typing import Any

import torch
from torch import nn

from runners.models.registry import register

NAMES = {
    "alexnet-one-tower-imagenet": "alexnet",
    "vgg-11-imagenet": "vgg11",
    "vgg-13-imagenet": "vgg13",
    "vgg-16-imagenet": "vgg16",
    "vgg-19-imagenet": "vgg19",
    "vgg-11-bn-imagenet": "vgg11_bn",
    "vgg-13-bn-imagenet": "vgg13_bn",
    "vgg-16-bn-imagenet": "vgg16_bn",
    "vgg-19-bn-imagenet": "vgg19_bn",
    "resnet-18-imagenet": "resnet18",
    "resnet-34-imagenet": "resnet34",
    "resnet-50-v1.5-imagenet": "resnet50",
    "resnet-101-v1.5-imagenet": "resnet101",
    "resnet-152-v1.5-imagenet": "resnet152",
    "wide-resnet-50-2-imagenet": "wide_resnet50_2",
    "wide-resnet-101-2-imagenet": "wide_resnet101_2",
    "resnext-50-32x4d-imagenet": "resnext50_32x4d",
    "resnext-101-32x8d-imagenet": "resnext101_32x8d",
    "squeezenet-1.0-imagenet": "squeezenet1_0",
    "squeezenet-1.1-imagenet": "squeezenet1_1",
    "densenet-121-imagenet": "densenet121",
    "densenet-169-imagenet": "densenet169",
    "densenet-201-imagenet": "densenet201",
    "mobilenet-v2-imagenet": "mobilenet_v2",
    "mobilenet-v3-small-imagenet": "mobilenet_v3_small",
    "mobilenet-v3-large-imagenet": "mobilenet_v3_large",
    "shufflenet-v2-x0.5-imagenet": "shufflenet_v2_x0_5",
    "shufflenet-v2-x1.0-imagenet": "shufflenet_v2_x1_0",
    "mnasnet-1.0-imagenet": "mnasnet1_0",
    "efficientnet-b0-imagenet": "efficientnet_b0",
    "convnext-t-imagenet": "convnext_tiny",
    "convnext-s-imagenet": "convnext_small",
}


def torchvision_network(name: str, **arguments: Any) -> nn.Module:
    """Torchvision's network ``name`` without weights; auxiliary classifiers off where it has any."""
    from torchvision import models  # three times as long to import as torch, so only where one of its networks is built

    network = models.get_model(name, weights=None, **arguments)
    assert isinstance(network, nn.Module)
    return network


@register("regnet-x-400mf-imagenet", name="regnet_x_400mf")
@register("regnet-x-800mf-imagenet", name="regnet_x_800mf")
@register("regnet-y-400mf-imagenet", name="regnet_y_400mf")
@register("regnet-y-800mf-imagenet", name="regnet_y_800mf")
def regnet(name: str) -> nn.Module:
    """RegNet; torchvision works out its widths with tensors, which the meta device cannot do."""
    with torch.device("cpu"):
        network = torchvision_network(name)
    return network.to(torch.get_default_device())


for _key, _name in NAMES.items():
    register(_key, name=_name)(torchvision_network)

register("mobilenet-v2-1.4-imagenet", name="mobilenet_v2", width_mult=1.4)(torchvision_network)
register("mobilenet-v2-0.75-imagenet", name="mobilenet_v2", width_mult=0.75)(torchvision_network)

# Weight initialisation of these two is slow and of no use here.
_NO_AUXILIARY = {"aux_logits": False, "init_weights": False}
register("googlenet-torchvision-imagenet", name="googlenet", **_NO_AUXILIARY)(torchvision_network)
register("inception-v3-imagenet", name="inception_v3", **_NO_AUXILIARY)(torchvision_network)
