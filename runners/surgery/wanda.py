"""Wanda with its sequence: inputs are measured behind the layers already pruned (Sun et al., ICLR 2024, section 3)."""

from __future__ import annotations

import torch

from runners.layers import Masks, apply_masks
from runners.scoring.base import Probe
from runners.selection.scopes import Budget, counts_of_layers
from runners.selection.structures import NofM, Structure, Weights
from runners.surgery.base import SURGEONS, not_for
from runners.surgery.sequence import columns, in_order, inputs_of


@SURGEONS.register("wanda-sequential")
def wanda_sequential(probe: Probe, structure: Structure, keep: int, scope: str) -> Masks:
    """``|w| * ||x||_2`` with ``x`` the layer's input in the network whose earlier layers are pruned; every layer keeps
    the same share, compared in ``scope`` (the paper's is ``row``). No weight is changed but those that go.
    """
    if not isinstance(structure, Weights | NofM):
        raise not_for("wanda-sequential", structure)
    kept = dict(zip((layer.name for layer in probe.layers), layer_budgets(probe, keep), strict=True))
    masks: Masks = dict(probe.masks)
    for layer in in_order(probe):
        squares = sum(columns(layer.module, inputs).square().sum(2) for inputs in inputs_of(probe, layer))
        assert isinstance(squares, torch.Tensor)
        norms = squares.sqrt().repeat_interleave(layer.weight.shape[0] // len(squares), 0)
        scores = {layer.name: layer.weight.detach().abs() * norms.view(layer.weight.shape)}
        found = structure.select(scores, (layer,), {layer.name: probe.masks[layer.name]}, kept[layer.name], scope)
        masks |= found
        apply_masks(probe.model, found)
    return masks


def layer_budgets(probe: Probe, keep: int) -> list[int]:
    """How many weights each layer keeps when all keep the same share and the sum is ``keep``."""
    scores = [torch.where(probe.masks[layer.name], 0.0, -torch.inf) for layer in probe.layers]
    budget = Budget(scores, [tuple(layer.weight.shape) for layer in probe.layers], keep)
    return counts_of_layers(budget, [keep / sum(budget.sizes)] * len(scores))
