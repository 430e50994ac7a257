"""Data sets through torchvision on small files made here; augmentation; dense weights by file and hash."""

from __future__ import annotations

import dataclasses
import hashlib
import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image
from torch.utils._python_dispatch import TorchDispatchMode
from torchvision import datasets

from leaderboard.errors import DataError, UsageError
from runners.bench import Bench
from runners.data import SHAPES, Data, Split, load
from runners.data import mnist as mnist_files
from runners.data.augment import CropAndFlip
from runners.methods import METHODS
from runners.models import build
from runners.protocols import load_protocol, shipped
from runners.protocols.protocol import Weights
from runners.run import execute
from runners.settings import Settings
from runners.training import evaluate
from runners.weights import given

pytestmark = pytest.mark.torch


@pytest.fixture
def cifar(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """CIFAR-10's files in its format with 20 training images a batch, and torchvision's digests to match."""
    folder = tmp_path / "cifar-10-batches-py"
    folder.mkdir()
    chance = np.random.RandomState(0)

    def write(name: str, count: int) -> list[str]:
        content = {b"data": chance.randint(0, 256, (count, 3072), dtype=np.uint8), b"labels": [0, 9] * (count // 2)}
        raw = pickle.dumps({k.decode(): v for k, v in content.items()})
        (folder / name).write_bytes(raw)
        return [name, hashlib.md5(raw).hexdigest()]

    train = [write(f"data_batch_{i}", 20) for i in range(1, 6)]
    meta = pickle.dumps({"label_names": list("abcdefghij")})
    (folder / "batches.meta").write_bytes(meta)
    monkeypatch.setattr(datasets.CIFAR10, "train_list", train)
    monkeypatch.setattr(datasets.CIFAR10, "test_list", [write("test_batch", 30)])
    kept = {"filename": "batches.meta", "key": "label_names", "md5": hashlib.md5(meta).hexdigest()}
    monkeypatch.setattr(datasets.CIFAR10, "meta", kept)
    return tmp_path


def test_cifar_is_normalised_and_split(cifar: Path) -> None:
    found = load("cifar-10", cifar)
    assert (len(found.train), len(found.validation), len(found.test)) == (90, 10, 30)
    raw = datasets.CIFAR10(cifar, train=True).data[3].transpose(2, 0, 1) / 255
    expected = (raw - np.array([0.485, 0.456, 0.406])[:, None, None]) / np.array([0.229, 0.224, 0.225])[:, None, None]
    assert isinstance(found.train, Split) and found.train.shape == SHAPES["cifar-10"]
    assert torch.allclose(found.train.images[3], torch.tensor(expected, dtype=torch.float32), atol=1e-6)
    assert found.train.augment is not None and isinstance(found.test, Split) and found.test.augment is None


def test_a_file_with_a_wrong_digest_is_not_used(cifar: Path) -> None:
    path = cifar / "cifar-10-batches-py" / "data_batch_3"
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    with pytest.raises(UsageError, match="digest is wrong"):
        load("cifar-10", cifar)
    path.unlink()
    with pytest.raises(UsageError, match="CIFAR10 is not in"):
        load("cifar-10", cifar)
    with pytest.raises(UsageError, match="--data DIR"):
        load("cifar-10", None)


@pytest.fixture
def mnist(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Fashion-MNIST's files in its format with 20 training images, and our digests to match."""
    folder = tmp_path / "FashionMNIST" / "raw"
    folder.mkdir(parents=True)
    digests = {}
    for part, count in (("train", 20), ("t10k", 10)):
        pixels = (np.arange(count * 784) % 251).astype(np.uint8)
        for name, head, content in (
            (f"{part}-images-idx3-ubyte", (2051, count, 28, 28), pixels),
            (f"{part}-labels-idx1-ubyte", (2049, count), np.arange(count, dtype=np.uint8) % 10),
        ):
            raw = np.array(head, dtype=">i4").tobytes() + content.tobytes()
            (folder / name).write_bytes(raw)
            digests[name] = hashlib.sha256(raw).hexdigest()
    monkeypatch.setitem(mnist_files.SHA256, "FashionMNIST", digests)
    monkeypatch.setattr(mnist_files, "VALIDATION", 4)
    return tmp_path


def test_mnist_is_checked_normalised_and_split(mnist: Path) -> None:
    """One flipped bit in any of the four files is refused: torchvision looks at the archives only."""
    found = load("fashion-mnist", mnist)
    assert (len(found.train), len(found.validation), len(found.test)) == (16, 4, 10)
    assert isinstance(found.train, Split) and found.train.shape == SHAPES["fashion-mnist"]
    assert float(found.train.images.mean()) == pytest.approx(0, abs=1e-5)
    assert float(found.train.images.std()) == pytest.approx(1, abs=1e-4)
    for path in sorted((mnist / "FashionMNIST" / "raw").iterdir()):
        whole = path.read_bytes()
        path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
        with pytest.raises(DataError, match=f"{path.name}: its SHA-256 is"):
            load("fashion-mnist", mnist)
        path.write_bytes(whole)
    path.unlink()
    with pytest.raises(UsageError, match=f"{path.name} is missing"):
        load("fashion-mnist", mnist)
    with pytest.raises(UsageError, match="--data DIR"):
        load("fashion-mnist", None)


def test_crops_and_flips_are_those_of_a_loop() -> None:
    """Against padding, cutting and mirroring each image on its own; borders are black as normalised."""
    torch.manual_seed(0)
    images, augment = torch.randn(6, 3, 8, 8), CropAndFlip(2, (-1.0, -2.0, -3.0))
    chances = augment.draw(6, torch.Generator().manual_seed(1))
    found = augment.apply(images, chances)
    for image, (row, column, flip), got in zip(images, chances.tolist(), found, strict=True):
        padded = torch.tensor([-1.0, -2.0, -3.0])[:, None, None].expand(3, 12, 12).clone()
        padded[:, 2:10, 2:10] = image
        cut = padded[:, row : row + 8, column : column + 8]
        assert torch.allclose(got, cut.flip(2) if flip else cut, atol=1e-6)
    assert {tuple(c) for c in augment.draw(4000, torch.Generator())[:, :2].tolist()} == {
        (a, b) for a in range(5) for b in range(5)
    }


class Copies(TorchDispatchMode):
    """Counts what is copied from the host or to another device."""

    count = 0

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        self.count += func in (torch.ops.aten.lift_fresh.default, torch.ops.aten._to_copy.default)
        return func(*args, **kwargs or {})


def test_the_border_is_copied_to_a_device_once() -> None:
    """For each batch it would let every step wait for the host."""
    images, augment = torch.randn(6, 3, 8, 8), CropAndFlip(2, (-1.5, -2.5, -3.5))
    chances = augment.draw(6, torch.Generator().manual_seed(1))
    counts = []
    for _ in range(3):
        with Copies() as copies:
            augment.apply(images, chances)
        counts.append(copies.count)

    assert counts[0] > 0 and counts[1:] == [0, 0]


def test_an_epoch_depends_on_its_seed_alone() -> None:
    split = Split(torch.randn(50, 3, 8, 8), torch.arange(50), CropAndFlip(2, (0.0, 0.0, 0.0)))
    one, two, other = (list(split.epoch(16, 3, "t", number)) for number in (1, 1, 2))
    assert all(torch.equal(a, b) for (a, _), (b, _) in zip(one, two, strict=True))
    assert [len(labels) for _, labels in one] == [16, 16, 16, 2]
    assert sorted(torch.cat([labels for _, labels in one]).tolist()) == list(range(50))
    assert not torch.equal(one[0][1], other[0][1])


@pytest.fixture
def folders(tmp_path: Path) -> Path:
    """A tiny ImageNet: two classes, made images of several sizes."""
    chance = np.random.RandomState(0)
    for part, count in (("train", 30), ("val", 4)):
        for name in ("n01", "n02"):
            (tmp_path / part / name).mkdir(parents=True)
            for i in range(count):
                pixels = chance.randint(0, 256, (40 + i, 50, 3), dtype=np.uint8)
                Image.fromarray(pixels).save(tmp_path / part / name / f"{i}.png")
    return tmp_path


def test_imagenet_folders(folders: Path) -> None:
    found = load("imagenet", folders)
    assert (len(found.train), len(found.validation), len(found.test), found.classes) == (59, 1, 8, 2)
    assert found.train.shape == SHAPES["imagenet"]
    images, labels = next(iter(found.test.batches(8)))
    assert images.shape == (8, 3, 224, 224) and labels.tolist() == [0] * 4 + [1] * 4
    one, two, other = (next(iter(found.train.epoch(4, 0, "t", number))) for number in (0, 0, 1))
    assert torch.equal(one[0], two[0]) and not torch.equal(one[0], other[0])
    assert found.train.some(3, torch.Generator()).images.shape == (3, 3, 224, 224)
    assert found.test.digest() == load("imagenet", folders).test.digest() != found.train.digest()
    (folders / "val" / "n02" / "0.png").write_bytes(b"not an image")
    with pytest.raises(DataError, match=r"n02/0\.png: cannot be read as an image"):
        list(load("imagenet", folders).test.batches(8))
    (folders / "val" / "n03").mkdir()
    with pytest.raises(DataError, match="train/ has no class of that name"):
        load("imagenet", folders)


def test_tiny_imagenet_reads_its_annotations(folders: Path) -> None:
    """Its validation images lie in one folder beside a list of their classes."""
    for name in ("n01", "n02"):
        (folders / "train" / name / "images").mkdir()
        for path in (folders / "train" / name).glob("*.png"):
            path.rename(folders / "train" / name / "images" / path.name)
    images = folders / "val" / "images"
    images.mkdir()
    rows = []
    for name in ("n01", "n02"):
        for path in (folders / "val" / name).glob("*.png"):
            path.rename(images / f"{name}-{path.name}")
            rows.append(f"{name}-{path.name}\t{name}\t0\t0\t9\t9\n")
        (folders / "val" / name).rmdir()
    (folders / "val" / "val_annotations.txt").write_text("".join(rows))
    found = load("tiny-imagenet", folders)
    batch = next(iter(found.test.batches(8)))
    assert batch[0].shape == (8, *SHAPES["tiny-imagenet"]) and sorted(batch[1].tolist()) == [0] * 4 + [1] * 4
    assert len(found.train) == 59


@pytest.mark.slow
def test_imagenet_protocol_runs_on_a_folder_of_made_images(folders: Path, tmp_path: Path) -> None:
    """ResNet-18 from torchvision, dense training, pruning, tuning, latency: one epoch each."""
    fixed = load_protocol("imagenet-v1")
    short = {part: dataclasses.replace(getattr(fixed, part), epochs=1, batch_size=32) for part in ("dense", "tuning")}
    small = dataclasses.replace(
        fixed, **short, calibration_images=8, calibration_batch=4, latency=(1,), precision="fp32"
    )
    found = load("imagenet", folders)
    data = Data(found.validation, found.validation, found.test, found.classes)
    bench = Bench(data, tmp_path / "cache", torch.device("cpu"), {})
    record = execute(Settings(small, "resnet-18-imagenet", METHODS["l1-filters"], 2.0, 0), bench)

    assert record["outcome"] == "finished", record.get("error")
    assert record["compact"]["difference"] <= 1e-5 and record["tuned"]["test"]["images"] == 8
    timed = record["latency"]["1"]
    assert timed["dense"]["median_ms"] > 0 and timed["pruned"]["passes"] == 21
    assert record["energy_joules"] is None and record["not_measured"]["energy"]
    assert record["peak_memory"] == {"1": None}


def test_dense_weights_are_checked_and_matched(tmp_path: Path) -> None:
    """Under the authors' names, with a prefix, in another module tree: matched by order, shape and kind."""
    torch.manual_seed(0)
    model = build("resnet-20-cifar10")
    state = {f"module.part{i}.{name.rpartition('.')[2]}": t for i, (name, t) in enumerate(model.state_dict().items())}
    torch.save({"state_dict": state, "best_prec1": 1.0}, tmp_path / "w.th")
    digest = hashlib.sha256((tmp_path / "w.th").read_bytes()).hexdigest()
    right = Weights("w.th", digest, "somewhere")
    other = build("resnet-20-cifar10")
    other.load_state_dict(given(right, other, tmp_path))
    assert all(torch.equal(a, b) for a, b in zip(model.parameters(), other.parameters(), strict=True))

    with pytest.raises(DataError, match="the protocol wants"):
        given(dataclasses.replace(right, sha256="0" * 64), other, tmp_path)
    with pytest.raises(UsageError, match="it comes from somewhere"):
        given(dataclasses.replace(right, file="x.th"), other, tmp_path)
    with pytest.raises(UsageError, match="--weights DIR"):
        given(right, other, None)
    with pytest.raises(DataError, match=r"tensors, the network has"):
        given(right, build("resnet-56-cifar10"), tmp_path)


def test_hostile_weights_run_nothing(tmp_path: Path) -> None:
    import os

    class Hostile:
        def __reduce__(self) -> Any:
            return (os.system, (f"touch {tmp_path / 'ran'}",))

    (tmp_path / "w.th").write_bytes(pickle.dumps(Hostile()))
    digest = hashlib.sha256((tmp_path / "w.th").read_bytes()).hexdigest()
    with pytest.raises(Exception):  # noqa: B017 - whatever it is, nothing ran
        given(Weights("w.th", digest, "x"), build("digits-mlp-digits"), tmp_path)
    assert not (tmp_path / "ran").exists()


def test_protocols_keep_their_digests() -> None:
    """Golden: records name the digest of what was fixed; a new field of ours must not change it."""
    assert {name: load_protocol(name).digest()[:16] for name in shipped()} == GOLDEN


GOLDEN = {
    "cifar10-latency-v1": "71129c0bf8191490",
    "cifar10-oneshot-v1": "3e529a01d6f9ed28",
    "cifar10-short-v1": "f75f0d1e32879297",
    "cifar10-v1": "ff87337b63f7b175",
    "digits-v1": "5b92b64c5392de22",
    "digits-weights-v1": "3330b913a1924038",
    "imagenet-v1": "01aa67d9fd50a104",
    "mnist-v1": "1a0dc4f30c3e85b8",
    "mnist-weights-v1": "61e393e27c6c15cc",
}


def test_evaluation_counts_top_five() -> None:
    """Ranks one to ten for the right class: one of ten in the first place, five of ten among five."""
    outputs = torch.arange(10.0).repeat(10, 1)
    split = Split(outputs, torch.arange(10))
    found = evaluate(torch.nn.Identity(), split, batch_size=3)
    assert (found.top1_correct, found.top5_correct, found.images) == (1, 5, 10)
