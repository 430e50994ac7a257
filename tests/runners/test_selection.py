"""Selection keeps exactly what it is asked to, whatever the scope; structures have their shape."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from leaderboard.errors import DataError, UsageError
from runners.layers import all_kept, compression_ratio, kept, prunable_layers, weights_to_keep
from runners.models import build
from runners.selection import SCOPES, STRUCTURES, Budget, keep_largest, structure
from runners.selection.exact import on_device
from runners.selection.structures import Blocks, Structure, Weights

pytestmark = pytest.mark.torch
SHAPES = [(8, 3, 3, 3), (16, 8, 3, 3), (10, 16)]


@given(st.lists(st.integers(0, 3), min_size=1, max_size=40), st.data())
def test_exactly_k_the_largest_first_ones_at_ties(values: list[int], data: st.DataObject) -> None:
    """Against sorting: many equal scores, any k."""
    count = data.draw(st.integers(0, len(values)))
    order = sorted(range(len(values)), key=lambda i: (-values[i], i))[:count]
    mask = keep_largest(torch.tensor(values, dtype=torch.float32), count)

    assert [i for i, kept_ in enumerate(mask.tolist()) if kept_] == sorted(order)


@pytest.mark.parametrize("select", [keep_largest, on_device])
def test_scores_that_are_no_numbers_are_refused(select: Any) -> None:
    with pytest.raises(DataError, match="1 of 3 scores"):
        select(torch.tensor([1.0, float("nan"), 2.0]), 1)


@given(st.lists(st.sampled_from([-torch.inf, -1.0, -0.0, 0.0, 1.0, 2.0]), min_size=1, max_size=40), st.data())
def test_selection_on_a_device_is_the_same(values: list[float], data: st.DataObject) -> None:
    """Many equal scores, zeros of both signs, pruned ones, any k."""
    scores, count = torch.tensor(values).view(1, -1), data.draw(st.integers(0, len(values)))

    assert torch.equal(on_device(scores, count), keep_largest(scores, count))


class OnGpu(torch.Tensor):
    """Says that it is on a GPU."""

    is_cuda = True


def test_scores_on_a_gpu_stay_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("runners.selection.exact._numbers", lambda scores: pytest.fail("copied to the host"))
    scores = torch.tensor([3.0, 1.0, 3.0]).as_subclass(OnGpu)

    assert keep_largest(scores, 1).tolist() == [True, False, False]


@pytest.mark.parametrize("scope", list(SCOPES))
@pytest.mark.parametrize("share", [0.9, 0.5, 0.1, 0.03])
def test_every_scope_meets_the_budget_exactly(scope: str, share: float) -> None:
    """And prunes nothing that was not asked, keeps nothing that was pruned."""
    torch.manual_seed(0)
    scores = [torch.rand(shape) for shape in SHAPES]
    barred = [torch.rand(shape) < 0.05 for shape in SHAPES]
    for score, bar in zip(scores, barred, strict=True):
        score[bar] = -torch.inf
    keep = round(share * sum(s.numel() for s in scores))
    masks = SCOPES[scope](Budget(scores, SHAPES, keep))

    assert sum(int(mask.sum()) for mask in masks) == keep
    if share < 0.9:  # at 90 % a row of 5 % pruned weights has no choice
        assert not any((mask & bar).any() for mask, bar in zip(masks, barred, strict=True))


def test_scopes_share_as_their_papers_say() -> None:
    """Uniform: one density; uniform+: the first convolution is dense; ERK: small layers denser; rows are alike."""
    scores = [torch.rand(shape) for shape in SHAPES]
    sizes = [s.numel() for s in scores]
    keep = round(0.3 * sum(sizes))
    density = {name: [float(m.float().mean()) for m in SCOPES[name](Budget(scores, SHAPES, keep))] for name in SCOPES}

    assert density["layer"] == pytest.approx([0.3] * 3, abs=0.01)
    assert density["uniform+"][0] == 1
    raw = [sum(shape) / torch.tensor(shape).prod().item() for shape in SHAPES]
    assert density["erk"][1] / density["erk"][2] == pytest.approx(raw[1] / raw[2], rel=0.05)
    rows = SCOPES["row"](Budget(scores, SHAPES, keep))
    for mask in rows:
        counts = mask.flatten(1).sum(1)
        assert counts.max() - counts.min() <= 1


@pytest.mark.parametrize("structure", [Weights(), Blocks(1, 1)])
@pytest.mark.parametrize("head", [True, False])
def test_uniform_plus_spares_the_classifier_and_no_layer_in_its_place(head: bool, structure: Structure) -> None:
    """A fifth of it at least; where it may not be pruned, the linear layer before it is one of the others."""
    torch.manual_seed(0)
    model = nn.Sequential(nn.Conv2d(1, 2, 5), nn.Flatten(), nn.Linear(50, 40), nn.Linear(40, 30), nn.Linear(30, 20))
    layers = prunable_layers(model, head=head)
    scores = {layer.name: layer.weight.detach().abs() for layer in layers}
    keep = 530
    masks = structure.select(scores, layers, all_kept(layers), keep, "uniform+")
    counts = [int(masks[layer.name].sum()) for layer in layers]

    fifth = 120  # of 600, in place of a share of 530 / 3,850
    rest = keep - 50 - (fifth if head else 0)
    assert counts == [50, rest * 2000 // 3200, rest * 1200 // 3200, *([fifth] if head else [])]


def test_erk_solves_again_for_what_full_layers_leave() -> None:
    """Against a bisection for the factor whose densities, none above 1, meet the budget. Pitfall: one layer is full,
    and by that a second, larger one; what they cannot take is shared by the law, not evenly.
    """
    torch.manual_seed(0)
    shapes = [(16, 2304), (32, 16, 3, 3), (512, 128, 3, 3), (64, 64, 3, 3), (8, 1200)]
    scores = [torch.rand(shape) for shape in shapes]
    sizes = [score.numel() for score in scores]
    raw = [sum(shape) / size for shape, size in zip(shapes, sizes, strict=True)]
    keep = round(0.1 * sum(sizes))
    low, high = 0.0, 1e6
    for _ in range(100):
        factor = (low + high) / 2
        taken = sum(min(1.0, factor * r) * size for r, size in zip(raw, sizes, strict=True))
        low, high = (factor, high) if taken < keep else (low, factor)
    found = [int(mask.sum()) for mask in SCOPES["erk"](Budget(scores, shapes, keep))]
    once = keep / sum(r * size for r, size in zip(raw, sizes, strict=True))

    assert once * raw[0] < 1 < once * raw[4] and factor * raw[0] > 1
    assert found == pytest.approx([min(1.0, factor * r) * size for r, size in zip(raw, sizes, strict=True)], abs=1)


@pytest.mark.parametrize("pattern", ["2:4", "1:4", "3:4", "1:8", "1:16"])
def test_n_of_m_along_the_input_channels(pattern: str) -> None:
    """Each group of m consecutive input channels at one kernel position keeps its n largest; others stay dense."""
    model = nn.Sequential(nn.Conv2d(3, 8, 3), nn.Conv2d(16, 8, 3), nn.Linear(32, 8))
    layers = prunable_layers(model, head=True)
    scores = {layer.name: layer.weight.detach().abs() for layer in layers}
    masks = STRUCTURES[pattern].select(scores, layers, all_kept(layers), 0, "layer")
    n, m = map(int, pattern.split(":"))

    assert masks["0.weight"].all()  # three input channels: no groups
    for name in ("1.weight", "2.weight"):
        mask, score = masks[name], scores[name]
        for start in range(0, mask.shape[1], m):
            group, values = mask[:, start : start + m], score[:, start : start + m]
            assert (group.sum(1) == n).all()
            assert (values.masked_fill(~group, 9).amin(1) >= values.masked_fill(group, -1).amax(1)).all()


@pytest.mark.parametrize("name", ["block-4x1", "block-1x16", "block-16x16"])
def test_blocks_are_kept_whole(name: str) -> None:
    """Tiles of the matrix that a GEMM sees are all kept or all pruned, the largest sums kept; borders too."""
    rows, columns = (int(part) for part in name.split("-")[1].split("x"))
    model = nn.Sequential(nn.Conv2d(6, 10, 3))
    layers = prunable_layers(model, head=True)
    scores = {"0.weight": layers[0].weight.detach().abs()}
    mask = STRUCTURES[name].select(scores, layers, all_kept(layers), 250, "global")["0.weight"].flatten(1)
    matrix = scores["0.weight"].flatten(1)
    sums: dict[bool, list[float]] = {True: [], False: []}
    for i in range(0, mask.shape[0], rows):
        for j in range(0, mask.shape[1], columns):
            tile = mask[i : i + rows, j : j + columns]
            assert tile.all() or not tile.any()
            sums[bool(tile.all())].append(float(matrix[i : i + rows, j : j + columns].sum()))
    assert min(sums[True]) >= max(sums[False])


@pytest.mark.parametrize("ratio", [1.5, 2, 4, 8, 16])
def test_the_target_ratio_counts_all_parameters(ratio: float) -> None:
    """All parameters over those left, with head, biases and normalisation left in: within 1 %."""
    model = build("digits-cnn-digits")
    layers = prunable_layers(model, head=False)
    scores = {layer.name: layer.weight.detach().abs() for layer in layers}
    keep = weights_to_keep(model, layers, ratio)
    masks = STRUCTURES["weight"].select(scores, layers, all_kept(layers), keep, "global")

    assert kept(masks) == keep
    assert compression_ratio(model, masks) == pytest.approx(ratio, rel=0.01)
    assert len(layers) == 3  # the classifier is not among them


@pytest.mark.parametrize("scope", ["global", "layer"])
@pytest.mark.parametrize("share", [0.1, 0.3, 0.7])
def test_blocks_come_as_near_to_the_budget_as_their_tiles_allow(scope: str, share: float) -> None:
    """Tiles on the border hold 11 and 2 weights of 16: a share of all tiles would miss by all of those."""
    torch.manual_seed(0)
    layers = prunable_layers(nn.Sequential(nn.Linear(27, 16), nn.Linear(34, 16)), head=True)
    scores = {layer.name: layer.weight.detach().abs() for layer in layers}
    keep = round(share * 16 * (27 + 34))
    found = STRUCTURES["block-1x16"].select(scores, layers, all_kept(layers), keep, scope)

    assert abs(kept(found) - keep) <= 8
    again = STRUCTURES["block-1x16"].select(scores, layers, found, keep, scope)
    assert all(torch.equal(again[name], found[name]) for name in found)


@pytest.mark.parametrize(("scope", "wanted"), [("global", [2, 0]), ("layer", [1, 1])])
def test_as_many_tiles_stay_as_there_are_layers_wherever_they_are(scope: str, wanted: list[int]) -> None:
    """In the global scope a layer may lose all of its tiles."""
    torch.manual_seed(0)
    layers = prunable_layers(nn.Sequential(nn.Linear(32, 8), nn.Linear(16, 1)), head=True)
    scores = {layer.name: layer.weight.detach().abs() + 9 * (1 - i) for i, layer in enumerate(layers)}
    found = STRUCTURES["block-1x16"].select(scores, layers, all_kept(layers), 5, scope)

    assert [int(found[layer.name].sum()) // 16 for layer in layers] == wanted


def test_a_ratio_that_cannot_be_is_refused_with_the_largest_one() -> None:
    model = build("digits-cnn-digits")
    with pytest.raises(UsageError, match="with one weight a layer it is 27"):
        weights_to_keep(model, prunable_layers(model, head=False), 100)
    with pytest.raises(UsageError, match=r"no N:M pattern makes a ratio of 1\.5"):
        structure("n:m", 1.5)
    assert structure("n:m", 2).name == "2:4"
