"""What channels give that are constant, kept when they are removed."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn

from runners.channels.graph import Channels
from runners.layers import attached, frozen


@torch.no_grad()
def absorb(model: nn.Module, channels: Channels, gone: Tensor, images: Tensor) -> None:
    """Add what layers get from the channels ``gone`` (mask ``[count]``) that they read to what follows those layers:
    their bias, or the running mean of their batch norm.

    For channels whose own weights are zero, so that batch norm, bias and activation leave the same value everywhere;
    ``images`` (batch, channels, height, width) show which. Exact but for the borders of convolutions that pad with
    zeros, where fewer values are read. Depthwise and grouped convolutions are passed by.
    """
    modules: dict[str, Any] = dict(model.named_modules())
    read: dict[str, Tensor] = {}

    def watch(name: str) -> Any:
        def before(module: nn.Module, given: tuple[Tensor, ...]) -> None:
            read[name] = given[0].transpose(0, 1).flatten(1).mean(1)

        return before

    readers = [n for n, ids in channels.inputs.items() if bool(gone[ids].any()) and n not in channels.grouped]
    with attached([modules[name].register_forward_pre_hook(watch(name)) for name in readers]), frozen(model):
        model(images)
    for name in readers:
        module, lost = modules[name], gone[channels.inputs[name]].to(images.device)
        given = module.weight[:, lost].flatten(2).sum(2) if module.weight.dim() > 2 else module.weight[:, lost]
        extra = given @ read[name][lost]
        if module.bias is not None:
            module.bias += extra
        else:
            ids = channels.outputs[name]
            after = [n for n, normed in channels.norms.items() if torch.equal(normed, ids)]
            if after:
                modules[after[0]].running_mean -= extra
