"""SynFlow: synaptic flow, without data (Tanaka et al., NeurIPS 2020, section 5)."""

from __future__ import annotations

import copy

import torch

from runners.layers import apply_masks
from runners.scoring.base import SCORERS, Probe, Scores, of_weights_alone


@SCORERS.register("synflow")
@of_weights_alone
def synflow(probe: Probe) -> Scores:
    """``|w dR/dw|`` with R the sum of the outputs of the network of absolute values for an input of ones.

    On a float64 copy in evaluation mode whose parameters and buffers are absolute values: in float32 R overflows on
    ResNet-56. To be used in many steps with an exponential schedule; in one step it empties layers.
    """
    model = copy.deepcopy(probe.model).double().eval()
    with torch.no_grad():
        for tensor in (*model.parameters(), *(b for b in model.buffers() if b.is_floating_point())):
            tensor.abs_()
    apply_masks(model, probe.masks)
    named = dict(model.named_parameters())
    weights = [named[layer.name] for layer in probe.layers]
    inputs = torch.ones_like(probe.batches[0][0][:1]).double()
    flow = model(inputs).sum()
    found = torch.autograd.grad(flow, weights)
    return {
        layer.name: (weight * gradient).abs().detach()
        for layer, weight, gradient in zip(probe.layers, weights, found, strict=True)
    }
