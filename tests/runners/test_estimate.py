"""The estimate of a sweep."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from runners import estimate as estimates
from runners.data import load
from runners.dense import dense_file
from runners.estimate import estimate, seconds_an_image
from runners.place import Place
from runners.plan import plan
from runners.protocols import load_protocol

NETWORK = "digits-mlp-digits"


def test_epochs_are_counted_and_dense_networks_once_a_seed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """At a second an image: two runs of six epochs, twenty dense ones unless they are at hand, and evaluations, each a
    third of a step an image.
    """
    monkeypatch.setattr(estimates, "seconds_an_image", lambda *_: 1.0)
    fixed, data = load_protocol("digits-v1"), load("digits", None)
    place = Place(fixed, tmp_path / "records", tmp_path)
    found = plan(fixed, place.folder, methods=["lamp"], ratios=[2, 4], seeds=[0], networks=[NETWORK])
    epoch = len(data.train) + (len(data.test) + len(data.validation)) / 3

    first, second = (settings.id() for settings in found.todo)

    tested = 2 * len(data.test) / 3
    assert estimate(place, found) == pytest.approx({first: (6 + 20) * epoch + tested, second: 6 * epoch + tested})
    dense_file(fixed, NETWORK, 0, tmp_path).touch()
    assert estimate(place, found) == pytest.approx(dict.fromkeys((first, second), 6 * epoch + tested))


def test_what_else_runs_does_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passes of 9 s (warming up), 0.2, 0.1 and 0.4 s: the fastest counts."""
    clock = iter([0, 9, 10, 10.2, 20, 20.1, 30, 30.4])
    monkeypatch.setattr(estimates, "train", lambda *_, **__: None)
    monkeypatch.setattr(estimates.time, "monotonic", lambda: next(clock))
    split = load("digits", None).train

    found = seconds_an_image(load_protocol("digits-v1"), NETWORK, split, torch.device("cpu"))
    assert found == pytest.approx(0.1 / len(split))
