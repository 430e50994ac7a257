"""Training and evaluation: exact counts, one order of images for a seed, masks that hold through every step."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from leaderboard.errors import DataError
from runners.data import Split
from runners.layers import apply_masks
from runners.seeds import generator


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
def evaluate(model: nn.Module, split: Split, batch_size: int = 1000) -> Evaluation:
    """Top-1 and top-5 as counts of right images over the whole split, and the mean loss; in float32.

    Counting, not averaging per batch: a smaller last batch must not change the accuracy.
    """
    training = model.training
    model.eval()
    top1, top5, loss = 0, 0, 0.0
    for images, labels in zip(
        torch.split(split.images, batch_size), torch.split(split.labels, batch_size), strict=True
    ):
        outputs = model(images).float()
        loss += float(functional.cross_entropy(outputs, labels, reduction="sum"))
        hits = outputs.topk(min(5, outputs.shape[1]), 1).indices == labels[:, None]
        top1 += int(hits[:, 0].sum())
        top5 += int(hits.sum())
    model.train(training)
    return Evaluation(len(split), top1, top5, loss / len(split))


AfterEpoch = Callable[[int, float], None]  # epoch counted from 0, mean training loss
BeforeEpoch = Callable[[int], None]
Augment = Callable[[Tensor, torch.Generator], Tensor]


def train(
    model: nn.Module,
    split: Split,
    recipe: Recipe,
    root: int,
    *,
    purpose: str,
    masks: Mapping[str, Tensor] | None = None,
    first: int = 0,
    last: int | None = None,
    before: BeforeEpoch | None = None,
    after: AfterEpoch | None = None,
    augment: Augment | None = None,
) -> None:
    """Train epochs ``first`` to ``last`` (all of the recipe by default) in place.

    The order of images in an epoch depends on ``root``, ``purpose`` and the epoch alone, so that a later part of a
    schedule can be replayed. Pruned weights are zero after every step: gradients are masked before it, so that momentum
    gathers nothing for them, and weights after it. ``before`` may change ``masks`` in place. Raises Diverged.
    """
    optimizer = torch.optim.SGD(
        model.parameters(),
        lr=recipe.learning_rate,
        momentum=recipe.momentum,
        weight_decay=recipe.weight_decay,
        nesterov=recipe.nesterov,
    )
    named = dict(model.named_parameters())
    model.train()
    for epoch in range(first, recipe.epochs if last is None else last):
        if before is not None:
            before(epoch)
        gated: list[Tensor] = [named[name] for name in masks or ()]
        gates = [mask.to(named[name]) for name, mask in (masks or {}).items()]
        for group in optimizer.param_groups:
            group["lr"] = recipe.rate(epoch)
        order = torch.randperm(len(split), generator=generator(root, purpose, "order", epoch)).to(split.labels.device)
        chance = generator(root, purpose, "augment", epoch)
        total = torch.zeros((), device=split.labels.device)
        for some in torch.split(order, recipe.batch_size):
            images = split.images[some]
            if augment is not None:
                images = augment(images, chance)
            loss = functional.cross_entropy(model(images), split.labels[some])
            optimizer.zero_grad(set_to_none=True)
            loss.backward()  # type: ignore[no-untyped-call]
            if gates:
                torch._foreach_mul_([p.grad for p in gated if p.grad is not None], gates)
            optimizer.step()
            if gates:
                with torch.no_grad():
                    torch._foreach_mul_(gated, gates)
            total += loss.detach() * len(some)
        mean = float(total) / len(split)
        if not math.isfinite(mean):
            raise Diverged(f"the loss is {mean} in epoch {epoch}")
        if masks:
            apply_masks(model, masks)
        if after is not None:
            after(epoch, mean)
