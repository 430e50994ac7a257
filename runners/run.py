"""One run: dense network, pruning, tuning, measuring; a record whatever happens."""

from __future__ import annotations

import hashlib
import json
import platform
import time
import traceback
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from leaderboard import __version__
from leaderboard.errors import DataError, LeaderboardError, UsageError
from leaderboard.files import write_file
from runners.channels import Channels, compact, trace
from runners.checkpoints import Checkpoints
from runners.data import Data, Images
from runners.dense import Dense, dense_network, digest, fresh, laid_out_for
from runners.layers import Masks
from runners.methods import Method
from runners.metrics.dead import effective
from runners.metrics.latency import Energy, latency, peak_memory
from runners.metrics.layers import derived, layer_states, others_pruned, storage, zipped_bytes
from runners.models import build_outline
from runners.protocols.protocol import Protocol, canonical
from runners.pruning import ChannelPruner, Pruner, WeightPruner, pruner
from runners.schedules import SCHEDULES
from runners.scoring import Scores
from runners.seeds import generator
from runners.steps import as_recorded
from runners.task import Task
from runners.training import Evaluation, evaluate, laid_out
from runners.tunings import Moments

RECORD_SCHEMA = 1
ANEW = 1_000_003  # added to the seed for weights drawn anew


@dataclass(frozen=True, slots=True)
class Settings:
    """What identifies a run: everything that changes its numbers."""

    protocol: Protocol
    network: str
    method: Method
    ratio: float
    seed: int

    def canonical(self) -> dict[str, Any]:
        """As the record holds it. A method's name is not part of it: renaming one alters no id."""
        return {
            "protocol": self.protocol.name,
            "protocol_version": self.protocol.version,
            "fixed": self.protocol.digest(),
            "dataset": self.protocol.dataset,
            "network": self.network,
            "axes": self.method.axes(),
            "ratio": float(self.ratio),
            "seed": self.seed,
        }

    def id(self) -> str:
        """SHA-256 of the canonical JSON of the settings: the record's file name."""
        return hashlib.sha256(canonical(self.canonical())).hexdigest()


@dataclass
class Bench:
    """What runs share: the data, dense networks with their accuracy and statistics, and where things are kept.

    ``weights`` is the folder of dense weights that a protocol gives; ``checkpoints`` that of runs in progress, None for
    none. ``shared`` says that other runs are on the device at the same time, so that its energy is not this run's.
    """

    data: Data
    cache: Path
    device: torch.device
    code: Mapping[str, Any]
    weights: Path | None = None
    checkpoints: Path | None = None
    say: Callable[[str], None] = lambda words: None
    shared: bool = False
    _dense: dict[tuple[str, int], Dense] = field(default_factory=dict)
    _tests: dict[str, Evaluation] = field(default_factory=dict)
    _statistics: dict[tuple[str, int, str], dict[str, Scores]] = field(default_factory=dict)
    _channels: dict[str, Channels | str] = field(default_factory=dict)
    _digests: dict[str, str] = field(default_factory=dict)

    def dense(self, protocol: Protocol, network: str, root: int) -> Dense:
        """The dense network of a seed, trained or read once."""
        if (network, root) not in self._dense:
            found = dense_network(protocol, network, root, self.data, self.cache, self.device, self.weights)
            self._dense[network, root] = found
        return self._dense[network, root]

    def dense_test(self, protocol: Protocol, network: str, root: int) -> Evaluation:
        """Its accuracy on the test split, counted once."""
        dense = self.dense(protocol, network, root)
        if dense.sha256 not in self._tests:
            self._tests[dense.sha256] = evaluate(self.network(protocol, network, dense.final), self.data.test)
        return self._tests[dense.sha256]

    def network(self, protocol: Protocol, network: str, state: Mapping[str, Tensor]) -> nn.Module:
        """A network with these weights, on the device and in the protocol's memory layout."""
        model = fresh(network, 0)
        model.load_state_dict(state)
        return laid_out_for(protocol, network, model, self.device)

    def statistics(self, network: str, root: int, moment: str) -> dict[str, Scores]:
        """Shared statistics of a network as it was at a moment (``initial`` or ``final``)."""
        return self._statistics.setdefault((network, root, moment), {})

    def channels(self, network: str) -> Channels | str:
        """The network's channels, or why they cannot be followed."""
        if network not in self._channels:
            try:
                self._channels[network] = trace(build_outline(network), self.data.test.shape)
            except UsageError as error:
                self._channels[network] = str(error)
        return self._channels[network]

    def digests(self) -> dict[str, str]:
        """SHA-256 of each split, computed once."""
        if not self._digests:
            self._digests.update({n: getattr(self.data, n).digest() for n in ("train", "validation", "test")})
        return self._digests


class Stopped(BaseException):
    """A run was asked to stop (SIGTERM): it is recorded so, and repeated by the next sweep."""


class TimeLimit(LeaderboardError):
    """A run took longer than it may."""


def execute(
    settings: Settings, bench: Bench, interruptible: Callable[[], AbstractContextManager[None]] = nullcontext
) -> dict[str, Any]:
    """Run and return the record. Whatever a method raises becomes a record with the outcome ``failed``.

    ``interruptible`` surrounds the work, in which Stopped may be raised at any moment.
    """
    start = time.monotonic()
    record = _begun(settings, bench.device, bench.code)
    try:
        with interruptible():
            record.update(_measured(settings, bench))
    except Exception as error:
        record["outcome"] = "failed"
        record["error"] = _error(error)
    except Stopped as stop:
        record["outcome"] = "stopped"
        record["error"] = _error(stop)
    record["seconds"] = {**record.get("seconds", {}), "total": round(time.monotonic() - start, 3)}
    return record


def failure(settings: Settings, device: torch.device, code: Mapping[str, Any], words: str) -> dict[str, Any]:
    """The record of a run that could not write its own."""
    record = _begun(settings, device, code)
    return {**record, "outcome": "failed", "error": {"message": words, "trace": []}, "seconds": {"total": None}}


def _begun(settings: Settings, device: torch.device, code: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "schema": RECORD_SCHEMA,
        "id": settings.id(),
        "settings": settings.canonical(),
        "method": settings.method.name,
        "outcome": "finished",
        "started": datetime.now(UTC).isoformat(timespec="seconds"),
        "code": {"version": __version__, **code},
        "environment": environment(device),
    }


def _error(error: BaseException) -> dict[str, Any]:
    message = str(error) or type(error).__name__
    return {"message": message, "trace": traceback.format_exc().splitlines()[-6:]}


def _measured(settings: Settings, bench: Bench) -> dict[str, Any]:
    protocol, method, root = settings.protocol, settings.method, settings.seed
    schedule = SCHEDULES[method.schedule]
    dense = bench.dense(protocol, settings.network, root)
    before = bench.dense_test(protocol, settings.network, root)
    model = bench.network(protocol, settings.network, dense.initial if schedule.untrained else dense.final)
    task = _task(settings, bench, model, dense)
    energy, clock = Energy(bench.device, shared=bench.shared), time.monotonic()
    schedule.run(task)
    seconds = time.monotonic() - clock
    joules, silent = energy.joules()
    untouched = not task.history and task.pruned is not None
    tuned = task.pruned if untouched and task.pruned is not None else evaluate(model, bench.data.test)
    chosen = protocol.trains_dense or protocol.tuning.epochs > 0  # else nothing is chosen, so nothing is validated
    best = max(task.history, key=lambda e: (e["step"], e["validation_top1"], -e["epoch"]), default=None)
    measured, missing = measure(settings, bench, task.pruner, dense)
    found = {
        "dense": {"sha256": dense.sha256, "test": before.numbers(), "history": columns(dense.history)},
        "pruned": {"test": task.pruned.numbers() if task.pruned is not None else None},
        "tuned": {
            "test": tuned.numbers(),
            "validation": evaluate(model, bench.data.validation).numbers() if chosen else None,
            "test_of_best_validation_epoch": best["test_top1"] if best else None,
            "history": columns(task.history),
        },
        **measured,
        "environment": {**environment(bench.device), **as_recorded(task.steps)},
        "energy_joules": joules,
        "not_measured": {**missing, **({"energy": silent} if joules is None else {})},
        "data": bench.digests(),
        "masks_sha256": masks_digest(task.pruner.masks),
        "weights_sha256": weights_digest(model),
        "seconds": {"pruning_and_tuning": round(seconds, 3)},
    }
    task.checkpoints.clear()
    return found


def _task(settings: Settings, bench: Bench, model: nn.Module, dense: Dense) -> Task:
    protocol, method, root = settings.protocol, settings.method, settings.seed
    moment = "initial" if SCHEDULES[method.schedule].untrained else "final"
    made = pruner(method)(
        model,
        method,
        settings.ratio,
        root,
        bench.data.train.some(protocol.calibration_images, generator(root, "calibration")),
        protocol.calibration_batch,
        protocol.head,
        bench.statistics(settings.network, root, moment),
    )
    code = {
        "commit": str(bench.code.get("commit")),
        "torch": torch.__version__,
        "device": bench.device.type,
        "data": bench.digests()["train"],
    }
    moments = Moments(dense.rewind, lambda: fresh(settings.network, root + ANEW).state_dict())
    checkpoints = Checkpoints(bench.checkpoints, settings.id(), code, bench.say)
    return Task(model, made, method, protocol, bench.data, moments, root, checkpoints)


def measure(settings: Settings, bench: Bench, made: Pruner, dense: Dense) -> tuple[dict[str, Any], dict[str, str]]:
    """Layers, every definition of size and cost, and latency where the protocol wants it; and what is missing and
    why.
    """
    protocol, shape, model = settings.protocol, bench.data.test.shape, made.model
    outline = build_outline(settings.network).to_empty(device="cpu")
    layers = layer_states(outline, shape, made.masks)
    params, others = sum(p.numel() for p in model.parameters()), others_pruned(made.masks)
    found: dict[str, Any] = {"layers": [layer.numbers() for layer in layers]}
    metrics: dict[str, Any] = {**derived(layers, params, others), **storage(layers, params, others, _pattern(made))}
    missing: dict[str, str] = {}
    left = model
    channels = bench.channels(settings.network)
    if isinstance(made, ChannelPruner):
        left, found["compact"] = smaller(made, bench.data.test, metrics["params_left"])
    if isinstance(channels, str):
        missing["effective"] = channels
    else:
        metrics |= effective(outline, channels, made.masks)
    metrics["bytes_zipped"] = zipped_bytes(left)
    if protocol.latency:
        whole = bench.network(protocol, settings.network, dense.final)
        found["latency"] = latency(whole, left, shape, protocol.latency)
        found["peak_memory"] = {str(size): peak_memory(left, shape, size) for size in protocol.latency}
    else:
        missing["latency"] = "not part of this protocol"
    if bench.device.type != "cuda":
        missing["peak_memory"] = "counted on GPUs only"
    return {**found, "metrics": metrics}, missing


def _pattern(made: Pruner) -> str:
    return made.structure.name if isinstance(made, WeightPruner) and ":" in made.structure.name else ""


TOLERANCE = 1e-5  # between masked and smaller network, of the largest output


@torch.no_grad()
def smaller(made: ChannelPruner, test: Images, params: int) -> tuple[nn.Module, dict[str, Any]]:
    """The network without the removed channels, and by how much its outputs differ from the masked one's.

    Raises DataError when they differ by more than 1e-5 of the largest output or the size is not what was counted: then
    the masks say something that is not so.
    """
    model = made.model
    left = compact(model, made.channels, made.alive)
    size = sum(p.numel() for p in left.parameters())
    images, _ = next(iter(test.batches(256)))
    training = model.training
    model.eval()
    left.eval()
    masked, small = model(laid_out(model, images)), left(laid_out(left, images))
    model.train(training)
    difference = float((masked - small).abs().max() / masked.abs().max().clamp(min=1))
    if not difference <= TOLERANCE or size != params:
        raise DataError(
            f"the smaller network differs from the masked one by {difference:.1e} and has {size} parameters of {params}"
        )
    return left, {"difference": difference, "channels": int(made.alive.sum()), "of_channels": made.channels.count}


def columns(history: Iterable[Mapping[str, Any]]) -> dict[str, list[Any]]:
    """Epochs as one list for each number: a third of the bytes of a list of objects."""
    found: dict[str, list[Any]] = {}
    for epoch in history:
        for name, value in epoch.items():
            found.setdefault(name, []).append(value)
    return found


def masks_digest(masks: Masks) -> str:
    """SHA-256 of all masks, so that equal runs can be seen to be equal."""
    found = hashlib.sha256()
    for name in sorted(masks):
        found.update(name.encode() + masks[name].cpu().numpy().tobytes())
    return found.hexdigest()


def weights_digest(model: nn.Module) -> str:
    """SHA-256 of the final weights and buffers."""
    return digest(model.state_dict())


def environment(device: torch.device) -> dict[str, Any]:
    """What the run ran on, as far as numbers may depend on it."""
    name = torch.cuda.get_device_name(device) if device.type == "cuda" else platform.machine()
    return {
        "device": device.type,
        "device_name": name,
        "threads": torch.get_num_threads(),
        "torch": torch.__version__,
        "python": platform.python_version(),
    }


def write_record(record: Mapping[str, Any], folder: Path) -> Path:
    """Write the record as ``<id>.json``, whole or not at all."""
    path = folder / f"{record['id']}.json"
    folder.mkdir(parents=True, exist_ok=True)
    write_file(path, canonical(record) + b"\n")
    return path


def read_outcome(path: Path) -> str | None:
    """The outcome in a record file; None for a file that is missing, cut or not ours."""
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        return str(record["outcome"]) if record["id"] == path.stem else None
    except (OSError, ValueError, KeyError, TypeError):
        return None
