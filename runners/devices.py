"""Which devices a sweep uses, and how many runs share one."""

from __future__ import annotations

import os
from collections.abc import Sequence
from multiprocessing.sharedctypes import Synchronized

import torch

from runners.data import SHAPES
from runners.protocols.protocol import Protocol

SMALL = 64  # pixels a side of images whose networks leave most of a GPU idle
A_RUN = 4 * 2**30  # bytes of GPU memory: context, resident data set, activations of a small network
MOST = 8  # small runs a GPU; more than that only wait for each other


def devices_of(device: str) -> tuple[str, ...]:
    """The devices that ``cpu``, ``cuda`` (all GPUs) or ``cuda:N`` means."""
    if device != "cuda":
        return (device,)
    return tuple(f"cuda:{number}" for number in range(torch.cuda.device_count())) or ("cuda",)


def default_jobs(protocol: Protocol, device: str) -> int:
    """How many runs at a time: on a CPU as many as cores allow where a run is held to few threads, else one; one where
    passes are timed, which company would slow down.
    """
    cores = len(os.sched_getaffinity(0))
    if device.startswith("cuda"):
        return jobs_on_gpus(protocol, [torch.cuda.mem_get_info(one)[0] for one in devices_of(device)], cores)
    alone = device != "cpu" or not protocol.threads or protocol.latency
    return 1 if alone else max(cores // protocol.threads, 1)


def jobs_on_gpus(protocol: Protocol, free: Sequence[int], cores: int) -> int:
    """Runs at a time on GPUs with ``free`` bytes each: the same number on every GPU, one core each at least.

    One a GPU where images are large or of unknown size, and where passes are timed, which company would slow down.
    """
    small = max(SHAPES.get(protocol.dataset, (0, SMALL + 1))[1:]) <= SMALL
    if protocol.latency or not small:
        return len(free)
    return len(free) * max(min(min(free) // A_RUN, MOST, cores // len(free)), 1)


def next_device(devices: Sequence[str], started: Synchronized[int]) -> str:
    """The device of the worker that asks: workers take turns. ``started`` counts those that asked before."""
    with started.get_lock():
        number = started.value
        started.value += 1
    return devices[number % len(devices)]
