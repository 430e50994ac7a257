"""The registry, and the networks as real modules on the CPU."""

from __future__ import annotations

import pytest

pytest.importorskip("torch")

import torch
from torch import nn

from leaderboard.errors import UsageError
from runners.models import build, build_outline, keys, register
from runners.models.registry import DuplicateKey
from runners.models.resnet_cifar import PadShortcut

pytestmark = pytest.mark.torch

# One small network a module of runners/models/: numbers really flow through it.
RUNNABLE = [
    ("lenet-5-mnist", (1, 28, 28)),
    ("lenet-300-100-mnist", (1, 28, 28)),
    ("caffe-quick-cifar10", (3, 32, 32)),
    ("nin-cifar10", (3, 32, 32)),
    ("resnet-20-cifar10", (3, 32, 32)),
    ("resnet-20-projection-cifar10", (3, 32, 32)),
    ("preresnet-29-bottleneck-cifar10", (3, 32, 32)),
    ("wrn-16-4-cifar10", (3, 32, 32)),
    ("densenet-40-cifar10", (3, 32, 32)),
    ("vgg-11-1fc-cifar10", (3, 32, 32)),
    ("alexnet-s-cifar10", (3, 32, 32)),
    ("mobilenet-v1-0.25-imagenet", (3, 224, 224)),
    ("squeezenet-1.1-imagenet", (3, 224, 224)),
    ("googlenet-imagenet", (3, 224, 224)),
    ("regnet-x-400mf-imagenet", (3, 224, 224)),
    ("deit-t-imagenet", (3, 224, 224)),
]


@pytest.mark.parametrize(("key", "shape"), RUNNABLE, ids=[key for key, _ in RUNNABLE])
def test_network_gives_finite_scores_and_learns_in_every_parameter(key: str, shape: tuple[int, ...]) -> None:
    """Every parameter gets a gradient: a layer that is registered but cut off would get none."""
    torch.manual_seed(0)
    network = build(key).train()
    scores = network(torch.randn(2, *shape))
    scores.square().sum().backward()
    assert torch.isfinite(scores).all()
    assert [name for name, parameter in network.named_parameters() if parameter.grad is None] == []


def test_duplicate_registration_is_an_error() -> None:
    """A second network under a known name would silently change a card's cost."""
    with pytest.raises(DuplicateKey, match="'lenet-5-mnist' is registered already"):
        register("lenet-5-mnist")(nn.Identity)
    assert not isinstance(build("lenet-5-mnist"), nn.Identity)


def test_unknown_key_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match="no network is registered as 'plain-20-cifar10'"):
        build("plain-20-cifar10")


def test_keys_are_sorted_and_every_call_builds_a_new_network() -> None:
    assert list(keys()) == sorted(set(keys()))
    assert build("lenet-5-mnist") is not build("lenet-5-mnist")


@pytest.mark.parametrize("key", ["vit-l-16-imagenet", "regnet-y-400mf-imagenet"])
def test_outline_takes_no_memory(key: str) -> None:
    assert {parameter.device.type for parameter in build_outline(key).parameters()} == {"meta"}


def test_option_a_shortcut_keeps_every_second_pixel_between_zero_channels() -> None:
    """He et al. 2016, section 4.2: no parameters; 2 of 2 channels kept in the middle of 4."""
    x = torch.arange(32.0).reshape(1, 2, 4, 4)
    y = PadShortcut(2, 4, 2)(x)
    assert y.shape == (1, 4, 2, 2)
    assert torch.equal(y[:, 1:3], x[:, :, ::2, ::2])
    assert not y[:, 0].any() and not y[:, 3].any()


@pytest.mark.parametrize(
    ("key", "depth"),
    [("resnet-110-cifar10", 110), ("preresnet-164-bottleneck-cifar10", 164), ("wrn-28-10-cifar10", 28 - 3 + 1),
     ("densenet-bc-100-cifar10", 100), ("vgg-16-1fc-cifar10", 14)],
)  # fmt: skip
def test_depth_is_the_number_of_layers_with_weights(key: str, depth: int) -> None:
    """Convolutions off the shortcuts plus linear layers; WRN-28's name counts its three projections, not the linear."""
    layers = [
        name
        for name, module in build_outline(key).named_modules()
        if isinstance(module, nn.Conv2d | nn.Linear) and "shortcut" not in name
    ]
    assert len(layers) == depth
