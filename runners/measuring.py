"""Everything that is counted or timed of a pruned network."""

from __future__ import annotations

import copy
import hashlib
from typing import Any

import torch
from torch import nn

from leaderboard.errors import DataError
from runners.bench import Bench
from runners.channels import compact
from runners.data import Images
from runners.dense import Dense, digest
from runners.layers import Masks
from runners.metrics.dead import effective
from runners.metrics.latency import latency, peak_memory
from runners.metrics.layers import derived, layer_states, others_pruned, storage, zipped_bytes
from runners.models import build_outline
from runners.pruning import ChannelPruner, Pruner, WeightPruner
from runners.settings import Settings
from runners.training import laid_out


def measure(settings: Settings, bench: Bench, made: Pruner, dense: Dense) -> tuple[dict[str, Any], dict[str, str]]:
    """Layers, every definition of size and cost, and latency where the protocol wants it; and what is missing and
    why.
    """
    protocol, shape, model = settings.protocol, bench.data.test.shape, made.model
    outline = build_outline(settings.network)
    layers = layer_states(outline, shape, made.masks)
    params, others = sum(p.numel() for p in model.parameters()), others_pruned(made.masks)
    found: dict[str, Any] = {"layers": [layer.numbers() for layer in layers]}
    metrics: dict[str, Any] = {**derived(layers, params, others), **storage(layers, params, others, _pattern(made))}
    missing: dict[str, str] = {}
    left = model
    channels = bench.channels(settings.network)
    if isinstance(made, ChannelPruner):
        left, found["compact"] = smaller(made, bench.data.test, metrics["params_left"])
    if isinstance(channels, str):
        missing["effective"] = channels
    else:
        metrics |= effective(outline, channels, made.masks)
    metrics["bytes_zipped"] = zipped_bytes(left)
    if protocol.latency:
        whole = bench.network(protocol, settings.network, dense.final)
        found["latency"] = latency(whole, left, shape, protocol.latency)
        found["peak_memory"] = {str(size): peak_memory(left, shape, size) for size in protocol.latency}
    else:
        missing |= {"latency": "not part of this protocol", "peak_memory": "counted where passes are timed"}
    if bench.device.type != "cuda":
        missing["peak_memory"] = "counted on GPUs only"
    return {**found, "metrics": metrics}, missing


def _pattern(made: Pruner) -> str:
    return made.structure.name if isinstance(made, WeightPruner) and ":" in made.structure.name else ""


TOLERANCE = 1e-5  # between masked and smaller network, of the largest output


@torch.no_grad()
def smaller(made: ChannelPruner, test: Images, params: int) -> tuple[nn.Module, dict[str, Any]]:
    """The network without the removed channels, and by how much its outputs differ from the masked one's.

    Raises DataError when they differ by more than 1e-5 of the largest output or the size is not what was counted: then
    the masks say something that is not so. It has the layout of the network; what is compared is a copy that is not
    channels-last, so that the difference is the one of records from before it had.
    """
    model = made.model
    left = compact(model, made.channels, made.alive).eval()
    plain = copy.deepcopy(left).to(memory_format=torch.contiguous_format)
    size = sum(p.numel() for p in left.parameters())
    images, _ = next(iter(test.batches(256)))
    training = model.training
    model.eval()
    masked, small = model(laid_out(model, images)), plain(laid_out(plain, images))
    model.train(training)
    difference = float((masked - small).abs().max() / masked.abs().max().clamp(min=1))
    if not difference <= TOLERANCE or size != params:
        raise DataError(
            f"the smaller network differs from the masked one by {difference:.1e} and has {size} parameters of {params}"
        )
    return left, {"difference": difference, "channels": int(made.alive.sum()), "of_channels": made.channels.count}


def masks_digest(masks: Masks) -> str:
    """SHA-256 of all masks, so that equal runs can be seen to be equal."""
    found = hashlib.sha256()
    for name in sorted(masks):
        found.update(name.encode() + masks[name].cpu().numpy().tobytes())
    return found.hexdigest()


def weights_digest(model: nn.Module) -> str:
    """SHA-256 of the final weights and buffers."""
    return digest(model.state_dict())
