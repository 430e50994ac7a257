"""The two-column AlexNet of 2012 and its Caffe sibling."""

from __future__ import annotations

from torch import nn

from runners.models.base import fully_connected
from runners.models.registry import register


@register("alexnet-groups-imagenet", norm_first=True)
@register("caffenet-imagenet", norm_first=False)
def alexnet(norm_first: bool, classes: int = 1000) -> nn.Module:
    """AlexNet with two groups in convolutions 2, 4 and 5, for 227x227 images (Krizhevsky et al. 2012).

    ``norm_first``: local response normalisation before the pooling as in the paper; after it in CaffeNet.
    """

    def norm_and_pool() -> list[nn.Module]:
        norm, pool = nn.LocalResponseNorm(5), nn.MaxPool2d(3, 2)
        return [norm, pool] if norm_first else [pool, norm]

    return nn.Sequential(
        nn.Conv2d(3, 96, 11, stride=4), nn.ReLU(), *norm_and_pool(),
        nn.Conv2d(96, 256, 5, padding=2, groups=2), nn.ReLU(), *norm_and_pool(),
        nn.Conv2d(256, 384, 3, padding=1), nn.ReLU(),
        nn.Conv2d(384, 384, 3, padding=1, groups=2), nn.ReLU(),
        nn.Conv2d(384, 256, 3, padding=1, groups=2), nn.ReLU(), nn.MaxPool2d(3, 2),
        nn.Flatten(), fully_connected([9216, 4096, 4096, classes]),
    )  # fmt: skip
