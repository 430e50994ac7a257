"""Sweeps: methods x ratios x seeds x networks under one protocol, resumable, with a plan and an estimate."""

from __future__ import annotations

import multiprocessing
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, replace
from multiprocessing.sharedctypes import Synchronized
from pathlib import Path
from types import FrameType
from typing import Any

import torch

from leaderboard.errors import UsageError
from leaderboard.files import clear_leftovers
from runners.data import SHAPES, Split, load
from runners.dense import fresh, laid_out_for
from runners.devices import devices_of, next_device
from runners.layers import prunable_layers, weights_to_keep
from runners.locks import claim, left_by_the_dead
from runners.methods import METHODS, Method, method_named
from runners.models import build_outline
from runners.protocols.protocol import Protocol
from runners.pruning import ChannelPruner
from runners.run import Bench, Settings, Stopped, TimeLimit, execute, failure, read_outcome, write_record
from runners.schedules import unfit
from runners.scoring import CHANNEL_SCORERS, SCORERS
from runners.selection import CHANNEL_STRUCTURES, structure
from runners.training import train
from runners.tunings import TUNINGS

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


@dataclass(frozen=True)
class Place:
    """Where a sweep works; travels to worker processes by pickling.

    ``cache`` holds dense networks, checkpoints and locks; ``data_root`` and ``weights`` the files that data set and
    protocol need; ``time_limit`` is in seconds for one run.
    """

    protocol: Protocol
    folder: Path
    cache: Path
    data_root: Path | None = None
    weights: Path | None = None
    device: str = "cpu"
    time_limit: float | None = None
    shared: bool = False

    @property
    def locks(self) -> Path:
        return self.cache / "locks"

    def bench(self, say: Say) -> Bench:
        """The shared part of all runs, in this process."""
        if self.protocol.threads:
            torch.set_num_threads(self.protocol.threads)
        torch.use_deterministic_algorithms(True, warn_only=True)
        torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = False
        where = torch.device(self.device)
        data = load(self.protocol.dataset, self.data_root).to(where)
        checkpoints = self.cache / "checkpoints"
        return Bench(data, self.cache, where, code_version(), self.weights, checkpoints, say, self.shared)


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
    """Expand the choices; empty ones are the protocol's. ``again`` repeats runs that failed before; those that were
    stopped are repeated in any case.

    The dense network is one run a seed, whatever the ratios; where no seed changes anything (given weights, no tuning,
    a score of the weights alone) there is one run, not the same several times.
    """
    chosen = [method_named(name) for name in methods] if methods else list(METHODS.values())
    todo: list[Settings] = []
    done: list[Settings] = []
    impossible: list[tuple[Settings, str]] = []
    known: dict[tuple[str, str, str, float], str] = {}
    for settings in _settings(protocol, chosen, ratios, seeds, networks):
        method = settings.method
        reason = unfit(method, protocol)
        if not reason:  # out of reach or not is the same for every seed and scorer
            key = (settings.network, method.structure, method.budget, settings.ratio)
            reason = known[key] if key in known else known.setdefault(key, _out_of_reach(settings))
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
        for number, root in enumerate(seeds or protocol.seeds):
            for method in listed:
                if number and not _chance(protocol, network, method):
                    continue
                for ratio in (1.0,) if method.schedule == "none" else ratios or protocol.ratios:
                    yield Settings(protocol, network, method, ratio, root)


def _chance(protocol: Protocol, network: str, method: Method) -> bool:
    """Whether the seed changes anything."""
    if network not in protocol.weights or TUNINGS[method.tuning].stretch(protocol).epochs:
        return True
    if method.schedule == "none":
        return False
    parts: Iterable[Mapping[str, Any]] = (CHANNEL_SCORERS, SCORERS)
    scorer = next((kind[method.scoring] for kind in parts if method.scoring in kind), None)
    return not getattr(scorer, "of_weights_alone", False)


def _out_of_reach(settings: Settings) -> str:
    """Why the structure cannot reach the ratio on the network; empty when it can."""
    protocol, method = settings.protocol, settings.method
    model = build_outline(settings.network)
    try:
        if method.structure in CHANNEL_STRUCTURES:
            if protocol.dataset in SHAPES:
                nothing = Split(torch.empty((0, *SHAPES[protocol.dataset])), torch.empty(0))
                ChannelPruner(model, method, settings.ratio, 0, nothing, 1, protocol.head)
        else:
            weights_to_keep(model, prunable_layers(model, head=protocol.head), settings.ratio)
            structure(method.structure, settings.ratio)
    except UsageError as error:
        return str(error)
    return ""


def sweep(place: Place, found: Plan, *, jobs: int, say: Say) -> Summary:
    """Do the plan's runs, ``jobs`` at a time; each record is written whole as soon as its run ends.

    A killed sweep loses what the runs it was in did since their last checkpoint: started again it takes them up there,
    and on a CPU every number comes out the same. Several sweeps may share a workspace: a run belongs to one of them.
    """
    start = time.monotonic()
    summary = Summary(Counter(), 0.0, [])
    if not found.todo:
        return summary
    place.folder.mkdir(parents=True, exist_ok=True)
    for number, (settings, outcome, words) in enumerate(_outcomes(found.todo, place, jobs, say), 1):
        summary.outcomes[outcome] += 1
        if outcome in ("failed", "stopped"):
            summary.failed.append((_name(settings), words))
        left = (time.monotonic() - start) / number * (len(found.todo) - number)
        say(f"[{number}/{len(found.todo)}, {left:.0f} s left] {_name(settings)}: {words}")
        if outcome == "stopped":
            break
    summary.seconds = time.monotonic() - start
    return summary


Outcome = tuple[Settings, str, str]  # settings, outcome, what to say of it


def _outcomes(todo: Sequence[Settings], place: Place, jobs: int, say: Say) -> Iterator[Outcome]:
    if jobs <= 1:
        with repeatable(), _stoppable():
            bench = place.bench(say)
            yield from (_one(settings, bench, place) for settings in todo)
        return
    left = list(todo)
    while left:
        try:
            for outcome in _in_parallel(left, place, jobs):
                left.remove(outcome[0])
                yield outcome
        except BrokenProcessPool:  # a worker was killed; its run is recorded, the others go on in new workers
            for dead in _died(left, place):
                left.remove(dead)
                yield dead, "failed", DIED


DIED = "its worker process died: killed, or out of memory"


def _died(left: Sequence[Settings], place: Place) -> list[Settings]:
    """Runs whose worker died; each gets a record. When none can be told, the first, so that the sweep comes to an
    end.
    """
    names = set(left_by_the_dead(place.locks))
    found = [settings for settings in left if settings.id() in names] or list(left[:1])
    for settings in found:
        with claim(place.locks, settings.id()) as ours:
            if ours:
                write_record(failure(settings, torch.device(place.device), code_version(), DIED), place.folder)
    return found


def _in_parallel(todo: Sequence[Settings], place: Place, jobs: int) -> Iterator[Outcome]:
    context, workers, devices = multiprocessing.get_context("spawn"), min(jobs, len(todo)), devices_of(place.device)
    place = replace(place, shared=workers > len(devices))
    pool = ProcessPoolExecutor(workers, context, _start_worker, (place, devices, context.Value("i", 0)))
    try:
        with _passed_on():
            waiting = [pool.submit(_in_worker, settings, place) for settings in todo]
            yield from (future.result() for future in as_completed(waiting))
    finally:  # an interrupted sweep ends with the runs it is in, not with all that were planned
        pool.shutdown(wait=True, cancel_futures=True)


_bench: Bench | None = None


def _start_worker(place: Place, devices: Sequence[str], started: Synchronized[int]) -> None:
    global _bench
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides; a run that began ends with its record
    signal.signal(signal.SIGTERM, _stop)
    _bench = replace(place, device=next_device(devices, started)).bench(print)


def _in_worker(settings: Settings, place: Place) -> Outcome:
    assert _bench is not None
    return _one(settings, _bench, place)


class _Stopping:
    """Whether SIGTERM came, and whether a run was on, which is then interrupted."""

    asked = False
    running = False


STOPPED = "stopped by SIGTERM"


def _stop(number: int, frame: FrameType | None) -> None:
    _Stopping.asked = True
    if _Stopping.running:
        _Stopping.running = False
        raise Stopped(STOPPED)


@contextmanager
def _stoppable() -> Iterator[None]:
    """SIGTERM ends the run with a record; the sweep's caller has its own handling back afterwards."""
    try:
        before = signal.signal(signal.SIGTERM, _stop)
    except ValueError:  # not in the main thread
        yield
        return
    _Stopping.asked = False
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def _passed_on() -> Iterator[None]:
    """SIGTERM goes to the workers, whose runs then end with a record."""

    def pass_on(number: int, frame: FrameType | None) -> None:
        for child in multiprocessing.active_children():
            child.terminate()

    try:
        before = signal.signal(signal.SIGTERM, pass_on)
    except ValueError:
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _one(settings: Settings, bench: Bench, place: Place) -> Outcome:
    path = place.folder / f"{settings.id()}.json"
    with claim(place.locks, settings.id()) as ours:
        if not ours:
            return settings, "elsewhere", "another sweep is at it"
        if read_outcome(path) == "finished":
            return settings, "elsewhere", "another sweep has done it"
        clear_leftovers(path)
        if _Stopping.asked:
            return settings, "stopped", STOPPED
        with _limited(place.time_limit):
            record = execute(settings, bench, _running)
        write_record(record, place.folder)
    if record["outcome"] != "finished":
        return settings, record["outcome"], record["error"]["message"]
    before, after = record["dense"]["test"]["top1"], record["tuned"]["test"]["top1"]
    return (
        settings,
        record["outcome"],
        f"{before:.2f} -> {after:.2f} % at {record['metrics']['compression_ratio']:.2f}x",
    )


@contextmanager
def _running() -> Iterator[None]:
    """The part of a run that SIGTERM interrupts."""
    _Stopping.running = True
    try:
        yield
    finally:
        _Stopping.running = False


@contextmanager
def _limited(seconds: float | None) -> Iterator[None]:
    """Raises TimeLimit in the block after ``seconds``."""

    def over(number: int, frame: FrameType | None) -> None:
        raise TimeLimit(f"took longer than the {seconds:g} s it may")

    if seconds is None:
        yield
        return
    before = signal.signal(signal.SIGALRM, over)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def estimate(place: Place, found: Plan) -> float | None:
    """Seconds the plan will take, one run at a time, from a few timed steps of each network; None for an empty plan."""
    if not found.todo:
        return None
    protocol, device = place.protocol, torch.device(place.device)
    data = load(protocol.dataset, place.data_root)
    total = 0.0
    with repeatable():
        if protocol.threads:
            torch.set_num_threads(protocol.threads)
        split = data.train.some(CALIBRATION_STEPS * protocol.calibration_batch, torch.Generator()).to(device)
        recipe = replace(protocol.dense if protocol.trains_dense else protocol.tuning, epochs=1)
        recipe = replace(recipe, batch_size=protocol.calibration_batch, learning_rate=1e-6)
        for network in dict.fromkeys(s.network for s in found.todo):
            model = laid_out_for(protocol, network, fresh(network, 0), device)
            train(model, split, recipe, 0, purpose="calibrate", precision=protocol.precision)
            start = time.monotonic()
            train(model, split, recipe, 0, purpose="calibrate", precision=protocol.precision)
            image = (time.monotonic() - start) / len(split)
            runs = [s for s in found.todo if s.network == network]
            trained = sum(_epochs(s) for s in runs)
            if network not in protocol.weights:
                trained += protocol.dense.epochs * len({s.seed for s in runs})
            tested = len(data.test) + len(data.validation)
            # An evaluation is about a third of a training step; one an epoch, and two a run.
            total += image * (trained * (len(data.train) + tested / 3) + len(runs) * 2 * len(data.test) / 3)
    return total


CALIBRATION_STEPS = 8


def _epochs(settings: Settings) -> int:
    method, protocol = settings.method, settings.protocol
    stretch = TUNINGS[method.tuning].stretch(protocol)
    epochs = stretch.epochs * (method.steps if not stretch.divided else 1)
    return epochs + (protocol.dense.epochs if method.schedule == "sparse-training" else 0)


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
