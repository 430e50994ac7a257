"""Dense networks: trained once for a protocol, network and seed, kept as safetensors with a digest."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn

from leaderboard.files import machine_trouble
from runners import tensorfile
from runners.data import Data
from runners.models import build
from runners.protocols.protocol import Protocol, canonical
from runners.seeds import seed as seed_for
from runners.training import evaluate, train
from runners.weights import given

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


def dense_network(
    protocol: Protocol,
    network: str,
    root: int,
    data: Data,
    cache: Path,
    device: torch.device,
    weights: Path | None = None,
) -> Dense:
    """The trained network, from the cache if it is there and whole, else trained and put there; where the protocol
    gives its weights, those, from the folder ``weights``, which are then the same for every seed.

    A file whose digest is wrong is not used: the network is trained anew, to the same bits on a CPU.
    """
    if network in protocol.weights:
        model = fresh(network, root)
        final = given(protocol.weights[network], model, weights)
        return Dense(_copy(model), final, final, (), digest(final))
    path = dense_file(protocol, network, root, cache)
    found = _read(path)
    if found is None:
        found = _train(protocol, network, root, data, device)
        with machine_trouble(path):
            cache.mkdir(parents=True, exist_ok=True)
        _write(path, found)
    return found


def dense_file(protocol: Protocol, network: str, root: int, cache: Path) -> Path:
    """Where a trained dense network is kept, by all that changes it."""
    key = hashlib.sha256(canonical({"protocol": protocol.fixed(), "network": network, "seed": root})).hexdigest()
    return cache / f"{key}.dense"


def _train(protocol: Protocol, network: str, root: int, data: Data, device: torch.device) -> Dense:
    model = laid_out_for(protocol, network, fresh(network, root), device)
    initial, rewind = _copy(model), _copy(model)
    history: list[dict[str, float]] = []

    def after(epoch: int, loss: float) -> None:
        nonlocal rewind
        validation = evaluate(model, data.validation)
        history.append({"epoch": epoch, "loss": loss, "validation_top1": validation.top1})
        if epoch + 1 == protocol.rewind_epoch:
            rewind = _copy(model)

    train(model, data.train, protocol.dense, root, purpose="dense", after=after, precision=protocol.precision)
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


def _write(path: Path, dense: Dense) -> None:
    parts = {"initial": dense.initial, "rewind": dense.rewind, "final": dense.final}
    tensorfile.write(path, parts, {"history": json.dumps(dense.history), "sha256": dense.sha256})


def _read(path: Path) -> Dense | None:
    """None for a missing, cut or altered file."""
    found = tensorfile.read(path) if path.is_file() else None
    if found is None:
        return None
    parts, meta = found
    return Dense(parts["initial"], parts["rewind"], parts["final"], tuple(json.loads(meta["history"])), meta["sha256"])
