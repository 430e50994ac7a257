"""Networks for 28x28 grey images: fully connected ones and the two called LeNet-5."""

from __future__ import annotations

from torch import nn

from runners.models.base import fully_connected
from runners.models.registry import register


@register("lenet-300-100-mnist", hidden=(300, 100))
@register("mlp-500-300-mnist", hidden=(500, 300))
@register("mlp-500-300-100-mnist", hidden=(500, 300, 100))
@register("mlp-1000-300-100-mnist", hidden=(1000, 300, 100))
@register("mlp-400-300-100-mnist", hidden=(400, 300, 100))
@register("mlp-300-300-mnist", hidden=(300, 300))
@register("mlp-300-500-300-mnist", hidden=(300, 500, 300))
@register("mlp-300-1000-300-mnist", hidden=(300, 1000, 300))
@register("mlp-500-500-mnist", hidden=(500, 500))
@register("mlp-1000-1000-1000-mnist", hidden=(1000, 1000, 1000))
def perceptron(hidden: tuple[int, ...], pixels: int = 784, classes: int = 10) -> nn.Module:
    """Linear layers with bias through the ``hidden`` sizes; ``[N, 1, 28, 28]`` to ``[N, classes]``."""
    return nn.Sequential(nn.Flatten(), fully_connected([pixels, *hidden, classes]))


@register("lenet-5-mnist")
def lenet5(classes: int = 10) -> nn.Module:
    """LeNet-5 of LeCun et al. 1998 as it is commonly programmed: 6-16 full 5x5 convolutions, 120-84-10.

    The original connects its second convolution only partly, trains its pooling and ends in radial units.
    """
    return nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), fully_connected([400, 120, 84, classes]),
    )  # fmt: skip


@register("lenet-5-caffe-mnist")
def lenet5_caffe(classes: int = 10) -> nn.Module:
    """Caffe's LeNet: 20 and 50 convolutions of 5x5, then 800-500-10 (BVLC/caffe, examples/mnist)."""
    return nn.Sequential(
        nn.Conv2d(1, 20, 5), nn.MaxPool2d(2), nn.Conv2d(20, 50, 5), nn.MaxPool2d(2),
        nn.Flatten(), fully_connected([800, 500, classes]),
    )  # fmt: skip
