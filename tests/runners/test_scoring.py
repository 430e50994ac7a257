"""Every scorer against its definition, on networks small enough for a slow and obvious computation."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional

from runners.layers import all_kept, prunable_layers
from runners.methods import METHODS
from runners.models import build
from runners.scoring import SCORERS, Probe
from runners.scoring.activation import input_norms
from runners.seeds import generator
from runners.selection import STRUCTURES

pytestmark = pytest.mark.torch


def small() -> nn.Module:
    """Two convolutions, padding, stride and groups, batch norm with moved statistics, two linear layers."""
    torch.manual_seed(3)
    model = nn.Sequential(
        nn.Conv2d(2, 4, 3, stride=2, padding=1), nn.BatchNorm2d(4), nn.ReLU(),
        nn.Conv2d(4, 4, 1, groups=2), nn.Flatten(), nn.Linear(16, 3), nn.Tanh(), nn.Linear(3, 3),
    )  # fmt: skip
    model(torch.randn(64, 2, 4, 4))
    return model.eval()


def probe(model: nn.Module, batches: int = 2) -> Probe:
    layers = prunable_layers(model, head=True)
    random = torch.Generator().manual_seed(5)
    images = torch.randn(6 * batches - 2, 2, 4, 4, generator=random)
    labels = torch.randint(0, 3, (6 * batches - 2,), generator=random)
    parts = list(zip(torch.split(images, 6), torch.split(labels, 6), strict=True))  # the last batch is smaller
    return Probe(model, layers, all_kept(layers), parts, generator(0, "test"))


def everything(given: Probe) -> tuple[Tensor, Tensor]:
    return torch.cat([x for x, _ in given.batches]), torch.cat([y for _, y in given.batches])


def close(found: dict[str, Tensor], wanted: dict[str, Tensor]) -> None:
    assert found.keys() == wanted.keys()
    for name in found:
        torch.testing.assert_close(found[name].double(), wanted[name].double(), rtol=1e-4, atol=1e-7)


def numerical(model: nn.Module, name: str, loss: Callable[[nn.Module], Tensor]) -> Tensor:
    """Derivative of a loss by central differences in float64, weight by weight."""
    copied = copy.deepcopy(model).double()
    weight = dict(copied.named_parameters())[name]
    found = torch.zeros_like(weight)
    with torch.no_grad():
        for i in range(weight.numel()):
            sides = []
            for step in (1e-5, -1e-5):
                weight.view(-1)[i] += step
                sides.append(loss(copied))
                weight.view(-1)[i] -= step
            found.view(-1)[i] = (sides[0] - sides[1]) / 2e-5
    return found


def test_magnitude_and_random() -> None:
    given = probe(small())
    close(SCORERS["magnitude"](given), {name: weight.abs() for name, weight in given.weights()})

    def scores(process: int, own: int) -> dict[str, Tensor]:
        torch.manual_seed(process)
        given.generator = generator(own, "test")
        before = torch.get_rng_state()
        found = SCORERS["random"](given)
        assert torch.equal(torch.get_rng_state(), before)
        return found

    first, same, other = scores(1, 0), scores(2, 0), scores(1, 1)
    for name in first:  # the generator of the probe decides, not that of the process
        assert torch.equal(first[name], same[name]) and not torch.equal(first[name], other[name])
        assert len(set(first[name].flatten().tolist())) == first[name].numel()


def test_lamp_divides_by_all_that_is_not_smaller() -> None:
    """Equation 3, weight by weight; pruned weights are in no sum."""
    given = probe(small())
    given.masks["5.weight"][0, :4] = False
    found = SCORERS["lamp"](given)
    for name, weight in given.weights():
        alive = [w.item() for w, m in zip(weight.flatten(), given.masks[name].flatten(), strict=True) if m]
        for w, m, score in zip(weight.flatten(), given.masks[name].flatten(), found[name].flatten(), strict=True):
            wanted = w.item() ** 2 / sum(v**2 for v in alive if v**2 >= w.item() ** 2) if m else 0.0
            assert score.item() == pytest.approx(wanted, rel=1e-12)
        assert found[name].max() == 1


def test_lamp_compares_sums_that_float32_cannot_tell_apart() -> None:
    """A weight of 1 under a weight of 10,000, alone or with 1.5 between: 100,000,001 is less than 100,000,003.25."""
    model = nn.Sequential(nn.Linear(3, 1, bias=False), nn.Linear(1, 3, bias=False))
    with torch.no_grad():
        model[0].weight.copy_(torch.tensor([[1e4, 1.5, 1.0]]))
        model[1].weight.copy_(torch.tensor([[1e4], [1.0], [0.5]]))
    layers = prunable_layers(model, head=True)
    found = SCORERS["lamp"](Probe(model, layers, all_kept(layers), [], generator(0, "test")))
    masks = STRUCTURES["weight"].select(found, layers, all_kept(layers), 4, "global")

    assert masks["0.weight"].tolist() == [[True, True, False]]
    assert masks["1.weight"].tolist() == [[True], [True], [False]]


def test_gradient_is_that_of_the_mean_over_all_images() -> None:
    """By finite differences; the smaller last batch must not weigh more."""
    model = small()
    given = probe(model)
    images, labels = everything(given)

    def loss(copied: nn.Module) -> Tensor:
        return functional.cross_entropy(copied(images.double()), labels)

    changes = {name: numerical(model, name, loss) * weight.double() for name, weight in given.weights()}
    close(SCORERS["gradient"](given), {name: change.abs() for name, change in changes.items()})
    close(SCORERS["movement"](given), {name: -change for name, change in changes.items()})


def test_scoring_leaves_the_network_as_it_was() -> None:
    """Weights, running statistics and modes: scoring in training mode must not move batch norm (ShrinkBench does)."""
    for name in SCORERS:
        model = build("digits-cnn-digits").train()
        layers = prunable_layers(model, head=False)
        batches = [(torch.randn(8, 1, 8, 8), torch.randint(0, 10, (8,)))]
        before = copy.deepcopy(model.state_dict())
        modes = [module.training for module in model.modules()]
        SCORERS[name](Probe(model, layers, all_kept(layers), batches, generator(0, "test")))

        assert all(torch.equal(value, before[key]) for key, value in model.state_dict().items()), name
        assert [module.training for module in model.modules()] == modes, name


def test_snip_is_the_derivative_by_the_mask() -> None:
    """Equation 4: the derivative of the loss by a factor c on each weight, at 1, as a share of the sum of all."""
    model = small()
    given = probe(model, batches=1)
    images, labels = given.batches[0]
    copied = copy.deepcopy(model).train()
    weights = {layer.name: layer.weight for layer in prunable_layers(copied, head=True)}
    factors = {name: torch.ones_like(weight, requires_grad=True) for name, weight in weights.items()}
    outputs = torch.func.functional_call(copied, {n: weights[n].detach() * factors[n] for n in weights}, (images,))
    found = torch.autograd.grad(functional.cross_entropy(outputs, labels), list(factors.values()))
    whole = sum(float(g.abs().sum()) for g in found)

    close(SCORERS["snip"](given), {n: g.abs() / whole for n, g in zip(factors, found, strict=True)})


def test_grasp_keeps_what_the_gradient_norm_needs() -> None:
    """w (H g) is half the derivative of |g|^2 by each weight times the weight; the sign decides what is removed."""
    model = small()
    model[1] = nn.Identity()  # type: ignore[operator]
    given = probe(model)
    images, labels = everything(given)

    def gradient_norm(copied: nn.Module) -> Tensor:
        with torch.enable_grad():
            weights = [layer.weight for layer in prunable_layers(copied, head=True)]
            loss = functional.cross_entropy(copied(images.double()) / 200, labels)
            return torch.stack([g.square().sum() for g in torch.autograd.grad(loss, weights)]).sum().detach()

    wanted = {name: numerical(model, name, gradient_norm) / 2 * weight.double() for name, weight in given.weights()}
    found = SCORERS["grasp"](given)
    for name in wanted:
        torch.testing.assert_close(found[name].double(), wanted[name], rtol=2e-2, atol=1e-10)


def test_grasp_scores_untrained_batch_norm_as_in_training() -> None:
    """Pitfall: with the running statistics of an untrained network the scores are those of another one."""
    torch.manual_seed(0)
    model = nn.Sequential(nn.Conv2d(2, 4, 3), nn.BatchNorm2d(4), nn.ReLU(), nn.Flatten(), nn.Linear(16, 3)).eval()
    layers = prunable_layers(model, head=True)
    images, labels = 5 + torch.randn(8, 2, 4, 4), torch.arange(8) % 3
    given = Probe(model, layers, all_kept(layers), [(images, labels)], generator(0, "t"))
    before = {name: buffer.clone() for name, buffer in model.named_buffers()}
    found = SCORERS["grasp"](given)

    trained = copy.deepcopy(model).train()
    weights = [layer.weight for layer in prunable_layers(trained, head=True)]
    loss = functional.cross_entropy(trained(images) / 200, labels)
    gradients = torch.autograd.grad(loss, weights, create_graph=True)
    flow = torch.stack([(g * g.detach()).sum() for g in gradients]).sum()
    for layer, weight, product in zip(layers, weights, torch.autograd.grad(flow, weights), strict=True):
        torch.testing.assert_close(found[layer.name], weight.detach() * product)
    assert not model.training and all(torch.equal(buffer, before[name]) for name, buffer in model.named_buffers())


def test_synflow_needs_no_data_and_does_not_overflow() -> None:
    """|w dR/dw| of a two-layer network by hand; finite on ResNet-56, whose R exceeds float32."""
    model = nn.Sequential(nn.Flatten(), nn.Linear(4, 3, bias=False), nn.ReLU(), nn.Linear(3, 2, bias=False))
    layers = prunable_layers(model, head=True)
    given = Probe(
        model, layers, all_kept(layers), [(torch.randn(5, 1, 2, 2), torch.zeros(5).long())], generator(0, "t")
    )
    first, second = (weight.abs().double() for _, weight in given.weights())
    wanted = {"1.weight": first * second.sum(0)[:, None], "3.weight": second * first.sum(1)[None, :]}
    close(SCORERS["synflow"](given), wanted)

    deep = build("resnet-56-cifar10")
    layers = prunable_layers(deep, head=False)
    images = [(torch.zeros(1, 3, 32, 32), torch.zeros(1).long())]
    scores = SCORERS["synflow"](Probe(deep, layers, all_kept(layers), images, generator(0, "t")))
    assert all(torch.isfinite(score).all() for score in scores.values())


def test_synflow_makes_everything_positive_and_evaluates_batch_norm() -> None:
    """Written out in float64, with absolute values of weights, biases, factors, shifts and running means; an input of
    ones is normalised by running statistics; pruned weights are zero.
    """
    model = small()
    layers = prunable_layers(model, head=True)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if not any(name == layer.name for layer in layers):
                parameter.copy_(torch.linspace(-1, 0.5, len(parameter)))
        model.get_buffer("1.running_mean").copy_(torch.tensor([-0.4, 0.3, -0.2, 0.1]))
    given = probe(model)
    given.masks["3.weight"][1] = False
    given.masks["5.weight"][0, ::2] = False
    v = {name: tensor.detach().double().abs() for name, tensor in model.state_dict().items()}
    weights = {name: (v[name] * mask).requires_grad_() for name, mask in given.masks.items()}

    x = functional.conv2d(torch.ones(1, 2, 4, 4).double(), weights["0.weight"], v["0.bias"], stride=2, padding=1)
    mean, variance, factor, shift = (
        v[f"1.{part}"].view(4, 1, 1) for part in ("running_mean", "running_var", "weight", "bias")
    )
    x = functional.relu((x - mean) / (variance + 1e-5).sqrt() * factor + shift)
    x = functional.conv2d(x, weights["3.weight"], v["3.bias"], groups=2).flatten(1)
    x = torch.tanh(x @ weights["5.weight"].T + v["5.bias"]) @ weights["7.weight"].T + v["7.bias"]
    found = torch.autograd.grad(x.sum(), list(weights.values()))
    wanted = {name: (weight * g).abs().detach() for (name, weight), g in zip(weights.items(), found, strict=True)}

    scores = SCORERS["synflow"](given)
    for name, score in scores.items():
        torch.testing.assert_close(score, wanted[name], rtol=1e-10, atol=0)
        assert score[given.masks[name]].any() and not score[~given.masks[name]].any()


def test_activation_norms_are_those_of_each_input_value() -> None:
    """Against the definition: the input that each weight multiplies, position by position."""
    given = probe(small())
    images, _ = everything(given)
    norms = input_norms(given)
    conv, inner = given.layers[0].module, images
    assert isinstance(conv, nn.Conv2d)
    padded = functional.pad(inner, (1, 1, 1, 1))
    for c in range(2):
        for i in range(3):
            for j in range(3):
                seen = padded[:, c, i : i + 3 : 2, j : j + 3 : 2]  # two positions a side
                torch.testing.assert_close(norms["0.weight"][0, c, i, j], seen.square().sum().sqrt())
    grouped = given.model[:3](images)  # type: ignore[index]
    for row, channel in ((0, 0), (1, 1), (2, 2), (3, 3)):
        group = row // 2
        wanted = grouped[:, group * 2 + channel % 2].square().sum().sqrt()
        torch.testing.assert_close(norms["3.weight"][row, channel % 2, 0, 0], wanted)
    flat = given.model[:5](images)  # type: ignore[index]
    torch.testing.assert_close(norms["5.weight"][1], flat.square().sum(0).sqrt())


def test_fisher_squares_the_gradient_of_each_image() -> None:
    """Not the square of the mean: opposite gradients of two images do not cancel."""
    model = small()
    given = probe(model)
    images, labels = everything(given)
    sums = {name: torch.zeros_like(weight) for name, weight in given.weights()}
    for image, label in zip(images, labels, strict=True):
        loss = functional.cross_entropy(model(image[None]), label[None])
        found = torch.autograd.grad(loss, [layer.weight for layer in given.layers])
        for layer, gradient in zip(given.layers, found, strict=True):
            sums[layer.name] += gradient**2
    wanted = {name: weight**2 * sums[name] / len(labels) / 2 for name, weight in given.weights()}
    close(SCORERS["fisher"](given), wanted)


def test_statistics_are_computed_once() -> None:
    """Five ratios share one backward pass."""
    given = probe(small())
    first = SCORERS["gradient"](given)
    given.batches = []
    second = SCORERS["gradient"](given)
    assert all(torch.equal(first[name], second[name]) for name in first)


def test_no_two_methods_are_the_same_combination() -> None:
    """Runs are known by their axes, so two names for one combination would share records."""
    axes = [json.dumps(method.axes(), sort_keys=True) for method in METHODS.values()]
    assert len(set(axes)) == len(axes)
    assert all(len(method.reference) > 10 for method in METHODS.values())
