"""The one dict of networks: a variant's key and how to build it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

import torch
from torch import nn

from leaderboard.errors import UsageError

Builder = Callable[..., nn.Module]
AnyBuilder = TypeVar("AnyBuilder", bound=Builder)

_NETWORKS: dict[str, Callable[[], nn.Module]] = {}


class DuplicateKey(ValueError):
    """Two networks were registered under one key: a mistake in our code, not in the user's data."""


def register(key: str, **arguments: Any) -> Callable[[AnyBuilder], AnyBuilder]:
    """Enter ``builder(**arguments)`` under ``key``; the builder itself is returned unchanged.

    One builder can be entered many times with different arguments. Raises ``DuplicateKey``.
    """

    def enter(builder: AnyBuilder) -> AnyBuilder:
        if key in _NETWORKS:
            raise DuplicateKey(f"a network named {key!r} is registered already")
        _NETWORKS[key] = partial(builder, **arguments)
        return builder

    return enter


def build(key: str) -> nn.Module:
    """A new, untrained network.

    Raises ``UsageError`` when no network has this key.
    """
    if key not in _NETWORKS:
        raise UsageError(f"no network is registered as {key!r}; runners/models/ has {len(_NETWORKS)} of them")
    return _NETWORKS[key]()


def build_outline(key: str) -> nn.Module:
    """The network on the meta device: all shapes, no numbers, no memory."""
    with torch.device("meta"):
        return build(key)


def keys() -> tuple[str, ...]:
    """The keys of all registered networks, sorted."""
    return tuple(sorted(_NETWORKS))
