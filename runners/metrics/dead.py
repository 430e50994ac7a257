"""Channels that unstructured pruning has emptied, and what is left to compute without them."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor, nn

from runners.channels.graph import Channels
from runners.channels.solve import Costs


def living(channels: Channels, masks: Mapping[str, Tensor]) -> Tensor:
    """Mask ``[count]`` of channels that are still written and still read.

    A channel is dead when every weight that writes it is pruned (it is a constant, which the reader's bias can hold) or
    every weight that reads it is; taking dead ones out can leave others dead, so this runs until nothing changes.
    Images, outputs of the network and what nothing writes or reads by a weight live.
    """
    alive = torch.ones(channels.count, dtype=torch.bool)
    kept = {name: _kept(masks, name) for name in channels.outputs}
    while True:
        written, read, has_writer, has_reader = (torch.zeros(channels.count, dtype=torch.bool) for _ in range(4))
        for name, outputs in channels.outputs.items():
            connections = kept[name]
            plain = name not in channels.depthwise and name not in channels.grouped
            inputs = channels.inputs[name]
            has_writer[outputs] = True
            if connections is None:
                written[outputs] = True
                has_reader[inputs], read[inputs] = True, True
                continue
            if not plain:
                written[outputs[connections.any(1)]] = True
                has_reader[inputs], read[inputs] = True, True
                continue
            there = connections & alive[outputs][:, None] & alive[inputs][None, :]
            written[outputs[there.any(1)]] = True
            has_reader[inputs] = True
            read[inputs[there.any(0)]] = True
        now = (written | ~has_writer) & (read | ~has_reader) | channels.fixed
        now &= alive | channels.fixed
        if torch.equal(now, alive):
            return alive
        alive = now


def _kept(masks: Mapping[str, Tensor], name: str) -> Tensor | None:
    """Whether any weight connects output (row) and input (column); None for a layer without a mask."""
    mask = masks.get(f"{name}.weight")
    if mask is None:
        return None
    return mask.cpu().flatten(2).any(2) if mask.dim() > 2 else mask.cpu()


def effective(model: nn.Module, channels: Channels, masks: Mapping[str, Tensor]) -> dict[str, int]:
    """``channels_dead``; ``macs_effective``: multiply-adds of kept weights between living channels; ``macs_compact``:
    of the dense network without dead channels, which is what ordinary kernels compute.
    """
    alive = living(channels, masks)
    total = 0
    for name, outputs in channels.outputs.items():
        weight = model.get_parameter(f"{name}.weight")
        mask = masks.get(f"{name}.weight")
        there = torch.ones(weight.shape, dtype=torch.bool) if mask is None else mask.cpu()
        there = there & alive[outputs].view(-1, *[1] * (weight.dim() - 1))
        if name not in channels.depthwise and name not in channels.grouped:
            there = there & alive[channels.inputs[name]].view(1, -1, *[1] * (weight.dim() - 2))
        total += int(there.sum()) * channels.positions[name]
    return {
        "channels_dead": int((~alive).sum()),
        "macs_effective": total,
        "macs_compact": Costs.of(model, channels).macs(alive),
    }
