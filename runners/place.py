"""Where a sweep works, and the settings of torch that hold there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from runners.bench import Bench
from runners.data import load
from runners.protocols.protocol import Protocol
from runners.records import code_version

Say = Callable[[str], None]
DETERMINISTIC: Any = torch.utils.deterministic  # its types do not know its one setting


@dataclass(frozen=True)
class Place:
    """Where a sweep works; travels to worker processes by pickling.

    ``cache`` holds dense networks, checkpoints and locks; ``data_root`` and ``weights`` the files that data set and
    protocol need; ``time_limit`` is in seconds for one run.
    """

    protocol: Protocol
    folder: Path
    cache: Path
    data_root: Path | None = None
    weights: Path | None = None
    device: str = "cpu"
    time_limit: float | None = None
    shared: bool = False

    @property
    def locks(self) -> Path:
        return self.cache / "locks"

    @property
    def checkpoints(self) -> Path:
        return self.cache / "checkpoints"

    def bench(self, say: Say) -> Bench:
        """The shared part of all runs, in this process."""
        if self.protocol.threads:
            torch.set_num_threads(self.protocol.threads)
        torch.use_deterministic_algorithms(True, warn_only=True)
        DETERMINISTIC.fill_uninitialized_memory = False  # it takes time, also while passes are timed
        torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = False
        where = torch.device(self.device)
        if where.type == "cuda" and where.index is not None:
            torch.cuda.set_device(where)  # events are recorded on the current device
        data = load(self.protocol.dataset, self.data_root).to(where)
        return Bench(data, self.cache, where, code_version(), self.weights, self.checkpoints, say, self.shared)


@contextmanager
def repeatable() -> Iterator[None]:
    """Whatever is set for the runs inside (deterministic kernels, threads, the current GPU), the caller's settings come
    back.
    """
    before, threads = torch.are_deterministic_algorithms_enabled(), torch.get_num_threads()
    filled, gpu = DETERMINISTIC.fill_uninitialized_memory, _current_gpu()
    try:
        yield
    finally:
        torch.use_deterministic_algorithms(before)
        DETERMINISTIC.fill_uninitialized_memory = filled
        torch.set_num_threads(threads)
        if _current_gpu() is not None:
            torch.cuda.set_device(gpu or 0)


def _current_gpu() -> int | None:
    """None as long as the process has used none; asking torch alone would make it use one."""
    return torch.cuda.current_device() if torch.cuda.is_initialized() else None  # type: ignore[no-untyped-call]
