"""How long a plan takes, from a few timed steps."""

from __future__ import annotations

import time
from dataclasses import replace

import torch

from runners.data import load
from runners.dense import fresh, laid_out_for
from runners.place import Place, repeatable
from runners.plan import Plan
from runners.settings import Settings
from runners.training import train
from runners.tunings import TUNINGS


def estimate(place: Place, found: Plan) -> float | None:
    """Seconds the plan will take, one run at a time, from a few timed steps of each network; None for an empty plan."""
    if not found.todo:
        return None
    batch, device = place.protocol.calibration_batch, torch.device(place.device)
    data = load(place.protocol.dataset, place.data_root)
    total = 0.0
    with repeatable():
        if place.protocol.threads:
            torch.set_num_threads(place.protocol.threads)
        split = data.train.some(CALIBRATION_STEPS * batch, torch.Generator()).to(device)
        for network in dict.fromkeys(s.network for s in found.todo):
            runs = [s for s in found.todo if s.network == network]
            protocol = runs[0].protocol
            recipe = protocol.dense if protocol.trains_dense else protocol.tuning
            recipe = replace(recipe, epochs=1, batch_size=batch, learning_rate=1e-6)
            model = laid_out_for(protocol, network, fresh(network, 0), device)
            train(model, split, recipe, 0, purpose="calibrate", precision=protocol.precision)
            start = time.monotonic()
            train(model, split, recipe, 0, purpose="calibrate", precision=protocol.precision)
            image = (time.monotonic() - start) / len(split)
            trained = sum(_epochs(s) for s in runs)
            if network not in protocol.weights:
                trained += protocol.dense.epochs * len({protocol.dense_seed(s.seed) for s in runs})
            tested = len(data.test) + len(data.validation)
            # An evaluation is about a third of a training step; one an epoch, and two a run.
            total += image * (trained * (len(data.train) + tested / 3) + len(runs) * 2 * len(data.test) / 3)
    return total


CALIBRATION_STEPS = 8


def _epochs(settings: Settings) -> int:
    method, protocol = settings.method, settings.protocol
    stretch = TUNINGS[method.tuning].stretch(protocol)
    epochs = stretch.epochs * (method.steps if not stretch.divided else 1)
    return epochs + (protocol.dense.epochs if method.schedule == "sparse-training" else 0)
