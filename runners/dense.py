"""Dense networks: trained once for a protocol, network and seed, kept as safetensors with a digest."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

from leaderboard.files import clear_leftovers, machine_trouble
from leaderboard.records import strict_json
from runners import tensorfile
from runners.checkpoints import NO_CHANCE, Checkpoint, Checkpoints, momentum_of, restore_momentum
from runners.locks import claim
from runners.models import build
from runners.protocols.protocol import Protocol
from runners.records import sources
from runners.seeds import seed as seed_for
from runners.training import evaluate, new_optimizer, train
from runners.weights import given

if TYPE_CHECKING:
    from runners.bench import Bench

State = dict[str, Tensor]


@dataclass(frozen=True, slots=True)
class Dense:
    """A dense network at three moments, its training history, and the SHA-256 of the final weights."""

    initial: State
    rewind: State
    final: State
    history: tuple[dict[str, float], ...]
    sha256: str


def fresh(network: str, root: int) -> nn.Module:
    """A new network whose weights depend on the seed alone."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed_for(root, "init", network))
        return build(network)


# Networks that are kept channels-last under every protocol, being half as fast again so; none had a run before.
CHANNELS_LAST = frozenset({"lenet-5-caffe-mnist"})


def laid_out_for(protocol: Protocol, network: str, model: nn.Module, device: torch.device) -> nn.Module:
    """The network on the device, in the memory layout of the protocol or its own."""
    model = model.to(device)
    last = protocol.channels_last or network in CHANNELS_LAST
    return model.to(memory_format=torch.channels_last) if last else model


def dense_network(protocol: Protocol, network: str, root: int, bench: Bench) -> Dense:
    """The trained network, from the cache if it is there and whole, else trained and put there; where the protocol
    gives its weights, those, from their folder, which are then the same for every seed.

    One process trains it, others wait for it; a killed training is taken up at its last checkpoint. A file whose digest
    is wrong is not used, nor one of other data, torch or kind of device: the network is trained anew, to the same bits
    on a CPU.
    """
    if network in protocol.weights:
        model = fresh(network, root)
        final = given(protocol.weights[network], model, bench.weights)
        return Dense(_copy(model), final, final, (), digest(final))
    path, conditions = dense_file(protocol, network, root, bench.cache), bench.conditions()
    found = _read(path, conditions)
    if found is None:
        with claim(bench.cache / "locks", f"dense-{path.stem}", wait=True):
            found = _read(path, conditions)  # another may have trained it meanwhile
            if found is None:
                code = {**conditions, "sources": sources()}
                checkpoints = Checkpoints(bench.checkpoints, path.stem, code, bench.say)
                found = _train(protocol, network, root, bench, checkpoints)
                _write(path, found, conditions)
                checkpoints.clear()
    return found


def dense_file(protocol: Protocol, network: str, root: int, cache: Path) -> Path:
    """Where a trained dense network is kept, by all that changes it."""
    key = strict_json.digest({"protocol": protocol.fixed(), "network": network, "seed": root})
    return cache / f"{key}.dense"


def _train(protocol: Protocol, network: str, root: int, bench: Bench, checkpoints: Checkpoints) -> Dense:
    model = laid_out_for(protocol, network, fresh(network, root), bench.device)
    initial, rewind = _copy(model), _copy(model)
    optimizer = new_optimizer(model, protocol.dense)
    history: list[dict[str, float]] = []
    first, taken_up = 0, checkpoints.newest()
    if taken_up is not None:
        first, history, rewind = taken_up.epoch, taken_up.history, taken_up.course
        model.load_state_dict(taken_up.weights)
        restore_momentum(model, optimizer, taken_up.momentum)

    def after(epoch: int, loss: float) -> None:
        nonlocal rewind
        validation = evaluate(model, bench.data.validation)
        history.append({"epoch": epoch, "loss": loss, "validation_top1": validation.top1})
        if epoch + 1 == protocol.rewind_epoch:
            rewind = _copy(model)
        checkpoints.write(lambda: state(epoch + 1))

    def state(epoch: int) -> Checkpoint:
        weights, momentum = dict(model.state_dict()), momentum_of(model, optimizer)
        return Checkpoint(0, epoch, weights, momentum, {}, rewind, NO_CHANCE, list(history), None)

    train(
        model,
        bench.data.train,
        protocol.dense,
        root,
        purpose="dense",
        first=first,
        after=after,
        precision=protocol.precision,
        optimizer=optimizer,
    )
    final = _copy(model)
    return Dense(initial, rewind, final, tuple(history), digest(final))


def digest(state: State) -> str:
    """SHA-256 of the tensors in the order of their names."""
    found = hashlib.sha256()
    for name in sorted(state):
        found.update(name.encode() + str(tuple(state[name].shape)).encode())
        found.update(state[name].detach().cpu().contiguous().numpy().tobytes())
    return found.hexdigest()


def _copy(model: nn.Module) -> State:
    return {name: tensor.detach().cpu().contiguous().clone() for name, tensor in model.state_dict().items()}


def _write(path: Path, dense: Dense, conditions: Mapping[str, str]) -> None:
    with machine_trouble(path):
        path.parent.mkdir(parents=True, exist_ok=True)
    clear_leftovers(path)
    parts = {"initial": dense.initial, "rewind": dense.rewind, "final": dense.final}
    meta = {"history": json.dumps(dense.history), "sha256": dense.sha256, "conditions": json.dumps(conditions)}
    tensorfile.write(path, parts, meta)


def _read(path: Path, conditions: Mapping[str, str]) -> Dense | None:
    """None for a missing, cut or altered file, and for one of other conditions."""
    found = tensorfile.read(path) if path.is_file() else None
    if found is None:
        return None
    parts, meta = found
    if json.loads(meta.get("conditions", "null")) != conditions:
        return None
    return Dense(parts["initial"], parts["rewind"], parts["final"], tuple(json.loads(meta["history"])), meta["sha256"])
