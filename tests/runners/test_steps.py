"""Compiled steps, on a CPU by backends that need no compiler: one graph, the same numbers, masks that hold."""

from __future__ import annotations

import copy
import dataclasses
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn

from runners import training
from runners.bench import Bench
from runners.data import Split, load
from runners.layers import all_kept, apply_masks, prunable_layers
from runners.methods import METHODS
from runners.models import build, build_outline
from runners.protocols import load_protocol, shipped
from runners.run import execute
from runners.settings import Settings
from runners.steps import FEWEST, ON_GPUS, Step, as_recorded, compiled, loss_of, step_for
from runners.training import Course, Recipe, train

pytestmark = pytest.mark.torch
NETWORKS = sorted(
    {n for name in shipped() for n in load_protocol(name).networks if "imagenet" not in name}
    | {"preresnet-20-cifar10", "densenet-40-cifar10", "wrn-16-4-cifar10", "lenet-5-mnist", "conv-2-cifar10"}
)


@pytest.fixture(autouse=True)
def forgotten() -> Any:
    """No test finds what another one compiled."""
    torch._dynamo.reset()
    compiled.cache_clear()


def batch(network: str, size: int = 4) -> tuple[torch.Tensor, torch.Tensor]:
    torch.manual_seed(1)
    shape = (1, 8, 8) if "digits" in network else (1, 28, 28) if "mnist" in network else (3, 32, 32)
    return torch.randn(size, *shape), torch.randint(10, (size,))


def gradients(model: nn.Module, loss: torch.Tensor) -> list[torch.Tensor]:
    return list(torch.autograd.grad(loss, [p for p in model.parameters() if p.requires_grad]))


@pytest.mark.parametrize("network", NETWORKS)
def test_a_step_is_one_graph_with_the_same_numbers(network: str) -> None:
    """``fullgraph`` raises at any break. The backend ``eager`` runs the very operations: equal bits, buffers too."""
    torch.manual_seed(0)
    plain = build(network).train()
    other = copy.deepcopy(plain)
    torch.manual_seed(2)  # for dropout
    expected = loss_of(plain, *batch(network), "fp32")
    torch.manual_seed(2)
    found = compiled("eager")(other, *batch(network), "fp32")

    assert torch.equal(found, expected)
    assert all(map(torch.equal, gradients(other, found), gradients(plain, expected)))
    assert all(map(torch.equal, other.buffers(), plain.buffers()))


@pytest.mark.parametrize("network", load_protocol("imagenet-v1").networks)
def test_networks_on_large_images_are_one_graph_too(network: str) -> None:
    """Without memory: shapes only."""
    model = build_outline(network).train()
    images, labels = torch.empty(2, 3, 224, 224, device="meta"), torch.zeros(2, dtype=torch.long, device="meta")
    assert compiled("eager")(model, images, labels, "fp32").shape == ()


@pytest.mark.parametrize("precision", ["fp32", "bf16"])
def test_a_differentiated_graph_gives_the_same_numbers(precision: str) -> None:
    """Forward and backward as ``aot_eager`` takes them apart, autocast included."""
    torch.manual_seed(0)
    plain = build("digits-cnn-digits").train()
    other = copy.deepcopy(plain)
    expected = loss_of(plain, *batch("digits-cnn-digits", 64), precision)
    found = compiled("aot_eager")(other, *batch("digits-cnn-digits", 64), precision)
    near = {"rtol": 1e-4, "atol": 1e-6} if precision == "fp32" else {"rtol": 0.05, "atol": 0.01}

    if precision == "bf16":  # pitfall: a graph without autocast would be nearer to float32
        assert not torch.allclose(expected, loss_of(plain, *batch("digits-cnn-digits", 64), "fp32"), rtol=1e-6)
    torch.testing.assert_close(found, expected, **near)
    for one, two in zip(gradients(other, found), gradients(plain, expected), strict=True):
        torch.testing.assert_close(one, two, **near)


def test_networks_of_one_kind_share_a_graph() -> None:
    """Else every run of a sweep would compile anew: other weights, other masks, the same graph."""
    seen: list[Any] = []

    def counting(graph: Any, inputs: Any) -> Any:
        seen.append(graph)
        return graph.forward

    run = torch.compile(loss_of, backend=counting, fullgraph=True, dynamic=False)
    for root in range(3):
        torch.manual_seed(root)
        model = build("resnet-20-cifar10").train()
        with torch.no_grad():
            next(model.parameters()).mul_(root)
        assert torch.equal(run(model, *batch("cifar"), "fp32"), loss_of(copy.deepcopy(model), *batch("cifar"), "fp32"))
    assert len(seen) == 1


class Halving(Course):
    """Prunes half of what is left of the first layer before each epoch."""

    def before_epoch(self, epoch: int) -> None:
        for mask in self.masks.values():
            mask.view(-1)[:: epoch + 2] = False
        apply_masks(self.model, self.masks)
        super().before_epoch(epoch)


@pytest.mark.parametrize("backend", ["eager", "aot_eager"])
def test_training_by_compiled_steps_is_the_same_training(backend: str) -> None:
    """With a course that changes masks, and a smaller last batch; what is pruned stays exactly zero."""
    full = load("digits", None).train
    assert isinstance(full, Split)
    data, models = Split(full.images[:150], full.labels[:150]), []
    for step in (None, Step("fp32", backend)):
        torch.manual_seed(0)
        model = build("digits-cnn-digits")
        masks = all_kept(prunable_layers(model, head=False))
        recipe = Recipe(3, 64, 0.1, weight_decay=0.01)
        ran = train(model, data, recipe, 0, purpose="t", course=Halving(model, masks), step=step)
        named = dict(model.named_parameters())
        assert all(not named[name][~mask].any() for name, mask in masks.items())
        assert (ran.backend, ran.not_compiled) == ((backend, "") if step else ("", ON_GPUS))
        models.append(model)
    for one, two in zip(models[0].state_dict().values(), models[1].state_dict().values(), strict=True):
        if backend == "eager":
            assert torch.equal(one, two)
        else:
            torch.testing.assert_close(one, two, rtol=1e-3, atol=1e-5)


@pytest.mark.parametrize("name", ["rigl", "sr-ste", "movement", "gradual-magnitude", "network-slimming", "greg-2"])
def test_courses_of_methods_go_on_behind_compiled_steps(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever they do to weights, masks and gradients between steps: the same bits by the backend ``eager``."""
    fixed = load_protocol("digits-v1")
    dense, tuning = dataclasses.replace(fixed.dense, epochs=2), dataclasses.replace(fixed.tuning, epochs=3)
    settings = Settings(
        dataclasses.replace(fixed, dense=dense, tuning=tuning, rewind_epoch=1, calibration_images=64),
        "digits-cnn-digits", METHODS[name], 4.0, 0,
    )  # fmt: skip
    bench = Bench(load("digits", None), tmp_path, torch.device("cpu"), {})
    plain = execute(settings, bench)
    monkeypatch.setattr(training, "step_for", lambda device, precision, steps: Step(precision, "eager"))
    found = execute(settings, bench)
    assert found["outcome"] == "finished" and found["environment"]["compiled"] is True
    for key in ("masks_sha256", "weights_sha256", "tuned"):
        assert found[key] == plain[key], key


class Breaking(nn.Module):
    """A network whose graph cannot be followed."""

    def __init__(self) -> None:
        super().__init__()
        self.layer = nn.Linear(4, 3)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        torch._dynamo.graph_break()
        found: torch.Tensor = self.layer(x)
        return found


def test_what_cannot_be_compiled_runs_as_it_is_and_says_why() -> None:
    model, step = Breaking(), Step("fp32", "eager")
    images, labels = torch.randn(5, 4), torch.randint(3, (5,))
    assert torch.equal(step(model, images, labels), loss_of(model, images, labels, "fp32"))
    assert step.backend == "" and step.not_compiled.startswith("Unsupported: ")
    assert as_recorded([step]) == {"compiled": False, "not_compiled": step.not_compiled}


def test_errors_of_the_network_are_its_own() -> None:
    with pytest.raises(RuntimeError, match="shapes cannot be multiplied"):
        Step("fp32", "eager")(nn.Linear(4, 3), torch.randn(5, 7), torch.randint(3, (5,)))


def test_only_long_stages_on_gpus_are_compiled() -> None:
    """Never on a CPU, whose bits stay what they were."""
    gpu = torch.device("cuda")
    assert step_for(torch.device("cpu"), "fp32", 10**6) == Step("fp32", "", ON_GPUS)
    assert step_for(gpu, "bf16", FEWEST) == Step("bf16", "inductor")
    assert "too few" in step_for(gpu, "bf16", FEWEST - 1).not_compiled
    with torch._dynamo.config.patch(disable=True):
        assert "turned off" in step_for(gpu, "fp32", FEWEST).not_compiled


def test_a_record_says_whether_steps_were_compiled(tmp_path: Path) -> None:
    bench = Bench(load("digits", None), tmp_path, torch.device("cpu"), {})
    fixed = load_protocol("digits-v1")
    record = execute(Settings(fixed, "digits-mlp-digits", METHODS["lamp"], 4.0, 0), bench)
    assert record["environment"]["compiled"] is False and record["environment"]["not_compiled"] == ON_GPUS
    assert as_recorded([Step("fp32", "inductor")] * 2) == {"compiled": True}
    mixed = as_recorded([Step("fp32", "inductor"), Step("fp32", "", "a"), Step("fp32", "", "a")])
    assert mixed == {"compiled": False, "not_compiled": "a"}
    assert as_recorded([])["not_compiled"] == "nothing was trained"


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA device")
@pytest.mark.parametrize("precision", ["fp32", "bf16"])
def test_a_gpu_compiles_and_masks_hold(precision: str) -> None:
    """The default backend, with a smaller last batch: near the steps as they are, nothing pruned comes back."""
    device, losses = torch.device("cuda"), []
    data = load("digits", None).train.to(device)
    for step in (Step(precision), step_for(device, precision, FEWEST)):
        torch.manual_seed(0)
        model = build("digits-cnn-digits").to(device)
        masks = all_kept(prunable_layers(model, head=False))
        seen: list[float] = []
        ran = train(
            model, data, Recipe(2, 64, 0.05), 0, purpose="t", course=Halving(model, masks), precision=precision,
            step=step, after=lambda epoch, loss, seen=seen: seen.append(loss),  # type: ignore[misc]
        )  # fmt: skip
        named = dict(model.named_parameters())
        assert all(not named[name][~mask].any() for name, mask in masks.items())
        losses.append(seen)
    assert ran.backend == "inductor", ran.not_compiled
    assert losses[0] == pytest.approx(losses[1], rel=0.05)
