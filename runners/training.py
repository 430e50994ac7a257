"""Training and evaluation: exact counts, one order of images for a seed, masks that hold through every step."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import torch
from torch import Tensor, nn
from torch.nn import functional

from leaderboard.errors import DataError
from runners.data import Images
from runners.layers import Masks, apply_masks
from runners.steps import Step, step_for


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a network is trained: SGD with momentum, a learning rate by epoch, all of it part of the protocol.

    ``schedule``: ``constant``, ``cosine`` (to zero over all epochs) or ``step`` (times ``gamma`` at each milestone).
    """

    epochs: int
    batch_size: int
    learning_rate: float
    momentum: float = 0.9
    weight_decay: float = 0.0
    nesterov: bool = False
    schedule: str = "constant"
    milestones: tuple[int, ...] = ()
    gamma: float = 0.1

    def rate(self, epoch: int) -> float:
        """Learning rate of an epoch, counted from 0."""
        if self.schedule == "cosine":
            return self.learning_rate * (1 + math.cos(math.pi * epoch / self.epochs)) / 2
        if self.schedule == "step":
            return self.learning_rate * self.gamma ** sum(epoch >= m for m in self.milestones)
        return self.learning_rate


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Exact counts over a split; accuracies in percent follow from them."""

    images: int
    top1_correct: int
    top5_correct: int
    loss: float

    @property
    def top1(self) -> float:
        return 100 * self.top1_correct / self.images

    @property
    def top5(self) -> float:
        return 100 * self.top5_correct / self.images

    def numbers(self) -> dict[str, float | int]:
        """As records write it."""
        return {
            "images": self.images,
            "top1_correct": self.top1_correct,
            "top5_correct": self.top5_correct,
            "top1": self.top1,
            "top5": self.top5,
            "loss": self.loss,
        }


class Diverged(DataError):
    """The loss is not a number: the run is recorded as failed, the sweep goes on."""


@torch.no_grad()
def evaluate(model: nn.Module, split: Images, batch_size: int | None = None) -> Evaluation:
    """Top-1 and top-5 as counts of right images over the whole split, and the mean loss; in float32.

    Counting, not averaging per batch: a smaller last batch must not change the accuracy. Counts stay on the device
    until the end. On a CPU batches are small by default, so that what one layer writes the next one finds in the
    cache: three times as fast on ResNet-20 as batches of 1,000. Raises Diverged where the loss is not a number.
    """
    training = model.training
    model.eval()
    sums: Tensor | None = None
    batch_size = batch_size or (100 if next(model.parameters()).device.type == "cpu" else 1000)
    for images, labels in split.batches(batch_size):
        outputs = model(laid_out(model, images)).float()
        loss = functional.cross_entropy(outputs, labels, reduction="sum").double()
        hits = outputs.topk(min(5, outputs.shape[1]), 1).indices == labels[:, None]
        some = torch.stack([hits[:, 0].sum().double(), hits.sum().double(), loss])
        sums = some if sums is None else sums + some
    model.train(training)
    top1, top5, total = sums.tolist() if sums is not None else (0, 0, 0.0)
    if not math.isfinite(total):
        raise Diverged(f"the loss over {len(split)} images is {total}")
    return Evaluation(len(split), int(top1), int(top5), total / len(split))


def laid_out(model: nn.Module, images: Tensor) -> Tensor:
    """Images in the memory layout of the model's weights (channels last or not)."""
    first = next((p for p in model.parameters() if p.dim() == 4), None)
    if first is not None and images.dim() == 4 and first.is_contiguous(memory_format=torch.channels_last):
        return images.contiguous(memory_format=torch.channels_last)
    return images


@dataclass
class Course:
    """What happens to weights and masks in the course of training. This one holds ``masks``: what they prune is zero
    after every step, gradients being masked before it (so that momentum gathers nothing) and weights after it.

    Others change the masks or add penalties; the methods are called in the order they stand in. ``masks`` is changed in
    place by whoever changes it, followed by ``refresh``.
    """

    model: nn.Module
    masks: Masks = field(default_factory=dict)

    def begin(self, optimizer: torch.optim.Optimizer, steps: int) -> None:
        """Before the first epoch; ``steps`` is the number of steps of each epoch."""
        self.optimizer, self.steps = optimizer, steps

    def before_epoch(self, epoch: int) -> None:
        """Before an epoch, counted from 0."""
        self.refresh()

    def before_step(self, step: int) -> None:
        """Before the forward pass of a step, counted from 0 over all epochs."""

    def on_gradients(self, step: int) -> bool:
        """After the backward pass; False skips the optimiser's step."""
        if self._gates:
            gradients = [p.grad for p in self._gated]
            torch._foreach_mul_(
                [g for g in gradients if g is not None],
                [gate for gate, g in zip(self._gates, gradients, strict=True) if g is not None],
            )
        return True

    @torch.no_grad()
    def after_step(self, step: int) -> None:
        """After the optimiser's step."""
        if self._gates:
            torch._foreach_mul_(self._gated, self._gates)

    def after_epoch(self, epoch: int) -> None:
        """After an epoch, before the network is evaluated."""
        apply_masks(self.model, self.masks)

    def refresh(self) -> None:
        """Take over masks that were changed."""
        named = dict(self.model.named_parameters())
        self._gated: list[Tensor] = [named[name] for name in self.masks]
        self._gates = [mask.to(named[name]) for name, mask in self.masks.items()]

    def state(self) -> dict[str, Tensor]:
        """What a checkpoint has to hold beside weights, momentum and masks."""
        return {}

    def restore(self, state: dict[str, Tensor]) -> None:
        """Take over what ``state`` gave."""


AfterEpoch = Callable[[int, float], None]  # epoch counted from 0, mean training loss


def train(
    model: nn.Module,
    split: Images,
    recipe: Recipe,
    root: int,
    *,
    purpose: str,
    course: Course | None = None,
    first: int = 0,
    last: int | None = None,
    after: AfterEpoch | None = None,
    precision: str = "fp32",
    optimizer: torch.optim.SGD | None = None,
    step: Step | None = None,
) -> Step:
    """Train epochs ``first`` to ``last`` (all of the recipe by default) in place.

    The order of images in an epoch depends on ``root``, ``purpose`` and the epoch alone, so that a later part of a
    schedule can be replayed. ``precision`` ``bf16`` runs the forward pass under autocast; weights and optimiser stay
    float32. The loss is summed on the device: no step waits for the host. ``step`` is how steps run, by default as
    :func:`step_for` says; it is returned. Raises Diverged.
    """
    course = course or Course(model)
    optimizer = optimizer or new_optimizer(model, recipe)
    steps = math.ceil(len(split) / recipe.batch_size)
    step = step or step_for(next(model.parameters()).device, precision, steps * recipe.epochs)
    course.begin(optimizer, steps)
    model.train()
    for epoch in range(first, recipe.epochs if last is None else last):
        course.before_epoch(epoch)
        for group in optimizer.param_groups:
            group["lr"] = recipe.rate(epoch)
        batches = split.epoch(recipe.batch_size, root, purpose, epoch)
        mean = _epoch(model, batches, course, optimizer, epoch * steps, step) / len(split)
        if not math.isfinite(mean):
            raise Diverged(f"the loss is {mean} in epoch {epoch}")
        course.after_epoch(epoch)
        if after is not None:
            after(epoch, mean)
    return step


def new_optimizer(model: nn.Module, recipe: Recipe) -> torch.optim.SGD:
    """SGD as the recipe has it."""
    return torch.optim.SGD(
        model.parameters(),
        lr=recipe.learning_rate,
        momentum=recipe.momentum,
        weight_decay=recipe.weight_decay,
        nesterov=recipe.nesterov,
    )


def _epoch(
    model: nn.Module,
    batches: Iterable[tuple[Tensor, Tensor]],
    course: Course,
    optimizer: torch.optim.Optimizer,
    first_step: int,
    run: Step,
) -> float:
    """Sum of the loss over the images of an epoch."""
    total: Tensor | None = None
    for step, (images, labels) in enumerate(batches, first_step):
        course.before_step(step)
        loss = run(model, laid_out(model, images), labels)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        if course.on_gradients(step):
            optimizer.step()
            course.after_step(step)
        some = loss.detach() * len(labels)
        total = some if total is None else total + some
    return 0.0 if total is None else float(total)
