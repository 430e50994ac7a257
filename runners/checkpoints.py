"""Checkpoints within a run: safetensors with a digest, the two newest kept, nothing in them ever run.

A checkpoint is written whole (a temporary file moved into place), so a kill while writing leaves the one before. One
whose digest is wrong is set aside and the one before is used, which is said; when none is whole, the run stops instead
of silently starting again.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load as read_tensors
from safetensors.torch import save as write_tensors
from torch import Tensor

from leaderboard.errors import DataError
from leaderboard.files import clear_leftovers, machine_trouble, write_file

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
        content = _packed(found, self.code)
        write_file(path, hashlib.sha256(content).hexdigest().encode() + b"\n" + content)
        for old in self._files()[KEPT:]:
            old.unlink(missing_ok=True)
        self._last = time.monotonic()

    def newest(self) -> Checkpoint | None:
        """The newest whole one; None when the run has none. Raises DataError when it has some and none is whole, or
        when code, data or torch changed since.
        """
        files = self._files()
        for path in files:
            with machine_trouble(path):
                head, _, content = path.read_bytes().partition(b"\n")
            if hashlib.sha256(content).hexdigest().encode() != head:
                self.say(f"{path.name}: its digest is wrong, the checkpoint before it is used")
                continue
            found, code = _unpacked(content)
            changed = [
                f"{k}: {code.get(k)} then, {self.code.get(k)} now" for k in self.code if code.get(k) != self.code[k]
            ]
            if changed:
                raise DataError(
                    f"{path}: written under other conditions ({'; '.join(changed)}); go back to them, or delete"
                    " the file to start the run again"
                )
            return found
        if files:
            raise DataError(f"{files[0]}: no checkpoint of this run is whole; delete them to start it again")
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


_PARTS = ("weights", "momentum", "masks", "course")


def _packed(found: Checkpoint, code: dict[str, str]) -> bytes:
    tensors = {
        f"{part}/{name}": tensor.detach().cpu().contiguous().clone()
        for part in _PARTS
        for name, tensor in getattr(found, part).items()
    }
    tensors["chance/"] = found.chance
    meta = {
        "stage": found.stage,
        "epoch": found.epoch,
        "history": found.history,
        "pruned": found.pruned,
        "code": code,
    }
    return write_tensors(tensors, {"state": json.dumps(meta)})


def _unpacked(content: bytes) -> tuple[Checkpoint, dict[str, str]]:
    length = int.from_bytes(content[:8], "little")
    meta = json.loads(json.loads(content[8 : 8 + length])["__metadata__"]["state"])
    parts: dict[str, dict[str, Tensor]] = {part: {} for part in (*_PARTS, "chance")}
    for name, tensor in read_tensors(content).items():
        part, _, key = name.partition("/")
        parts[part][key] = tensor
    chance = parts.pop("chance")[""].to(torch.uint8)
    made = Checkpoint(
        meta["stage"], meta["epoch"], **parts, chance=chance, history=meta["history"], pruned=meta["pruned"]
    )
    return made, meta["code"]
