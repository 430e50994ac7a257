"""ImageNet and Tiny ImageNet: images in one folder a class, read as they are needed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch.utils.data import DataLoader, Dataset

from leaderboard.errors import DataError, UsageError
from runners.data.base import DATASETS, Batch, Data, Split
from runners.seeds import generator, seed

MEAN, DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
VALIDATION = 0.02  # share of the training images held out, by a fixed permutation
HELD_OUT = 20260101  # seed of that permutation


@DATASETS.register("imagenet")
def imagenet(root: Path | None) -> Data:
    """ILSVRC 2012 in ``DIR/train/<class>/*`` and ``DIR/val/<class>/*``: 224x224, the 50,000 validation images are the
    test split, 2 % of the training images (fixed) the validation split.
    """
    return _load(_folder(root, "ImageNet"), "val", size=224, resize=256)


@DATASETS.register("tiny-imagenet")
def tiny_imagenet(root: Path | None) -> Data:
    """Tiny ImageNet (CS231N, 200 classes of 64x64) in ``DIR/train/<class>/**`` and ``DIR/val/<class>/**``.

    The archive keeps all validation images in one folder beside ``val_annotations.txt``; that file is read where it is.
    """
    return _load(_folder(root, "Tiny ImageNet"), "val", size=64, resize=64)


@dataclass(frozen=True)
class Files:
    """Image files with labels. ``crop`` is the size given out, ``resize`` that of the shorter side before it."""

    paths: tuple[Path, ...]
    targets: tuple[int, ...]
    crop: int
    resize: int
    workers: int = 0
    device: torch.device = field(default_factory=lambda: torch.device("cpu"))

    def __len__(self) -> int:
        return len(self.paths)

    @property
    def shape(self) -> tuple[int, ...]:
        return (3, self.crop, self.crop)

    def batches(self, size: int) -> Iterator[Batch]:
        return self._give(range(len(self)), None, size)

    def epoch(self, size: int, root: int, purpose: str, number: int) -> Iterator[Batch]:
        order = torch.randperm(len(self), generator=generator(root, purpose, "order", number)).tolist()
        return self._give(order, (root, f"{purpose}/augment/{number}"), size)

    def some(self, count: int, order: torch.Generator) -> Split:
        chosen = torch.randperm(len(self), generator=order)[:count].tolist()
        parts = list(self._give(chosen, None, count))
        return Split(torch.cat([images for images, _ in parts]), torch.cat([labels for _, labels in parts]))

    def digest(self) -> str:
        """Of names, labels and file sizes: hashing 150 GB before every run would cost more than the run."""
        found = hashlib.sha256()
        for path, target in zip(self.paths, self.targets, strict=True):
            found.update(f"{path.parent.name}/{path.name}\t{target}\t{path.stat().st_size}\n".encode())
        return found.hexdigest()

    def to(self, device: torch.device) -> Files:
        return replace(self, device=device, workers=8 if device.type == "cuda" else 0)

    def _give(self, order: Sequence[int], chance: tuple[int, str] | None, size: int) -> Iterator[Batch]:
        there = _Reader(self.paths, self.targets, self.crop, self.resize, chance)
        pinned = self.device.type == "cuda"
        loader: Any = DataLoader(there, size, sampler=order, num_workers=self.workers, pin_memory=pinned)
        for images, labels in loader:
            yield images.to(self.device, non_blocking=pinned), labels.to(self.device, non_blocking=pinned)


class _Reader(Dataset[tuple[Tensor, int]]):
    """Reads one image; with ``chance`` cropped and mirrored at random, from a seed of its own for each image."""

    def __init__(
        self,
        paths: tuple[Path, ...],
        targets: tuple[int, ...],
        crop: int,
        resize: int,
        chance: tuple[int, str] | None,
    ) -> None:
        from torchvision.datasets.folder import default_loader  # slow to import, so only by who reads image files
        from torchvision.transforms import v2

        self.read, self.paths, self.targets, self.chance = default_loader, paths, targets, chance
        random: list[Any] = [v2.RandomResizedCrop(crop, antialias=True), v2.RandomHorizontalFlip()]
        fixed: list[Any] = [v2.Resize(resize, antialias=True), v2.CenterCrop(crop)]
        last = [v2.ToImage(), v2.ToDtype(torch.float32, scale=True), v2.Normalize(MEAN, DEVIATION)]
        self.transform = v2.Compose([*(random if chance else fixed), *last])

    def __len__(self) -> int:
        return len(self.paths)

    def __getitem__(self, index: int) -> tuple[Tensor, int]:
        try:
            image = self.read(str(self.paths[index]))
        except OSError as error:
            raise DataError(f"{self.paths[index]}: cannot be read as an image ({error})") from error
        if self.chance is None:
            return self.transform(image), self.targets[index]
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed(*self.chance, index))
            return self.transform(image), self.targets[index]


def _folder(root: Path | None, name: str) -> Path:
    if root is None:
        raise UsageError(f"{name} needs its files: name their folder with --data DIR")
    for part in ("train", "val"):
        if not (root / part).is_dir():
            raise UsageError(f"{name} is not in {root}: there is no folder {part}/")
    return root


def _load(root: Path, test: str, size: int, resize: int) -> Data:
    classes = sorted(path.name for path in (root / "train").iterdir() if path.is_dir())
    if not classes:
        raise UsageError(f"{root}/train holds no folder, one a class")
    train = _listed(root / "train", classes)
    order = torch.randperm(len(train), generator=torch.Generator().manual_seed(HELD_OUT)).tolist()
    held = set(order[: max(round(len(train) * VALIDATION), 1)])
    parts = ([t for i, t in enumerate(train) if i not in held], [t for i, t in enumerate(train) if i in held])
    splits = [_files(part, size, resize) for part in (*parts, _listed(root / test, classes))]
    return Data(splits[0], splits[1], splits[2], len(classes))


def _files(listed: Sequence[tuple[Path, int]], size: int, resize: int) -> Files:
    return Files(tuple(path for path, _ in listed), tuple(target for _, target in listed), size, resize)


def _listed(folder: Path, classes: Sequence[str]) -> list[tuple[Path, int]]:
    number = {name: i for i, name in enumerate(classes)}
    notes = folder / "val_annotations.txt"
    if notes.is_file():
        rows = [line.split("\t") for line in notes.read_text(encoding="utf-8").splitlines() if line]
        return [(folder / "images" / row[0], number[row[1]]) for row in rows]
    found = []
    from torchvision.datasets.folder import IMG_EXTENSIONS

    for name in sorted(path.name for path in folder.iterdir() if path.is_dir()):
        if name not in number:
            raise DataError(f"{folder}/{name}: train/ has no class of that name")
        images = sorted(p for p in (folder / name).rglob("*") if p.suffix.lower() in IMG_EXTENSIONS)
        found += [(path, number[name]) for path in images]
    if not found:
        raise DataError(f"{folder} holds no images")
    return found
