"""Channels: what is coupled, what removing it saves, and that the smaller network is the masked one."""

from __future__ import annotations

import copy
import math
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn
from torch.nn import functional

from leaderboard.errors import DataError, UsageError
from runners.channels import compact, masks_of, trace
from runners.channels.solve import Costs, solve
from runners.data import Split
from runners.layers import apply_masks
from runners.measuring import smaller
from runners.methods import METHODS
from runners.metrics.cost import profile
from runners.metrics.dead import effective, living
from runners.models import build
from runners.plan import plan
from runners.protocols import load_protocol
from runners.pruning import ChannelPruner, pruner
from runners.schedules.sparse_training import without_factors
from runners.scoring import CHANNEL_SCORERS, Probe, unsuited

pytestmark = pytest.mark.torch
NETWORKS = {
    "digits-cnn-digits": (1, 8, 8),
    "digits-mlp-digits": (1, 8, 8),
    "lenet-5-caffe-mnist": (1, 28, 28),
    "resnet-20-cifar10": (3, 32, 32),  # shortcuts that pad
    "resnet-20-projection-cifar10": (3, 32, 32),
    "preresnet-20-cifar10": (3, 32, 32),  # normalisation before the convolution
    "preresnet-29-bottleneck-cifar10": (3, 32, 32),
    "vgg-16-bn-fc512-cifar10": (3, 32, 32),
    "densenet-40-stem24-cifar10": (3, 32, 32),  # concatenation
    "mobilenet-v2-imagenet": (3, 64, 64),  # depthwise convolutions
    "resnext-50-32x4d-imagenet": (3, 64, 64),  # grouped ones
    "googlenet-torchvision-imagenet": (3, 64, 64),
    "resnet-50-v1.5-imagenet": (3, 64, 64),
}


def lively(network: str) -> nn.Module:
    """A network whose batch norms do something."""
    torch.manual_seed(0)
    model = build(network).eval()
    for module in model.modules():
        if isinstance(module, nn.modules.batchnorm._BatchNorm):
            nn.init.normal_(module.weight)
            nn.init.normal_(module.bias)
            assert module.running_mean is not None and module.running_var is not None
            module.running_mean.normal_()
            module.running_var.uniform_(0.5, 2)
    return model


@pytest.mark.parametrize("network", list(NETWORKS))
@pytest.mark.parametrize("budget", ["params", "macs"])
def test_the_smaller_network_is_the_masked_one(network: str, budget: str) -> None:
    """Same outputs to 1e-5, parameters and multiply-adds as counted, target met, and really smaller."""
    shape, model = NETWORKS[network], lively(network)
    channels = trace(model, shape)
    costs, everything = Costs.of(model, channels), torch.ones(channels.count, dtype=torch.bool)
    whole = profile(build(network), shape)
    assert (costs.params(everything), costs.macs(everything)) == (whole.params, whole.macs)

    goal = (costs.params if budget == "params" else costs.macs)(everything) / 2
    alive = solve(costs, torch.rand(channels.count), ~channels.fixed, goal, budget, "global")
    small = compact(model, channels, alive)
    counted = profile(small, shape)
    assert (counted.params, counted.macs) == (costs.params(alive), costs.macs(alive))
    assert (counted.params if budget == "params" else counted.macs) == pytest.approx(goal, rel=0.05)
    masks = masks_of(model, channels, alive)
    apply_masks(model, masks)
    assert sum(int(mask.sum()) for mask in masks.values()) == counted.params
    images = torch.randn(2, *shape)
    with torch.no_grad():
        masked, smaller = model(images), small(images)
    assert float((masked - smaller).abs().max()) <= 1e-5 * max(float(masked.abs().max()), 1.0)


@pytest.mark.parametrize("network", ["lenet-5-caffe-mnist", "resnet-20-cifar10", "mobilenet-v2-imagenet"])
@pytest.mark.parametrize("layout", [torch.channels_last, torch.contiguous_format])
def test_the_smaller_network_has_the_memory_layout_of_the_network(network: str, layout: torch.memory_format) -> None:
    """Else the two would be timed in different ones. By strides: one input channel or one position fits both."""
    model = build(network).to(memory_format=layout)
    channels = trace(model, NETWORKS[network])
    alive = torch.rand(channels.count) < 0.8
    alive[channels.fixed] = True
    small = compact(model, channels, alive)
    for name, weight in small.named_parameters():
        expected = torch.empty(weight.shape, memory_format=layout if weight.dim() == 4 else torch.contiguous_format)
        assert weight.stride() == expected.stride(), name


def test_a_smaller_network_is_compared_in_the_plain_layout_whatever_its_own() -> None:
    """To the bit, as in records from before it had the layout of the network."""
    torch.manual_seed(0)
    images, method = torch.randn(64, 3, 32, 32), METHODS["l1-filters"]
    data = Split(images, torch.zeros(64, dtype=torch.long))
    model = lively("resnet-20-cifar10").to(memory_format=torch.channels_last)
    work = pruner(method)(model, method, 2.0, 0, data, 64, False)
    assert isinstance(work, ChannelPruner)
    work.at_once()
    small, numbers = smaller(work, data, work.costs.params(work.alive))
    plain = compact(model, work.channels, work.alive).to(memory_format=torch.contiguous_format)
    with torch.no_grad():
        masked = model(images.contiguous(memory_format=torch.channels_last))
        expected = float((masked - plain(images)).abs().max() / masked.abs().max().clamp(min=1))

    assert numbers["difference"] == expected
    assert not any(weight.is_contiguous() for weight in small.parameters() if weight.dim() == 4)


def test_padding_shortcuts_couple_only_what_they_touch() -> None:
    """Option A: 16 channels run through all stages; of stage two 16, of stage three 32 more are its own."""
    channels = trace(build("resnet-20-cifar10"), (3, 32, 32))
    tied = ~channels.fixed & ~channels.alone

    assert sorted(len(ids) for ids in channels.spaces(tied)) == [16, 16, 32]
    assert sorted(len(ids) for ids in channels.spaces(channels.alone)) == [16] * 3 + [32] * 3 + [64] * 3
    projection = trace(build("resnet-20-projection-cifar10"), (3, 32, 32))
    assert sorted(len(i) for i in projection.spaces(~projection.fixed & ~projection.alone)) == [16, 32, 64]


def test_what_cannot_be_followed_is_named() -> None:
    class Odd(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.layer = nn.Conv2d(3, 4, 1)

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return functional.pixel_shuffle(self.layer(x), 2)

    with pytest.raises(UsageError, match="pixel_shuffle"):
        trace(Odd(), (3, 4, 4))


def test_targets_out_of_reach_and_scores_that_are_no_numbers() -> None:
    model = build("digits-cnn-digits")
    channels = trace(model, (1, 8, 8))
    costs, may_go = Costs.of(model, channels), ~channels.fixed
    with pytest.raises(UsageError, match="the most is a ratio of"):
        solve(costs, torch.rand(channels.count), may_go, 10, "params", "global")
    with pytest.raises(DataError, match="not a number"):
        solve(costs, torch.full((channels.count,), math.nan), may_go, 10_000, "params", "global")


def test_no_layer_vanishes_and_layers_share_alike() -> None:
    """Global with scores that would empty the first layer; layer-wise the same share of each."""
    model = build("digits-cnn-digits")
    channels = trace(model, (1, 8, 8))
    costs, may_go = Costs.of(model, channels), ~channels.fixed
    scores = torch.ones(channels.count)
    first = channels.outputs["0"]
    scores[first] = torch.arange(16) * 1e-6
    whole = costs.params(torch.ones(channels.count, dtype=torch.bool))
    alive = solve(costs, scores, may_go, whole / 1.5, "params", "global")
    assert alive[first].tolist() == [False] * 15 + [True]
    even = solve(costs, torch.rand(channels.count), may_go, whole / 3, "params", "layer")
    shares = [float(even[channels.outputs[name]].float().mean()) for name in ("0", "3", "7")]
    assert max(shares) - min(shares) <= 1 / 16


# Scores, each against its definition on a network small enough to see through, and its pitfall.


@pytest.fixture
def small() -> tuple[Probe, Any]:
    torch.manual_seed(1)
    model = nn.Sequential(
        nn.Conv2d(1, 3, 3, padding=1, bias=False),
        nn.BatchNorm2d(3),
        nn.ReLU(),
        nn.Conv2d(3, 4, 3, padding=1, bias=False),
        nn.BatchNorm2d(4),
        nn.ReLU(),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Linear(4, 2),
    )
    for module in model:
        if isinstance(module, nn.BatchNorm2d):
            nn.init.normal_(module.weight)
            nn.init.normal_(module.bias)
    batches = [(torch.randn(6, 1, 6, 6), torch.randint(2, (6,))) for _ in range(3)]
    probe = Probe(model, (), {}, batches, torch.Generator().manual_seed(0))
    return probe, trace(model, (1, 6, 6))


def of(scores: torch.Tensor, channels: Any, name: str) -> torch.Tensor:
    return scores[channels.outputs[name]]


def test_filter_norms(small: Any) -> None:
    probe, channels = small
    weight = probe.model[3].weight.detach()
    one, two = CHANNEL_SCORERS["filter-l1"](probe, channels), CHANNEL_SCORERS["filter-l2"](probe, channels)

    assert torch.allclose(of(one, channels, "3"), torch.stack([w.abs().sum() for w in weight]))
    assert torch.allclose(of(two, channels, "3"), torch.stack([w.square().sum().sqrt() for w in weight]))


def test_group_norm_counts_writers_readers_and_factors_and_ignores_scale(small: Any) -> None:
    """Pitfall: without the group's mean, a layer scaled down loses all its channels first."""
    probe, channels = small
    first, norm, second = probe.model[0].weight.detach(), probe.model[1].weight.detach(), probe.model[3].weight.detach()
    raw = torch.stack([(first[c].square().sum() + second[:, c].square().sum() + norm[c] ** 2).sqrt() for c in range(3)])
    found = of(CHANNEL_SCORERS["group-l2"](probe, channels), channels, "0")
    assert torch.allclose(found, raw / raw.mean())
    with torch.no_grad():
        for tensor in (probe.model[0].weight, probe.model[1].weight, probe.model[3].weight):
            tensor *= 0.01
    assert torch.allclose(of(CHANNEL_SCORERS["group-l2"](probe, channels), channels, "0"), found, rtol=1e-4)


def test_group_norm_forgets_channels_that_went_before(small: Any) -> None:
    """The group's mean is that of the channels that are left, as in a network from which the others are removed."""
    probe, channels = small
    alive = torch.ones(channels.count, dtype=torch.bool)
    alive[channels.outputs["0"][1]] = False
    apply_masks(probe.model, masks_of(probe.model, channels, alive))
    found = of(CHANNEL_SCORERS["group-l2"](probe, channels), channels, "0")

    assert found[1] == 0 and float(found[[0, 2]].mean()) == pytest.approx(1.0)


def test_norm_factors(small: Any) -> None:
    probe, channels = small
    found = CHANNEL_SCORERS["norm-factor"](probe, channels)

    assert torch.equal(of(found, channels, "3"), probe.model[4].weight.detach().abs())
    assert bool((of(found, channels, "8") > found[channels.outputs["3"]].max()).all())  # no batch norm: goes last


def test_geometric_median_is_of_raw_weights(small: Any) -> None:
    """Pitfall: squares or absolute values make opposite filters the same, though they are farthest apart."""
    probe, channels = small
    with torch.no_grad():
        probe.model[3].weight[1] = -probe.model[3].weight[0]
    rows = probe.model[3].weight.detach().flatten(1)
    slow = torch.stack([sum((a - b).norm() for b in rows) for a in rows])  # type: ignore[misc]
    found = of(CHANNEL_SCORERS["geometric-median"](probe, channels), channels, "3")

    assert torch.allclose(found, slow, rtol=1e-4)


def test_taylor_squares_after_the_sum_and_before_the_mean(small: Any) -> None:
    """Against gates: the gradient of the loss by a factor on each channel behind batch norm, squared, then averaged.

    Pitfalls: the square of the mean gradient and the sum of squares of gamma's and beta's parts both differ.
    """
    probe, channels = small
    model = probe.model.eval()
    squares, plain = [], []
    for inputs, labels in probe.batches:
        gate = torch.ones(4, requires_grad=True)
        hidden = model[4](model[3](model[2](model[1](model[0](inputs))))) * gate.view(1, -1, 1, 1)
        loss = functional.cross_entropy(model[8](model[7](model[6](model[5](hidden)))), labels)
        (gradient,) = torch.autograd.grad(loss, gate)
        squares.append(gradient.square())
        plain.append(gradient)
    found = of(CHANNEL_SCORERS["taylor"](probe, channels), channels, "3").float()

    assert torch.allclose(found, torch.stack(squares).mean(0), rtol=1e-3, atol=1e-8)
    assert not torch.allclose(found, torch.stack(plain).mean(0).square(), rtol=1e-2)


def test_scoring_leaves_running_statistics_alone(small: Any) -> None:
    probe, channels = small
    before = {name: tensor.clone() for name, tensor in probe.model.state_dict().items()}
    for name in CHANNEL_SCORERS:
        CHANNEL_SCORERS[name](probe, channels)
    assert all(torch.equal(tensor, before[name]) for name, tensor in probe.model.state_dict().items())
    assert probe.model.training


@pytest.mark.parametrize(("layer", "depth"), [("0", 3), ("3", 6)])
def test_feature_rank_is_that_of_the_maps_behind_the_activation(small: Any, layer: str, depth: int) -> None:
    """Pitfall: in front of the classifier the average leaves one value of a map, whose rank says nothing."""
    probe, channels = small
    model = probe.model.eval()
    maps = torch.cat([model[:depth](inputs) for inputs, _ in probe.batches]).detach()

    def rank(one: torch.Tensor) -> float:
        values = torch.linalg.svdvals(one)
        return float((values > len(one) * torch.finfo(torch.float32).eps * values[0]).sum())

    ranks = torch.tensor([[rank(one) for one in image] for image in maps])
    found = of(CHANNEL_SCORERS["feature-rank"](probe, channels), channels, layer)

    assert float(ranks.max()) > 1 and torch.allclose(found.float(), ranks.mean(0))


def test_feature_rank_of_a_residual_network_is_that_of_what_the_second_convolution_reads() -> None:
    """Functional activations, sums and a flattening through which a hook on modules would not see."""
    torch.manual_seed(2)
    model = build("resnet-20-cifar10").eval()
    channels = trace(model, (3, 32, 32))
    batches = [(torch.randn(3, 3, 32, 32), torch.zeros(3, dtype=torch.int64))]
    probe = Probe(model, (), {}, batches, torch.Generator())
    found = CHANNEL_SCORERS["feature-rank"](probe, channels)
    readers = {name: ids for name, ids in channels.inputs.items() if bool(channels.alone[ids].all())}

    assert len(readers) == 9  # one a block
    for name, ids in readers.items():
        seen: list[torch.Tensor] = []
        handle = model.get_submodule(name).register_forward_pre_hook(lambda module, given, to=seen: to.append(given[0]))
        model(batches[0][0])
        handle.remove()
        assert torch.equal(found[ids], torch.linalg.matrix_rank(seen[0]).double().mean(0))


def test_scores_that_a_network_has_nothing_for_are_refused(tmp_path: Path) -> None:
    """Equal scores everywhere would prune by the order of channels: no batch norm, no activated map."""
    fixed = load_protocol("mnist-v1")
    found = plan(fixed, tmp_path, methods=["hrank", "network-slimming", "l1-filters"], ratios=[4.0], seeds=[0])
    reasons = {(s.network, s.method.name): reason for s, reason in found.impossible}

    assert {name for _, name in reasons} == {"hrank", "network-slimming"} and len(reasons) == 4
    assert "compares factors of batch norm" in reasons["lenet-5-caffe-mnist", "network-slimming"]
    assert "no convolution has an activation" in reasons["lenet-5-caffe-mnist", "hrank"]
    assert {s.method.name for s in found.todo} == {"l1-filters"}
    images = Split(torch.zeros(1, 1, 28, 28), torch.zeros(1, dtype=torch.int64))
    with pytest.raises(UsageError, match="norm-factor compares factors of batch norm"):
        ChannelPruner(build("lenet-300-100-mnist"), METHODS["network-slimming"], 4.0, 0, images, 1, True)
    for network in ("digits-cnn-digits", "resnet-20-cifar10", "vgg-16-bn-fc512-cifar10", "lenet-5-mnist"):
        assert not unsuited("feature-rank", build(network))


def test_shifts_of_slimmed_channels_go_to_what_reads_them() -> None:
    """With its factor at zero a channel is its shift, behind the activation; dropped, the output would move."""
    torch.manual_seed(4)
    model = lively("digits-cnn-digits").eval()
    images = Split(torch.randn(8, 1, 8, 8), torch.zeros(8, dtype=torch.int64))
    work = ChannelPruner(model, METHODS["network-slimming"], 1.5, 0, images, 8, False)
    gone = torch.zeros(work.channels.count, dtype=torch.bool)
    gone[work.channels.outputs["7"][:20]] = True  # read by the classifier alone, through no padded border
    with torch.no_grad():
        model[8].weight[:20] *= 1e-6  # type: ignore[union-attr,index,operator]
        before = model(images.images)
        bare = copy.deepcopy(model)
        apply_masks(bare, masks_of(bare, work.channels, ~gone))
        without_factors(work, ~gone)
        after = model(images.images)

    assert torch.allclose(after, before, atol=1e-4) and not torch.allclose(bare(images.images), before, atol=1e-2)
    assert not model[8].weight[:20].any() and not model[8].bias[:20].any()  # type: ignore[union-attr,index]


def test_dead_channels_of_unstructured_masks() -> None:
    """By hand: a filter without weights, a filter nobody reads, and what dies with them."""
    model = nn.Sequential(
        nn.Linear(3, 3, bias=False), nn.ReLU(), nn.Linear(3, 2, bias=False), nn.ReLU(), nn.Linear(2, 2)
    )
    channels = trace(model, (3,))
    masks = {f"{i}.weight": torch.ones_like(model[i].weight, dtype=torch.bool) for i in (0, 2, 4)}
    masks["0.weight"][0] = False  # writes nothing
    masks["2.weight"][:, 1] = False  # nobody reads channel 1
    masks["4.weight"][:, 1] = False  # nobody reads channel 1 of the second layer
    alive = living(channels, masks)

    assert alive[channels.outputs["0"]].tolist() == [False, False, True]
    assert alive[channels.outputs["2"]].tolist() == [True, False]
    found = effective(model, channels, masks)
    assert found == {"channels_dead": 3, "macs_effective": 3 + 1 + 2, "macs_compact": 3 + 1 + 2}
    everything = {name: torch.ones_like(mask) for name, mask in masks.items()}
    assert effective(model, channels, everything)["macs_effective"] == 9 + 6 + 4
