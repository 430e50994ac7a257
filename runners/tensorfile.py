"""Files of tensors with a digest before them: read whole or not at all, and nothing in them is ever run."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from safetensors import SafetensorError
from safetensors.torch import load as read_tensors
from safetensors.torch import save as write_tensors
from torch import Tensor

from leaderboard.files import machine_trouble, write_file

Parts = dict[str, dict[str, Tensor]]


def write(path: Path, parts: Mapping[str, Mapping[str, Tensor]], meta: Mapping[str, str]) -> None:
    """SHA-256, a line feed, and a safetensors file that holds ``<part>/<name>`` and ``meta``; replaced in one step."""
    flat = {f"{part}/{name}": tensor for part, tensors in parts.items() for name, tensor in tensors.items()}
    content = write_tensors(flat, dict(meta))
    write_file(path, hashlib.sha256(content).hexdigest().encode() + b"\n" + content)


def read(path: Path) -> tuple[Parts, dict[str, str]] | None:
    """The parts that hold anything, and ``meta``; None for a file that was cut, altered, or is no safetensors file."""
    with machine_trouble(path):
        head, _, content = path.read_bytes().partition(b"\n")
    if hashlib.sha256(content).hexdigest().encode() != head:
        return None
    length = int.from_bytes(content[:8], "little")
    parts: Parts = {}
    try:
        tensors = read_tensors(content)
    except SafetensorError:
        return None
    for name, tensor in tensors.items():
        part, _, key = name.partition("/")
        parts.setdefault(part, {})[key] = tensor
    return parts, json.loads(content[8 : 8 + length])["__metadata__"]
