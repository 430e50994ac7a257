"""What a network costs: parameters and multiply-adds, counted on the real network.

One MAC is one multiply-add of a convolution, of a linear layer, or of the two matrix products inside
attention (counted apart, because they belong to no layer). Not counted: biases, normalisation, activations,
softmax, pooling, element-wise sums and products, scaling of attention scores.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from math import prod
from typing import Any

import torch
from torch import Tensor, nn

CONVOLUTIONS = (nn.Conv1d, nn.Conv2d, nn.Conv3d)
NORMS = (nn.modules.batchnorm._BatchNorm, nn.LayerNorm, nn.GroupNorm, nn.modules.instancenorm._InstanceNorm)
# Layers whose output has the shape of their input and that cost nothing by the rules above.
UNSHAPING = (*NORMS, nn.ReLU)
# Layers that multiply and that nothing here counts; a network with one is refused, never undercounted.
UNCOUNTED = (nn.modules.conv._ConvTransposeNd, nn.RNNBase, nn.RNNCellBase, nn.Bilinear)


class UncountedLayer(TypeError):
    """The network has a layer that multiplies and that this counter cannot count."""


@dataclass(frozen=True, slots=True)
class Cost:
    """Cost of one image: parameters (each bias with its layer) and MACs (multiply-adds).

    ``params_linear`` includes the projections of attention; ``params_other`` is class tokens, position tables
    and per-channel scales. ``params_classifier`` is the linear layers that see the image as one vector (in a
    convolutional network all of its linear layers; in a transformer its head only).
    """

    params_conv: int
    params_linear: int
    params_norm: int
    params_other: int
    params_classifier: int
    macs_conv: int
    macs_linear: int
    macs_attention: int

    @property
    def params(self) -> int:
        """All parameters."""
        return self.params_without_norm + self.params_norm

    @property
    def params_without_norm(self) -> int:
        """All parameters but those of normalisation layers, which many papers leave out."""
        return self.params_conv + self.params_linear + self.params_other

    @property
    def macs(self) -> int:
        """All multiply-adds."""
        return self.macs_conv + self.macs_linear + self.macs_attention

    def numbers(self) -> dict[str, int]:
        """Every number under its name on a card, in the card's order."""
        return {name: getattr(self, name) for name in FIELDS}


FIELDS = (
    "params", "params_conv", "params_linear", "params_norm", "params_other",
    "params_without_norm", "params_classifier",
    "macs", "macs_conv", "macs_linear", "macs_attention",
)  # fmt: skip


@dataclass(slots=True)
class _Tally:
    """What the hooks add up during one forward pass."""

    macs_conv: int = 0
    macs_linear: int = 0
    macs_attention: int = 0
    seen: set[nn.Module] = field(default_factory=set)
    classifiers: set[nn.Module] = field(default_factory=set)


def profile(model: nn.Module, input_shape: tuple[int, ...]) -> Cost:
    """Cost of ``model`` for one image of ``input_shape`` (channels, height, width).

    Runs the network once on the device of its parameters; on the meta device that takes no memory. Raises
    ``UncountedLayer`` for a layer it cannot count, or one with weights that the forward pass never used.
    """
    tally = _Tally()
    handles = [
        module.register_forward_hook(partial(hook, tally), with_kwargs=True)
        for module in model.modules()
        if (hook := _hook_for(module)) is not None
    ]
    device = next(model.parameters()).device
    was_training = model.training
    try:
        model.eval()
        with torch.no_grad(), passed_through(model):
            model(torch.empty(1, *input_shape, device=device))
    finally:
        model.train(was_training)
        for handle in handles:
            handle.remove()
    _refuse_unused(model, tally)
    return _cost(model, tally)


@contextmanager
def passed_through(model: nn.Module) -> Iterator[None]:
    """Layers that leave shapes alone hand on what they get: on the meta device they take most of the time."""
    layers = [module for module in model.modules() if isinstance(module, UNSHAPING)]
    for layer in layers:
        vars(layer)["forward"] = _unchanged
    try:
        yield
    finally:
        for layer in layers:
            del vars(layer)["forward"]


def _unchanged(image: Tensor) -> Tensor:
    return image


Hook = Callable[[_Tally, Any, tuple[Any, ...], dict[str, Any], Any], None]


def _hook_for(module: nn.Module) -> Hook | None:
    if isinstance(module, UNCOUNTED):
        raise UncountedLayer(f"{type(module).__name__} has no rule in runners/metrics/cost.py")
    if isinstance(module, CONVOLUTIONS):
        return _count_convolution
    if isinstance(module, nn.Linear):
        return _count_linear
    if isinstance(module, nn.MultiheadAttention):
        return _count_attention
    if _is_window_attention(module):
        return _count_window_attention
    return None


def _is_window_attention(module: nn.Module) -> bool:
    """Of torchvision's Swin, which nobody has who has not imported it."""
    swin = sys.modules.get("torchvision.models.swin_transformer")
    return swin is not None and isinstance(module, swin.ShiftedWindowAttention)


def _count_convolution(
    tally: _Tally, layer: Any, inputs: tuple[Any, ...], named: dict[str, Any], output: Tensor
) -> None:
    tally.seen.add(layer)
    tally.macs_conv += output.numel() * layer.in_channels // layer.groups * prod(layer.kernel_size)


def _count_linear(tally: _Tally, layer: Any, inputs: tuple[Any, ...], named: dict[str, Any], output: Tensor) -> None:
    tally.seen.add(layer)
    positions = output.numel() // layer.out_features
    tally.macs_linear += positions * layer.in_features * layer.out_features
    if positions == 1:
        tally.classifiers.add(layer)


def _count_attention(tally: _Tally, layer: Any, inputs: tuple[Any, ...], named: dict[str, Any], output: Any) -> None:
    """Self- or cross-attention of torch: three projections in, scores, weighted sum, one projection out."""
    arguments = dict(zip(("query", "key", "value"), inputs, strict=False)) | named
    width = layer.embed_dim
    queries, keys = (arguments[name].numel() // arguments[name].shape[-1] for name in ("query", "key"))
    tally.seen.update(layer.modules())
    tally.macs_linear += 2 * queries * width * width + keys * (layer.kdim + layer.vdim) * width
    tally.macs_attention += 2 * queries * keys * width


def _count_window_attention(
    tally: _Tally, layer: Any, inputs: tuple[Any, ...], named: dict[str, Any], output: Tensor
) -> None:
    """Attention inside windows (Swin); the padding of the map to whole windows is computed, so counted."""
    _, height, width, channels = output.shape
    rows, columns = layer.window_size
    window = rows * columns
    positions = -(-height // rows) * -(-width // columns) * window
    tally.seen.update(layer.modules())
    tally.macs_linear += positions * 4 * channels * channels
    tally.macs_attention += 2 * positions * window * channels


def _refuse_unused(model: nn.Module, tally: _Tally) -> None:
    for name, module in model.named_modules():
        if isinstance(module, (*CONVOLUTIONS, nn.Linear)) and module not in tally.seen:
            raise UncountedLayer(f"the forward pass never called {name} ({type(module).__name__})")


def _cost(model: nn.Module, tally: _Tally) -> Cost:
    params = dict.fromkeys(("conv", "linear", "norm", "other"), 0)
    counted: set[int] = set()
    classifier = 0
    for module in model.modules():
        for name, parameter in module.named_parameters(recurse=False):
            if id(parameter) in counted:
                continue
            counted.add(id(parameter))
            params[_kind(module, name)] += parameter.numel()
            classifier += parameter.numel() if module in tally.classifiers else 0
    return Cost(
        params_conv=params["conv"], params_linear=params["linear"], params_norm=params["norm"],
        params_other=params["other"], params_classifier=classifier,
        macs_conv=tally.macs_conv, macs_linear=tally.macs_linear, macs_attention=tally.macs_attention,
    )  # fmt: skip


def _kind(module: nn.Module, parameter: str) -> str:
    """Which of the card's four kinds a parameter that belongs directly to ``module`` is."""
    if isinstance(module, CONVOLUTIONS):
        return "conv"
    if isinstance(module, NORMS):
        return "norm"
    if isinstance(module, nn.Linear):
        return "linear"
    if isinstance(module, nn.MultiheadAttention) and "proj" in parameter:
        return "linear"
    return "other"
