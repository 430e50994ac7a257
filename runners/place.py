"""Where a sweep works, and the settings of torch that hold there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import torch

from runners.bench import Bench
from runners.data import load
from runners.protocols.protocol import Protocol
from runners.records import code_version

Say = Callable[[str], None]


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

    def bench(self, say: Say) -> Bench:
        """The shared part of all runs, in this process."""
        if self.protocol.threads:
            torch.set_num_threads(self.protocol.threads)
        torch.use_deterministic_algorithms(True, warn_only=True)
        torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = False
        where = torch.device(self.device)
        data = load(self.protocol.dataset, self.data_root).to(where)
        checkpoints = self.cache / "checkpoints"
        return Bench(data, self.cache, where, code_version(), self.weights, checkpoints, say, self.shared)


@contextmanager
def repeatable() -> Iterator[None]:
    """Whatever is set for the runs inside (deterministic kernels, threads), the caller's settings come back."""
    before, threads = torch.are_deterministic_algorithms_enabled(), torch.get_num_threads()
    try:
        yield
    finally:
        torch.use_deterministic_algorithms(before)
        torch.set_num_threads(threads)
