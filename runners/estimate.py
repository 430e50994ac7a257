"""How long a plan takes, from a few timed steps."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import torch

from runners.data import Images, load
from runners.dense import dense_file, fresh, laid_out_for
from runners.place import Place, repeatable
from runners.plan import Plan
from runners.protocols import Protocol
from runners.settings import Settings
from runners.training import train
from runners.tunings import TUNINGS


def estimate(place: Place, found: Plan) -> dict[str, float]:
    """Seconds that each run of the plan will take, by its id, from a few timed steps of each network; the training of a
    dense network that is not at hand counts with the first run that starts from it.
    """
    expected: dict[str, float] = {}
    if not found.todo:
        return expected
    device = torch.device(place.device)
    data = load(place.protocol.dataset, place.data_root)
    # An evaluation is about a third of a training step; one an epoch, and two a run.
    tested = (len(data.test) + len(data.validation)) / 3
    trained: set[Path] = set()  # dense networks that an earlier run of the plan leaves
    with repeatable():
        if place.protocol.threads:
            torch.set_num_threads(place.protocol.threads)
        split = data.train.some(CALIBRATION_STEPS * place.protocol.calibration_batch, torch.Generator()).to(device)
        for network in dict.fromkeys(s.network for s in found.todo):
            runs = [s for s in found.todo if s.network == network]
            protocol = runs[0].protocol
            image = seconds_an_image(protocol, network, split, device)
            for run in runs:
                epochs = _epochs(run)
                if network not in protocol.weights:
                    file = dense_file(protocol, network, protocol.dense_seed(run.seed), place.cache)
                    if file not in trained and not file.is_file():
                        epochs += protocol.dense.epochs
                        trained.add(file)
                expected[run.id()] = image * (epochs * (len(data.train) + tested) + 2 * len(data.test) / 3)
    return expected


CALIBRATION_STEPS = 8
PASSES, ENOUGH = 3, 1.0  # of a calibration, and seconds of it


def seconds_an_image(protocol: Protocol, network: str, split: Images, device: torch.device) -> float:
    """Of a training step: the fastest of a few passes over the split, after one that warms up. What else runs on the
    machine can only make one slower.
    """
    model = laid_out_for(protocol, network, fresh(network, 0), device)
    recipe = protocol.dense if protocol.trains_dense else protocol.tuning
    recipe = replace(recipe, epochs=1, batch_size=protocol.calibration_batch, learning_rate=1e-6)
    found: list[float] = []
    while len(found) < 1 + PASSES and sum(found[1:]) < ENOUGH:
        start = time.monotonic()
        train(model, split, recipe, 0, purpose="calibrate", precision=protocol.precision)
        found.append(time.monotonic() - start)
    return min(found[1:]) / len(split)


def _epochs(settings: Settings) -> int:
    method, protocol = settings.method, settings.protocol
    stretch = TUNINGS[method.tuning].stretch(protocol)
    epochs = stretch.epochs * (method.steps if not stretch.divided else 1)
    return epochs + (protocol.dense.epochs if method.schedule == "sparse-training" else 0)
