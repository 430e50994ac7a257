"""Runs and sweeps on the digits: pruned weights stay so, one seed gives the same bits, killed sweeps resume."""

from __future__ import annotations

import dataclasses
import math
import weakref
from pathlib import Path
from typing import Any

import pytest
import torch

from leaderboard.errors import UsageError
from runners.bench import Bench
from runners.data import Data, Split, load
from runners.dense import Dense, fresh, laid_out_for
from runners.layers import all_kept, apply_masks, prunable_layers
from runners.measuring import measure
from runners.methods import METHODS
from runners.metrics.cost import profile
from runners.metrics.layers import derived, layer_states, storage
from runners.models import build
from runners.plan import plan
from runners.protocols import Protocol, load_protocol
from runners.protocols import protocol as protocols
from runners.pruning import Pruner
from runners.records import processor
from runners.run import ANEW, _reached, execute
from runners.selection import CHANNEL_STRUCTURES
from runners.settings import Settings
from runners.task import Task
from runners.training import Course, Recipe, evaluate, laid_out, train

pytestmark = pytest.mark.torch


@pytest.fixture(scope="module")
def short() -> Protocol:
    """digits-v1 with four dense epochs and two of tuning."""
    fixed = load_protocol("digits-v1")
    dense, tuning = dataclasses.replace(fixed.dense, epochs=4), dataclasses.replace(fixed.tuning, epochs=2)
    return dataclasses.replace(fixed, dense=dense, tuning=tuning, rewind_epoch=1, calibration_images=64)


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    return Bench(load("digits", None), tmp_path_factory.mktemp("dense"), torch.device("cpu"), {})


def test_a_perfect_classifier_scores_100() -> None:
    """Counts, not means of batches: ShrinkBench's smaller last batch gives it 98.9 %."""
    split = Split(torch.eye(10).repeat(13, 1)[:128], torch.arange(10).repeat(13)[:128])
    found = evaluate(torch.nn.Identity(), split, batch_size=100)

    assert (found.top1_correct, found.images, found.top1, found.top5) == (128, 128, 100.0, 100.0)


@pytest.mark.parametrize("name", list(METHODS))
def test_every_method_reaches_its_target_and_repeats(
    name: str, short: Protocol, bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ratio within 1 % (N:M: what its pattern gives; blocks and channels: the nearest step), what is pruned is zero
    in the end, same masks and weights when run again with another bench; and the accuracies after the last epoch are
    those of the network that is left, evaluated anew.
    """
    checked: list[str] = []

    def looked_at(settings: Settings, bench: Bench, made: Pruner, dense: Any) -> Any:
        named = dict(made.model.named_parameters())
        for mask_name, mask in made.masks.items():
            assert not named[mask_name][~mask].any(), mask_name
            checked.append(mask_name)
        return measure(settings, bench, made, dense)

    monkeypatch.setattr("runners.run.measure", looked_at)
    ratio = 1.0 if METHODS[name].schedule == "none" else 4.0
    settings = Settings(short, "digits-cnn-digits", METHODS[name], ratio, 0)
    record = execute(settings, bench)
    assert record["outcome"] == "finished", record
    assert checked
    reached = record["metrics"]["compression_ratio"]
    structure = METHODS[name].structure
    if structure == "n:m":
        assert 3 < reached < 4  # the first convolution, biases and classifier stay dense
    elif structure == "weight" or ratio == 1:
        assert reached == pytest.approx(ratio, rel=0.01)
    else:  # larger units on a network of 24,000 weights; what is reached is what counts
        assert reached == pytest.approx(ratio, rel=0.06)
    if structure in CHANNEL_STRUCTURES:
        assert record["compact"]["difference"] <= 1e-5
        assert record["metrics"]["macs_compact"] == record["metrics"]["macs_left"] < record["metrics"]["macs"]

    def anew(task: Task) -> dict[str, Any]:
        task.reached = None
        return _reached(task)

    monkeypatch.setattr("runners.run._reached", anew)
    again = execute(settings, Bench(bench.data, bench.cache, bench.device, {}))
    for key in ("masks_sha256", "weights_sha256", "metrics", "pruned", "tuned"):
        assert record[key] == again[key], key
    other = execute(dataclasses.replace(settings, seed=1), bench)
    assert other["weights_sha256"] != record["weights_sha256"]


def test_pruned_weights_are_exactly_zero_after_every_step() -> None:
    """With momentum and weight decay on a network trained before, and through a mask that grows tighter."""
    torch.manual_seed(0)
    model = build("digits-mlp-digits")
    layers = prunable_layers(model, head=False)
    masks = all_kept(layers)
    for mask in masks.values():
        mask[:, ::2] = False
    apply_masks(model, masks)
    data = load("digits", None)
    seen = []

    class Watched(Course):
        def after_step(self, step: int) -> None:
            super().after_step(step)
            named = dict(model.named_parameters())
            seen.append(all(not named[name][~mask].any() for name, mask in masks.items()))

        def before_epoch(self, epoch: int) -> None:
            masks[layers[0].name][epoch] = False
            super().before_epoch(epoch)

    recipe = Recipe(3, 64, 0.1, weight_decay=0.01, nesterov=True)
    train(model, data.train, recipe, 0, purpose="t", course=Watched(model, masks))
    assert seen == [True] * 3 * 17


def test_a_replayed_part_of_training_is_the_same_training() -> None:
    """Order and rate depend on seed and epoch alone: rewinding replays exactly what the dense network saw."""
    data, recipe = load("digits", None), Recipe(3, 64, 0.1, momentum=0.0, schedule="cosine")
    torch.manual_seed(0)
    whole = build("digits-mlp-digits")
    torch.manual_seed(0)
    parts = build("digits-mlp-digits")
    train(whole, data.train, recipe, 7, purpose="dense")
    train(parts, data.train, recipe, 7, purpose="dense", last=1)
    train(parts, data.train, recipe, 7, purpose="dense", first=1)

    assert all(torch.equal(a, b) for a, b in zip(whole.parameters(), parts.parameters(), strict=True))


@dataclasses.dataclass
class Stage:
    """A stage of tuning as it began and ended."""

    before: dict[str, torch.Tensor]
    masks: dict[str, torch.Tensor]
    states: int  # parameters for which its optimiser had a momentum
    rates: list[float] = dataclasses.field(default_factory=list)  # of learning, by epoch
    after: dict[str, torch.Tensor] = dataclasses.field(default_factory=dict)


def state_of(model: torch.nn.Module) -> dict[str, torch.Tensor]:
    return {name: tensor.clone() for name, tensor in model.state_dict().items()}


def same(one: dict[str, torch.Tensor], two: dict[str, torch.Tensor]) -> bool:
    return one.keys() == two.keys() and all(torch.equal(one[name], two[name]) for name in one)


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    """Three batches of images."""
    order, all_of = torch.Generator().manual_seed(0), load("digits", None)
    data = Data(*(part.some(150, order) for part in (all_of.train, all_of.validation, all_of.test)), classes=10)
    return Bench(data, tmp_path_factory.mktemp("dense"), torch.device("cpu"), {})


@pytest.fixture(scope="module")
def starts(short: Protocol, few: Bench) -> dict[str, dict[str, torch.Tensor]]:
    """Where tunings start after two epochs, after all, or with another seed: by training done here."""
    early, last = fresh("digits-cnn-digits", 0), fresh("digits-cnn-digits", 0)
    train(early, few.data.train, short.dense, 0, purpose="dense", last=2)
    train(last, few.data.train, short.dense, 0, purpose="dense")
    assert not torch.equal(early.get_buffer("4.running_var"), last.get_buffer("4.running_var"))
    return {"rewind": state_of(early), "last": state_of(last), "anew": state_of(fresh("digits-cnn-digits", ANEW))}


@pytest.mark.parametrize(
    "name, start, first, changed",
    [
        ("weight-rewinding", "rewind", 2, {}),
        ("lottery-ticket", "rewind", 2, {"steps": 3}),
        ("rate-rewinding", "last", 2, {}),
        ("rate-rewinding", "last", 2, {"schedule": "iterative", "steps": 3}),
        ("scratch", "anew", 0, {}),
    ],
)
def test_rewinding_and_drawing_anew_start_from_the_right_network(
    name: str, start: str, first: int, changed: Any, short: Protocol, few: Bench, starts: Any, monkeypatch: Any
) -> None:
    """Each stage starts from weights *and* batch norm of the rewind epoch, of the stage before, or of another seed,
    masked, with a fresh optimiser; what follows is that part of dense training. Masks come from trained weights.
    """
    protocol, network = dataclasses.replace(short, rewind_epoch=2), "digits-cnn-digits"
    stages: list[Stage] = []

    def watched(model: torch.nn.Module, *given: Any, course: Course, optimizer: Any, after: Any, **more: Any) -> Any:
        masks = {name: mask.clone() for name, mask in course.masks.items()}
        stage = Stage(state_of(model), masks, len(optimizer.state))
        stages.append(stage)

        def noted(epoch: int, loss: float) -> None:
            stage.rates.append(optimizer.param_groups[0]["lr"])
            after(epoch, loss)

        found = train(model, *given, course=course, optimizer=optimizer, after=noted, **more)
        stage.after = state_of(model)
        return found

    monkeypatch.setattr("runners.task.train", watched)
    monkeypatch.setattr("runners.run.measure", lambda *given: ({}, {}))
    method = dataclasses.replace(METHODS[name], **changed)
    record = execute(Settings(protocol, network, method, 8.0, 0), few)
    assert record["outcome"] == "finished", record
    assert len(stages) == method.steps

    masks, trained = all_kept(prunable_layers(fresh(network, 0), head=False)), starts["last"]
    for stage in stages:
        begun = starts[start] if start != "last" else trained
        begun = {n: tensor * stage.masks[n] if n in stage.masks else tensor for n, tensor in begun.items()}
        assert same(stage.before, begun) and stage.states == 0
        assert stage.rates == pytest.approx([0.05 * (1 + math.cos(math.pi * e / 4)) / 2 for e in range(first, 4)])

        gone = torch.cat([trained[n][masks[n] & ~stage.masks[n]].abs() for n in masks])
        stayed = torch.cat([trained[n][stage.masks[n]].abs() for n in masks])
        assert len(gone) and stayed.min() >= gone.max()

        again = fresh(network, 0)
        again.load_state_dict(begun)
        held = Course(again, stage.masks)
        train(again, few.data.train, protocol.dense, 0, purpose="dense", first=first, course=held)
        assert same(stage.after, state_of(again))
        masks, trained = stage.masks, stage.after


def test_costs_follow_from_the_masks() -> None:
    """Dense numbers are the cost counter's; what is left is counted from masks, not from values that are not zero."""
    model = build("digits-cnn-digits")
    with torch.no_grad():
        model[3].weight[0] = 0.0  # zeros that nobody pruned  # type: ignore[union-attr,index]
    layers = prunable_layers(model, head=False)
    masks = all_kept(layers)
    masks["3.weight"][:, :4] = False
    params = sum(p.numel() for p in model.parameters())
    states = layer_states(model, (1, 8, 8), masks)
    found, cost = derived(states, params), profile(build("digits-cnn-digits"), (1, 8, 8))

    assert (found["params"], found["macs"]) == (cost.params, cost.macs)
    assert found["params_left"] == params - 32 * 4 * 9
    assert found["macs_left"] == cost.macs - 32 * 4 * 9 * 64
    assert storage(states, params)["bytes_dense"] == 4 * params
    assert storage(states, params)["bytes_bitmask"] == 4 * (params - 32 * 4 * 9) + 32 * 16 * 9 // 8


def test_a_method_that_raises_becomes_a_record(short: Protocol, bench: Bench) -> None:
    """The sweep goes on; the record says what happened."""
    broken = dataclasses.replace(short, tuning=dataclasses.replace(short.tuning, learning_rate=1e9))
    record = execute(Settings(broken, "digits-mlp-digits", METHODS["global-magnitude"], 2.0, 0), bench)

    assert record["outcome"] == "failed" and "loss" in record["error"]["message"]


def test_nothing_that_is_measured_changes_what_was_reached(
    short: Protocol, bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Accuracies and digests are those of the network that the schedule left, whatever measuring does to it."""
    settings = Settings(short, "digits-cnn-digits", METHODS["lamp"], 4.0, 0)
    plain = execute(settings, bench)

    def spoiling(settings: Settings, bench: Bench, made: Pruner, dense: Dense) -> Any:
        with torch.no_grad():
            for tensor in (*made.model.parameters(), *made.model.buffers()):
                tensor.zero_()
        return measure(settings, bench, made, dense)

    monkeypatch.setattr("runners.run.measure", spoiling)
    found = execute(settings, bench)
    for key in ("pruned", "tuned", "masks_sha256", "weights_sha256"):
        assert found[key] == plain[key], key


@pytest.mark.parametrize("shared", [True, False])
def test_a_run_without_gpu_memory_says_what_to_do_where_others_shared_it(
    shared: bool, short: Protocol, bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*args: Any) -> None:
        raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 5 GiB")

    monkeypatch.setattr("runners.run.pruner", full)
    own = dataclasses.replace(bench, shared=shared)
    record = execute(Settings(short, "digits-mlp-digits", METHODS["lamp"], 4.0, 0), own)
    message = record["error"]["message"]

    assert record["outcome"] == "failed" and message.endswith("CUDA out of memory. Tried to allocate 5 GiB")
    assert ("--again" in message and "--jobs" in message) is shared


@pytest.mark.parametrize("broken", [False, True])
def test_a_run_on_a_gpu_gives_its_memory_back(
    broken: bool, short: Protocol, bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After its own networks are gone; a broken GPU does not cost the record."""
    networks: list[Any] = []
    gone: list[bool] = []

    class Network:
        """In a cycle, as networks with hooks are."""

        def __init__(self) -> None:
            self.own = self

    def measured(settings: Settings, bench: Bench) -> Any:
        network = Network()
        networks.append(weakref.ref(network))
        raise ValueError("no")

    def emptied() -> None:
        gone.append(networks[0]() is None)
        if broken:
            raise RuntimeError("CUDA error: device-side assert triggered")

    monkeypatch.setattr("runners.run._measured", measured)
    monkeypatch.setattr(torch.cuda, "get_device_name", lambda device: "a GPU")
    monkeypatch.setattr(torch.cuda, "empty_cache", emptied)
    settings = Settings(short, "digits-mlp-digits", METHODS["lamp"], 4.0, 0)
    record = execute(settings, dataclasses.replace(bench, device=torch.device("cuda:0")))
    execute(settings, bench)

    assert gone == [True] and record["error"]["message"] == "no"


def test_ids_of_runs_do_not_change() -> None:
    """Golden ids: a change of code that altered them would orphan every record. A new name for a method does not."""
    settings = Settings(load_protocol("digits-v1"), "digits-cnn-digits", METHODS["global-magnitude"], 4, 0)
    renamed = dataclasses.replace(settings, method=dataclasses.replace(settings.method, name="another"))

    assert settings.id() == renamed.id() == GOLDEN
    assert dataclasses.replace(settings, ratio=8).id() != GOLDEN


GOLDEN = "2178109c13b7c69cb1c8c25839b2b610d23711fb15a4578d137f5a5c43dd2d0d"


def test_a_plan_leaves_out_what_cannot_be_and_says_why(tmp_path: Path) -> None:
    fixed = load_protocol("digits-v1")
    found = plan(fixed, tmp_path, methods=["n-m-magnitude"], seeds=[0], networks=["digits-cnn-digits"])

    assert [s.ratio for s in found.todo] == [2, 4, 8, 16]
    assert ["no N:M pattern" in reason for _, reason in found.impossible] == [True]
    with pytest.raises(UsageError, match="did you mean 'lamp'"):
        plan(fixed, tmp_path, methods=["lmap"])


def test_seeds_share_dense_networks_where_the_protocol_says_how_many(short: Protocol, bench: Bench) -> None:
    """Of two: seeds 0 and 2 start from the network of seed 0, seed 1 from its own; images come in another order."""
    crossed = dataclasses.replace(short, dense_networks=2)
    own = Bench(bench.data, bench.cache, bench.device, {})
    found = [
        execute(Settings(crossed, "digits-mlp-digits", METHODS["global-magnitude"], 4.0, seed), own)
        for seed in range(3)
    ]
    dense = [record["dense"]["sha256"] for record in found]

    assert dense[0] == dense[2] != dense[1]
    assert found[0]["masks_sha256"] == found[2]["masks_sha256"]
    assert found[0]["weights_sha256"] != found[2]["weights_sha256"]
    assert dense[0] == bench.dense(short, "digits-mlp-digits", 0).sha256


def test_what_replays_dense_training_needs_a_dense_network_a_seed(tmp_path: Path) -> None:
    fixed = load_protocol("digits-weights-v1")
    found = plan(
        fixed, tmp_path, methods=["weight-rewinding", "rate-rewinding", "lottery-ticket", "scratch"], seeds=[0]
    )

    assert {s.method.name for s in found.todo} == {"scratch"}
    assert {reason.split(",")[0] for _, reason in found.impossible} == {"replays the images of dense training"}


def test_a_sweep_takes_the_methods_of_its_protocol(tmp_path: Path) -> None:
    """Unless it names some; the digest does not depend on them."""
    fixed = load_protocol("digits-weights-v1")

    assert {s.method.name for s in plan(fixed, tmp_path).todo} == set(fixed.methods)
    assert {s.method.name for s in plan(fixed, tmp_path, methods=["snip"]).todo} == {"snip"}
    assert dataclasses.replace(fixed, methods=()).digest() == fixed.digest()


@pytest.mark.parametrize("networks", ["1", "-2"])
def test_a_protocol_shares_two_dense_networks_at_least(tmp_path: Path, networks: str) -> None:
    text = (protocols.HERE / "digits-weights-v1.toml").read_text().replace("works = 5", f"works = {networks}")
    (tmp_path / "p.toml").write_text(text)

    with pytest.raises(UsageError, match=r"p\.toml: `dense_networks` is .*two or more"):
        load_protocol(str(tmp_path / "p.toml"))


def test_a_network_may_have_recipes_of_its_own(tmp_path: Path) -> None:
    """They are in the digest of its runs, and of no other network's, in place of the common ones."""
    fixed = load_protocol("mnist-v1")
    ids = {s.network: s for s in plan(fixed, tmp_path, methods=["lamp"], ratios=[4], seeds=[0]).todo}
    caffe, perceptron = ids["lenet-5-caffe-mnist"], ids["lenet-300-100-mnist"]

    assert (caffe.protocol.dense.learning_rate, caffe.protocol.dense.epochs) == (0.02, 5)
    assert perceptron.protocol.dense == fixed.dense and perceptron.protocol.digest() == fixed.digest()
    assert caffe.protocol.digest() != fixed.digest()
    common = dataclasses.replace(fixed, **{part: getattr(caffe.protocol, part) for part in ("dense", "tuning")})
    assert common.digest() == caffe.protocol.digest()


@pytest.mark.parametrize(
    "written, message",
    [
        ("recipes.lenet-5-cafe-mnist.dense", r"lenet-5-cafe-mnist\] is of a network .* `lenet-5-caffe-mnist`"),
        ("recipes.lenet-5-caffe-mnist.denze", r"lenet-5-caffe-mnist\.denze\]: a recipe is of `dense` or `tuning`"),
    ],
)
def test_recipes_are_of_a_network_and_a_part_that_there_is(tmp_path: Path, written: str, message: str) -> None:
    text = (protocols.HERE / "mnist-v1.toml").read_text().replace("recipes.lenet-5-caffe-mnist.dense", written)
    (tmp_path / "p.toml").write_text(text)

    with pytest.raises(UsageError, match=message):
        load_protocol(str(tmp_path / "p.toml"))


def test_an_altered_dense_network_is_not_used(short: Protocol, bench: Bench) -> None:
    """Its digest is wrong, so it is trained anew, to the same bits."""
    settings = Settings(short, "digits-mlp-digits", METHODS["dense"], 1.0, 2)
    first = execute(settings, bench)
    for path in bench.cache.glob("*.dense"):
        content = bytearray(path.read_bytes())
        content[-1] ^= 1
        path.write_bytes(bytes(content))
    second = execute(settings, Bench(bench.data, bench.cache, bench.device, {}))

    assert first["dense"]["sha256"] == second["dense"]["sha256"]


@pytest.mark.parametrize("network, last", [("lenet-5-caffe-mnist", True), ("lenet-5-mnist", False)])
def test_the_layout_of_a_network_changes_no_number(network: str, last: bool) -> None:
    """Where the protocol asks for none, only networks that gain from it are kept channels-last, with equal outputs."""
    protocol = load_protocol("mnist-v1")
    model = laid_out_for(protocol, network, fresh(network, 0), torch.device("cpu"))
    weight = next(p for p in model.parameters() if p.dim() == 4 and p.shape[1] > 1)
    images = torch.randn(3, 1, 28, 28)

    assert weight.is_contiguous(memory_format=torch.channels_last) is last
    assert torch.allclose(model(laid_out(model, images)), fresh(network, 0)(images), atol=1e-6)


def test_the_processor_is_named(tmp_path: Path) -> None:
    """By its model where the system says it, which not all do."""
    facts = tmp_path / "cpuinfo"
    facts.write_text("processor\t: 0\nmodel name\t: A Processor 9 @ 1 GHz \nflags\t: x\n\nmodel name\t: another\n")
    widest = torch.backends.cpu.get_cpu_capability()

    assert processor(facts) == f"A Processor 9 @ 1 GHz, {widest}"
    facts.write_text("processor\t: 0\n")
    assert processor(facts) == processor(tmp_path / "none") != f", {widest}"
