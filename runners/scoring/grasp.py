"""GraSP: preserve the gradient flow (Wang, Zhang & Grosse, ICLR 2020, equation 8)."""

from __future__ import annotations

import torch
from torch import Tensor

from runners.layers import as_in_training
from runners.scoring.base import SCORERS, Probe, Scores

TEMPERATURE = 200.0  # of the logits, as in the authors' code


@SCORERS.register("grasp")
def grasp(probe: Probe) -> Scores:
    """``w (H g)``: the paper removes the largest ``-w (H g)``, so the largest ``w (H g)`` is kept. The sign matters.

    H g comes from a second derivative: the gradient of ``g . stop(g)``, with g the gradient of the mean loss over all
    calibration images at temperature 200. Batch norm uses the statistics of each batch, as in the authors' code: the
    running ones of an untrained network would leave most of its scores too small for float32.
    """
    weights = [layer.weight for layer in probe.layers]
    images = sum(len(labels) for _, labels in probe.batches)

    def gradients(index: int, graph: bool) -> tuple[Tensor, ...]:
        inputs, labels = probe.batches[index]
        loss = probe.loss(probe.model(inputs) / TEMPERATURE, labels) * (len(labels) / images)
        return torch.autograd.grad(loss, weights, create_graph=graph)

    with as_in_training(probe.model):
        whole = [torch.zeros_like(weight) for weight in weights]
        for index in range(len(probe.batches)):
            for total, found in zip(whole, gradients(index, graph=False), strict=True):
                total += found
        products = [torch.zeros_like(weight) for weight in weights]
        for index in range(len(probe.batches)):
            inner = sum((g * h).sum() for g, h in zip(gradients(index, graph=True), whole, strict=True))
            assert isinstance(inner, Tensor)
            for total, found in zip(products, torch.autograd.grad(inner, weights), strict=True):
                total += found
    return {
        layer.name: weight.detach() * product
        for layer, weight, product in zip(probe.layers, weights, products, strict=True)
    }
