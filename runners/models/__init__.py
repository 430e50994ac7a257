"""Real networks, untrained, by the key that an architecture card names in its field ``model``."""

from runners.models import (  # noqa: F401  (importing a family registers its networks)
    alexnet,
    densenet_cifar,
    digits,
    googlenet,
    lenet,
    mobilenet,
    preresnet,
    resnet_cifar,
    resnet_imagenet,
    small_cifar,
    snip,
    torchvision_networks,
    transformers,
    vgg_cifar,
    wide_resnet,
)
from runners.models.registry import build, build_outline, keys, register

__all__ = ["build", "build_outline", "keys", "register"]
