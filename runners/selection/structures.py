"""Structure: what is kept or pruned together. A structure turns weight scores into unit scores and unit masks back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import torch
from torch import Tensor
from torch.nn import functional

from leaderboard.errors import UsageError
from runners.layers import Layer, Masks, kept
from runners.registry import Registry
from runners.scoring.base import Scores
from runners.selection.exact import keep_largest
from runners.selection.scopes import SCOPES, Budget


class Structure(Protocol):
    """Selects masks of a kind. ``keep`` counts weights; structures with larger units come as near as they can."""

    @property
    def name(self) -> str:
        """As settings and records write it."""

    def select(self, scores: Scores, layers: tuple[Layer, ...], masks: Masks, keep: int, scope: str) -> Masks:
        """New masks that keep about ``keep`` weights, all of them kept before."""


@dataclass(frozen=True)
class Weights:
    """Single weights (unstructured): exactly ``keep`` of them."""

    name: str = "weight"

    def select(self, scores: Scores, layers: tuple[Layer, ...], masks: Masks, keep: int, scope: str) -> Masks:
        left = [_barred(scores[layer.name], masks[layer.name]) for layer in layers]
        shapes = [tuple(layer.weight.shape) for layer in layers]
        found = SCOPES[scope](Budget(left, shapes, keep, layers[-1].head))
        return {layer.name: mask for layer, mask in zip(layers, found, strict=True)}


@dataclass(frozen=True)
class Blocks:
    """Tiles of ``rows`` x ``columns`` of the matrix (outputs, inputs x kernel) that a GEMM sees.

    The score of a tile is the sum over its weights (Narang et al. 2017, section 3 takes the maximum: ``reduce="max"``);
    tiles on the border are smaller and count for what they hold. As many tiles are kept as bring the weights in them
    nearest to the budget, and in all at least one for every layer; which layers they are in is up to the scope: in the
    global one a layer may lose all of its tiles.
    """

    rows: int
    columns: int
    reduce: str = "sum"

    @property
    def name(self) -> str:
        return f"block-{self.rows}x{self.columns}"

    def select(self, scores: Scores, layers: tuple[Layer, ...], masks: Masks, keep: int, scope: str) -> Masks:
        tiles = [self._tiles(scores[layer.name], masks[layer.name]) for layer in layers]
        shapes = [tuple(layer.weight.shape) for layer in layers]

        def of(units: int) -> Masks:
            found = SCOPES[scope](Budget(tiles, shapes, units, layers[-1].head))
            return {layer.name: self._spread(mask, layer.weight) for layer, mask in zip(layers, found, strict=True)}

        low, high = len(tiles), sum(int((tile > -torch.inf).sum()) for tile in tiles)
        while low < high:
            middle = (low + high) // 2
            low, high = (low, middle) if kept(of(middle)) >= keep else (middle + 1, high)
        fewer = of(low - 1) if low > len(tiles) else None
        found = of(low)
        return fewer if fewer is not None and keep - kept(fewer) <= kept(found) - keep else found

    def _tiles(self, scores: Tensor, mask: Tensor) -> Tensor:
        matrix = torch.where(mask, scores, torch.zeros_like(scores)).flatten(1)
        missing = (-matrix.shape[1] % self.columns, -matrix.shape[0] % self.rows)
        matrix = functional.pad(matrix, (0, missing[0], 0, missing[1]))
        tiles = matrix.unfold(0, self.rows, self.rows).unfold(1, self.columns, self.columns)
        found = tiles.sum((2, 3)) if self.reduce == "sum" else tiles.amax((2, 3))
        alive = functional.pad(mask.flatten(1).to(matrix), (0, missing[0], 0, missing[1]))
        there = alive.unfold(0, self.rows, self.rows).unfold(1, self.columns, self.columns).amax((2, 3)) > 0
        return _barred(found, there)

    def _spread(self, mask: Tensor, weight: Tensor) -> Tensor:
        whole = mask.repeat_interleave(self.rows, 0).repeat_interleave(self.columns, 1)
        flat = weight.flatten(1)
        return whole[: flat.shape[0], : flat.shape[1]].reshape(weight.shape).contiguous()


@dataclass(frozen=True)
class NofM:
    """``kept`` of every ``group`` weights along the input channels (Mishra et al. 2021, section 3).

    Layers whose input channels do not divide by the group stay dense, as does the first convolution. The pattern fixes
    the ratio, so scope and ``keep`` do not matter: what is reached is what counts.
    """

    kept: int
    group: int

    @property
    def name(self) -> str:
        return f"{self.kept}:{self.group}"

    def select(self, scores: Scores, layers: tuple[Layer, ...], masks: Masks, keep: int, scope: str) -> Masks:
        return {
            layer.name: self._mask(scores[layer.name], masks[layer.name])
            if self.applies(layer.weight)
            else masks[layer.name]
            for layer in layers
        }

    def applies(self, weight: Tensor) -> bool:
        """Whether the layer has groups along its input channels."""
        return weight.shape[1] % self.group == 0

    def _mask(self, scores: Tensor, mask: Tensor) -> Tensor:
        last = _barred(scores, mask).movedim(1, -1)
        groups = last.reshape(-1, self.group)
        order = torch.argsort(groups, dim=1, descending=True, stable=True)
        found = torch.zeros_like(groups, dtype=torch.bool).scatter_(1, order[:, : self.kept], True)
        return found.view(last.shape).movedim(-1, 1).contiguous() & mask


STRUCTURES: Registry[Structure] = Registry("structure", "pruning_leaderboard.structures")
STRUCTURES.add("weight", Weights())
for _rows, _columns in ((4, 1), (1, 16), (16, 16)):
    STRUCTURES.add(f"block-{_rows}x{_columns}", Blocks(_rows, _columns))
for _kept, _group in ((3, 4), (2, 4), (1, 4), (1, 8), (1, 16)):
    STRUCTURES.add(f"{_kept}:{_group}", NofM(_kept, _group))
# Ratio of prunable weights to kept ones -> pattern, for methods whose structure is "n:m".
PATTERNS: Mapping[float, str] = {4 / 3: "3:4", 2: "2:4", 4: "1:4", 8: "1:8", 16: "1:16"}


def structure(name: str, ratio: float) -> Structure:
    """A registered structure; ``n:m`` stands for the pattern that makes ``ratio``, UsageError where none does."""
    if name != "n:m":
        return STRUCTURES[name]
    near = min(PATTERNS, key=lambda known: abs(known - ratio))
    if abs(near - ratio) > 0.01 * ratio:
        raise UsageError(f"no N:M pattern makes a ratio of {ratio:g}; there are {', '.join(PATTERNS.values())}")
    return STRUCTURES[PATTERNS[near]]


def _barred(scores: Tensor, mask: Tensor) -> Tensor:
    """Scores with ``-inf`` where the mask has pruned already: pruned weights never come back."""
    return torch.where(mask, scores, torch.full_like(scores, -torch.inf))


__all__ = ["PATTERNS", "STRUCTURES", "Blocks", "NofM", "Structure", "Weights", "keep_largest", "structure"]
