"""What each schedule does in the course of training, and its pitfall."""

from __future__ import annotations

import copy
import dataclasses
import itertools
import math
import re
from types import SimpleNamespace
from typing import Any

import pytest
import torch
from torch import nn
from torch.nn import functional

from runners.channels import absorb, masks_of
from runners.data import Split, load
from runners.layers import Masks, apply_masks
from runners.methods import METHODS, Method
from runners.models import build
from runners.protocols import load_protocol
from runners.pruning import ChannelPruner, WeightPruner, pruner
from runners.schedules import SCHEDULES, unfit
from runners.schedules.dynamic import Regrow
from runners.schedules.growing_penalty import Growing
from runners.schedules.movement import Moving
from runners.schedules.soft import Soft
from runners.schedules.sparse_training import SparseNorms
from runners.schedules.straight_through import StraightThrough
from runners.scoring import SCORERS, Probe
from runners.training import Course, Recipe, new_optimizer, train
from runners.tunings import TUNINGS

pytestmark = pytest.mark.torch


def data() -> Split:
    found = load("digits", None).train
    assert isinstance(found, Split)
    return Split(found.images[:256], found.labels[:256])


def made(method: str, network: str, ratio: float = 4.0, **changed: Any) -> Any:
    torch.manual_seed(0)
    chosen = dataclasses.replace(METHODS[method], **changed)
    return pruner(chosen)(build(network), chosen, ratio, 0, data(), 64, False)


def one_step(course: Course, step: int = 0) -> dict[str, torch.Tensor]:
    """The gradients after a backward pass and the course's say."""
    model = course.model
    images, labels = data().images[:64], data().labels[:64]
    course.before_step(step)
    model.zero_grad()
    functional.cross_entropy(model(images), labels).backward()
    plain = {name: p.grad.clone() for name, p in model.named_parameters() if p.grad is not None}
    course.on_gradients(step)
    return plain


@pytest.mark.parametrize("name", ["rigl", "set"])
def test_masks_that_move_keep_their_counts_and_new_weights_start_at_zero(name: str) -> None:
    """By the definition: the smallest kept go, those with the largest dense gradient come, momentum is fresh, the step
    applies nothing, and it ends at three quarters of training.
    """
    work: WeightPruner = made(name, "digits-mlp-digits")
    work.at_once()
    course = Regrow(work, work.method, 4, 0)
    optimizer = new_optimizer(work.model, Recipe(4, 64, 0.1))
    course.begin(optimizer, 4)
    course.before_epoch(0)
    named = dict(work.model.named_parameters())
    one_step(course, 0)
    optimizer.step()
    course.after_step(0)
    before = {n: m.clone() for n, m in work.masks.items()}
    weights = {n: named[n].detach().clone() for n in before}
    images, labels = data().images[:64], data().labels[:64]
    work.model.zero_grad()
    functional.cross_entropy(work.model(images), labels).backward()
    gradients = {n: named[n].grad.clone() for n in before}  # type: ignore[union-attr]
    assert course.on_gradients(1) is False

    share = 0.3 / 2 * (1 + math.cos(math.pi * 1 / (0.75 * 16)))
    for n, mask in work.masks.items():
        count = int(share * int(before[n].sum()))
        assert int(mask.sum()) == int(before[n].sum()) and count > 0
        gone_order = torch.where(before[n], weights[n].abs(), torch.inf).flatten().argsort()[:count]
        stayed = before[n].clone().flatten()
        stayed[gone_order] = False
        grown = mask.flatten() & ~stayed
        assert bool((mask.flatten() | ~stayed).all()) and int(grown.sum()) == count
        assert not named[n].detach().flatten()[grown].any()
        assert not optimizer.state[named[n]]["momentum_buffer"].flatten()[grown].any()
        if name == "rigl":
            worth = torch.where(stayed, -torch.inf, gradients[n].abs().flatten())
            assert set(worth.argsort(descending=True)[:count].tolist()) == set(torch.nonzero(grown).flatten().tolist())
    assert course.on_gradients(12) is True  # three quarters of 16 steps


def test_straight_through_trains_dense_weights_behind_masks() -> None:
    """Forward masked, gradient to the dense weight plus decay on what is masked; masks are N:M along the inputs."""
    work: WeightPruner = made("sr-ste", "digits-mlp-digits", 2.0)
    course = StraightThrough(work, 0.5)
    course.begin(new_optimizer(work.model, Recipe(1, 64, 0.1)), 4)
    course.before_epoch(0)
    dense = {layer.name: layer.weight.detach().clone() for layer in work.layers}
    plain = one_step(course)

    for layer in work.layers:
        mask = work.masks[layer.name]
        assert torch.equal(layer.weight.detach(), dense[layer.name])  # unmasked again for the optimiser
        assert layer.weight.grad is not None
        assert torch.allclose(layer.weight.grad, plain[layer.name] + 0.5 * ~mask * dense[layer.name])
        assert bool((mask.view(mask.shape[0], -1, 4).sum(2) == 2).all())
    course.after_epoch(0)
    assert all(not layer.weight[~work.masks[layer.name]].any() for layer in work.layers)
    assert set(course.state()) == set(work.masks)  # a checkpoint holds the dense weights


def test_movement_sums_what_training_moves_and_lets_weights_return() -> None:
    """Step by step against the definition. Pitfalls: the sign; masked weights are scored too, keep the value they had,
    and get no gradient; the count follows the cubic to the target, and then masks stay.
    """
    work: WeightPruner = made("movement", "digits-mlp-digits", 4.0)
    course, steps = Moving(work, 3), 4
    course.begin(new_optimizer(work.model, Recipe(3, 64, 0.1)), steps)
    course.before_epoch(0)
    sums = {layer.name: torch.zeros_like(layer.weight) for layer in work.layers}
    whole, target, kept, returned = work.whole, work.target, [], 0
    for step in range(10):
        dense = {layer.name: layer.weight.detach().clone() for layer in work.layers}
        before = {name: mask.clone() for name, mask in work.masks.items()}
        plain = one_step(course, step)
        kept.append(work.left())
        for layer in work.layers:
            mask, gradient = work.masks[layer.name], layer.weight.grad
            least_kept, most_gone = sums[layer.name][mask].min(), torch.where(mask, -torch.inf, sums[layer.name]).max()
            assert least_kept >= most_gone if step < 8 else torch.equal(mask, before[layer.name])
            returned += int((mask & ~before[layer.name]).sum())
            if step < 8:
                sums[layer.name] += 0.1 * -(plain[layer.name] * dense[layer.name])
            assert torch.equal(layer.weight.detach(), dense[layer.name])  # unmasked again for the optimiser
            assert gradient is not None and torch.equal(gradient, plain[layer.name] * mask)
            with torch.no_grad():
                layer.weight.sub_(0.5 * gradient)
    cubic = [round(whole - (whole - target) * (1 - (1 - step / 7) ** 3)) for step in range(7)]
    assert kept == [*cubic, target, target, target] and returned > 0
    course.after_epoch(2)
    assert all(not layer.weight[~work.masks[layer.name]].any() for layer in work.layers)

    taken_up = Moving(made("movement", "digits-mlp-digits", 4.0), 3)
    taken_up.restore({name: tensor.clone() for name, tensor in course.state().items()})
    assert all(torch.equal(taken_up.scores[name], sums[name]) for name in sums)
    assert all(torch.equal(taken_up.dense[name], course.dense[name]) for name in sums)


def test_soft_filters_may_grow_back() -> None:
    """Pitfall: a zeroed filter must get gradients, without momentum, too. Only its own weights are zero; batch norm and
    what reads it stay.
    """
    work: ChannelPruner = made("soft-filter", "digits-cnn-digits", 2.0)
    course = Soft(work, 3)
    first, second = (work.model.get_parameter(f"{name}.weight") for name in list(work.channels.outputs)[:2])
    recipe = Recipe(3, 64, 0.1, momentum=0.0)
    train(work.model, data(), recipe, 0, purpose="t", course=course, last=1)
    gone = ~first.detach().flatten(1).any(1)
    assert bool(gone.any()) and bool(second[:, gone].any()) and bool(work.model.get_parameter("1.weight").all())
    assert bool(work.alive.all())
    for step in range(4, 8):
        one_step(course, step)
        with torch.no_grad():
            for parameter in work.model.parameters():
                if parameter.grad is not None:
                    parameter.sub_(0.1 * parameter.grad)
    norms = first.detach().flatten(1).norm(dim=1)
    assert norms[gone].max() > 0.5 * norms[~gone].mean()  # where batch norm leaves a filter above zero
    train(work.model, data(), recipe, 0, purpose="t", course=course, first=1, last=2)
    chosen = work.alive.clone()
    assert work.costs.params(chosen) == pytest.approx(work.target, rel=0.05)
    train(work.model, data(), recipe, 0, purpose="t", course=course, first=2)
    assert torch.equal(work.alive, chosen) and not first[~chosen[work.channels.outputs["0"]]].any()


def test_soft_filters_need_epochs_to_grow_back_in() -> None:
    protocol = load_protocol("cifar10-short-v1")

    assert "20 or more epochs" in unfit(METHODS["soft-filter"], protocol)
    assert not unfit(METHODS["soft-filter"], load_protocol("cifar10-v1"))


@pytest.mark.parametrize("network", ["digits-cnn-digits", "digits-mlp-digits"])
def test_what_batch_norm_and_bias_make_of_a_zeroed_filter_is_kept(network: str) -> None:
    """The outputs stay when such a channel is removed: exactly without convolutions that pad, else nearly."""
    work: ChannelPruner = made("soft-filter", network, 2.0)
    gone = torch.zeros(work.channels.count, dtype=torch.bool)
    gone[torch.nonzero(work.may_go).flatten()[::3]] = True
    images = torch.randn(16, *work.calibration.shape, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        for name, parameter in work.model.named_parameters():
            if name.endswith("bias"):
                parameter.uniform_(0, 1, generator=torch.Generator().manual_seed(1))
    Soft(work, 3).zero(~gone)
    work.model.eval()
    with torch.no_grad():
        before = work.model(images)
        kept = copy.deepcopy(work.model)
        apply_masks(kept, masks_of(kept, work.channels, ~gone))
        absorb(work.model, work.channels, gone, images)
        work.remove(~gone)
        absorbed, dropped = ((model(images) - before).norm() / before.norm() for model in (work.model, kept))
    assert absorbed < (1e-5 if "mlp" in network else 0.5 * dropped)


def test_sparse_training_adds_the_subgradient_to_the_gradient() -> None:
    """Of every factor of batch norm, and of nothing else."""
    model = build("digits-cnn-digits")
    with torch.no_grad():
        model[1].weight[3] = -0.5  # type: ignore[union-attr,index]
    course = SparseNorms(model, 0.25)
    course.begin(new_optimizer(model, Recipe(1, 64, 0.1)), 4)
    course.before_epoch(0)
    plain = one_step(course)
    factors = {f"{i}.weight" for i, m in enumerate(model) if isinstance(m, nn.BatchNorm2d)}  # type: ignore[arg-type]
    for name, p in model.named_parameters():
        added = 0.25 * p.detach().sign() if name in factors else 0.0
        assert p.grad is not None and torch.allclose(p.grad, plain[name] + added)


@pytest.mark.parametrize("name", ["greg-1", "greg-2"])
def test_the_penalty_grows_on_what_was_chosen_before(name: str) -> None:
    """GReg-1 chooses before the penalty grows; GReg-2 lets it grow on all filters first, then chooses. In the end the
    chosen filters are gone, and the penalty has never been above its ceiling.
    """
    work: ChannelPruner = made(name, "digits-cnn-digits", 2.0)
    everywhere = name == "greg-2"
    course = Growing(work, 3, everywhere=everywhere, ceiling=1.0)
    course.begin(new_optimizer(work.model, Recipe(3, 64, 0.1)), 4)
    course.before_epoch(0)
    plain = one_step(course, 0)
    assert (course.staying is None) == everywhere
    named = dict(work.model.named_parameters())
    for step, strength in ((7, 1.0),):  # the last growing step of two epochs of four
        plain = one_step(course, step)
        assert course.staying is not None
        gone = ~course.staying[work.channels.outputs["3"]]
        weight, gradient = named["3.weight"], named["3.weight"].grad
        assert gradient is not None and bool(gone.any())
        expected = plain["3.weight"] + strength * gone.view(-1, 1, 1, 1) * weight.detach()
        assert torch.allclose(gradient, expected, atol=1e-6)
    course.after_epoch(1)
    assert torch.equal(work.alive, course.staying) and not work.model[3].weight[gone].any()  # type: ignore[index]


@pytest.mark.parametrize("name", ["greg-1", "greg-2"])
def test_the_penalised_rows_are_looked_up_once_for_a_choice(name: str) -> None:
    """In every step each layer would wait for the host."""
    work: ChannelPruner = made(name, "digits-cnn-digits", 2.0)
    course = Growing(work, 3, everywhere=name == "greg-2", ceiling=1.0)
    course.begin(new_optimizer(work.model, Recipe(3, 64, 0.1)), 4)
    course.before_epoch(0)
    kept = []
    for step in range(8):
        one_step(course, step)
        kept.append(course.rows)
    changes = sum(one is not two for one, two in itertools.pairwise(kept))
    assert changes == (name == "greg-2")

    assert course.staying is not None
    course.restore({"staying": ~course.staying})
    plain, weight = one_step(course, 7)["3.weight"], work.model[3].weight  # type: ignore[index]
    spared = course.staying[work.channels.outputs["3"]]
    assert torch.equal(weight.grad[spared], plain[spared])


def test_gradual_sparsity_follows_the_cubic() -> None:
    """Zhu & Gupta 2018, equation 1, at each epoch; it ends at two thirds; pruned weights stay zero."""
    from runners.schedules.gradual import Gradual

    work: WeightPruner = made("gradual-magnitude", "digits-mlp-digits", 8.0)
    kept, epochs = [], 6
    optimizer = new_optimizer(work.model, Recipe(epochs, 64, 0.1, weight_decay=0.1))

    class Watched(Gradual):
        def after_epoch(self, epoch: int) -> None:
            super().after_epoch(epoch)
            kept.append(work.left())
            named = dict(work.model.named_parameters())
            for name, mask in work.masks.items():
                assert not named[name][~mask].any()

    train(
        work.model, data(), Recipe(epochs, 64, 0.1), 0, purpose="t", course=Watched(work, epochs), optimizer=optimizer
    )
    whole, target = work.whole, work.target
    expected = [round(whole - (whole - target) * (1 - (1 - (e + 1) / 4) ** 3)) for e in range(3)] + [target] * 3
    assert kept == expected


@pytest.mark.parametrize("ratio", [10, 50])
def test_synflow_takes_a_hundred_steps_and_empties_no_layer(ratio: float, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each scored behind the last, keeping the same share of what is left; in one step whole layers would go."""
    torch.manual_seed(0)
    widths = [8, 32, 32, 32, 4]
    parts = [part for pair in itertools.pairwise(widths) for part in (nn.Linear(*pair, bias=False), nn.ReLU())]
    images = Split(torch.randn(4, 8), torch.zeros(4, dtype=torch.int64))
    work = WeightPruner(nn.Sequential(*parts[:-1]), METHODS["synflow"], ratio, 0, images, 4, True)
    once = WeightPruner(copy.deepcopy(work.model), METHODS["synflow"], ratio, 0, images, 4, True)
    once.at_once()
    assert not all(mask.any() for mask in once.masks.values())

    scored: list[float] = []
    synflow = SCORERS["synflow"]

    def watched(probe: Probe) -> Any:
        scored.append(sum(int(layer.weight.count_nonzero()) for layer in probe.layers))
        return synflow(probe)

    monkeypatch.setitem(SCORERS._parts, "synflow", watched)
    task: Any = SimpleNamespace(pruner=work, prune=lambda how: how(), tune=lambda: None)
    SCHEDULES[METHODS["synflow"].schedule].run(task)
    whole = 8 * 32 + 2 * 32 * 32 + 32 * 4
    left = round(whole / ratio)
    assert scored == [round(whole * (left / whole) ** (step / 100)) for step in range(100)]
    assert work.left() == left and all(mask.any() for mask in work.masks.values())


def test_tunings_prepare_and_stretch() -> None:
    """Rewinding goes back to the rewind epoch and repeats the rest; parts of a stretch make the whole."""
    fixed = load_protocol("digits-v1")
    assert TUNINGS["rewind-weights"].stretch(fixed).first == fixed.rewind_epoch
    assert TUNINGS["rewind-rate"].stretch(fixed).purpose == "dense"
    whole = TUNINGS["continue"].stretch(fixed)
    parts = [whole.part(number, 4) for number in range(1, 5)]
    assert [part.first for part in parts] == [0, 1, 2, 3] and parts[-1].last == whole.last
    assert TUNINGS["rewind-weights"].stretch(fixed).part(2, 4) == TUNINGS["rewind-weights"].stretch(fixed)


def test_methods_that_do_not_fit_a_protocol_say_why() -> None:
    given = load_protocol("cifar10-oneshot-v1")

    assert "needs dense training" in unfit(METHODS["snip"], given)
    assert "needs dense training" in unfit(METHODS["rate-rewinding"], given)
    assert "1 or more epochs" in unfit(METHODS["gradual-magnitude"], given)
    assert unfit(METHODS["lamp"], given) == ""
    digits = load_protocol("digits-v1")
    assert {name for name, method in METHODS.items() if unfit(method, digits)} == {"soft-filter"}


def test_every_part_a_method_names_is_there() -> None:
    """Scorers, schedules and tunings by name, a reference with a section or an equation, one file each."""
    from pathlib import Path

    import runners.methods
    from runners.scoring import CHANNEL_SCORERS, SCORERS
    from runners.selection import CHANNEL_STRUCTURES
    from runners.surgery import SURGEONS

    # The unpruned network; a journal that does not number sections; a paper that is about it as a whole.
    without = {"dense", "set", "random-filters"}
    for name, method in METHODS.items():
        scorers: Any = CHANNEL_SCORERS if method.structure in CHANNEL_STRUCTURES else {**SCORERS, **SURGEONS}
        assert method.scoring in scorers and method.schedule in SCHEDULES and method.tuning in TUNINGS, name
        assert (re.search(r", (section|equation) \d+(\.\d+)*$", method.reference) is None) == (name in without), name
    files = {path.stem for path in Path(runners.methods.__path__[0]).glob("*.py")} - {"__init__", "base"}
    assert files == {name.replace("-", "_") for name in METHODS}


def test_a_new_method_takes_one_entry_and_its_combinations_come_free() -> None:
    """Scoring, structure and schedule combine freely: SNIP's score in blocks, gradually."""
    method = Method("own", "block-4x1", "snip", "global", "gradual", "continue", "a test")
    work = WeightPruner(build("digits-cnn-digits"), method, 2.0, 0, data(), 64, False)
    work.at_once()
    masks: Masks = work.masks
    assert work.left() == pytest.approx(work.target, rel=0.05)
    assert bool((masks["3.weight"].flatten(1).view(8, 4, -1).float().std(1) == 0).all())
