"""The tunings of the literature."""

from __future__ import annotations

from torch import nn

from runners.protocols.protocol import Protocol
from runners.tunings.base import TUNINGS, Stretch, Tuning
from runners.tunings.moments import Moments


def carry_on(protocol: Protocol) -> Stretch:
    """The protocol's tuning epochs."""
    return Stretch(protocol.tuning, "tune", 0, protocol.tuning.epochs, divided=True)


def in_full(protocol: Protocol) -> Stretch:
    """All of dense training."""
    return Stretch(protocol.dense, "dense", 0, protocol.dense.epochs)


def last_part(protocol: Protocol) -> Stretch:
    """Dense training from the rewind epoch on: its learning rates, its order of images."""
    return Stretch(protocol.dense, "dense", protocol.rewind_epoch, protocol.dense.epochs)


def nothing(protocol: Protocol) -> Stretch:
    """No epoch."""
    return Stretch(protocol.tuning, "tune", 0, 0)


def rewind(model: nn.Module, moments: Moments) -> None:
    """Weights and running statistics of the rewind epoch."""
    model.load_state_dict(moments.rewind)


def anew(model: nn.Module, moments: Moments) -> None:
    """Weights drawn anew, from another seed than the dense network's."""
    model.load_state_dict(moments.anew())


TUNINGS.add("none", Tuning("the pruned network is used as it is", nothing, needs_dense=False))
TUNINGS.add("continue", Tuning("trained on for the protocol's tuning epochs", carry_on, needs_dense=False))
TUNINGS.add("train", Tuning("trained in full, as the dense network is", in_full))
TUNINGS.add(
    "rewind-weights",
    Tuning("kept weights go back to an early epoch and the rest of training is repeated", last_part, rewind),
)
TUNINGS.add(
    "rewind-rate", Tuning("weights stay, the learning rates of the last part of training are repeated", last_part)
)
TUNINGS.add("reinitialise", Tuning("kept weights are drawn anew and trained in full", in_full, anew))
