"""One run: dense network, pruning, tuning, measuring; a record whatever happens."""

from __future__ import annotations

import gc
import os
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext, suppress
from pathlib import Path
from typing import Any

import torch
from torch import nn

from leaderboard.errors import MachineError
from leaderboard.records import strict_json
from runners.bench import Bench
from runners.checkpoints import Checkpoints, NotTakenUp
from runners.dense import Dense, fresh
from runners.measuring import masks_digest, measure, weights_digest
from runners.metrics.latency import Energy
from runners.pruning import pruner
from runners.records import begun, columns, environment, sources
from runners.schedules import SCHEDULES
from runners.seeds import generator
from runners.settings import Settings
from runners.steps import as_recorded
from runners.stopping import Stopped
from runners.task import Task
from runners.training import Evaluation, evaluate
from runners.tunings import Moments

ANEW = 1_000_003  # added to the seed for weights drawn anew


def execute(
    settings: Settings, bench: Bench, interruptible: Callable[[], AbstractContextManager[None]] = nullcontext
) -> dict[str, Any]:
    """Run and return the record. Whatever a method raises becomes a record with the outcome ``failed``, and so does a
    number that is none.

    ``interruptible`` surrounds the work, in which Stopped may be raised at any moment. Raises what is no fault of the
    method: NotTakenUp where the run was begun before and cannot be taken up, MachineError for a full disk and the like.
    """
    start = time.monotonic()
    record = begun(settings, bench.device, bench.code)
    try:
        with interruptible():
            found = _measured(settings, bench)
            strict_json.canonical(found)
            record.update(found)
    except (NotTakenUp, MachineError):
        raise
    except Exception as error:
        record["outcome"] = "failed"
        record["error"] = _error(error, shared=bench.shared)
    except Stopped as stop:
        record["outcome"] = "stopped"
        record["error"] = _error(stop)
    record["seconds"] = {**record.get("seconds", {}), "total": round(time.monotonic() - start, 3)}
    if bench.device.type == "cuda":
        _give_back_memory()
    return record


CROWDED = "no GPU memory left beside other runs; sweep again with --again and a smaller --jobs"


def _error(error: BaseException, *, shared: bool = False) -> dict[str, Any]:
    message = str(error) or type(error).__name__
    if shared and isinstance(error, torch.OutOfMemoryError):
        message = f"{CROWDED}: {message}"
    return {"message": portable(message), "trace": portable(traceback.format_exc()).splitlines()[-6:]}


def portable(text: str) -> str:
    """Without the folders in which code lies on this machine: what is left of a file's place starts at its package."""
    for folder in sorted(map(Path, sys.path), key=lambda path: -len(path.parts)):
        if len(folder.parts) > 1 and folder.is_absolute():
            text = text.replace(f"{folder}{os.sep}", "")
    return text


def _give_back_memory() -> None:
    """What the run is done with is there for the others on the GPU; a broken GPU does not cost the record."""
    gc.collect()
    with suppress(RuntimeError):
        torch.cuda.empty_cache()


def _measured(settings: Settings, bench: Bench) -> dict[str, Any]:
    protocol, method, root = settings.protocol, settings.method, settings.seed
    schedule = SCHEDULES[method.schedule]
    dense = bench.dense(protocol, settings.network, root)
    before = bench.dense_test(protocol, settings.network, root)
    model = bench.network(protocol, settings.network, dense.initial if schedule.untrained else dense.final)
    task = _task(settings, bench, model, dense)
    energy = Energy(bench.device, shared=bench.shared, resumed=task.resumed)
    clock = time.monotonic()
    schedule.run(task)
    seconds = {"pruning_and_tuning": round(time.monotonic() - clock, 3), **({"resumed": True} if task.resumed else {})}
    joules, silent = energy.joules()
    reached = _reached(task)  # before anything is measured, which runs the network
    measured, missing = measure(settings, bench, task.pruner, dense)
    return {
        "dense": {"sha256": dense.sha256, "test": before.numbers(), "history": columns(dense.history)},
        **reached,
        **measured,
        "environment": {**environment(bench.device), **as_recorded(task.steps)},
        "energy_joules": joules,
        "not_measured": {**missing, **({"energy": silent} if joules is None else {})},
        "data": bench.digests(),
        "seconds": seconds,
    }


def _reached(task: Task) -> dict[str, Any]:
    """Accuracies of the network that the schedule left, and the digests of its masks and weights."""
    model, data, protocol = task.model, task.data, task.protocol
    chosen = protocol.trains_dense or protocol.tuning.epochs > 0  # else nothing is chosen, so nothing is validated
    validation: Evaluation | None
    if task.reached is not None:
        validation, tuned = task.reached
    else:
        untouched = not task.history and task.pruned is not None
        tuned = task.pruned if untouched and task.pruned is not None else evaluate(model, data.test)
        validation = evaluate(model, data.validation) if chosen else None
    # Of the epochs that trained the network as it is now: before, less was pruned.
    last = [e for e in task.history if (e["step"], e["left"]) == (task.history[-1]["step"], task.history[-1]["left"])]
    best = max(last, key=lambda e: (e["validation_top1"], -e["epoch"]), default=None)
    return {
        "pruned": {"test": task.pruned.numbers() if task.pruned is not None else None},
        "tuned": {
            "test": tuned.numbers(),
            "validation": validation.numbers() if validation else None,
            "test_of_best_validation_epoch": best["test_top1"] if best else None,
            "history": columns(task.history),
        },
        "masks_sha256": masks_digest(task.pruner.masks),
        "weights_sha256": weights_digest(model),
    }


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
    code = {**bench.conditions(), "sources": sources(), "dense network": dense.sha256}
    moments = Moments(dense.rewind, lambda: fresh(settings.network, root + ANEW).state_dict())
    checkpoints = Checkpoints(bench.checkpoints, settings.id(), code, bench.say)
    return Task(model, made, method, protocol, bench.data, moments, root, checkpoints)
