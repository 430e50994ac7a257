"""An L2 penalty that grows until what it lies on is gone (Wang et al., ICLR 2021, section 3)."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor

from runners.pruning import ChannelPruner
from runners.schedules.base import SCHEDULES, Schedule
from runners.scoring import CHANNEL_SCORERS
from runners.task import Task
from runners.training import Course

PART = 2 / 3  # of the tuning epochs in which the penalty grows; then the chosen filters go and the rest recovers
CHOICE = 0.5  # of these, in GReg-2, after which the filters are chosen
FIRST_CEILING = 0.01  # of the penalty on all filters in GReg-2 (its section 4.1)


class Growing(Course):
    """GReg-1 chooses filters first and lets the penalty on them grow evenly from zero to ``ceiling``; GReg-2 (``all``)
    lets it grow on all filters, which parts them by the curvature of the loss, and then chooses. The penalty is added
    to the gradient as ``lambda w``. Where the authors raise it every few iterations up to tens of thousands, here it
    takes two thirds of the tuning epochs.
    """

    def __init__(self, pruner: ChannelPruner, epochs: int, *, everywhere: bool, ceiling: float) -> None:
        super().__init__(pruner.model, pruner.masks)
        self.pruner, self.everywhere, self.ceiling = pruner, everywhere, ceiling
        self.growing = max(round(epochs * PART), 1)
        self.staying: Tensor | None = None
        self.rows: dict[str, Tensor] = {}

    def before_step(self, step: int) -> None:
        if self.staying is None and step >= self._choice():
            scores = CHANNEL_SCORERS[self.pruner.method.scoring](self.pruner.probe(), self.pruner.channels)
            self.staying, self.rows = self.pruner.choose(scores, self.pruner.target), {}

    def _choice(self) -> int:
        return int(CHOICE * self.growing * self.steps) if self.everywhere else 0

    def on_gradients(self, step: int) -> bool:
        total = self.growing * self.steps
        if step < total:
            if self.staying is None:
                self._penalise(FIRST_CEILING * step / max(self._choice(), 1))
            else:
                start = self._choice()
                self._penalise(self.ceiling * (step - start + 1) / (total - start))
        return super().on_gradients(step)

    @torch.no_grad()
    def _penalise(self, strength: float) -> None:
        named = dict(self.model.named_parameters())
        self.rows = self.rows or self._chosen(named)
        for name, rows in self.rows.items():
            weight = named[name]
            if weight.grad is not None:
                weight.grad += strength * rows * weight

    def _chosen(self, named: Mapping[str, Tensor]) -> dict[str, Tensor]:
        """Of each weight 1 for the rows that the penalty lies on, else 0. Kept on the device until others are chosen,
        so that no step copies them there.
        """
        chosen = self.pruner.may_go if self.staying is None else ~self.staying
        found = {}
        for name, ids in self.pruner.channels.outputs.items():
            weight = named[f"{name}.weight"]
            found[f"{name}.weight"] = chosen[ids].to(weight).view(-1, *[1] * (weight.dim() - 1))
        return found

    def after_epoch(self, epoch: int) -> None:
        if epoch + 1 == self.growing and self.staying is not None:
            self.pruner.remove(self.staying)
        super().after_epoch(epoch)

    def state(self) -> dict[str, Tensor]:
        return {} if self.staying is None else {"staying": self.staying}

    def restore(self, state: dict[str, Tensor]) -> None:
        self.staying, self.rows = state.get("staying"), {}


def growing(task: Task) -> None:
    assert isinstance(task.pruner, ChannelPruner)
    method, epochs = task.method, task.protocol.tuning.epochs
    everywhere, ceiling = bool(method.option("all", 0)), method.option("ceiling", 1.0)
    task.tune(Growing(task.pruner, epochs, everywhere=everywhere, ceiling=ceiling))


SCHEDULES.add(
    "growing-penalty",
    Schedule("while tuning, by a penalty that grows on the filters that are to go", growing, while_tuning=True),
)
