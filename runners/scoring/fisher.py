"""Diagonal Fisher: optimal brain damage with the empirical Fisher (LeCun et al., NeurIPS 1989; Theis et al. 2018)."""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch.func import functional_call, grad, vmap

from runners.layers import frozen
from runners.scoring.base import SCORERS, Probe, Scores

CHUNK = 32  # images whose gradients are held at a time


@SCORERS.register("fisher")
def fisher(probe: Probe) -> Scores:
    """``w^2 F / 2`` with F the mean of the squared gradients of single images (not the square of the mean gradient)."""
    diagonal = probe.once("fisher-diagonal", lambda: squared_gradients(probe))
    return {name: weight.square() * diagonal[name] / 2 for name, weight in probe.weights()}


def squared_gradients(probe: Probe) -> Scores:
    """Mean over all calibration images of the squared gradient of the image's own loss."""
    sums = {name: torch.zeros_like(weight) for name, weight in probe.weights()}
    images = 0
    for chunk in sample_gradients(probe):
        for name, found in chunk.items():
            sums[name] += found.square().sum(0)
        images += len(found)
    return {name: total / images for name, total in sums.items()}


def sample_gradients(probe: Probe) -> Iterator[Scores]:
    """Gradient of each calibration image's own loss, ``CHUNK`` images at a time: tensors ``[images,
    *weight.shape]``.
    """
    names = [layer.name for layer in probe.layers]
    with frozen(probe.model):
        parameters = {name: p.detach() for name, p in probe.model.named_parameters()}
        wanted = {name: parameters.pop(name) for name in names}
        buffers = dict(probe.model.named_buffers())

        def loss(weights: Scores, image: torch.Tensor, label: torch.Tensor) -> torch.Tensor:
            output = functional_call(probe.model, {**parameters, **buffers, **weights}, (image[None],))
            return probe.loss(output, label[None])

        each = vmap(grad(loss), in_dims=(None, 0, 0))
        for inputs, labels in probe.batches:
            for some, their in zip(torch.split(inputs, CHUNK), torch.split(labels, CHUNK), strict=True):
                yield each(wanted, some, their)
