"""Every random number of a run comes from its root seed and a purpose, so nothing depends on what ran before."""

from __future__ import annotations

import hashlib

import torch


def seed(root: int, *purpose: str | int) -> int:
    """A 63-bit seed for one purpose (``"order", epoch``), independent of all others."""
    text = "/".join([str(root), *map(str, purpose)])
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big") >> 1


def generator(root: int, *purpose: str | int) -> torch.Generator:
    """A CPU generator for one purpose."""
    return torch.Generator().manual_seed(seed(root, *purpose))
