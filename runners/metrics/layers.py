"""What is left of each layer, from which every definition of size, cost and storage is derived."""

from __future__ import annotations

import math
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import torch
from safetensors.torch import save as write_tensors
from torch import Tensor, nn

from runners.layers import PRUNABLE, attached, frozen
from runners.metrics.cost import passed_through


@dataclass(frozen=True, slots=True)
class LayerState:
    """One convolution or linear layer: ``positions`` are the outputs per channel for one image, ``kept`` weights."""

    name: str
    kind: str
    shape: tuple[int, ...]
    groups: int
    positions: int
    weights: int
    kept: int
    biases: int
    may_be_pruned: bool

    def numbers(self) -> dict[str, Any]:
        """As records write it."""
        return asdict(self)


@torch.no_grad()
def layer_states(model: nn.Module, input_shape: tuple[int, ...], masks: Mapping[str, Tensor]) -> tuple[LayerState, ...]:
    """Every convolution and linear layer in module order, after one forward pass over one image on the meta device: of
    shapes alone, wherever the network is.
    """
    positions: dict[str, int] = {}

    def watch(name: str) -> Any:
        def hook(module: Any, inputs: tuple[Tensor, ...], output: Tensor) -> None:
            positions[name] = output.numel() // module.weight.shape[0]

        return hook

    layers = {name: m for name, m in model.named_modules() if isinstance(m, PRUNABLE)}
    handles = [module.register_forward_hook(watch(name)) for name, module in layers.items()]
    tensors = (*model.named_parameters(), *model.named_buffers())
    shapes = {name: torch.empty_like(tensor, device="meta") for name, tensor in tensors}
    with attached(handles), frozen(model), passed_through(model):
        torch.func.functional_call(model, shapes, torch.empty((1, *input_shape), device="meta"))
    found = []
    for name, module in layers.items():
        weight, key = module.get_parameter("weight"), f"{name}.weight" if name else "weight"
        mask = masks.get(key)
        found.append(
            LayerState(
                key,
                "linear" if isinstance(module, nn.Linear) else "conv",
                tuple(weight.shape),
                getattr(module, "groups", 1),
                positions[name],
                weight.numel(),
                weight.numel() if mask is None else int(mask.sum()),
                0 if module.bias is None else module.bias.numel(),
                mask is not None,
            )
        )
    return tuple(found)


def others_pruned(masks: Mapping[str, Tensor]) -> int:
    """Biases and factors of normalisation that went with their channels."""
    return sum(int((~mask).sum()) for mask in masks.values() if mask.dim() == 1)


def derived(layers: tuple[LayerState, ...], params: int, others: int = 0) -> dict[str, int | float]:
    """Every definition from the raw components; ``params`` are all parameters of the network, ``others`` those pruned
    that are not weights of a layer.

    ``compression_ratio`` is all parameters over those left, ``prunable_ratio`` the same over weights that may be
    pruned; ``macs`` one per multiply-add, ``macs_left`` of kept weights only.
    """
    pruned = sum(layer.weights - layer.kept for layer in layers)
    prunable = sum(layer.weights for layer in layers if layer.may_be_pruned)
    macs = sum(layer.positions * layer.weights for layer in layers)
    left = sum(layer.positions * layer.kept for layer in layers)
    return {
        "params": params,
        "params_left": params - pruned - others,
        "prunable": prunable,
        "prunable_left": prunable - pruned,
        "macs": macs,
        "macs_left": left,
        "compression_ratio": params / (params - pruned - others),
        "prunable_ratio": prunable / (prunable - pruned) if prunable > pruned else math.inf,
        "theoretical_speedup": macs / left if left else math.inf,
    }


def storage(layers: tuple[LayerState, ...], params: int, others: int = 0, pattern: str = "") -> dict[str, int]:
    """Bytes of all parameters in float32, by format; what is not pruned is stored dense in each.

    ``bitmask``: kept values and one bit a weight for layers with pruned weights (Evci et al. 2020, appendix); ``csr``:
    kept values with 32-bit column indices and one row pointer an output; with an N:M ``pattern`` such as ``2:4`` also
    ``n_m``: kept values and ``ceil(log2 M)`` bits of position each, for the layers that follow it.
    """
    rest = params - others - sum(layer.weights for layer in layers)
    bitmask, csr, grouped = 4 * rest, 4 * rest, 4 * rest
    index = (int(pattern.split(":")[1]) - 1).bit_length() if pattern else 0
    for layer in layers:
        sparse = layer.kept < layer.weights
        bitmask += 4 * layer.kept + (math.ceil(layer.weights / 8) if sparse else 0)
        csr += 8 * layer.kept + 4 * (layer.shape[0] + 1) if sparse else 4 * layer.weights
        grouped += 4 * layer.kept + (math.ceil(layer.kept * index / 8) if sparse else 0)
    found = {"bytes_dense": 4 * params, "bytes_bitmask": bitmask, "bytes_csr": csr}
    return {**found, "bytes_n_m": grouped} if pattern else found


def zipped_bytes(model: nn.Module) -> int:
    """Bytes of the state dict as safetensors, deflated at level 6: what a file on disk takes that knows nothing of
    masks.
    """
    state = {name: tensor.detach().cpu().contiguous().clone() for name, tensor in model.state_dict().items()}
    return len(zlib.compress(write_tensors(state), 6))
