"""Plans: which runs a sweep has to do, and what is refused before any begins."""

from __future__ import annotations

from pathlib import Path

import pytest

from leaderboard.errors import DataError, UsageError
from runners.methods import METHODS, Method
from runners.place import Place
from runners.plan import plan
from runners.protocols import load_protocol
from runners.registry import DuplicateName, Registry
from runners.sweep import sweep

pytestmark = pytest.mark.torch


def test_what_no_seed_changes_has_one_whichever_seeds_are_asked_for(tmp_path: Path) -> None:
    """Two machines that share the seeds of a protocol would else measure the same run twice, as if it were two."""
    fixed = load_protocol("cifar10-oneshot-v1")
    choice = {"methods": ["global-magnitude", "random-uniform"], "ratios": [2.0], "networks": ["resnet-20-cifar10"]}
    one, other = (plan(fixed, tmp_path, seeds=seeds, **choice).todo for seeds in ([0, 1], [2, 3]))  # type: ignore[arg-type]

    assert [(s.method.name, s.seed) for s in one] == [
        ("global-magnitude", 0),
        ("random-uniform", 0),
        ("random-uniform", 1),
    ]
    assert [(s.method.name, s.seed) for s in other] == [
        ("global-magnitude", 0),
        ("random-uniform", 2),
        ("random-uniform", 3),
    ]
    assert one[0].id() == other[0].id()


def test_two_methods_of_the_same_axes_are_refused(tmp_path: Path) -> None:
    """A package that registers a built-in method under another name would share its records in silence."""
    METHODS.add("copy", Method("copy", "weight", "lamp", "global", "one-shot", "continue", "a test"))
    try:
        with pytest.raises(UsageError, match="methods 'copy' and 'lamp' are the same on all axes"):
            plan(load_protocol("digits-v1"), tmp_path)
    finally:
        METHODS._parts.pop("copy")


def test_another_package_registers_its_parts_by_an_entry_point(monkeypatch: pytest.MonkeyPatch) -> None:
    """It names a module, whose import registers them; it is loaded when first asked for, and once."""
    parts: Registry[int] = Registry("part", "a-group")
    loaded: list[str] = []

    class Point:
        def load(self) -> None:
            loaded.append("module")
            parts.add("theirs", 1)

    monkeypatch.setattr("runners.registry.entry_points", lambda group: [Point()] if group == "a-group" else [])
    assert not loaded
    assert parts["theirs"] == 1 and list(parts) == ["theirs"] and loaded == ["module"]
    with pytest.raises(UsageError, match="did you mean 'theirs'"):
        parts["their"]
    with pytest.raises(DuplicateName):
        parts.add("theirs", 2)


def test_missing_or_wrong_weights_are_said_before_any_run(tmp_path: Path) -> None:
    """They are nobody's failure: no record is written that a later sweep would take for one."""
    fixed = load_protocol("cifar10-oneshot-v1")
    found = plan(fixed, tmp_path / "records", methods=["lamp"], networks=["resnet-20-cifar10"])

    def sweeping(weights: Path | None) -> None:
        sweep(Place(fixed, tmp_path / "records", tmp_path / "cache", None, weights), found, jobs=2, say=print)

    with pytest.raises(UsageError, match="name its folder with --weights DIR"):
        sweeping(None)
    with pytest.raises(UsageError, match="is missing; it comes from"):
        sweeping(tmp_path)
    (tmp_path / fixed.weights["resnet-20-cifar10"].file).write_bytes(b"other")
    with pytest.raises(DataError, match="its SHA-256 is"):
        sweeping(tmp_path)
    assert not (tmp_path / "records").exists()
