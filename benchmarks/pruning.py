"""What pruning itself costs, beside the tools people use: side by side in one process, in turns.

(a) Global magnitude at five ratios, scores, masks, sizes and multiply-adds: ours, the layers counted each time and once
    for all (as in a sweep), ``torch.nn.utils.prune``, and ShrinkBench's algorithm written anew from its description
    (importances as NumPy arrays, one quantile a ratio, masks multiplied in, sizes by counting values that are not zero,
    multiply-adds from a forward pass whose activations are copied).
(b) Smaller networks at five targets of multiply-adds: ours, all five, against the progressive loop of torch-pruning
    (400 steps a whole network, costs counted after each) to one target. Left out, and said, without ``torch-pruning``.
(c) One epoch of tuning: ours against a plain loop over a ``DataLoader`` with torchvision's transforms and two workers.

Timings vary between machines: read the ratios. Run with
``OMP_WAIT_POLICY=passive python benchmarks/pruning.py [--json FILE] [--repeats N]``.
"""

from __future__ import annotations

import argparse
import copy
import json
import platform
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn import functional
from torch.nn.utils import prune
from torch.utils.data import DataLoader, Dataset
from torchvision.transforms import v2

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from runners.channels import trace
from runners.curves import Curve, smaller_networks
from runners.data import Split
from runners.data.augment import CropAndFlip
from runners.layers import prunable_layers, weights_to_keep
from runners.models import build
from runners.scoring import CHANNEL_SCORERS, SCORERS, Probe
from runners.training import Course, Recipe, train

NETWORKS = {"resnet-56-cifar10": ((3, 32, 32), 128), "resnet-50-v1.5-imagenet": ((3, 224, 224), 8)}
RATIOS = (1.5, 2.0, 3.0, 5.0, 8.0)
SPEEDUPS = (1.5, 2.0, 3.0, 4.0, 5.0)


def probe(model: nn.Module) -> Probe:
    return Probe(model, prunable_layers(model, head=False), {}, [], torch.Generator())


def ours(curve: Curve) -> list[tuple[int, int]]:
    scores = SCORERS["magnitude"](probe(curve.model))
    return [(one.params_left, one.macs_left) for one in curve.at(scores, RATIOS)]


def torch_prune(models: list[nn.Module], keeps: list[int]) -> list[int]:
    left = []
    for model, keep in zip(models, keeps, strict=True):
        layers = prunable_layers(model, head=False)
        whole = sum(layer.weight.numel() for layer in layers)
        pairs = [(layer.module, "weight") for layer in layers]
        prune.global_unstructured(pairs, pruning_method=prune.L1Unstructured, amount=whole - keep)
        left.append(sum(int(layer.module.weight_mask.sum()) for layer in layers))  # type: ignore[union-attr,operator]
    return left


def shrinkbench(model: nn.Module, keeps: list[int], images: torch.Tensor) -> list[tuple[int, int]]:
    """Its GlobalMagWeight for each ratio, then its size and its operations."""
    found = []
    for keep in keeps:
        layers = prunable_layers(model, head=False)
        importances = {layer.name: np.abs(layer.weight.detach().cpu().numpy()) for layer in layers}
        flat = np.concatenate([i.flatten() for i in importances.values()])
        threshold = np.quantile(flat, 1 - keep / flat.size)
        kept = {}
        for layer in layers:
            mask = torch.from_numpy((importances[layer.name] > threshold).astype(np.float32))
            kept[layer.name] = layer.weight.detach().clone()
            with torch.no_grad():
                layer.weight.mul_(mask)
        size = sum(int(np.count_nonzero(p.detach().cpu().numpy())) for p in model.parameters())
        found.append((size, _operations(model, images)))
        with torch.no_grad():
            for layer in layers:
                layer.weight.copy_(kept[layer.name])
    return found


@torch.no_grad()
def _operations(model: nn.Module, images: torch.Tensor) -> int:
    """Multiply-adds of weights that are not zero, from activations copied in a forward pass."""
    seen: list[tuple[nn.Module, Any, Any]] = []

    def hook(module: nn.Module, inputs: tuple[torch.Tensor, ...], output: torch.Tensor) -> None:
        seen.append((module, inputs[0].detach().cpu().numpy().copy(), output.detach().cpu().numpy().copy()))

    modules = [m for m in model.modules() if not list(m.children())]
    handles = [module.register_forward_hook(hook) for module in modules]
    model.eval()
    model(images)
    for handle in handles:
        handle.remove()
    total = 0
    for module, _, output in seen:
        if isinstance(module, nn.Conv2d | nn.Linear):
            weight = module.weight.detach().cpu().numpy()
            total += int(np.count_nonzero(weight)) * int(np.prod(output.shape[2:]))
    return total


def ours_smaller(model: nn.Module, shape: tuple[int, ...]) -> list[int]:
    channels = trace(model, shape)
    scores = CHANNEL_SCORERS["group-l2"](probe(model), channels)
    return [costs["macs"] for _, costs in smaller_networks(model, channels, scores.double(), SPEEDUPS)]


def torch_pruning(model: nn.Module, shape: tuple[int, ...], speedup: float) -> tuple[float, int]:
    """Its progressive loop: small steps until the target is reached. Speedup reached and steps taken."""
    import torch_pruning as tp

    images = torch.zeros((1, *shape))
    head = [m for m in model.modules() if isinstance(m, nn.Linear)][-1]
    before, _ = tp.utils.count_ops_and_params(model, images)
    pruner = tp.pruner.MagnitudePruner(
        model,
        images,
        importance=tp.importance.GroupMagnitudeImportance(p=2),
        global_pruning=True,
        iterative_steps=400,
        pruning_ratio=1.0,
        ignored_layers=[head],
    )
    reached, steps = 1.0, 0
    while reached < speedup and steps < 400:
        pruner.step()
        steps += 1
        now, _ = tp.utils.count_ops_and_params(model, images)
        reached = before / now
    return reached, steps


class Images(Dataset[tuple[torch.Tensor, int]]):
    """Made images through the usual transforms, one at a time."""

    def __init__(self, count: int) -> None:
        self.images = np.random.RandomState(0).randint(0, 256, (count, 32, 32, 3), dtype=np.uint8)
        self.transform = v2.Compose([
            v2.ToPILImage(), v2.RandomCrop(32, 4), v2.RandomHorizontalFlip(), v2.ToImage(),
            v2.ToDtype(torch.float32, scale=True), v2.Normalize((0.485, 0.456, 0.406), (0.229, 0.224, 0.225)),
        ])  # fmt: skip

    def __len__(self) -> int:
        return len(self.images)

    def __getitem__(self, index: int) -> tuple[torch.Tensor, int]:
        return self.transform(self.images[index]), index % 10


def plain_epoch(model: nn.Module, data: Images, masks: dict[str, torch.Tensor]) -> None:
    """The loop that people write: a loader with workers, masks multiplied in after each step, the loss read each
    step.
    """
    loader = DataLoader(data, 128, shuffle=True, num_workers=2)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9, weight_decay=1e-4)
    named, total, right = dict(model.named_parameters()), 0.0, 0
    model.train()
    for images, labels in loader:
        outputs = model(images)
        loss = functional.cross_entropy(outputs, labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        with torch.no_grad():
            for name, mask in masks.items():
                named[name].mul_(mask)
        total += loss.item()
        right += int((outputs.argmax(1) == labels).sum())


def our_epoch(model: nn.Module, split: Split, masks: dict[str, torch.Tensor]) -> None:
    recipe = Recipe(1, 128, 0.01, weight_decay=1e-4)
    train(model, split, recipe, 0, purpose="tune", course=Course(model, masks))


def in_turns(works: dict[str, Callable[[], object]], repeats: int) -> dict[str, dict[str, float]]:
    """Seconds of each, round after round, so that what else the machine does hits all alike."""
    times: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(repeats):
        for name, work in works.items():
            start = time.perf_counter()
            work()
            times[name].append(time.perf_counter() - start)
    return {name: {"min": min(t), "median": statistics.median(t), "rounds": len(t)} for name, t in times.items()}


def magnitude(network: str, repeats: int) -> dict[str, Any]:
    shape, batch = NETWORKS[network]
    torch.manual_seed(0)
    model = build(network).eval()
    layers = prunable_layers(model, head=False)
    keeps = [weights_to_keep(model, layers, ratio) for ratio in RATIOS]
    curve = Curve(model, shape, head=False)
    images = torch.randn(batch, *shape)
    wanted = [p for p, _ in ours(curve)]
    masked = torch_prune([copy.deepcopy(model)], keeps[:1])
    assert masked == keeps[:1] and wanted[0] == curve.params - sum(la.weight.numel() for la in layers) + keeps[0]
    copies = [[copy.deepcopy(model) for _ in RATIOS] for _ in range(repeats)]
    found = in_turns(
        {
            "ours": lambda: ours(Curve(model, shape, head=False)),
            "ours, layers counted before": lambda: ours(curve),
            "torch.nn.utils.prune": lambda: torch_prune(copies.pop(), keeps),
            "shrinkbench": lambda: shrinkbench(model, keeps, images),
        },
        repeats,
    )
    return {**found, **_ratios(found)}


def _ratios(found: dict[str, dict[str, float]]) -> dict[str, Any]:
    own = found["ours"]["median"]
    return {"times_ours": {name: t["median"] / own for name, t in found.items() if not name.startswith("ours")}}


def structured(network: str, repeats: int) -> dict[str, Any]:
    shape, _ = NETWORKS[network]
    torch.manual_seed(0)
    model = build(network).eval()
    works: dict[str, Callable[[], object]] = {"ours": lambda: ours_smaller(model, shape)}
    reached: list[tuple[float, int]] = []
    try:
        import torch_pruning as tp

        peer: dict[str, Any] = {"torch_pruning": tp.__version__}
        works["torch-pruning, one target"] = lambda: reached.append(
            torch_pruning(copy.deepcopy(model), shape, SPEEDUPS[1])
        )
    except ModuleNotFoundError:
        peer = {"torch_pruning": "not installed, left out"}
    found = in_turns(works, repeats)
    channels = trace(model, shape)
    dense = sum(channels.positions[name] * model.get_parameter(f"{name}.weight").numel() for name in channels.outputs)
    return {
        **found,
        **_ratios(found),
        **peer,
        "ours_speedups": [dense / macs for macs in ours_smaller(model, shape)],
        "torch_pruning_speedup_and_steps": reached[:1],
    }


def epoch(network: str, images: int, repeats: int) -> dict[str, Any]:
    data = Images(images)
    whole = torch.stack([torch.from_numpy(i).permute(2, 0, 1).float() / 255 for i in data.images])
    split = Split(whole, torch.arange(images) % 10, CropAndFlip(4, (0.0, 0.0, 0.0)))
    torch.manual_seed(0)
    plain, mine = build(network), build(network).to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    works: dict[str, Callable[[], object]] = {}
    for name, model, run in (("ours", mine, our_epoch), ("DataLoader loop", plain, plain_epoch)):
        masks = {la.name: la.weight.abs() > la.weight.abs().median() for la in prunable_layers(model, head=False)}
        source: Any = split if run is our_epoch else data
        works[name] = lambda run=run, model=model, source=source, masks=masks: run(model, source, masks)  # type: ignore[misc]
    for work in works.values():
        work()
    found = in_turns(works, repeats)
    return {**found, **_ratios(found), "images": images}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--json", type=Path)
    options.add_argument("--repeats", type=int, default=5)
    chosen = options.parse_args()
    found: dict[str, Any] = {
        "machine": {"processor": platform.machine(), "threads": torch.get_num_threads(), "torch": torch.__version__}
    }
    for network in NETWORKS:
        found[f"(a) {network}"] = magnitude(network, chosen.repeats)
        print(network, "(a)", found[f"(a) {network}"]["times_ours"], flush=True)
    for network in NETWORKS:
        found[f"(b) {network}"] = structured(network, min(chosen.repeats, 2))
        print(network, "(b)", found[f"(b) {network}"]["times_ours"], flush=True)
    for network, images in (("resnet-20-cifar10", 2560), ("resnet-56-cifar10", 1280)):
        found[f"(c) {network}"] = epoch(network, images, chosen.repeats)
        print(network, "(c)", found[f"(c) {network}"]["times_ours"], flush=True)
    if chosen.json:
        chosen.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
