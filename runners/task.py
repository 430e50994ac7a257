"""One run while it is going on: what its schedule prunes and trains, epoch by epoch, and where it can be taken up
again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from torch import nn

from runners.checkpoints import Checkpoint, Checkpoints, momentum_of, restore_momentum
from runners.data import Data
from runners.layers import apply_masks
from runners.methods import Method
from runners.protocols.protocol import Protocol
from runners.pruning import Pruner
from runners.steps import Step
from runners.training import Course, Evaluation, evaluate, new_optimizer, train
from runners.tunings import TUNINGS, Moments, Stretch

Epoch = dict[str, Any]


@dataclass
class Task:
    """What a schedule works with. Its work is a sequence of *stages*, :meth:`prune` and :meth:`tune`; after each epoch
    of tuning a checkpoint is written, and a task that has one skips the stages before it.

    ``history`` holds validation and test accuracy of every epoch and how much the masks keep then, ``pruned`` the test
    accuracy before tuning, ``steps`` how the steps of each stage of tuning ran. ``reached`` are validation and test of
    the network as the last epoch left it, None once it was pruned since. ``resumed`` says that it began with a
    checkpoint.
    """

    model: nn.Module
    pruner: Pruner
    method: Method
    protocol: Protocol
    data: Data
    moments: Moments
    seed: int
    checkpoints: Checkpoints
    history: list[Epoch] = field(default_factory=list)
    pruned: Evaluation | None = None
    steps: list[Step] = field(default_factory=list)
    reached: tuple[Evaluation, Evaluation] | None = None
    stage: int = 0

    def __post_init__(self) -> None:
        self.taken_up: Checkpoint | None = self.checkpoints.newest()
        self.resumed = self.taken_up is not None

    def prune(self, how: Callable[[], None], *, evaluated: bool = True) -> None:
        """A stage that prunes; ``evaluated`` records the test accuracy right after it."""
        self.stage += 1
        if self.taken_up is not None:
            return
        how()
        self.reached = None
        if evaluated:
            self.pruned = evaluate(self.model, self.data.test)

    def tune(
        self, course: Course | None = None, *, number: int = 1, of: int = 1, stretch: Stretch | None = None
    ) -> None:
        """A stage that trains, by default as the method's tuning says. Step ``number`` of ``of`` of the schedule."""
        self.stage += 1
        tuning = TUNINGS[self.method.tuning]
        part = (stretch or tuning.stretch(self.protocol)).part(number, of)
        course = course or Course(self.model, self.pruner.masks)
        optimizer = new_optimizer(self.model, part.recipe)
        first = part.first
        if self.taken_up is not None:
            if self.taken_up.stage > self.stage:
                return
            first = self._take_up(self.taken_up, optimizer, course)
        elif part.epochs and stretch is None and tuning.prepare is not None:
            tuning.prepare(self.model, self.moments)
        if self.taken_up is None:
            apply_masks(self.model, course.masks)
        self.taken_up = None

        def after(epoch: int, loss: float) -> None:
            validation, test = evaluate(self.model, self.data.validation), evaluate(self.model, self.data.test)
            self.reached = validation, test
            self.history.append(
                {
                    "step": number,
                    "epoch": epoch,
                    "loss": loss,
                    "validation_top1": validation.top1,
                    "test_top1": test.top1,
                    "left": self.pruner.left(),
                }
            )
            self.checkpoints.write(lambda: self._state(epoch, optimizer, course))

        run = train(
            self.model,
            self.data.train,
            part.recipe,
            self.seed,
            purpose=part.purpose,
            course=course,
            first=first,
            last=part.last,
            after=after,
            precision=self.protocol.precision,
            optimizer=optimizer,
        )
        if part.epochs:
            self.steps.append(run)

    def _state(self, epoch: int, optimizer: Any, course: Course) -> Checkpoint:
        return Checkpoint(
            self.stage,
            epoch + 1,
            dict(self.model.state_dict()),
            momentum_of(self.model, optimizer),
            dict(self.pruner.masks),
            course.state(),
            self.pruner.chance.get_state(),
            self.history,
            self.pruned.numbers() if self.pruned else None,
        )

    def _take_up(self, found: Checkpoint, optimizer: Any, course: Course) -> int:
        """Everything as it was at the end of the checkpoint's epoch; the epoch to go on with."""
        self.model.load_state_dict(found.weights)
        restore_momentum(self.model, optimizer, found.momentum)
        for name, mask in found.masks.items():
            self.pruner.masks[name].copy_(mask)
        self.pruner.take_up()
        course.restore(found.course)
        self.pruner.chance.set_state(found.chance)
        self.history[:] = found.history
        test = found.pruned
        self.pruned = (
            Evaluation(test["images"], test["top1_correct"], test["top5_correct"], test["loss"]) if test else None
        )
        return found.epoch
