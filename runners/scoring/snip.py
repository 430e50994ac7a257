"""SNIP: connection sensitivity before training (Lee, Ajanthan & Torr, ICLR 2019, equation 4)."""

from __future__ import annotations

import torch

from runners.layers import as_in_training
from runners.scoring.base import SCORERS, Probe, Scores


@SCORERS.register("snip")
def snip(probe: Probe) -> Scores:
    """``|dL/dc|`` at c = 1 for a mask c on each weight, which is ``|g w|``, normalised by its sum.

    Differs from ``gradient`` in where it is used (at initialisation) and in the mode: batch norm uses the statistics of
    the batch, as in the authors' code; running statistics are put back afterwards.
    """
    weights = [layer.weight for layer in probe.layers]
    sums = [torch.zeros_like(weight) for weight in weights]
    images = sum(len(labels) for _, labels in probe.batches)
    with as_in_training(probe.model):
        for inputs, labels in probe.batches:
            loss = probe.loss(probe.model(inputs), labels) * (len(labels) / images)
            for total, found in zip(sums, torch.autograd.grad(loss, weights), strict=True):
                total += found
    products = [(total * weight.detach()).abs() for total, weight in zip(sums, weights, strict=True)]
    whole = torch.stack([product.sum() for product in products]).sum()
    return {layer.name: product / whole for layer, product in zip(probe.layers, products, strict=True)}
