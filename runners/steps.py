"""Forward pass and loss of a training step: compiled on GPUs where that pays, else as they are; which one is said."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import nullcontext
from dataclasses import dataclass
from functools import cache
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

FEWEST = 500  # steps of a stage for which compiling (tens of seconds, once for a network and process) may pay
ON_GPUS = "steps are compiled on GPUs only"
Loss = Callable[[nn.Module, Tensor, Tensor, str], Tensor]


def loss_of(model: nn.Module, images: Tensor, labels: Tensor, precision: str) -> Tensor:
    """Mean cross entropy in float32; ``precision`` ``bf16`` runs the forward pass under autocast."""
    half = torch.autocast(images.device.type, torch.bfloat16) if precision == "bf16" else nullcontext()
    with half:
        outputs = model(images)
    return functional.cross_entropy(outputs.float(), labels)


@cache
def compiled(backend: str) -> Loss:
    """``loss_of`` as one graph without breaks. The network is an argument, so that networks of one kind share what was
    compiled, whatever their weights; courses change these in place, between steps, which needs no other graph.
    """
    found: Loss = torch.compile(loss_of, backend=backend, fullgraph=True, dynamic=False)
    return found


@dataclass
class Step:
    """How the steps of a stage of training run: ``compiled`` by a backend of torch.compile, or as they are, with the
    reason in ``not_compiled``. What cannot be compiled runs as it is from then on.
    """

    precision: str
    backend: str = ""
    not_compiled: str = ""

    def __call__(self, model: nn.Module, images: Tensor, labels: Tensor) -> Tensor:
        if self.backend:
            try:
                return compiled(self.backend)(model, images, labels, self.precision)
            except compiler_errors() as error:
                first = (str(error).strip() or "no message").splitlines()[0]
                self.backend, self.not_compiled = "", f"{type(error).__name__}: {first}"
        return loss_of(model, images, labels, self.precision)


def step_for(device: torch.device, precision: str, steps: int) -> Step:
    """For a stage of training of ``steps`` steps on the device; on a CPU never compiled, so that its bits stay."""
    if device.type != "cuda":
        return Step(precision, not_compiled=ON_GPUS)
    if steps < FEWEST:
        return Step(precision, not_compiled=f"{steps} steps are too few, compiling takes longer")
    if torch._dynamo.config.disable:
        return Step(precision, not_compiled="torch.compile is turned off in the environment")
    return Step(precision, backend="inductor")


def compiler_errors() -> tuple[type[Exception], ...]:
    """What torch.compile raises where it cannot; errors of the network itself come back when it runs as it is."""
    from torch._dynamo import exc  # takes two seconds, so only where something is compiled

    return exc.TorchDynamoException, exc.FailOnRecompileLimitHit


def as_recorded(steps: Iterable[Step]) -> dict[str, Any]:
    """For the environment of a run: whether all its stages of training were compiled, else why not."""
    listed = list(steps)
    reasons = dict.fromkeys(step.not_compiled for step in listed if not step.backend)
    if listed and not reasons:
        return {"compiled": True}
    return {"compiled": False, "not_compiled": "; ".join(reasons) or "nothing was trained"}
