"""Latency, memory and energy as far as a CPU can tell: tensors without memory stand for those on a GPU."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
import torch
from torch import nn
from torch._subclasses.fake_tensor import FakeTensorMode

from runners.metrics.latency import Energy, latency, peak_memory

pytestmark = pytest.mark.torch
GPU = torch.device("cuda:1")


@pytest.fixture
def allocated(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """5,000 bytes are allocated on a GPU and 5,700 at the most since the peak was forgotten."""
    peak = [10**9]
    monkeypatch.setattr(torch.cuda, "reset_peak_memory_stats", lambda device: peak.append(5700))
    monkeypatch.setattr(torch.cuda, "memory_allocated", lambda device: 5000)
    monkeypatch.setattr(torch.cuda, "max_memory_allocated", lambda device: peak[-1])
    monkeypatch.setattr(torch.cuda, "synchronize", lambda device: None)
    with FakeTensorMode():
        yield


def test_memory_is_that_of_the_pass_and_of_the_network_itself(allocated: None) -> None:
    """Pitfalls: what else the process holds, and running statistics that a pass in training mode would move."""
    model = nn.Sequential(nn.Conv2d(3, 4, 3, device=GPU), nn.BatchNorm2d(4, device=GPU))
    seen: list[bool] = []
    model[1].register_forward_hook(lambda module, given, found: seen.append(module.training))
    own = 4 * (4 * 27 + 4 + 4 * 4) + 8  # the count of batches is an int64

    assert peak_memory(model, (3, 8, 8), 2) == 700 + own
    assert seen == [False] and model.training and model[1].training
    assert peak_memory(nn.Linear(2, 2, device="cpu"), (2,), 1) is None


def no_memory(*args: Any, **kwargs: Any) -> Any:
    raise torch.OutOfMemoryError("CUDA out of memory")


def test_a_pass_that_does_not_fit_is_left_out_with_the_reason(allocated: None) -> None:
    model = nn.Linear(2, 2, device=GPU)
    model.register_forward_hook(no_memory)

    assert peak_memory(model, (2,), 1) == {"not_measured": "out of memory"} and model.training


def test_batches_that_do_not_fit_are_left_out_with_the_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    """The images alone may not, or what a network makes of them; both networks are then in the mode they were in."""
    one, two = nn.Linear(2, 2), nn.Linear(2, 2).eval()
    two.register_forward_pre_hook(lambda module, given: no_memory() if len(given[0]) == 4 else None)
    zeros = torch.zeros
    monkeypatch.setattr(torch, "zeros", lambda shape, **more: no_memory() if shape[0] == 9 else zeros(shape, **more))
    found = latency(one, two, (2,), (1, 4, 9), repeats=3)

    assert found["1"]["pruned"]["passes"] == 3
    assert found["4"] == found["9"] == {"not_measured": "out of memory"}
    assert one.training and not two.training


@pytest.fixture
def driver(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[int]]:
    """Millijoules that the driver says one after the other, by UUID; its order is not that of torch."""
    says: dict[str, list[int]] = {"GPU-one": [7, 8], "GPU-two": [1000, 3500]}

    def handle(uuid: str) -> str:
        if uuid not in says:
            raise RuntimeError("Not Found")
        return uuid

    fake = SimpleNamespace(
        nvmlInit=lambda: None,
        nvmlDeviceGetHandleByIndex=lambda index: ["GPU-two", "GPU-one"][index],
        nvmlDeviceGetHandleByUUID=handle,
        nvmlDeviceGetTotalEnergyConsumption=lambda uuid: says[uuid].pop(0),
    )
    monkeypatch.setitem(sys.modules, "pynvml", fake)
    monkeypatch.setattr(
        torch.cuda, "get_device_properties", lambda device: SimpleNamespace(uuid=["one", "two"][device.index])
    )
    return says


def test_energy_is_that_of_the_device_with_the_uuid(driver: dict[str, list[int]]) -> None:
    assert Energy(GPU).joules() == (2.5, "")


def test_energy_of_a_device_the_driver_does_not_know_is_nobodys(
    driver: dict[str, list[int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor where torch does not tell a UUID; never that of another device."""
    driver.pop("GPU-two")
    assert Energy(GPU).joules() == (None, "the driver does not say: Not Found")
    monkeypatch.setattr(torch.cuda, "get_device_properties", lambda device: SimpleNamespace())
    joules, reason = Energy(torch.device("cuda:0")).joules()
    assert joules is None and reason.startswith("the driver does not say: ")


@pytest.mark.parametrize(("later", "why"), [(0, "stood still"), (-1, "went backwards")])
def test_an_absurd_counter_is_no_energy(driver: dict[str, list[int]], later: int, why: str) -> None:
    """Never 0, which would read as a run that took none."""
    driver["GPU-two"][1] = driver["GPU-two"][0] + later
    assert Energy(GPU).joules() == (None, f"the device's energy counter {why}")


def test_the_energy_of_a_shared_gpu_is_nobodys() -> None:
    assert Energy(GPU, shared=True).joules() == (None, "other runs shared the device")


def test_the_energy_of_part_of_a_run_is_not_its_energy(driver: dict[str, list[int]]) -> None:
    assert Energy(GPU, resumed=True).joules() == (None, "the run was taken up from a checkpoint")
    assert Energy(torch.device("cpu"), resumed=True).joules() == (None, "no telemetry on this device")
