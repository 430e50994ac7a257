"""Surgeons against slow, literal computations: curvature by explicit sums, corrections by solving the constraints."""

from __future__ import annotations

import weakref
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

from leaderboard.errors import DataError, UsageError
from runners.layers import all_kept, apply_masks, kept, prunable_layers
from runners.models import build
from runners.scoring import Probe
from runners.selection import STRUCTURES
from runners.surgery import SURGEONS, mfac, obc, woodfisher
from runners.surgery.compensation import compensated, factored
from runners.surgery.layerwise import DAMPING, hessians
from runners.surgery.sequence import columns, in_order
from runners.surgery.sparsegpt import reconstruct
from runners.surgery.woodfisher import BLOCK, fisher_blocks
from runners.surgery.woodfisher import DAMPING as FISHER_DAMPING

pytestmark = pytest.mark.torch


def probe_of(model: nn.Module, *shape: int, images: int = 24) -> Probe:
    torch.manual_seed(2)
    layers = prunable_layers(model, head=True)
    with torch.no_grad():
        classes = model(torch.randn(2, *shape)).shape[1]
    batches = [(torch.randn(images // 2, *shape), torch.randint(classes, (images // 2,))) for _ in range(2)]
    return Probe(model, layers, all_kept(layers), batches, torch.Generator().manual_seed(0))


@pytest.fixture
def mlp() -> Probe:
    torch.manual_seed(0)
    return probe_of(nn.Sequential(nn.Linear(9, 8), nn.ReLU(), nn.Linear(8, 3)), 9)


@pytest.fixture
def cnn() -> Probe:
    torch.manual_seed(0)
    model = nn.Sequential(
        nn.Conv2d(2, 8, 3, padding=1, bias=False), nn.BatchNorm2d(8), nn.ReLU(),
        nn.Conv2d(8, 8, 3, stride=2, groups=2), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(8, 3),
    )  # fmt: skip
    return probe_of(model, 2, 8, 8)


@pytest.mark.parametrize("name", list(SURGEONS))
@pytest.mark.parametrize("pattern", ["weight", "2:4"])
def test_every_surgeon_keeps_its_budget_and_leaves_statistics_alone(name: str, pattern: str, cnn: Probe) -> None:
    """Exactly as many weights as asked (single weights), 2:4 along the inputs, pruned ones exactly zero, same bits
    twice.
    """
    buffers = {n: b.clone() for n, b in cnn.model.named_buffers()}
    weights = {n: p.detach().clone() for n, p in cnn.model.named_parameters()}
    keep = kept(cnn.masks) // 2
    runs = []
    for _ in range(2):
        cnn.model.load_state_dict({**weights, **buffers})
        masks = SURGEONS[name](cnn, STRUCTURES[pattern], keep, "row" if "wanda" in name else "layer")
        apply_masks(cnn.model, masks)
        runs.append({n: p.detach().clone() for n, p in cnn.model.named_parameters()})
    assert all(torch.equal(runs[0][n], runs[1][n]) for n in runs[0])
    assert all(torch.equal(b, buffers[n]) for n, b in cnn.model.named_buffers())
    if pattern == "weight":
        assert kept(masks) == keep
    else:
        assert bool((masks["7.weight"].view(3, 2, 4).sum(2) == 2).all())
        assert bool((masks["3.weight"].sum(1) == 2).all())  # each position of the kernel, along the four inputs
        assert bool(masks["0.weight"].all())  # two inputs have no group of four
    assert all(not runs[0][n][~mask].any() for n, mask in masks.items())


def test_blocks_of_weights_are_refused(mlp: Probe) -> None:
    for name in ("sparsegpt", "wanda-sequential", "obc"):
        with pytest.raises(UsageError, match="not block-4x1"):
            SURGEONS[name](mlp, STRUCTURES["block-4x1"], 10, "layer")


def explicit_fisher(probe: Probe, name: str) -> Tensor:
    """lambda I + mean of g g^T, image by image."""
    weight = dict(probe.model.named_parameters())[name]
    total = torch.zeros(weight.numel(), weight.numel(), dtype=torch.float64)
    count = 0
    for images, labels in probe.batches:
        for image, label in zip(images, labels, strict=True):
            loss = functional.cross_entropy(probe.model(image[None]), label[None])
            (gradient,) = torch.autograd.grad(loss, weight)
            total += torch.outer(gradient.flatten(), gradient.flatten()).double()
            count += 1
    return total / count + FISHER_DAMPING * torch.eye(weight.numel(), dtype=torch.float64)


def test_fisher_blocks_are_sums_over_single_images(mlp: Probe) -> None:
    """Pitfall: from the mean gradient of a batch it would be of rank one, and another matrix."""
    found, explicit = fisher_blocks(mlp)["0.weight"], explicit_fisher(mlp, "0.weight")
    assert torch.allclose(found[0], explicit[:BLOCK, :BLOCK], rtol=1e-3, atol=1e-8)
    last = 72 - BLOCK
    assert torch.allclose(found[1][:last, :last], explicit[BLOCK:, BLOCK:], rtol=1e-3, atol=1e-8)
    mean = torch.cat([torch.autograd.grad(functional.cross_entropy(mlp.model(i), l), mlp.layers[0].weight)[0].flatten()[None] for i, l in mlp.batches]).mean(0).double()  # fmt: skip  # noqa: E501,E741
    assert not torch.allclose(found[0], torch.outer(mean, mean)[:BLOCK, :BLOCK], rtol=0.5, atol=1e-6)


def test_woodfisher_removes_the_least_and_solves_the_constraints(mlp: Probe) -> None:
    """Saliency by its definition; the correction is the minimiser of d^T F d with d_Q = -w_Q, from its KKT system."""
    before = mlp.layers[1].weight.detach().clone()
    fisher = explicit_fisher(mlp, "2.weight")
    inverse = torch.linalg.inv(fisher)
    saliency = before.double().flatten().square() / (2 * inverse.diagonal())
    one = Probe(mlp.model, mlp.layers[1:], {"2.weight": mlp.masks["2.weight"]}, mlp.batches, mlp.generator)
    masks = SURGEONS["woodfisher"](one, STRUCTURES["weight"], 14, "global")
    gone = ~masks["2.weight"].flatten()
    assert set(torch.nonzero(gone).flatten().tolist()) == set(saliency.argsort()[:10].tolist())

    constraints = torch.eye(24, dtype=torch.float64)[gone]
    system = torch.cat([torch.cat([fisher, constraints.T], 1), torch.cat([constraints, torch.zeros(10, 10)], 1)])
    right = torch.cat([torch.zeros(24, dtype=torch.float64), -before.double().flatten()[gone]])
    moved = torch.linalg.solve(system, right)[:24]
    expected = before.double().flatten() + moved
    assert torch.allclose(mlp.layers[1].weight.detach().double().flatten(), expected, atol=1e-4)


def test_woodfisher_leaves_alone_what_was_pruned_before(mlp: Probe) -> None:
    mlp.masks["0.weight"][:, :3] = False
    apply_masks(mlp.model, mlp.masks)
    masks = SURGEONS["woodfisher"](mlp, STRUCTURES["weight"], 40, "global")
    assert not masks["0.weight"][:, :3].any() and not mlp.layers[0].weight[:, :3].any()
    assert kept(masks) == 40


class Memory(TorchDispatchMode):
    """Follows the bytes of tensors made in the block that are alive; ``peak`` is the most there ever were."""

    def __init__(self) -> None:
        super().__init__()
        self.bytes = self.peak = 0
        self.seen: weakref.WeakSet[torch.UntypedStorage] = weakref.WeakSet()

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        found = func(*args, **kwargs or {})
        given = {t.untyped_storage() for t in tree_leaves((args, kwargs)) if isinstance(t, Tensor)}
        for tensor in tree_leaves(found):
            storage = tensor.untyped_storage() if isinstance(tensor, Tensor) else None
            if storage is not None and storage not in self.seen and storage not in given:
                self.seen.add(storage)
                self.bytes += storage.nbytes()
                weakref.finalize(storage, self.freed, storage.nbytes())
        self.peak = max(self.peak, self.bytes)
        return found

    def freed(self, size: int) -> None:
        self.bytes -= size


@pytest.fixture
def wide() -> Probe:
    """Five layers of 2,500 weights, 40 images in tens."""
    torch.manual_seed(0)
    probe = probe_of(nn.Sequential(*[nn.Linear(50, 50, bias=False) for _ in range(5)]), 50, images=20)
    probe.batches = [batch for _ in range(2) for batch in probe.batches]
    return probe


def test_the_blocks_of_the_fisher_are_held_once(wide: Probe) -> None:
    """Beside them there is room for gradients and for the sum of one layer."""
    with Memory() as memory:
        blocks = fisher_blocks(wide)
    held = sum(block.nbytes for block in blocks.values())

    assert held == 5 * 50 * 50 * BLOCK * 8
    assert memory.bytes >= held and memory.peak < 1.5 * held


def test_the_gradients_of_all_images_are_held_once(wide: Probe, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beside them there is room for those of a few images."""
    wide.batches = [batch for batch in wide.batches for _ in range(4)]
    with Memory() as memory:
        gradients = mfac.Curvature.of(wide, wide.layers).gradients

    assert gradients.nbytes == 160 * 12500 * 4
    assert memory.bytes >= gradients.nbytes and memory.peak < 1.5 * gradients.nbytes


def test_mfac_holds_the_gradients_of_one_group_at_a_time(mlp: Probe, monkeypatch: pytest.MonkeyPatch) -> None:
    held: list[Any] = []
    of = mfac.Curvature.of

    def watched(probe: Probe, layers: Any) -> mfac.Curvature:
        assert all(one() is None for one in held)
        found = of(probe, layers)
        held.append(weakref.ref(found))
        return found

    monkeypatch.setattr(mfac, "ENTRIES", 24 * 80)
    monkeypatch.setattr(mfac.Curvature, "of", watched)
    SURGEONS["m-fac"](mlp, STRUCTURES["weight"], 60, "global")
    assert len(held) == 4


def test_blocks_taken_in_slices_give_the_same_bits(wide: Probe, monkeypatch: pytest.MonkeyPatch) -> None:
    before, found = {n: p.detach().clone() for n, p in wide.model.named_parameters()}, []
    for count in (woodfisher.SLICE, 8):
        wide.model.load_state_dict(before)
        monkeypatch.setattr(woodfisher, "SLICE", count)
        masks = SURGEONS["woodfisher"](wide, STRUCTURES["weight"], 5000, "global")
        found.append([masks[layer.name].to(layer.weight) + layer.weight.detach() for layer in wide.layers])
    assert all(map(torch.equal, *found)) and not torch.equal(found[0][0], before["0.weight"])


def slow_fisher(probe: Probe, damping: float = FISHER_DAMPING) -> Tensor:
    """lambda I + mean of g g^T over all layers jointly, image by image."""
    weights = [layer.weight for layer in probe.layers]
    rows = [
        torch.cat(
            [g.flatten() for g in torch.autograd.grad(probe.loss(probe.model(image[None]), label[None]), weights)]
        )
        for images, labels in probe.batches
        for image, label in zip(images, labels, strict=True)
    ]
    gradients = torch.stack(rows).double()
    return damping * torch.eye(gradients.shape[1], dtype=torch.float64) + gradients.T @ gradients / len(gradients)


@pytest.mark.parametrize("damping", [FISHER_DAMPING, 0.05])
def test_the_inverse_fisher_is_that_of_the_whole_network(damping: float, mlp: Probe) -> None:
    """Against a dense inverse, and against the rank-one recursion over images. Pitfalls: gradients of single images,
    and N beside the damping, which only a large one shows.
    """
    gradients = mfac.Curvature.of(mlp, mlp.layers).gradients
    found = mfac.Curvature(gradients, damping).inverse_diagonal()
    dense = torch.linalg.inv(slow_fisher(mlp, damping))
    assert torch.allclose(found, dense.diagonal(), rtol=1e-3)
    recursive = torch.eye(96, dtype=torch.float64) / damping
    for gradient in gradients.double():
        moved = recursive @ gradient
        recursive -= torch.outer(moved, moved) / (24 + gradient @ moved)
    assert len(gradients) == 24 and torch.allclose(found, recursive.diagonal(), rtol=1e-6)


def test_mfac_removes_the_least_and_solves_the_constraints(mlp: Probe) -> None:
    """Saliency by its definition over both layers; the correction is the minimiser of d^T F d with d_Q = -w_Q, which
    crosses layers.
    """
    fisher, before = slow_fisher(mlp), torch.cat([layer.weight.detach().flatten() for layer in mlp.layers]).double()
    saliency = before.square() / (2 * torch.linalg.inv(fisher).diagonal())
    masks = SURGEONS["m-fac"](mlp, STRUCTURES["weight"], 60, "global")
    gone = ~torch.cat([masks[layer.name].flatten() for layer in mlp.layers])
    assert set(torch.nonzero(gone).flatten().tolist()) == set(saliency.argsort()[:36].tolist())

    expected = torch.where(gone, 0, before)
    across = fisher[~gone][:, gone] @ before[gone]
    expected[~gone] += torch.linalg.solve(fisher[~gone][:, ~gone], across)
    after = torch.cat([layer.weight.detach().flatten() for layer in mlp.layers]).double()
    assert torch.allclose(after, expected, atol=1e-4) and not torch.allclose(after, before * ~gone, atol=1e-3)


def test_mfac_leaves_alone_what_was_pruned_before(mlp: Probe) -> None:
    """Scores and corrections are those of the network in which these weights never were."""
    mlp.masks["0.weight"][:, :3] = False
    apply_masks(mlp.model, mlp.masks)
    there = torch.cat([mlp.masks[layer.name].flatten() for layer in mlp.layers])
    expected = torch.linalg.inv(slow_fisher(mlp)[there][:, there]).diagonal()
    assert torch.allclose(mfac.Curvature.of(mlp, mlp.layers).inverse_diagonal()[there], expected, rtol=1e-3)
    masks = SURGEONS["m-fac"](mlp, STRUCTURES["weight"], 40, "global")
    assert not masks["0.weight"][:, :3].any() and not mlp.layers[0].weight[:, :3].any()
    assert kept(masks) == 40


def test_mfac_in_groups_of_layers_is_mfac_of_each_group(mlp: Probe, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where gradients would take too much memory: curvature between groups is zero, gradients are those of the network
    as it was for all of them.
    """
    monkeypatch.setattr(mfac, "ENTRIES", 24 * 80)
    assert [[layer.name for layer in part] for part in mfac.groups(mlp.layers, 24)] == [["0.weight"], ["2.weight"]]
    fisher, before = slow_fisher(mlp), torch.cat([layer.weight.detach().flatten() for layer in mlp.layers]).double()
    fisher[:72, 72:] = fisher[72:, :72] = 0
    masks = SURGEONS["m-fac"](mlp, STRUCTURES["weight"], 60, "global")
    gone = ~torch.cat([masks[layer.name].flatten() for layer in mlp.layers])
    expected = torch.where(gone, 0, before)
    expected[~gone] += torch.linalg.solve(fisher[~gone][:, ~gone], fisher[~gone][:, gone] @ before[gone])
    after = torch.cat([layer.weight.detach().flatten() for layer in mlp.layers]).double()
    assert torch.allclose(after, expected, atol=1e-4)


def slow_sparsegpt(rows: Tensor, hessian: Tensor, mask: Tensor) -> Tensor:
    """Optimal brain surgeon in the order of the columns: after each column the inverse Hessian of the columns to its
    right, each row for itself.
    """
    width = rows.shape[1]
    hessian = hessian + DAMPING * hessian.diagonal().mean() * torch.eye(width, dtype=rows.dtype)
    found = rows.clone()
    for c in range(width):
        inverse = torch.linalg.inv(hessian[c:, c:])
        for row in range(len(rows)):
            if not mask[row, c]:
                found[row, c:] -= found[row, c] / inverse[0, 0] * inverse[0]
                found[row, c] = 0
    return found


def test_reconstruction_is_brain_surgery_in_a_fixed_order() -> None:
    torch.manual_seed(0)
    inputs, rows = torch.randn(12, 40, dtype=torch.float64), torch.randn(5, 12, dtype=torch.float64)
    hessian = 2 * inputs @ inputs.T
    there = torch.ones(5, 12, dtype=torch.bool)
    found, mask = reconstruct(rows, hessian, there, 30)
    assert int(mask.sum()) == 30
    assert torch.allclose(found, slow_sparsegpt(rows, hessian, mask), atol=1e-8)

    def error(weights: Tensor) -> float:
        return float(((rows - weights) @ inputs).norm())

    assert error(found) < error(rows * mask)
    smallest = rows.abs().flatten().argsort()[30:]
    magnitude = torch.zeros(60, dtype=torch.bool).index_fill_(0, smallest, True).view(5, 12)
    assert error(found) < error(rows * magnitude)
    grouped, pattern = reconstruct(rows, hessian, there, 2, 4)
    assert bool((pattern.view(5, 3, 4).sum(2) == 2).all())
    assert torch.allclose(grouped, slow_sparsegpt(rows, hessian, pattern), atol=1e-8)


@pytest.mark.parametrize("reconstruct", [reconstruct, obc.reconstruct], ids=["sparsegpt", "obc"])
def test_dead_inputs_do_not_break_the_inverse(reconstruct: Any) -> None:
    torch.manual_seed(0)
    inputs, rows = torch.randn(6, 40, dtype=torch.float64), torch.randn(3, 6, dtype=torch.float64)
    inputs[2] = 0
    found, mask = reconstruct(rows, 2 * inputs @ inputs.T, torch.ones(3, 6, dtype=torch.bool), 9)
    assert bool(torch.isfinite(found).all()) and int(mask.sum()) == 9 and not found[:, 2].any()


def refitted(row: Tensor, hessian: Tensor, left: Tensor) -> Tensor:
    """The row whose outputs are nearest to those of ``row`` with weights only at ``left``, by normal equations."""
    found = torch.zeros_like(row)
    found[left] = torch.linalg.solve(hessian[left][:, left], hessian[left] @ row)
    return found


def slow_obc(rows: Tensor, hessian: Tensor, there: Tensor, keep: int, group: int = 0) -> tuple[Tensor, Tensor]:
    """Every candidate of a row is tried and the rest of the row fitted again; the one that loses least is the row's
    next. The row whose next loses least goes first, one weight at a time.
    """
    hessian = hessian + DAMPING * hessian.diagonal().mean() * torch.eye(len(hessian), dtype=rows.dtype)
    mask, losses = there.clone(), [0.0] * len(rows)

    def error(row: int, left: Tensor) -> float:
        moved = rows[row] - refitted(rows[row], hessian, left)
        return float(moved @ hessian @ moved) / 2

    def after(row: int) -> list[tuple[float, int, int]]:
        return [
            (error(row, mask[row] & (torch.arange(len(hessian)) != p)) - losses[row], row, int(p))
            for p in torch.nonzero(mask[row]).flatten()
            if not group or int(mask[row, p // group * group :][:group].sum()) > keep
        ]

    nexts = [min(found) for row in range(len(rows)) if (found := after(row))]
    while nexts and (group or int(mask.sum()) > keep):
        loss, row, place = min(nexts)
        mask[row, place] = False
        losses[row] += loss
        nexts = [one for one in nexts if one[1] != row] + sorted(after(row))[:1]
    return torch.stack([refitted(row, hessian, left) for row, left in zip(rows, mask, strict=True)]), mask


@pytest.mark.parametrize(("keep", "group"), [(70, 0), (33, 0), (0, 0), (2, 4), (1, 4)])
def test_obc_is_greedy_with_least_squares_after_every_removal(
    keep: int, group: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same masks and weights, all rows at once or a few, with parts of the inverse brought up to date late."""
    torch.manual_seed(1)
    inputs, rows = torch.randn(12, 40, dtype=torch.float64).cumsum(0), torch.randn(9, 12, dtype=torch.float64)
    rows *= torch.rand(9, 1, dtype=torch.float64)  # so that rows lose unlike many
    hessian, there = 2 * inputs @ inputs.T, torch.ones(9, 12, dtype=torch.bool)
    expected, mask = slow_obc(rows, hessian, there, keep, group)
    monkeypatch.setattr(obc, "LAZY", 5)
    for entries in (2**24, 12 * 12 * 2):
        monkeypatch.setattr(obc, "ENTRIES", entries)
        found, left = obc.reconstruct(rows, hessian, there, keep, group)
        assert torch.equal(left, mask) and torch.allclose(found, expected, atol=1e-8)
    if keep == 33:
        assert len(set(left.sum(1).tolist())) > 2  # pitfall: not the same count in every row
        other, _ = reconstruct(rows, hessian, there, keep)
        assert float(((found - rows) @ inputs).norm()) < float(((other - rows) @ inputs).norm())


def test_obc_says_what_each_removal_costs() -> None:
    """``w^2 / (2 [H^-1]_pp)`` is the growth of the squared error of the outputs, with the damping as further inputs."""
    torch.manual_seed(1)
    inputs, rows = torch.randn(7, 30, dtype=torch.float64), torch.randn(2, 7, dtype=torch.float64)
    hessian, there = 2 * inputs @ inputs.T, torch.ones(2, 7, dtype=torch.bool)
    places, losses = obc.removals(rows, hessian, there, 7)
    for row in range(2):
        left = there[row].clone()
        for step in range(7):
            left[places[row, step]] = False
            error = (rows[row] - refitted(rows[row], hessian, left)) @ inputs
            assert float(losses[row, : step + 1].sum()) == pytest.approx(float(error.square().sum()), rel=1e-6)


def test_obc_leaves_alone_what_was_pruned_before() -> None:
    """Pruned weights are in no inverse: a row that lost weights before goes on as the narrower row it is."""
    torch.manual_seed(1)
    inputs, rows = torch.randn(8, 30, dtype=torch.float64), torch.randn(3, 8, dtype=torch.float64)
    hessian, there = 2 * inputs @ inputs.T, torch.ones(3, 8, dtype=torch.bool)
    there[0, 2:6] = False
    there[1] = False
    rows *= there
    expected, mask = slow_obc(rows, hessian, there, 6)
    found, left = obc.reconstruct(rows, hessian, there, 6)
    assert torch.equal(left, mask) and not (left & ~there).any() and torch.allclose(found, expected, atol=1e-8)


def test_columns_are_what_the_weights_multiply(cnn: Probe) -> None:
    """Strided, grouped convolution as matrices: weights times columns is the convolution."""
    module = cnn.layers[1].module
    images = torch.randn(3, 8, 8, 8)
    x = columns(module, images)
    product = torch.einsum("gok,gkn->gon", module.weight.flatten(1).view(2, 4, -1), x)  # type: ignore[operator]
    expected = functional.conv2d(images, module.weight, stride=2, groups=2)  # type: ignore[arg-type]
    assert torch.allclose(product.flatten(0, 1).view(8, 3, 3, 3).transpose(0, 1), expected, atol=1e-5)


def test_curvature_is_that_behind_the_pruned_layers(mlp: Probe) -> None:
    """Pitfall: the second layer's inputs are those of the network whose first layer is pruned."""
    dense = hessians(mlp, mlp.layers[1])
    seen: list[Tensor] = []
    import runners.surgery.layerwise as module

    original = module.hessians

    def watch(probe: Probe, layer: Any) -> Tensor:
        found = original(probe, layer)
        if layer.name == "2.weight":
            seen.append(found)
            inputs = torch.cat([probe.model[1](probe.model[0](i)) for i, _ in probe.batches]).detach()
            assert torch.allclose(found[0], 2 * (inputs.T @ inputs).double(), rtol=1e-4, atol=1e-4)
        return found

    module.hessians = watch  # type: ignore[assignment]
    try:
        SURGEONS["sparsegpt"](mlp, STRUCTURES["weight"], 40, "layer")
    finally:
        module.hessians = original
    assert not torch.allclose(seen[0], dense, rtol=1e-2)


def test_sequential_wanda_sees_pruned_inputs() -> None:
    """The first layer as without sequence; the second from norms behind the pruned first, not behind the dense one."""
    torch.manual_seed(0)
    given = probe_of(nn.Sequential(nn.Linear(8, 16), nn.ReLU(), nn.Linear(16, 12)), 8)
    images, bias = torch.cat([i for i, _ in given.batches]), given.model.get_parameter("0.bias").detach()
    first, second = (layer.weight.detach().clone() for layer in given.layers)
    masks = SURGEONS["wanda-sequential"](given, STRUCTURES["weight"], 16 * 2 + 12 * 4, "row")

    def largest(worth: Tensor, count: int) -> list[set[int]]:
        return [set(sorted(range(len(row)), key=lambda i: -row[i])[:count]) for row in worth.tolist()]

    def kept_behind(first: Tensor) -> list[set[int]]:
        hidden = functional.relu(images @ first.T + bias)
        return largest(second.abs() * hidden.square().sum(0).sqrt(), 4)

    found = {name: [set(torch.nonzero(row).flatten().tolist()) for row in mask] for name, mask in masks.items()}
    assert found["0.weight"] == largest(first.abs() * images.square().sum(0).sqrt(), 2)
    assert found["2.weight"] == kept_behind(first * masks["0.weight"]) != kept_behind(first)
    assert torch.equal(given.layers[1].weight.detach(), second * masks["2.weight"])


def test_layers_come_in_the_order_of_execution() -> None:
    class Turned(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.last, self.first = nn.Linear(4, 2), nn.Linear(3, 4)

        def forward(self, x: Tensor) -> Tensor:
            found: Tensor = self.last(self.first(x))
            return found

    assert [layer.name for layer in in_order(probe_of(Turned(), 3))] == ["first.weight", "last.weight"]
    names = [layer.name for layer in in_order(probe_of(build("resnet-20-cifar10"), 3, 32, 32, images=2))]
    assert names == [layer.name for layer in prunable_layers(build("resnet-20-cifar10"), head=True)]


def test_several_corrections_at_once_are_right_on_several_threads() -> None:
    """LU, the plain way to solve for several, is not (PyTorch issue 142815); what cannot be solved for is said."""
    chance, threads = torch.Generator().manual_seed(0), torch.get_num_threads()
    half = torch.randn(8, 151, 151, generator=chance, dtype=torch.float64)
    curvature = half @ half.mT + torch.eye(151, dtype=torch.float64)
    values = torch.randn(8, 151, generator=chance, dtype=torch.float64)
    staying = (torch.rand(8, 151, generator=chance) < 0.5).double()
    torch.set_num_threads(2)
    try:
        found = compensated(values, curvature, staying, 1 - staying)
        inverse = torch.cholesky_inverse(factored(curvature))
    finally:
        torch.set_num_threads(threads)
    for k in range(8):
        left = staying[k].bool()
        push = curvature[k][left][:, ~left] @ values[k][~left]
        assert torch.allclose(found[k][left], values[k][left] + torch.linalg.solve(curvature[k][left][:, left], push))
        assert not found[k][~left].any() and torch.allclose(inverse[k], torch.linalg.inv(curvature[k]))
    for wrong in (float("nan"), -1e9):
        with pytest.raises(DataError, match="not positive definite, or no number"):
            factored(curvature + wrong * torch.eye(151, dtype=torch.float64))
