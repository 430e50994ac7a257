"""Measured latency and memory: what a pruned network really takes, timed turn about with the dense one."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Sequence
from typing import Any

import torch
from torch import nn

from runners.layers import frozen

WARM_UP = 5
REPEATS = 21
NO_MEMORY = {"not_measured": "out of memory"}


@torch.no_grad()
def latency(
    dense: nn.Module, pruned: nn.Module, shape: tuple[int, ...], batches: Sequence[int], repeats: int = REPEATS
) -> dict[str, Any]:
    """Milliseconds of one forward pass in float32 for each batch size: median and interquartile range of ``repeats``.

    Both networks are in evaluation mode and take turns, so that what else the machine does hits both alike;
    ``speedup`` is the median of the ratios of neighbouring passes. On a GPU events are timed, else a monotonic clock.
    Batch sizes that do not fit into memory are left out with the reason.
    """
    found: dict[str, Any] = {}
    device = next(dense.parameters()).device
    for size in batches:
        try:
            with frozen(dense), frozen(pruned):
                times = _turns(dense, pruned, torch.zeros((size, *shape), device=device), repeats)
        except torch.OutOfMemoryError:
            found[str(size)] = NO_MEMORY
            continue
        one, two = zip(*times, strict=True)
        found[str(size)] = {
            "dense": _summary(one),
            "pruned": _summary(two),
            "speedup": statistics.median(a / b for a, b in times),
        }
    return found


def _turns(dense: nn.Module, pruned: nn.Module, images: torch.Tensor, repeats: int) -> list[tuple[float, float]]:
    for _ in range(WARM_UP):
        dense(images), pruned(images)
    collecting = gc.isenabled()
    gc.disable()
    try:
        return [(_once(dense, images), _once(pruned, images)) for _ in range(repeats)]
    finally:
        if collecting:
            gc.enable()


def _once(model: nn.Module, images: torch.Tensor) -> float:
    if images.device.type == "cuda":
        start, end = (torch.cuda.Event(enable_timing=True) for _ in range(2))  # type: ignore[no-untyped-call]
        start.record()
        model(images)
        end.record()
        torch.cuda.synchronize(images.device)
        return float(start.elapsed_time(end))
    begun = time.perf_counter()
    model(images)
    return (time.perf_counter() - begun) * 1000


def _summary(times: Sequence[float]) -> dict[str, float]:
    low, middle, high = statistics.quantiles(times, n=4)
    return {"median_ms": middle, "quartile_range_ms": high - low, "passes": len(times)}


@torch.no_grad()
def peak_memory(model: nn.Module, shape: tuple[int, ...], size: int) -> int | dict[str, str] | None:
    """Bytes of GPU memory that one forward pass of ``size`` images takes: the most that is allocated during it (images,
    activations, workspaces) less what was allocated before, plus the model's own parameters and buffers.

    So neither the data set nor other networks in the process count. In evaluation mode, so that no running statistics
    move. Where it does not fit into memory the reason, as :func:`latency` has it; None on a CPU.
    """
    device = next(model.parameters()).device
    if device.type != "cuda":
        return None
    own = sum(tensor.nbytes for tensor in (*model.parameters(), *model.buffers()))
    torch.cuda.reset_peak_memory_stats(device)
    before = torch.cuda.memory_allocated(device)
    try:
        with frozen(model):
            model(torch.zeros((size, *shape), device=device))
        torch.cuda.synchronize(device)
    except torch.OutOfMemoryError:
        return NO_MEMORY
    return torch.cuda.max_memory_allocated(device) - before + own


class Energy:
    """Joules a GPU took since it was made; None with a reason where the device does not say, never 0. A ``shared`` one
    counts what others do, too; of a ``resumed`` run only the last part would be counted.
    """

    def __init__(self, device: torch.device, *, shared: bool = False, resumed: bool = False) -> None:
        self.device, self.shared, self.resumed = device, shared, resumed
        self.start, self.reason = self._counter()

    def joules(self) -> tuple[float | None, str]:
        """Joules and, where there are none, why."""
        now, reason = self._counter()
        if self.start is None or now is None:
            return None, reason or self.reason
        if now <= self.start:
            return None, f"the device's energy counter {'went backwards' if now < self.start else 'stood still'}"
        return (now - self.start) / 1000, ""

    def _counter(self) -> tuple[int | None, str]:
        """Millijoules since the driver was loaded."""
        if self.device.type != "cuda":
            return None, "no telemetry on this device"
        if self.shared:
            return None, "other runs shared the device"
        if self.resumed:
            return None, "the run was taken up from a checkpoint"
        try:
            import pynvml  # type: ignore[import-not-found,import-untyped,unused-ignore]

            pynvml.nvmlInit()
            # By UUID: the driver's numbers are not those of torch where CUDA_VISIBLE_DEVICES is set.
            handle = pynvml.nvmlDeviceGetHandleByUUID(f"GPU-{torch.cuda.get_device_properties(self.device).uuid}")
            return int(pynvml.nvmlDeviceGetTotalEnergyConsumption(handle)), ""
        except ModuleNotFoundError:
            return None, "nvidia-ml-py is not installed"
        except Exception as error:  # whatever the driver says
            return None, f"the driver does not say: {error}"
