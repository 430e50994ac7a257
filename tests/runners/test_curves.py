"""All ratios at once give what one ratio at a time gives."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from leaderboard.errors import DataError
from runners.channels import trace
from runners.curves import Curve, smaller_networks
from runners.layers import all_kept, prunable_layers, weights_to_keep
from runners.metrics.cost import profile
from runners.metrics.layers import derived, layer_states
from runners.models import build
from runners.scoring import CHANNEL_SCORERS, SCORERS, Probe
from runners.selection import STRUCTURES, keep_largest, keep_largest_each

pytestmark = pytest.mark.torch
RATIOS = (1.5, 2.0, 4.0, 8.0)


def test_several_counts_of_the_same_scores() -> None:
    """Ties by position, all and none, NaN refused."""
    scores = torch.tensor([[3.0, 1.0, 3.0], [2.0, 3.0, -torch.inf]])
    found = keep_largest_each(scores, (0, 1, 2, 4, 6))
    assert all(torch.equal(mask, keep_largest(scores, k)) for mask, k in zip(found, (0, 1, 2, 4, 6), strict=True))
    assert [int(mask.sum()) for mask in found] == [0, 1, 2, 4, 6]
    with pytest.raises(DataError, match="1 of 2 scores"):
        keep_largest_each(torch.tensor([float("nan"), 1.0]), (1,))


@pytest.mark.parametrize("dtype", [torch.float16, torch.float32, torch.float64])
@given(st.lists(st.sampled_from([-0.0, 0.0, 1.0, 1.0001, -1.0, -1.0001]) | st.floats(allow_nan=False), min_size=1))
def test_several_counts_are_each_what_one_count_is(dtype: torch.dtype, values: list[float]) -> None:
    """Of any size and sign, infinite ones and zeros of both signs too, alike in their first digits or not."""
    scores = torch.tensor(values, dtype=dtype)
    counts = range(len(values) + 1)
    for count, mask in zip(counts, keep_largest_each(scores, counts), strict=True):
        assert torch.equal(mask, keep_largest(scores, count))


def test_masks_and_costs_are_those_of_single_runs() -> None:
    torch.manual_seed(0)
    model = build("resnet-20-cifar10")
    layers = prunable_layers(model, head=False)
    probe = Probe(model, layers, all_kept(layers), [], torch.Generator())
    scores = SCORERS["magnitude"](probe)
    params = sum(p.numel() for p in model.parameters())
    for one in Curve(model, (3, 32, 32), head=False).at(scores, RATIOS):
        keep = weights_to_keep(model, layers, one.ratio)
        masks = STRUCTURES["weight"].select(scores, layers, probe.masks, keep, "global")
        assert all(torch.equal(one.masks[name], mask) for name, mask in masks.items())
        numbers = derived(layer_states(model, (3, 32, 32), masks), params)
        assert (one.params_left, one.macs_left) == (numbers["params_left"], numbers["macs_left"])


@pytest.mark.parametrize("budget", ["macs", "params"])
def test_one_scoring_gives_networks_at_every_target(budget: str) -> None:
    """Within 3 % of the target, as near as whole channels come, by the counter and not only by our sums."""
    torch.manual_seed(0)
    model = build("resnet-56-cifar10")
    channels, whole = trace(model, (3, 32, 32)), profile(build("resnet-56-cifar10"), (3, 32, 32))
    scores = CHANNEL_SCORERS["group-l2"](Probe(model, (), {}, [], torch.Generator()), channels)
    for ratio, (small, costs) in zip(
        (2.0, 3.0, 4.0), smaller_networks(model, channels, scores, (2.0, 3.0, 4.0), budget), strict=True
    ):
        counted = profile(small, (3, 32, 32))
        assert (counted.params, counted.macs) == (costs["params"], costs["macs"])
        assert getattr(whole, budget) / costs[budget] == pytest.approx(ratio, rel=0.03)
