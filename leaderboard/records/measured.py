"""Measured results: one JSON record a run, written by ``runners`` and never edited."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from leaderboard.problems import Problem
from leaderboard.records import strict_json
from leaderboard.records.held_equal import is_protocol
from leaderboard.records.model import Workspace

MEASURED_SCHEMA = 1
OUTCOMES = ("finished", "failed", "stopped")
_NUMBERS = ("compression_ratio", "theoretical_speedup", "params", "params_left", "macs", "macs_left")


@dataclass(frozen=True, slots=True)
class MeasuredRun:
    """One run. Accuracies in percent, None where the run failed before; ``record`` is the whole JSON text.

    ``dense_sha256`` is the digest of the dense weights it started from, empty where it failed; ``measured_speedup`` is
    that of the largest batch that was timed, None where none was. ``fixed`` is the digest of what the protocol held
    equal (:class:`leaderboard.records.held_equal.HeldEqual`); ``structure`` is what its method prunes together,
    ``epochs`` for how many it was trained after or while it was pruned, None where it failed.
    """

    file: str
    id: str
    protocol: str
    protocol_version: int
    fixed: str
    dataset: str
    network: str
    method: str
    ratio: float
    seed: int
    outcome: str
    dense_sha256: str
    dense_top1: float | None
    pruned_top1: float | None
    top1: float | None
    top5: float | None
    compression_ratio: float | None
    theoretical_speedup: float | None
    measured_speedup: float | None
    structure: str
    epochs: int | None
    record: str


def run_files(workspace: Workspace) -> list[Path]:
    """Where the records of runs are, in order."""
    every = sorted(workspace.measured.rglob("*.json"))
    return [path for path in every if not is_protocol(path.relative_to(workspace.root).as_posix())]


def read_runs(workspace: Workspace) -> tuple[list[MeasuredRun], list[Problem]]:
    """Every record under ``measured_results/``, in the order of their files, and every problem in them.

    A record whose file name is not the digest of its settings was edited or moved, and is refused; so are a second
    record of the same settings, and one that would pass for another seed of a method (:func:`_confused`).
    """
    runs: list[MeasuredRun] = []
    files: dict[str, str] = {}
    problems: list[Problem] = []
    for path, file, content in strict_json.contents(workspace, run_files(workspace), problems):
        try:
            record = strict_json.parse(content)
            runs.append(_run(record, file, content.decode("utf-8").strip()))
            wrong = _identity(record, path.stem)
        except (ValueError, KeyError, TypeError) as error:
            wrong = f"cannot be read as a measured record: {strict_json.wrong_with(error)}"
            remedy = "restore it from the version control, or delete it and run the sweep again"
        else:
            remedy = "records are never edited: restore it, or delete it and run the sweep again"
            if not wrong and files.setdefault(path.stem, file) != file:
                wrong, remedy = f"the same run as {files[path.stem]}", "delete one of the two"
        if wrong:
            problems.append(Problem(file, 1, 1, "", wrong, remedy, "measured-record"))
    problems += _confused(runs)
    return ([], problems) if problems else (runs, [])


def _confused(runs: Iterable[MeasuredRun]) -> Iterator[Problem]:
    """Finished runs whose settings differ though protocol, network, method, ratio and seed are those of another one:
    runs are put together by these, so two experiments would be one. So would runs of one protocol and network for
    which other things were held equal.
    """
    held: dict[tuple[object, ...], MeasuredRun] = {}
    first: dict[tuple[object, ...], MeasuredRun] = {}
    for run in runs:
        key = (run.protocol, run.protocol_version, run.dataset, run.network, run.method, run.ratio, run.seed)
        other = first.setdefault(key, run) if run.outcome == "finished" else run
        equal = held.setdefault((run.protocol, run.protocol_version, run.dataset, run.network), run)
        if equal.fixed != run.fixed:
            wrong = f"the same protocol and network as {equal.file}, but other things were held equal (`fixed`)"
            remedy = "give the changed protocol another version, or delete the records of one of the two"
            yield Problem(run.file, 1, 1, "", wrong, remedy, "measured-record")
        elif other.id != run.id:
            one, two = (json.loads(each.record)["settings"] for each in (other, run))
            differing = ", ".join(f"`{name}`" for name in sorted(one | two) if one.get(name) != two.get(name))
            wrong = f"the same protocol, method, ratio and seed as {other.file}, but other {differing}"
            remedy = "delete the outdated one; a changed protocol needs another version, a changed method another name"
            yield Problem(run.file, 1, 1, "", wrong, remedy, "measured-record")


def settings_id(settings: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical JSON of a run's settings: sorted keys, no spaces, UTF-8."""
    return strict_json.digest(settings)


def _identity(record: Mapping[str, Any], stem: str) -> str:
    if record["schema"] != MEASURED_SCHEMA:
        return f"schema {record['schema']} is not {MEASURED_SCHEMA}, which this version reads"
    if not record["id"] == stem == settings_id(record["settings"]):
        return "its name is not the digest of its settings"
    if record["outcome"] not in OUTCOMES:
        return f"outcome {record['outcome']!r} is none of {', '.join(OUTCOMES)}"
    return ""


def _run(record: Mapping[str, Any], file: str, text: str) -> MeasuredRun:
    settings, metrics = record["settings"], record.get("metrics", {})
    finished = record["outcome"] == "finished"
    numbers = {name: _number(metrics[name]) if finished else None for name in _NUMBERS}
    test = record["tuned"]["test"] if finished else {}
    pruned = (record["pruned"]["test"] or {}) if finished else {}
    return MeasuredRun(
        file=file,
        id=str(record["id"]),
        protocol=str(settings["protocol"]),
        protocol_version=int(settings["protocol_version"]),
        fixed=str(settings["fixed"]),
        dataset=str(settings["dataset"]),
        network=str(settings["network"]),
        method=str(record["method"]),
        ratio=float(settings["ratio"]),
        seed=int(settings["seed"]),
        outcome=str(record["outcome"]),
        dense_sha256=str(record["dense"]["sha256"]) if finished else "",
        dense_top1=_accuracy(record["dense"]["test"]) if finished else None,
        pruned_top1=_accuracy(pruned) if pruned else None,
        top1=_accuracy(test) if finished else None,
        top5=_number(test["top5"]) if finished else None,
        compression_ratio=numbers["compression_ratio"],
        theoretical_speedup=numbers["theoretical_speedup"],
        measured_speedup=_timed(record.get("latency", {})),
        structure=str(settings["axes"].get("structure", "")),
        epochs=len(record["tuned"].get("history", {}).get("epoch", ())) if finished else None,
        record=text,
    )


def _timed(latency: Mapping[str, Mapping[str, Any]]) -> float | None:
    """The speedup at the largest batch that fitted into memory."""
    found = {int(batch): times["speedup"] for batch, times in latency.items() if "speedup" in times}
    return _number(found[max(found)]) if found else None


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError(f"{value!r} is not a finite number")
    return float(value)


def _accuracy(test: Mapping[str, Any]) -> float:
    """Top-1 from the exact counts, which the stated percentage must be."""
    exact = 100 * int(test["top1_correct"]) / int(test["images"])
    if abs(exact - _number(test["top1"])) > 1e-9:
        raise ValueError(f"top-1 of {test['top1']} is not {test['top1_correct']} of {test['images']} images")
    return exact
