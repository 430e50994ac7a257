"""M-FAC: optimal brain surgeon with the inverse Fisher of whole networks, never written out (Frantar et al., NeurIPS
2021).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from runners.layers import Layer, Masks
from runners.scoring.base import Probe, Scores
from runners.scoring.fisher import sample_gradients
from runners.selection.structures import Structure
from runners.surgery.base import SURGEONS
from runners.surgery.compensation import factored
from runners.surgery.woodfisher import DAMPING, saliency

ENTRIES = (
    2**28
)  # of gradients held at a time, 1 GiB in float32; not the machine's memory, on which no number may depend
SLICE = 2**14  # weights whose columns are widened to float64 at a time


@SURGEONS.register("m-fac")
def mfac(probe: Probe, structure: Structure, keep: int, scope: str) -> Masks:
    """Removes the weights with the smallest ``w^2 / (2 [F^-1]_qq)`` and moves the others so that the loss rises least,
    with ``F`` the mean of ``g g^T`` over gradients of single images plus ``DAMPING`` on the diagonal (its section 3,
    static algorithm).

    WoodFisher keeps blocks of 50 weights of ``F``; here all weights of the network are known jointly, from the
    gradients alone: O(images x weights) memory. Layers whose gradients have more than ``ENTRIES`` entries together are
    cut into consecutive groups, and ``F`` is zero between these. All weights that go are corrected for jointly; the
    authors add the corrections for one weight at a time. What was pruned before is not in ``F``. Raises DataError when
    it is no number.
    """
    parts = groups(probe.layers, sum(len(labels) for _, labels in probe.batches))
    held = Curvature.of(probe, parts[0]) if len(parts) == 1 else None  # of several, one at a time is held
    scores: Scores = {}
    for part in parts:
        scores |= _saliencies(held or Curvature.of(probe, part), part)
    masks = structure.select(scores, probe.layers, probe.masks, keep, scope)
    moved: Scores = {}
    for part in parts:  # all before any weight changes, since gradients that are not held are computed again
        moved |= _corrections(held or Curvature.of(probe, part), part, probe.masks, masks)
    with torch.no_grad():
        for layer in probe.layers:
            layer.weight.copy_((layer.weight + moved[layer.name]) * masks[layer.name])
    return masks


def _saliencies(curvature: Curvature, part: tuple[Layer, ...]) -> Scores:
    inverse = _split(part, curvature.inverse_diagonal())
    return {layer.name: saliency(layer.name, layer.weight.detach(), inverse[layer.name]) for layer in part}


def _corrections(curvature: Curvature, part: tuple[Layer, ...], before: Masks, after: Masks) -> Scores:
    going = _flat(layer.weight.detach() * (before[layer.name] & ~after[layer.name]) for layer in part)
    staying = _flat(after[layer.name] for layer in part)
    return _split(part, curvature.correction(going, staying))


def groups(layers: Sequence[Layer], images: int) -> list[tuple[Layer, ...]]:
    """Consecutive layers whose gradients of all images have at most ``ENTRIES`` entries; a larger layer is alone."""
    found: list[tuple[Layer, ...]] = []
    held = 0
    for layer in layers:
        size = images * layer.weight.numel()
        if not found or held + size > ENTRIES:
            found.append(())
            held = 0
        found[-1] += (layer,)
        held += size
    return found


@dataclass(frozen=True)
class Curvature:
    """``F = damping I + G^T G / N`` of the ``N`` rows of ``gradients``, ``[images, weights]`` in float32.

    By Woodbury's identity ``F^-1 = (I - G^T K^-1 G) / damping`` with ``K = damping N I + G G^T``, one row and column an
    image. Its Cholesky factor, taken row by row, is the authors' rank-one recursion over images: row i
    of ``L^-1 G`` is their ``F_(i-1)^-1 g_i`` over the root of its denominator, up to ``damping``.
    """

    gradients: Tensor
    damping: float = DAMPING

    @classmethod
    def of(cls, probe: Probe, layers: tuple[Layer, ...]) -> Curvature:
        """Of these layers, without what is pruned already. The gradients are held once, and a chunk of them beside."""
        there = _flat(probe.masks[layer.name] for layer in layers)
        images = sum(len(labels) for _, labels in probe.batches)
        gradients = layers[0].weight.detach().new_empty(images, len(there))
        done = 0
        for chunk in sample_gradients(replace(probe, layers=layers)):
            done += _fill(gradients[done:], layers, chunk)
        return cls(gradients.mul_(there))

    def inverse_diagonal(self) -> Tensor:
        """``[F^-1]_qq`` of each weight, in float64."""
        factor = self._factor(self.gradients.new_ones(self.gradients.shape[1]))
        parts = [
            1 - torch.linalg.solve_triangular(factor, some, upper=False).square().sum(0) for some in self._slices()
        ]
        return torch.cat(parts) / self.damping

    def correction(self, going: Tensor, staying: Tensor) -> Tensor:
        """What is added to the weights that stay (bool ``staying``) when the values ``going`` go, in float64: the
        minimiser of ``d^T F d`` with ``d = -going`` where weights go, ``F_SS^-1 F_SQ w_Q``.
        """
        wide = zip(self._slices(), torch.split(going, SLICE), strict=True)
        seen = torch.stack([some @ gone.double() for some, gone in wide]).sum(0)
        each = torch.cholesky_solve(seen[:, None], self._factor(staying.to(self.gradients))).squeeze(1)
        return torch.cat([some.T @ each for some in self._slices()]) * staying

    def _factor(self, among: Tensor) -> Tensor:
        """Lower Cholesky factor of ``damping N I + G G^T`` with the weights ``among``."""
        images = len(self.gradients)
        total = self.damping * images * torch.eye(images, dtype=torch.float64, device=self.gradients.device)
        for some, chosen in zip(self._slices(), torch.split(among, SLICE), strict=True):
            chosen_alone = some * chosen
            total += chosen_alone @ chosen_alone.T
        return factored(total)

    def _slices(self) -> Iterator[Tensor]:
        """The gradients in float64, ``SLICE`` weights at a time."""
        return (some.double() for some in torch.split(self.gradients, SLICE, 1))


def _fill(rows: Tensor, layers: Sequence[Layer], chunk: Scores) -> int:
    """Write a chunk's gradients into the first rows; how many. The chunk is emptied, so that it is gone when the next
    one is computed.
    """
    columns = torch.split(rows, [layer.weight.numel() for layer in layers], 1)
    for layer, column in zip(layers, columns, strict=True):
        found = chunk.pop(layer.name).flatten(1)
        column[: len(found)] = found
    return len(found)


def _flat(tensors: Iterable[Tensor]) -> Tensor:
    return torch.cat([tensor.flatten() for tensor in tensors])


def _split(layers: Sequence[Layer], flat: Tensor) -> Scores:
    """Back to the shapes of the layers."""
    parts = torch.split(flat, [layer.weight.numel() for layer in layers])
    return {layer.name: part.view(layer.weight.shape) for layer, part in zip(layers, parts, strict=True)}
