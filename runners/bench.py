"""What the runs of a process share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from leaderboard.errors import UsageError
from runners.channels import Channels, trace
from runners.data import Data
from runners.dense import Dense, dense_network, fresh, laid_out_for
from runners.models import build_outline
from runners.protocols.protocol import Protocol
from runners.scoring import Scores
from runners.training import Evaluation, evaluate


@dataclass
class Bench:
    """What runs share: the data, dense networks with their accuracy and statistics, and where things are kept.

    ``cache`` is the folder of trained dense networks, ``weights`` that of those that a protocol gives, ``checkpoints``
    that of runs in progress, None for none. ``shared`` says that other runs are on the device at the same time, so that
    its energy is not this run's.
    """

    data: Data
    cache: Path
    device: torch.device
    code: Mapping[str, Any]
    weights: Path | None = None
    checkpoints: Path | None = None
    say: Callable[[str], None] = lambda words: None
    shared: bool = False
    _dense: dict[tuple[str, int], Dense] = field(default_factory=dict)
    _tests: dict[str, Evaluation] = field(default_factory=dict)
    _statistics: dict[tuple[str, int, str], dict[str, Scores]] = field(default_factory=dict)
    _channels: dict[str, Channels | str] = field(default_factory=dict)
    _digests: dict[str, str] = field(default_factory=dict)

    def dense(self, protocol: Protocol, network: str, root: int) -> Dense:
        """The dense network that a seed starts from, trained or read once."""
        key = network, protocol.dense_seed(root)
        if key not in self._dense:
            self._dense[key] = dense_network(protocol, *key, self)
        return self._dense[key]

    def dense_test(self, protocol: Protocol, network: str, root: int) -> Evaluation:
        """Its accuracy on the test split, counted once."""
        dense = self.dense(protocol, network, root)
        if dense.sha256 not in self._tests:
            self._tests[dense.sha256] = evaluate(self.network(protocol, network, dense.final), self.data.test)
        return self._tests[dense.sha256]

    def network(self, protocol: Protocol, network: str, state: Mapping[str, Tensor]) -> nn.Module:
        """A network with these weights, on the device and in the protocol's memory layout."""
        model = fresh(network, 0)
        model.load_state_dict(state)
        return laid_out_for(protocol, network, model, self.device)

    def statistics(self, network: str, root: int, moment: str) -> dict[str, Scores]:
        """Shared statistics of a network as it was at a moment (``initial`` or ``final``). Those of another network or
        seed go, which may be gigabytes on the device: sweeps go network by network and seed by seed.
        """
        self._statistics = {key: kept for key, kept in self._statistics.items() if key[:2] == (network, root)}
        return self._statistics.setdefault((network, root, moment), {})

    def channels(self, network: str) -> Channels | str:
        """The network's channels, or why they cannot be followed."""
        if network not in self._channels:
            try:
                self._channels[network] = trace(build_outline(network), self.data.test.shape)
            except UsageError as error:
                self._channels[network] = str(error)
        return self._channels[network]

    def conditions(self) -> dict[str, str]:
        """What numbers depend on beside settings and code."""
        return {"torch": torch.__version__, "device": self.device.type, **self.digests()}

    def digests(self) -> dict[str, str]:
        """SHA-256 of each split, computed once."""
        if not self._digests:
            self._digests.update({n: getattr(self.data, n).digest() for n in ("train", "validation", "test")})
        return self._digests
