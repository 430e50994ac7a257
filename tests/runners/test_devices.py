"""How many runs share a GPU, which worker takes which, and what is set there; all without one."""

from __future__ import annotations

import dataclasses
import multiprocessing
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import torch

from runners.bench import Bench
from runners.data import load
from runners.devices import A_RUN, MOST, default_jobs, devices_of, jobs_on_gpus, next_device
from runners.place import Place, repeatable
from runners.protocols import load_protocol

pytestmark = pytest.mark.torch
GIB = 2**30


@pytest.mark.parametrize(
    ("protocol", "free", "cores", "jobs"),
    [
        ("cifar10-short-v1", [79 * GIB], 16, MOST),  # more would only wait for each other
        ("cifar10-short-v1", [79 * GIB], 4, 4),  # a core each
        ("cifar10-short-v1", [11 * GIB], 16, 2),  # as many as fit
        ("digits-v1", [A_RUN - 1], 16, 1),  # one in any case
        ("digits-v1", [79 * GIB] * 4, 2, 4),
        ("digits-v1", [79 * GIB, 13 * GIB], 16, 6),  # workers are spread evenly, so the fullest GPU counts
        ("mnist-v1", [79 * GIB] * 2, 16, 16),
        ("cifar10-v1", [79 * GIB] * 2, 64, 2),  # passes are timed
        ("imagenet-v1", [79 * GIB], 64, 1),
    ],
)
def test_runs_share_a_gpu_as_memory_cores_and_protocol_allow(
    protocol: str, free: list[int], cores: int, jobs: int
) -> None:
    assert jobs_on_gpus(load_protocol(protocol), free, cores) == jobs


def test_large_and_unknown_images_have_a_gpu_of_their_own() -> None:
    fixed = load_protocol("digits-v1")
    for name in ("imagenet", "somebody's own"):
        assert jobs_on_gpus(dataclasses.replace(fixed, dataset=name), [79 * GIB], 16) == 1


def test_on_a_cpu_threads_decide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.sched_getaffinity", lambda pid: set(range(6)))
    fixed = load_protocol("digits-v1")
    threads = {count: dataclasses.replace(fixed, threads=count) for count in (0, 1, 4, 8)}
    assert {count: default_jobs(one, "cpu") for count, one in threads.items()} == {0: 1, 1: 6, 4: 1, 8: 1}
    assert default_jobs(load_protocol("cifar10-latency-v1"), "cpu") == 1  # passes are timed


def test_cuda_means_all_gpus(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 3)
    assert devices_of("cuda") == ("cuda:0", "cuda:1", "cuda:2")
    assert devices_of("cuda:1") == ("cuda:1",) and devices_of("cpu") == ("cpu",)


def test_workers_take_turns() -> None:
    started = multiprocessing.get_context("spawn").Value("i", 0)
    assert [next_device(("cuda:0", "cuda:1"), started) for _ in range(5)] == [f"cuda:{n}" for n in (0, 1, 0, 1, 0)]


@pytest.mark.parametrize(("device", "current"), [("cuda:1", ["cuda:1"]), ("cuda", []), ("cpu", [])])
def test_work_on_a_gpu_makes_it_the_current_one(
    device: str, current: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Events are recorded on the current one. Afterwards the caller's is the current one again."""
    seen: list[Any] = []
    data = SimpleNamespace(to=lambda where: load("digits", None))
    monkeypatch.setattr("runners.place.load", lambda name, root: data)
    monkeypatch.setattr(torch.cuda, "set_device", seen.append)
    monkeypatch.setattr(torch.cuda, "is_initialized", lambda: device != "cpu")
    monkeypatch.setattr(torch.cuda, "current_device", lambda: 3)
    with repeatable():
        Place(load_protocol("digits-v1"), tmp_path, tmp_path, device=device).bench(print)
        assert [str(one) for one in seen] == current
    assert seen[len(current) :] == ([3] if device != "cpu" else [])


def test_new_tensors_are_not_filled_and_settings_come_back(tmp_path: Path) -> None:
    """Filling what is overwritten anyway takes time, in passes that are timed too."""
    settings: Any = torch.utils.deterministic
    assert not torch.are_deterministic_algorithms_enabled() and settings.fill_uninitialized_memory
    with repeatable():
        Place(load_protocol("digits-v1"), tmp_path, tmp_path).bench(print)
        assert torch.are_deterministic_algorithms_enabled() and not settings.fill_uninitialized_memory
    assert not torch.are_deterministic_algorithms_enabled() and settings.fill_uninitialized_memory


def test_statistics_of_one_network_and_seed_are_kept_at_a_time(tmp_path: Path) -> None:
    bench = Bench(load("digits", None), tmp_path, torch.device("cpu"), {})
    first, initial = (bench.statistics("a", 0, moment) for moment in ("final", "initial"))
    assert bench.statistics("a", 0, "final") is first and bench.statistics("a", 0, "initial") is initial
    bench.statistics("a", 1, "final")
    assert bench.statistics("a", 1, "initial") is not initial
    assert bench.statistics("a", 0, "final") is not first
