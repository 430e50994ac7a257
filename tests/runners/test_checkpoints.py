"""Checkpoints within a run: whole or not at all, checked, harmless, and resumed to the same bits."""

from __future__ import annotations

import dataclasses
import json
import os
import pickle
from pathlib import Path
from typing import Any

import pytest
import torch

from leaderboard.errors import DataError, MachineError
from runners import records
from runners.bench import Bench
from runners.checkpoints import Checkpoint, Checkpoints, NotTakenUp, clear_finished
from runners.data import load
from runners.methods import METHODS
from runners.models import build
from runners.place import Place
from runners.plan import plan
from runners.protocols import load_protocol
from runners.pruning import pruner
from runners.run import execute
from runners.settings import Settings
from runners.stopping import Stopped
from runners.sweep import sweep
from runners.task import Task
from runners.training import Course, evaluate, new_optimizer
from runners.tunings import Moments

pytestmark = pytest.mark.torch
CODE = {"commit": "a", "torch": "1"}


@pytest.fixture(autouse=True)
def every_epoch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("runners.checkpoints.EVERY", 0.0)


def made(epoch: int) -> Checkpoint:
    torch.manual_seed(epoch)
    weights = {"0.weight": torch.randn(3, 2), "1.running_mean": torch.randn(2)}
    masks = {"0.weight": torch.rand(3, 2) > 0.5}
    chance = torch.Generator().get_state()
    return Checkpoint(2, epoch, weights, {"0.weight": torch.randn(3, 2)}, masks, {}, chance, [{"epoch": epoch}], None)


def store(folder: Path, said: list[str] | None = None, **code: str) -> Checkpoints:
    return Checkpoints(folder, "r", {**CODE, **code}, (said if said is not None else []).append)


def same(one: Checkpoint, other: Checkpoint) -> bool:
    parts = ("weights", "momentum", "masks", "course")
    return (one.stage, one.epoch, one.history, one.pruned) == (
        other.stage,
        other.epoch,
        other.history,
        other.pruned,
    ) and all(torch.equal(t, getattr(other, part)[n]) for part in parts for n, t in getattr(one, part).items())


def test_two_are_kept_and_the_newest_comes_back(tmp_path: Path) -> None:
    for epoch in (1, 2, 3, 12):
        store(tmp_path).write(lambda epoch=epoch: made(epoch))  # type: ignore[misc]
    found = store(tmp_path).newest()
    assert found is not None and same(found, made(12))
    assert len(list(tmp_path.iterdir())) == 2
    store(tmp_path).clear()
    assert store(tmp_path).newest() is None and not list(tmp_path.iterdir())


@pytest.mark.parametrize("damage", ["cut", "altered", "empty"])
def test_a_damaged_one_is_not_used_and_the_one_before_is(tmp_path: Path, damage: str) -> None:
    for epoch in (1, 2):
        store(tmp_path).write(lambda epoch=epoch: made(epoch))  # type: ignore[misc]
    for left in (1, 0):
        newest = sorted(tmp_path.glob("*.checkpoint"))[left]
        content = bytearray(newest.read_bytes())
        content[-1] ^= 1
        newest.write_bytes({"cut": bytes(content[:-20]), "altered": bytes(content), "empty": b""}[damage])
        said: list[str] = []
        if left:
            found = store(tmp_path, said).newest()
            assert found is not None and same(found, made(1))
            assert len(said) == 1 and "digest is wrong" in said[0]
        else:
            with pytest.raises(DataError, match="no checkpoint of this run is whole"):
                store(tmp_path, said).newest()


def test_a_kill_while_writing_leaves_the_one_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A half-written temporary file is neither read nor kept."""
    store(tmp_path).write(lambda: made(1))
    content = next(tmp_path.glob("*.checkpoint")).read_bytes()
    (tmp_path / ".r.002-00002.checkpoint.999999.tmp").write_bytes(content[:40])

    def full(*args: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(MachineError, match="No space left"):
        store(tmp_path).write(lambda: made(3))
    monkeypatch.undo()
    found = store(tmp_path).newest()
    assert found is not None and same(found, made(1))
    assert [path.name for path in tmp_path.iterdir()] == ["r.002-00001.checkpoint"]


def test_other_code_or_data_is_refused_with_the_differences(tmp_path: Path) -> None:
    store(tmp_path).write(lambda: made(1))
    with pytest.raises(NotTakenUp, match=r"torch: 1 then, 2 now.*delete r\.\*\.checkpoint to start"):
        store(tmp_path, torch="2").newest()


@pytest.mark.parametrize(
    ("sources", "version", "test"), [("other", None, None), (None, "other", None), (None, None, "other")]
)
def test_a_run_of_other_code_is_asked_for_again(
    tmp_path: Path, sources: str | None, version: str | None, test: str | None
) -> None:
    """The runners' files (committed or not), torch, any split: it has no record, the others go on; once its checkpoints
    are gone it runs.
    """
    here = Place(load_protocol("digits-v1"), tmp_path / "records", tmp_path / "cache")
    choice: dict[str, Any] = {"networks": ["digits-mlp-digits"], "methods": ["lamp", "snip"], "ratios": [4.0]}
    found = plan(here.protocol, here.folder, seeds=[0], **choice)
    bench = here.bench(print)
    dense = bench.dense(here.protocol, "digits-mlp-digits", 0).sha256
    now = {**bench.conditions(), "sources": records.sources(), "dense network": dense}
    changed = {"sources": sources, "torch": version, "test": test}
    then = {**now, **{name: value for name, value in changed.items() if value}}
    begun = Checkpoints(here.cache / "checkpoints", found.todo[0].id(), then, print)
    begun.write(lambda: made(1))
    said: list[str] = []
    done = sweep(here, found, jobs=1, say=said.append)

    assert done.outcomes == {"refused": 1, "finished": 1}
    name = next(name for name, value in changed.items() if value)
    assert [words for _, words in done.failed if f"({name}: other then, {now[name]} now)" in words]
    assert plan(here.protocol, here.folder, seeds=[0], **choice).todo == found.todo[:1]
    begun.clear()
    again = sweep(here, plan(here.protocol, here.folder, seeds=[0], **choice), jobs=1, say=said.append)
    assert again.outcomes == {"finished": 1}


def test_a_hostile_one_runs_nothing(tmp_path: Path) -> None:
    """A pickle that would run code is no safetensors file, digest or not."""
    import hashlib

    class Hostile:
        def __reduce__(self) -> Any:
            return (os.system, (f"touch {tmp_path / 'ran'}",))

    content = pickle.dumps(Hostile())
    (tmp_path / "r.001-00001.checkpoint").write_bytes(hashlib.sha256(content).hexdigest().encode() + b"\n" + content)
    with pytest.raises(NotTakenUp, match="no checkpoint of this run is whole"):
        store(tmp_path).newest()
    assert not (tmp_path / "ran").exists()


def test_dense_training_that_was_stopped_goes_on_to_the_same_bits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stopped in epoch 7 of 20: what is left is trained, the moment to rewind to and the history included."""
    fixed = load_protocol("digits-v1")
    whole, stopped = (Place(fixed, tmp_path, tmp_path / name, None).bench(print) for name in ("whole", "stopped"))
    expected, evaluated = whole.dense(fixed, "digits-cnn-digits", 0), []

    def evaluation(*args: Any) -> Any:
        evaluated.append(1)
        if len(evaluated) == 7:
            raise Stopped
        return evaluate(*args)

    monkeypatch.setattr("runners.dense.evaluate", evaluation)
    with pytest.raises(Stopped):
        stopped.dense(fixed, "digits-cnn-digits", 0)
    found = stopped.dense(fixed, "digits-cnn-digits", 0)

    assert len(evaluated) == 7 + fixed.dense.epochs - 6
    assert (found.sha256, found.history) == (expected.sha256, expected.history)
    for moment in ("initial", "rewind", "final"):
        one, other = getattr(found, moment), getattr(expected, moment)
        assert all(torch.equal(tensor, other[name]) for name, tensor in one.items()) and one.keys() == other.keys()
    assert not list((tmp_path / "stopped" / "checkpoints").iterdir())


def test_a_dense_network_of_other_data_is_not_used(tmp_path: Path) -> None:
    fixed = load_protocol("digits-v1")
    bench = Place(fixed, tmp_path, tmp_path / "cache", None).bench(print)
    first = bench.dense(fixed, "digits-mlp-digits", 0)
    fewer = dataclasses.replace(bench.data, train=bench.data.train.some(500, torch.Generator().manual_seed(0)))
    other = Bench(fewer, bench.cache, bench.device, {})

    assert other.dense(fixed, "digits-mlp-digits", 0).sha256 != first.sha256


@pytest.fixture(scope="module")
def dense(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where dense networks are kept, for all methods."""
    return tmp_path_factory.mktemp("dense")


@pytest.mark.parametrize(
    "name",
    [
        "iterative-magnitude",
        "rigl",
        "sr-ste",
        "movement",
        "greg-2",
        "gradual-magnitude",
        "network-slimming",
        "soft-filter",
    ],
)
def test_a_run_taken_up_is_the_uninterrupted_one(
    name: str, dense: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stopped at two epochs and taken up: same masks, weights, history and metrics as without."""
    fixed = load_protocol("digits-v1")
    settings = Settings(fixed, "digits-cnn-digits", METHODS[name], 4.0, 0)
    data, device = load("digits", None), torch.device("cpu")

    def bench(folder: str | None) -> Bench:
        kept = None if folder is None else tmp_path / folder
        return Bench(data, dense, device, {"commit": "a"}, checkpoints=kept)

    whole = execute(settings, bench(None))
    assert whole["outcome"] == "finished", whole
    epochs, begin = 0, Course.begin
    before = Course.before_epoch

    def stops(self: Course, epoch: int) -> None:
        nonlocal epochs
        epochs += 1
        if epochs in (3, 5):
            raise Stopped
        before(self, epoch)

    monkeypatch.setattr(Course, "before_epoch", stops)
    outcomes = [execute(settings, bench("c")) for _ in range(3)]
    assert [record["outcome"] for record in outcomes] == ["stopped", "stopped", "finished"]
    for key in ("masks_sha256", "weights_sha256", "metrics", "pruned", "tuned", "layers"):
        assert json.dumps(outcomes[-1][key]) == json.dumps(whole[key]), key
    assert outcomes[-1]["seconds"]["resumed"] is True and "resumed" not in whole["seconds"]
    assert list((tmp_path / "c").iterdir())  # until the record is written: a kill in between loses nothing
    clear_finished(tmp_path / "c", {settings.id()})
    assert not list((tmp_path / "c").iterdir())
    assert begin is Course.begin


def test_momentum_comes_back_in_the_layout_of_its_weight(tmp_path: Path) -> None:
    """Else every step of a run that was taken up would go over two layouts."""
    torch.manual_seed(0)
    fixed, method, data = load_protocol("digits-v1"), METHODS["global-magnitude"], load("digits", None)
    model = build("digits-cnn-digits").to(memory_format=torch.channels_last)
    work = pruner(method)(model, method, 4.0, 0, data.train.some(64, torch.Generator()), 64, False)
    optimizer, course = new_optimizer(model, fixed.tuning), Course(model)
    momentum = {name: torch.randn(p.shape) for name, p in model.named_parameters()}
    found = Checkpoint(1, 1, dict(model.state_dict()), momentum, {}, {}, work.chance.get_state(), [], None)
    moments = Moments({}, dict)
    task = Task(model, work, method, fixed, data, moments, 0, store(tmp_path))
    task._take_up(found, optimizer, course)
    for name, p in model.named_parameters():
        buffer = optimizer.state[p]["momentum_buffer"]
        assert torch.equal(buffer, momentum[name]) and buffer.stride() == p.stride() and not buffer.requires_grad
    assert not model[3].weight.is_contiguous() and not task.resumed  # type: ignore[index,operator]
