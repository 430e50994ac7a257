"""One run: dense network, pruning, tuning, measuring; a record whatever happens."""

from __future__ import annotations

import hashlib
import json
import platform
import time
import traceback
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import torch
from torch import nn

from leaderboard import __version__
from leaderboard.errors import LeaderboardError
from leaderboard.files import write_file
from runners.data import Data
from runners.dense import Dense, dense_network, digest, fresh
from runners.layers import Masks, apply_masks
from runners.methods import METHODS, Method
from runners.metrics.layers import derived, layer_states, storage
from runners.models import build_outline
from runners.protocols.protocol import Protocol, canonical
from runners.pruning import Pruner, calibration_split
from runners.scoring import Scores
from runners.training import evaluate, train

RECORD_SCHEMA = 1


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
    """What runs share: the data, the cache of dense networks, and statistics of each dense network."""

    data: Data
    cache: Path
    device: torch.device
    code: Mapping[str, Any]
    _dense: dict[tuple[str, int], Dense] = field(default_factory=dict)
    _statistics: dict[tuple[str, int, str], dict[str, Scores]] = field(default_factory=dict)

    def dense(self, protocol: Protocol, network: str, root: int) -> Dense:
        """The dense network of a seed, trained or read once."""
        if (network, root) not in self._dense:
            self._dense[network, root] = dense_network(protocol, network, root, self.data, self.cache)
        return self._dense[network, root]

    def statistics(self, network: str, root: int, moment: str) -> dict[str, Scores]:
        """Shared statistics of a network as it was at a moment (``initial`` or ``final``)."""
        return self._statistics.setdefault((network, root, moment), {})


def execute(settings: Settings, bench: Bench) -> dict[str, Any]:
    """Run and return the record. Errors of ours and of the method become a record with the outcome ``failed``."""
    start = time.monotonic()
    record: dict[str, Any] = {
        "schema": RECORD_SCHEMA,
        "id": settings.id(),
        "settings": settings.canonical(),
        "method": settings.method.name,
        "outcome": "finished",
        "started": datetime.now(UTC).isoformat(timespec="seconds"),
        "code": {"version": __version__, **bench.code},
        "environment": environment(bench.device),
    }
    try:
        record.update(_measured(settings, bench))
    except (LeaderboardError, RuntimeError, ValueError, ArithmeticError) as error:
        record["outcome"] = "failed"
        record["error"] = {"message": str(error), "trace": traceback.format_exc().splitlines()[-6:]}
    record["seconds"] = {**record.get("seconds", {}), "total": round(time.monotonic() - start, 3)}
    return record


def _measured(settings: Settings, bench: Bench) -> dict[str, Any]:
    protocol, method, root = settings.protocol, settings.method, settings.seed
    dense = bench.dense(protocol, settings.network, root)
    early = method.schedule.startswith("before-training")
    model = fresh(settings.network, root)
    model.load_state_dict(dense.initial if early else dense.final)
    model.to(bench.device)
    before = evaluate(model, bench.data.test)
    moment = "initial" if early else "final"
    pruner = Pruner(
        model,
        method,
        settings.ratio,
        root,
        calibration_split(bench.data.train, protocol.calibration_images, root),
        protocol.calibration_batch,
        protocol.head,
        bench.statistics(settings.network, root, moment),
    )
    clock = time.monotonic()
    history: list[dict[str, Any]] = []
    pruned = None
    if method.schedule == "iterative":
        for number in range(1, method.steps + 1):
            pruner.step(number, method.steps)
            if number == method.steps:
                pruned = evaluate(model, bench.data.test)
            _tune(settings, bench, pruner, dense, history, number)
    else:
        if method.schedule == "one-shot" or method.schedule == "before-training":
            pruner.at_once()
        elif method.schedule == "before-training-exponential":
            pruner.exponentially()
        if method.schedule != "gradual":
            pruned = evaluate(model, bench.data.test)
        _tune(settings, bench, pruner, dense, history, 1)
    tuned = evaluate(model, bench.data.test)
    shape = tuple(bench.data.test.images.shape[1:])
    layers = layer_states(build_outline(settings.network).to_empty(device="cpu"), shape, pruner.masks)
    params = sum(p.numel() for p in model.parameters())
    best = max(history, key=lambda e: (e["step"], e["validation_top1"], -e["epoch"]), default=None)
    return {
        "dense": {
            "sha256": dense.sha256,
            "test": before.numbers() if not early else evaluate_state(settings, bench, dense).numbers(),
            "history": columns(dense.history),
        },
        "pruned": {"test": pruned.numbers() if pruned is not None else None},
        "tuned": {
            "test": tuned.numbers(),
            "validation": evaluate(model, bench.data.validation).numbers(),
            "test_of_best_validation_epoch": best["test_top1"] if best else None,
            "history": columns(history),
        },
        "layers": [layer.numbers() for layer in layers],
        "metrics": {**derived(layers, params), **storage(layers, params)},
        "not_measured": {"latency": "not part of this protocol", "energy": "no telemetry on this device"},
        "data": {name: getattr(bench.data, name).digest() for name in ("train", "validation", "test")},
        "masks_sha256": masks_digest(pruner.masks),
        "weights_sha256": weights_digest(model),
        "seconds": {"pruning_and_tuning": round(time.monotonic() - clock, 3)},
    }


def _tune(
    settings: Settings, bench: Bench, pruner: Pruner, dense: Dense, history: list[dict[str, Any]], number: int
) -> None:
    """Tune after step ``number``; validation and test of every epoch go to ``history``."""
    protocol, method, model = settings.protocol, settings.method, pruner.model
    recipe, first, last = protocol.tuning, 0, protocol.tuning.epochs
    before = pruner.gradually(recipe.epochs) if method.schedule == "gradual" else None
    if method.tuning == "train":
        recipe, first, last = protocol.dense, 0, protocol.dense.epochs
    elif method.tuning == "none":
        return
    elif method.tuning == "rewind-weights":
        model.load_state_dict(dense.rewind)
        recipe, first, last = protocol.dense, protocol.rewind_epoch, protocol.dense.epochs
    elif method.tuning == "rewind-rate":
        recipe, first, last = protocol.dense, protocol.rewind_epoch, protocol.dense.epochs
    elif method.tuning == "reinitialise":
        model.load_state_dict(fresh(settings.network, settings.seed + 1_000_003).state_dict())
        recipe, first, last = protocol.dense, 0, protocol.dense.epochs
    elif method.schedule == "iterative":
        share = recipe.epochs // method.steps
        first, last = (number - 1) * share, recipe.epochs if number == method.steps else number * share
    apply_masks(model, pruner.masks)

    def after(epoch: int, loss: float) -> None:
        validation, test = evaluate(model, bench.data.validation), evaluate(model, bench.data.test)
        history.append(
            {
                "step": number,
                "epoch": epoch,
                "loss": loss,
                "validation_top1": validation.top1,
                "test_top1": test.top1,
            }
        )

    # Replayed parts of dense training see the images in the order they had there.
    purpose = "dense" if recipe is protocol.dense else "tune"
    train(
        model,
        bench.data.train,
        recipe,
        settings.seed,
        purpose=purpose,
        masks=pruner.masks,
        first=first,
        last=last,
        before=before,
        after=after,
    )


def columns(history: Iterable[Mapping[str, Any]]) -> dict[str, list[Any]]:
    """Epochs as one list for each number: a third of the bytes of a list of objects."""
    found: dict[str, list[Any]] = {}
    for epoch in history:
        for name, value in epoch.items():
            found.setdefault(name, []).append(value)
    return found


def evaluate_state(settings: Settings, bench: Bench, dense: Dense) -> Any:
    """The trained dense network on the test split."""
    model = fresh(settings.network, settings.seed)
    model.load_state_dict(dense.final)
    return evaluate(model.to(bench.device), bench.data.test)


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


def method_named(name: str) -> Method:
    """A registered method. Raises UsageError with the nearest name."""
    return METHODS[name]
