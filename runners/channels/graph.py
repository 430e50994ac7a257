"""Which channels of a network are one and the same, and so must be kept or removed together.

Every tensor of the network carries one id a channel. A convolution or linear layer makes new ids; normalisation,
activations and pooling hand them on; a sum makes those of its two sides the same; flattening repeats them. What is the
same in the end is one *channel* here, however many layers write or read it (the coupled groups of Fang et al., CVPR
2023, section 3.1, taken channel by channel, so that shortcuts that pad with zeros, option A of He et al. 2016, couple
only what they touch).
"""

from __future__ import annotations

import copy
import operator
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor, fx, nn
from torch.fx.passes.shape_prop import ShapeProp
from torch.nn import functional

from leaderboard.errors import UsageError
from runners.layers import PRUNABLE
from runners.models.resnet_cifar import PadShortcut

NORMS = (nn.BatchNorm1d, nn.BatchNorm2d, nn.BatchNorm3d)
ACTIVATIONS = (
    nn.ReLU, nn.ReLU6, nn.LeakyReLU, nn.GELU, nn.SiLU, nn.Hardswish, nn.Hardsigmoid, nn.Sigmoid, nn.Tanh,
)  # fmt: skip
ACTIVATING: frozenset[Any] = frozenset({  # functions, and methods by name
    functional.relu, functional.relu_, functional.relu6, functional.hardtanh, torch.relu, torch.relu_, torch.sigmoid,
    torch.tanh, "relu", "relu_",
})  # fmt: skip
# Pooling, and what changes nothing in evaluation.
POOLS = (nn.Dropout, nn.Dropout2d, nn.Identity, nn.MaxPool2d, nn.AvgPool2d, nn.AdaptiveAvgPool2d)
POOLING: frozenset[Any] = frozenset({
    functional.max_pool2d, functional.avg_pool2d, functional.adaptive_avg_pool2d, functional.dropout, "mean",
    "contiguous", "dropout",
})  # fmt: skip
FLATTENING: frozenset[Any] = frozenset({torch.flatten, "flatten", "view", "reshape"})
_HAND_ON = ACTIVATING | POOLING
_HAND_ON_MODULES = (*ACTIVATIONS, *POOLS, nn.LocalResponseNorm)
_SUMS: set[Any] = {operator.add, operator.iadd, torch.add}


@dataclass(frozen=True)
class Channels:
    """Channels ``0 … count-1`` of a network and who writes and reads them.

    For every layer with prunable weights ``outputs`` gives the channel of each output and ``inputs`` that of each input
    (of its weight's second dimension; ``channels / groups`` of them in a depthwise convolution are left out); ``norms``
    the same for batch norm, ``pads`` (in, out) for shortcuts that pad. ``fixed`` channels stay: images, the network's
    outputs, and what grouped convolutions that are not depthwise touch. ``positions`` are outputs per channel and
    image.
    """

    count: int
    fixed: Tensor
    outputs: dict[str, Tensor]
    inputs: dict[str, Tensor]
    norms: dict[str, Tensor]
    pads: dict[str, tuple[Tensor, Tensor]]
    depthwise: frozenset[str]
    grouped: frozenset[str]
    positions: dict[str, int]
    writers: tuple[frozenset[str], ...] = field(repr=False)

    def spaces(self, among: Tensor) -> list[Tensor]:
        """Channels of the mask ``among`` that the same layers write, as lists of ids: the groups of DepGraph."""
        found: dict[frozenset[str], list[int]] = {}
        for channel in torch.nonzero(among).flatten().tolist():
            found.setdefault(self.writers[channel], []).append(channel)
        return [torch.tensor(ids) for ids in found.values()]

    @property
    def alone(self) -> Tensor:
        """Mask of the channels that one layer writes and no shortcut ties to another's."""
        return torch.tensor([len(names) == 1 for names in self.writers]) & ~self.fixed

    def over_writers(self, scores: dict[str, Tensor]) -> Tensor:
        """Sum for each channel of what is given for each output of each layer, ``[count]``."""
        total = torch.zeros(self.count, dtype=next(iter(scores.values())).dtype)
        for name, score in scores.items():
            total.index_add_(0, self.outputs[name], score.detach().cpu())
        return total


class _Tracer(fx.Tracer):
    def is_leaf_module(self, module: nn.Module, name: str) -> bool:
        return isinstance(module, PadShortcut) or super().is_leaf_module(module, name)


def trace(model: nn.Module, shape: tuple[int, ...]) -> Channels:
    """The channels of ``model`` for images of ``shape`` (C x H x W), without running it on data.

    Raises UsageError naming the operation when the network does something this does not know.
    """
    graph = traced(copy.deepcopy(model).to("meta").eval())
    ShapeProp(graph).propagate(torch.empty((1, *shape), device="meta"))
    return _Walk(graph).channels()


def traced(model: nn.Module) -> fx.GraphModule:
    """The network as a graph of its operations, on the same parameters. Raises UsageError when it has none."""
    try:
        return fx.GraphModule(model, _Tracer().trace(model))
    except (fx.proxy.TraceError, TypeError) as error:
        raise UsageError(f"the network cannot be traced, so its channels cannot be pruned: {error}") from error


class _Walk:
    """One pass over the traced network; ids are joined by union-find."""

    def __init__(self, graph: fx.GraphModule) -> None:
        self.graph = graph
        self.modules = dict(graph.named_modules())
        self.parent: list[int] = []
        self.ids: dict[fx.Node, list[int]] = {}
        self.outputs: dict[str, list[int]] = {}
        self.inputs: dict[str, list[int]] = {}
        self.norms: dict[str, list[int]] = {}
        self.pads: dict[str, tuple[list[int], list[int]]] = {}
        self.positions: dict[str, int] = {}
        self.pinned: list[int] = []
        self.depthwise: set[str] = set()
        self.grouped: set[str] = set()

    def channels(self) -> Channels:
        for node in self.graph.graph.nodes:
            if node.op == "output":
                for given in node.all_input_nodes:
                    self.pinned += self.ids.get(given, [])
            else:
                found = self._node(node)
                if found is not None:
                    self.ids[node] = found
        roots = sorted({self._find(i) for i in range(len(self.parent))})
        number = {root: i for i, root in enumerate(roots)}

        def numbered(ids: list[int]) -> Tensor:
            return torch.tensor([number[self._find(i)] for i in ids], dtype=torch.long)

        outputs = {name: numbered(ids) for name, ids in self.outputs.items()}
        writers: list[set[str]] = [set() for _ in roots]
        for name, ids in outputs.items():
            for channel in ids.tolist():
                writers[channel].add(name)
        fixed = torch.zeros(len(roots), dtype=torch.bool)
        fixed[numbered(self.pinned)] = True
        return Channels(
            len(roots),
            fixed,
            outputs,
            {name: numbered(ids) for name, ids in self.inputs.items()},
            {name: numbered(ids) for name, ids in self.norms.items()},
            {name: (numbered(a), numbered(b)) for name, (a, b) in self.pads.items()},
            frozenset(self.depthwise),
            frozenset(self.grouped),
            self.positions,
            tuple(frozenset(names) for names in writers),
        )

    def _new(self, count: int) -> list[int]:
        first = len(self.parent)
        self.parent += range(first, first + count)
        return list(range(first, first + count))

    def _find(self, one: int) -> int:
        while self.parent[one] != one:
            self.parent[one] = self.parent[self.parent[one]]
            one = self.parent[one]
        return one

    def _join(self, left: list[int], right: list[int]) -> list[int]:
        if len(left) != len(right):
            raise UsageError(f"a sum of {len(left)} and {len(right)} channels is not understood")
        for a, b in zip(left, right, strict=True):
            self.parent[self._find(a)] = self._find(b)
        return left

    def _node(self, node: fx.Node) -> list[int] | None:
        if node.op == "placeholder":
            ids = self._new(node.meta["tensor_meta"].shape[1])
            self.pinned += ids
            return ids
        if node.op == "call_module":
            return self._module(str(node.target), node)
        given = [self.ids[n] for n in node.all_input_nodes if n in self.ids]
        if not given:
            return None  # sizes and other numbers
        if node.op == "call_function" and node.target in _SUMS:
            return self._join(given[0], given[1]) if len(given) == 2 else given[0]
        if node.op == "call_function" and node.target is torch.cat and _dim(node) == 1:
            return [i for part in given for i in part]
        if node.target in FLATTENING:
            return self._flat(node, given[0])
        if node.target in _HAND_ON:
            return given[0]
        if node.target in (getattr, "size"):
            return None
        raise UsageError(f"channels cannot be followed through {node.target!r}; prune weights of this network instead")

    def _module(self, name: str, node: fx.Node) -> list[int]:
        module, given = self.modules[name], self.ids[node.all_input_nodes[0]]
        if isinstance(module, PRUNABLE):
            return self._layer(name, module, given, node)
        if isinstance(module, NORMS):
            self.norms[name] = given
            return given
        if isinstance(module, nn.Flatten):
            return self._flat(node, given)
        if isinstance(module, PadShortcut):
            first = module.extra_channels // 2
            found = self._new(first) + given + self._new(module.extra_channels - first)
            self.pads[name] = (given, found)
            return found
        if isinstance(module, _HAND_ON_MODULES):
            return given
        raise UsageError(f"channels cannot be followed through {type(module).__name__} ({name})")

    def _layer(self, name: str, module: nn.Module, given: list[int], node: fx.Node) -> list[int]:
        weight, groups = module.get_parameter("weight"), getattr(module, "groups", 1)
        found = self._new(weight.shape[0])
        if groups > 1 and groups == weight.shape[0] == len(given):
            self.depthwise.add(name)
            self._join(found, given)
        elif groups > 1:
            self.grouped.add(name)
            self.pinned += given + found
        self.inputs[name], self.outputs[name] = given, found
        self.positions[name] = node.meta["tensor_meta"].shape.numel() // weight.shape[0]
        return found

    def _flat(self, node: fx.Node, given: list[int]) -> list[int]:
        before = node.all_input_nodes[0].meta["tensor_meta"].shape
        after = node.meta["tensor_meta"].shape
        if len(after) != 2 or after[0] != before[0]:
            raise UsageError(f"channels cannot be followed through a view of {tuple(before)} as {tuple(after)}")
        return [i for i in given for _ in range(after[1] // len(given))]


def _dim(node: fx.Node) -> Any:
    return node.kwargs.get("dim", node.args[1] if len(node.args) > 1 else 0)
