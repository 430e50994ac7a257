"""Dense weights that a protocol gives by file and hash."""

from __future__ import annotations

import io
from collections.abc import Iterable
from pathlib import Path

import torch
from safetensors.torch import load as read_tensors
from torch import Tensor, nn

from leaderboard.errors import DataError, UsageError
from leaderboard.files import read_checked
from runners.models import build_outline
from runners.protocols.protocol import Protocol, Weights


def given(weights: Weights, model: nn.Module, folder: Path | None) -> dict[str, Tensor]:
    """The state dict in the file, under our names. Parameters and buffers are matched in their order, by shape and
    kind.

    The digest is checked before the file is read, and reading runs nothing (safetensors, or ``weights_only``). Raises
    UsageError without the file, DataError for a wrong digest or a network of another shape.
    """
    if folder is None:
        raise UsageError(f"this protocol needs {weights.file} of {weights.source}: name its folder with --weights DIR")
    path = folder / weights.file
    if not path.is_file():
        raise UsageError(f"{path} is missing; it comes from {weights.source} (SHA-256 {weights.sha256})")
    content = read_checked(path, weights.sha256, f"the protocol wants {weights.sha256}")
    if path.suffix == ".safetensors":
        state: dict[str, Tensor] = read_tensors(content)
    else:
        loaded = torch.load(io.BytesIO(content), map_location="cpu", weights_only=True)
        state = loaded.get("state_dict", loaded)
    return _renamed(state, model, path)


def check_given(protocol: Protocol, networks: Iterable[str], folder: Path | None) -> None:
    """Raises as :func:`given` does where dense weights that the protocol gives for a network are not as it wants."""
    for network in sorted(set(networks) & set(protocol.weights)):
        given(protocol.weights[network], build_outline(network), folder)


def _renamed(state: dict[str, Tensor], model: nn.Module, path: Path) -> dict[str, Tensor]:
    ours = {name: t for name, t in model.state_dict().items() if not name.endswith("num_batches_tracked")}
    theirs = {name: t for name, t in state.items() if not name.endswith("num_batches_tracked")}
    if len(ours) != len(theirs):
        raise DataError(f"{path}: holds {len(theirs)} tensors, the network has {len(ours)}")
    made = dict(model.state_dict())
    for (name, want), (other, have) in zip(ours.items(), theirs.items(), strict=True):
        if want.shape != have.shape or name.rpartition(".")[2] != other.rpartition(".")[2]:
            raise DataError(
                f"{path}: {other} has shape {tuple(have.shape)} where {name} has {tuple(want.shape)}; another network"
            )
        made[name] = have.detach().clone()
    return made
