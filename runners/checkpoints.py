"""Checkpoints within a run: safetensors with a digest, the two newest kept, nothing in them ever run.

A checkpoint is written whole (a temporary file moved into place), so a kill while writing leaves the one before. One
whose digest is wrong is set aside and the one before is used, which is said; when none is whole, the run stops instead
of silently starting again.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from leaderboard.errors import DataError
from leaderboard.files import clear_leftovers, machine_trouble
from runners import tensorfile


class NotTakenUp(DataError):
    """A run was begun, and what is left of it cannot be taken up: no fault of its method, so it is not its record."""


NO_CHANCE = torch.zeros(1, dtype=torch.uint8)  # the generator's state where nothing is drawn but by seed and epoch
KEPT = 2
EVERY = 30.0  # seconds between checkpoints of a run; shorter runs have none


@dataclass(frozen=True)
class Checkpoint:
    """State of a run after an epoch: ``stage`` and next ``epoch`` of it, weights and buffers, momentum, masks, what the
    course of training holds, state of the pruner's generator, history, and the test counts before tuning.
    """

    stage: int
    epoch: int
    weights: dict[str, Tensor]
    momentum: dict[str, Tensor]
    masks: dict[str, Tensor]
    course: dict[str, Tensor]
    chance: Tensor
    history: list[dict[str, Any]]
    pruned: dict[str, Any] | None


@dataclass
class Checkpoints:
    """The checkpoints of one run in ``folder``. ``code`` is what the numbers depend on beside the settings (commit,
    data, torch): a checkpoint of another one is refused, naming the differences. ``every`` seconds at most one is
    written.
    """

    folder: Path | None
    run: str
    code: dict[str, str]
    say: Callable[[str], None]
    _last: float = field(default_factory=time.monotonic)

    def write(self, state: Callable[[], Checkpoint]) -> None:
        """Write a checkpoint if the last is old enough; short runs have none."""
        if self.folder is None or time.monotonic() - self._last < EVERY:
            return
        found = state()
        with machine_trouble(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / f"{self.run}.{found.stage:03d}-{found.epoch:05d}.checkpoint"
        parts = {part: _plain(getattr(found, part)) for part in _PARTS}
        meta = json.dumps({**{name: getattr(found, name) for name in _STATE}, "code": self.code})
        tensorfile.write(path, {**parts, "chance": {"": found.chance}}, {"state": meta})
        for old in self._files()[KEPT:]:
            old.unlink(missing_ok=True)
        self._last = time.monotonic()

    def newest(self) -> Checkpoint | None:
        """The newest whole one; None when the run has none. Raises NotTakenUp when it has some and none is whole, or
        when code, data or torch changed since.
        """
        files = self._files()
        for path in files:
            read = tensorfile.read(path)
            if read is None:
                self.say(f"{path.name}: its digest is wrong, the checkpoint before it is used")
                continue
            parts, meta = read
            state: dict[str, Any] = json.loads(meta["state"])
            code = state.pop("code")
            tensors: dict[str, Any] = {part: parts.get(part, {}) for part in _PARTS}
            found = Checkpoint(chance=parts["chance"][""].to(torch.uint8), **tensors, **state)
            changed = [
                f"{k}: {code.get(k)} then, {self.code.get(k)} now" for k in self.code if code.get(k) != self.code[k]
            ]
            if changed:
                raise NotTakenUp(
                    f"{path}: written under other conditions ({'; '.join(changed)}); go back to them, or delete"
                    f" {self.run}.*.checkpoint to start the run again"
                )
            return found
        if files:
            raise NotTakenUp(
                f"{files[0]}: no checkpoint of this run is whole; delete {self.run}.*.checkpoint to start it again"
            )
        return None

    def clear(self) -> None:
        """Remove them: the run has its record."""
        for path in self._files():
            path.unlink(missing_ok=True)

    def _files(self) -> list[Path]:
        """Newest first; what a kill left half-written goes."""
        if self.folder is None or not self.folder.is_dir():
            return []
        found = sorted(self.folder.glob(f"{self.run}.*.checkpoint"), reverse=True)
        for path in self.folder.glob(f".{self.run}.*.tmp"):
            clear_leftovers(path.with_name(path.name.split(".checkpoint")[0].lstrip(".") + ".checkpoint"))
        return found


def momentum_of(model: nn.Module, optimizer: torch.optim.Optimizer) -> dict[str, Tensor]:
    """The momentum of each parameter that has one, by its name."""
    return {
        name: optimizer.state[p]["momentum_buffer"]
        for name, p in model.named_parameters()
        if optimizer.state.get(p, {}).get("momentum_buffer") is not None
    }


def restore_momentum(model: nn.Module, optimizer: torch.optim.Optimizer, momentum: Mapping[str, Tensor]) -> None:
    """What :func:`momentum_of` gave, in the layout of the weights, as the optimiser had made it."""
    named = dict(model.named_parameters())
    for name, buffer in momentum.items():
        optimizer.state[named[name]]["momentum_buffer"] = torch.empty_like(named[name]).copy_(buffer)


_PARTS = ("weights", "momentum", "masks", "course")
_STATE = ("stage", "epoch", "history", "pruned")


def clear_finished(folder: Path, finished: Collection[str]) -> None:
    """Remove what is left of the checkpoints of runs that have their records: a kill between the two leaves some."""
    for path in sorted(folder.glob("*.checkpoint")):
        if path.name.partition(".")[0] in finished:
            path.unlink(missing_ok=True)


def _plain(tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    return {name: tensor.detach().cpu().contiguous().clone() for name, tensor in tensors.items()}
