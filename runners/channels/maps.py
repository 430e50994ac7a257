"""Feature maps as the layers that read them see them, before pooling and flattening."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from torch import Tensor, fx, nn

from runners.channels.graph import ACTIVATING, ACTIVATIONS, FLATTENING, POOLING, POOLS, traced
from runners.layers import PRUNABLE

_SHRINKERS = (*POOLS, nn.Flatten)
_SHRINKING = POOLING | FLATTENING


class Maps:
    """Where in a traced network each of its convolutions and linear layers finds the maps it reads."""

    def __init__(self, model: nn.Module) -> None:
        self.network = traced(model)
        self.modules: dict[str, nn.Module] = dict(self.network.named_modules())
        self.source: dict[str, fx.Node] = {}
        for node in self.network.graph.nodes:
            if node.op == "call_module" and isinstance(self.modules[str(node.target)], PRUNABLE):
                self.source[str(node.target)] = self._before_pooling(node.all_input_nodes[0])

    def activated(self) -> bool:
        """Whether a convolution's maps pass an activation: without one they all have full rank."""
        return any(
            self._is(node, ACTIVATIONS, ACTIVATING) and self._of_convolution(node) for node in self.source.values()
        )

    def watch(self, images: Tensor, names: Collection[str], see: Callable[[str, Tensor], None]) -> None:
        """Run the network and hand over what each of the layers ``names`` reads: ``[images, channels, …]``."""
        wanted: dict[fx.Node, list[str]] = {}
        for name in names:
            wanted.setdefault(self.source[name], []).append(name)
        _Watched(self.network, wanted, see).run(images)

    def _before_pooling(self, node: fx.Node) -> fx.Node:
        while self._is(node, _SHRINKERS, _SHRINKING):
            node = node.all_input_nodes[0]
        return node

    def _of_convolution(self, node: fx.Node) -> bool:
        while node.op != "placeholder":
            module = self.modules[str(node.target)] if node.op == "call_module" else None
            if isinstance(module, PRUNABLE):
                return not isinstance(module, nn.Linear)
            node = node.all_input_nodes[0]
        return False

    def _is(self, node: fx.Node, modules: tuple[Any, ...], others: frozenset[Any]) -> bool:
        if node.op == "call_module":
            return isinstance(self.modules[str(node.target)], modules)
        return node.op in ("call_function", "call_method") and node.target in others


class _Watched(fx.Interpreter):
    def __init__(
        self, network: fx.GraphModule, wanted: dict[fx.Node, list[str]], see: Callable[[str, Tensor], None]
    ) -> None:
        super().__init__(network)
        self.wanted, self.see = wanted, see

    def run_node(self, n: fx.Node) -> Any:
        found = super().run_node(n)
        for name in self.wanted.get(n, ()):
            self.see(name, found)
        return found
