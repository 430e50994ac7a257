"""Sweeps: methods x ratios x seeds x networks under one protocol, resumable, with a plan and an estimate."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from leaderboard.errors import UsageError
from leaderboard.files import clear_leftovers
from runners.data import Data, load
from runners.layers import prunable_layers, weights_to_keep
from runners.methods import METHODS, Method
from runners.models import build_outline
from runners.protocols.protocol import Protocol
from runners.run import Bench, Settings, execute, read_outcome, write_record
from runners.selection import structure

Say = Callable[[str], None]


@dataclass(frozen=True)
class Plan:
    """Runs to do, runs done before, and combinations that cannot be, each with the reason."""

    todo: tuple[Settings, ...]
    done: tuple[Settings, ...]
    impossible: tuple[tuple[Settings, str], ...]


@dataclass
class Summary:
    """How a sweep ended."""

    outcomes: Counter[str]
    seconds: float
    failed: list[tuple[str, str]]


def plan(
    protocol: Protocol,
    folder: Path,
    *,
    methods: Sequence[str] = (),
    ratios: Sequence[float] = (),
    seeds: Sequence[int] = (),
    networks: Sequence[str] = (),
    again: bool = False,
) -> Plan:
    """Expand the choices; empty ones are the protocol's. ``again`` repeats runs that failed before.

    The dense network is one run a seed, whatever the ratios.
    """
    chosen = [METHODS[name] for name in methods] if methods else list(METHODS.values())
    todo: list[Settings] = []
    done: list[Settings] = []
    impossible: list[tuple[Settings, str]] = []
    for settings in _settings(protocol, chosen, ratios, seeds, networks):
        reason = _impossible(settings)
        if reason:
            impossible.append((settings, reason))
            continue
        outcome = read_outcome(folder / f"{settings.id()}.json")
        finished = outcome == "finished" or (outcome == "failed" and not again)
        (done if finished else todo).append(settings)
    return Plan(tuple(todo), tuple(done), tuple(impossible))


def _settings(
    protocol: Protocol,
    methods: Iterable[Method],
    ratios: Sequence[float],
    seeds: Sequence[int],
    networks: Sequence[str],
) -> Iterator[Settings]:
    """Networks and seeds outermost, so that a dense network's statistics are shared while it is at hand."""
    listed = list(methods)
    for network in networks or protocol.networks:
        for root in seeds or protocol.seeds:
            for method in listed:
                for ratio in (1.0,) if method.schedule == "none" else ratios or protocol.ratios:
                    yield Settings(protocol, network, method, ratio, root)


def _impossible(settings: Settings) -> str:
    model = build_outline(settings.network)
    try:
        weights_to_keep(model, prunable_layers(model, head=settings.protocol.head), settings.ratio)
        structure(settings.method.structure, settings.ratio)
    except UsageError as error:
        return str(error)
    return ""


def sweep(
    protocol: Protocol,
    found: Plan,
    folder: Path,
    cache: Path,
    *,
    data_root: Path | None,
    device: str,
    jobs: int,
    say: Say,
) -> Summary:
    """Do the plan's runs, ``jobs`` at a time; each record is written whole as soon as its run ends.

    A killed sweep loses the run it was in and nothing else: started again it does that run from its beginning, and on a
    CPU every number comes out the same.
    """
    start = time.monotonic()
    summary = Summary(Counter(), 0.0, [])
    if not found.todo:
        return summary
    folder.mkdir(parents=True, exist_ok=True)
    for leftover in folder.glob("*.json"):
        clear_leftovers(leftover)
    place = _Place(protocol, cache, data_root, device, code_version())
    for number, (settings, outcome, words) in enumerate(_outcomes(found.todo, place, folder, jobs), 1):
        summary.outcomes[outcome] += 1
        if outcome == "failed":
            summary.failed.append((_name(settings), words))
        left = (time.monotonic() - start) / number * (len(found.todo) - number)
        say(f"[{number}/{len(found.todo)}, {left:.0f} s left] {_name(settings)}: {words}")
    summary.seconds = time.monotonic() - start
    return summary


@dataclass(frozen=True)
class _Place:
    """What a worker needs to make its bench; travels to it by pickling."""

    protocol: Protocol
    cache: Path
    data_root: Path | None
    device: str
    code: dict[str, Any]

    def bench(self) -> Bench:
        if self.protocol.threads:
            torch.set_num_threads(self.protocol.threads)
        torch.use_deterministic_algorithms(True, warn_only=True)
        where, data = torch.device(self.device), load(self.protocol.dataset, self.data_root)
        on_device = Data(data.train.to(where), data.validation.to(where), data.test.to(where), data.classes)
        return Bench(on_device, self.cache, where, self.code)


Outcome = tuple[Settings, str, str]  # settings, outcome, what to say of it


def _outcomes(todo: Sequence[Settings], place: _Place, folder: Path, jobs: int) -> Iterator[Outcome]:
    if jobs <= 1:
        with repeatable():
            bench = place.bench()
            yield from (_one(settings, bench, folder) for settings in todo)
        return
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(min(jobs, len(todo)), context, _start_worker, (place,))
    try:
        waiting = [pool.submit(_in_worker, settings, folder) for settings in todo]
        yield from (future.result() for future in as_completed(waiting))
    finally:  # an interrupted sweep ends with the runs it is in, not with all that were planned
        pool.shutdown(wait=True, cancel_futures=True)


_bench: Bench | None = None


def _start_worker(place: _Place) -> None:
    global _bench
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides; a run that began ends with its record
    _bench = place.bench()


def _in_worker(settings: Settings, folder: Path) -> Outcome:
    assert _bench is not None
    return _one(settings, _bench, folder)


def _one(settings: Settings, bench: Bench, folder: Path) -> Outcome:
    record = execute(settings, bench)
    write_record(record, folder)
    if record["outcome"] == "failed":
        return settings, "failed", record["error"]["message"]
    before, after = record["dense"]["test"]["top1"], record["tuned"]["test"]["top1"]
    return (
        settings,
        record["outcome"],
        f"{before:.2f} -> {after:.2f} % at {record['metrics']['compression_ratio']:.2f}x",
    )


def default_jobs(protocol: Protocol, device: str) -> int:
    """As many runs at a time as cores allow where a run is held to few threads; else one."""
    if device != "cpu" or not protocol.threads:
        return 1
    return max(len(os.sched_getaffinity(0)) // protocol.threads, 1)


def estimate(protocol: Protocol, found: Plan, cache: Path, *, data_root: Path | None, device: str) -> float | None:
    """Seconds the plan will take, from one timed epoch of each network; None for an empty plan."""
    if not found.todo:
        return None
    from runners.dense import fresh
    from runners.training import train

    data = load(protocol.dataset, data_root)
    total = 0.0
    with repeatable():
        if protocol.threads:
            torch.set_num_threads(protocol.threads)
        for network in dict.fromkeys(s.network for s in found.todo):
            model = fresh(network, 0).to(device)
            split = data.train.to(torch.device(device))
            train(model, split, protocol.tuning, 0, purpose="calibrate", last=1)
            start = time.monotonic()
            train(model, split, protocol.tuning, 0, purpose="calibrate", last=1)
            epoch = time.monotonic() - start
            runs = [s for s in found.todo if s.network == network]
            epochs = sum(_epochs(s) for s in runs) + protocol.dense.epochs * len({s.seed for s in runs})
            total += epoch * epochs * 1.25  # evaluation, scoring, writing
    return total


def _epochs(settings: Settings) -> int:
    method, protocol = settings.method, settings.protocol
    if method.tuning in ("train", "reinitialise"):
        return protocol.dense.epochs
    if method.tuning.startswith("rewind"):
        return (protocol.dense.epochs - protocol.rewind_epoch) * (method.steps if method.schedule == "iterative" else 1)
    return 0 if method.tuning == "none" else protocol.tuning.epochs


@contextmanager
def repeatable() -> Iterator[None]:
    """Whatever is set for the runs inside (deterministic kernels, threads), the caller's settings come back."""
    before, threads = torch.are_deterministic_algorithms_enabled(), torch.get_num_threads()
    try:
        yield
    finally:
        torch.use_deterministic_algorithms(before)
        torch.set_num_threads(threads)


def code_version() -> dict[str, Any]:
    """Commit and whether the checkout has changes; None outside of a checkout."""
    here = Path(__file__).parent
    try:
        commit = subprocess.run(["git", "rev-parse", "HEAD"], cwd=here, capture_output=True, text=True, check=True)
        status = subprocess.run(
            ["git", "status", "--porcelain", "--", "."], cwd=here, capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return {"commit": None, "dirty": None}
    return {"commit": commit.stdout.strip(), "dirty": bool(status.stdout.strip())}


def _name(settings: Settings) -> str:
    return f"{settings.method.name} {settings.ratio:g}x {settings.network} seed {settings.seed}"
