"""Sweeps: the runs of a plan, several at a time, resumable."""

from __future__ import annotations

import signal
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing.sharedctypes import Synchronized

import torch

from leaderboard.errors import MachineError
from leaderboard.files import clear_leftovers
from runners.bench import Bench
from runners.checkpoints import NotTakenUp, clear_finished
from runners.devices import devices_of, next_device
from runners.locks import claim, left_by_the_dead
from runners.pace import duration, seconds_left
from runners.place import Place, Say, repeatable
from runners.plan import Plan
from runners.records import code_version, failure, read_outcome, write_protocol, write_record
from runners.run import execute
from runners.settings import Settings
from runners.stopping import STOPPED, Stopping, interruptible, passed_on, stop, stoppable
from runners.weights import check_given
from runners.workers import end_with_the_sweep, starting


@dataclass
class Summary:
    """How a sweep ended."""

    outcomes: Counter[str]
    seconds: float
    failed: list[tuple[str, str]]


def sweep(place: Place, found: Plan, *, jobs: int, say: Say, expected: Mapping[str, float] | None = None) -> Summary:
    """Do the plan's runs, ``jobs`` at a time; each record is written whole as soon as its run ends. ``expected`` are
    the seconds of each run by its id, from which the time left is told; by default all are taken to be alike.

    A killed sweep loses what the runs it was in did since their last checkpoint: started again it takes them up there,
    and on a CPU every number comes out the same. Several sweeps may share a workspace: a run belongs to one of them.
    """
    start = time.monotonic()
    summary = Summary(Counter(), 0.0, [])
    if not found.todo:
        return summary
    check_given(place.protocol, {settings.network for settings in found.todo}, place.weights)
    place.folder.mkdir(parents=True, exist_ok=True)
    for fixed in {settings.protocol.digest(): settings.protocol for settings in found.todo}.values():
        write_protocol(fixed, place.folder)
    clear_finished(place.checkpoints, {settings.id() for settings in found.done})
    left = {settings.id() for settings in found.todo}
    expected = expected or dict.fromkeys(left, 1.0)
    for number, (settings, outcome, words) in enumerate(_outcomes(found.todo, place, jobs, say), 1):
        summary.outcomes[outcome] += 1
        if outcome in ("failed", "stopped", "refused"):
            summary.failed.append((_name(settings), words))
        left.discard(settings.id())
        still = duration(seconds_left(expected, left, jobs, time.monotonic() - start))
        say(f"[{number}/{len(found.todo)}, {still} left] {_name(settings)}: {words}")
        if outcome == "stopped":
            break
    summary.seconds = time.monotonic() - start
    return summary


Outcome = tuple[Settings, str, str]  # settings, outcome, what to say of it


def _outcomes(todo: Sequence[Settings], place: Place, jobs: int, say: Say) -> Iterator[Outcome]:
    if jobs <= 1:
        with repeatable(), stoppable():
            bench = place.bench(say)
            yield from (_one(settings, bench, place) for settings in todo)
        return
    left = list(todo)
    _bury(place)  # of earlier sweeps; who dies from now on is one of ours
    fruitless = 0
    while left:
        before = len(left)
        try:
            for outcome in _in_parallel(left, place, jobs):
                left.remove(outcome[0])
                yield outcome
        except BrokenProcessPool:  # a worker was killed; its run is recorded, the others go on in new workers
            if Stopping.asked:
                yield left[0], "stopped", STOPPED
                return
            for outcome in _died(left, place):
                left.remove(outcome[0])
                yield outcome
            fruitless = fruitless + 1 if len(left) == before else 0
            if fruitless == 2:
                raise MachineError("the worker processes die before they begin a run: out of memory?") from None


DIED = "its worker process died: killed, or out of memory"


def _bury(place: Place) -> list[str]:
    """Remove the locks of the dead; the runs they had."""
    names = left_by_the_dead(place.locks)
    for name in names:
        with claim(place.locks, name):
            pass
    return names


def _died(left: Sequence[Settings], place: Place) -> list[Outcome]:
    """Runs whose worker died; each gets a record, unless it had left one."""
    names, found = set(_bury(place)), list[Outcome]()
    for settings in [settings for settings in left if settings.id() in names]:
        with claim(place.locks, settings.id()) as ours:
            if not ours:
                continue
            if read_outcome(place.folder / f"{settings.id()}.json") == "finished":
                found.append((settings, "finished", "recorded before its worker died"))
            else:
                write_record(failure(settings, torch.device(place.device), code_version(), DIED), place.folder)
                found.append((settings, "failed", DIED))
    return found


def _in_parallel(todo: Sequence[Settings], place: Place, jobs: int) -> Iterator[Outcome]:
    context, workers, devices = starting(place.device), min(jobs, len(todo)), devices_of(place.device)
    place = replace(place, shared=workers > len(devices))
    pool = ProcessPoolExecutor(workers, context, _start_worker, (place, devices, context.Value("i", 0)))
    try:
        with passed_on():
            waiting = [pool.submit(_in_worker, settings, place) for settings in todo]
            yield from (future.result() for future in as_completed(waiting))
    finally:  # an interrupted sweep ends with the runs it is in, not with all that were planned
        pool.shutdown(wait=True, cancel_futures=True)


_bench: Bench | None = None


def _start_worker(place: Place, devices: Sequence[str], started: Synchronized[int]) -> None:
    global _bench
    end_with_the_sweep()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides; a run that began ends with its record
    signal.signal(signal.SIGTERM, stop)
    _bench = replace(place, device=next_device(devices, started)).bench(print)


def _in_worker(settings: Settings, place: Place) -> Outcome:
    assert _bench is not None
    return _one(settings, _bench, place)


def _one(settings: Settings, bench: Bench, place: Place) -> Outcome:
    path = place.folder / f"{settings.id()}.json"
    with claim(place.locks, settings.id()) as ours:
        if not ours:
            return settings, "elsewhere", "another sweep is at it"
        if read_outcome(path) == "finished":
            return settings, "elsewhere", "another sweep has done it"
        clear_leftovers(path)
        if Stopping.asked:
            return settings, "stopped", STOPPED
        try:
            record = execute(settings, bench, partial(interruptible, place.time_limit))
        except NotTakenUp as refused:
            return settings, "refused", str(refused)
        write_record(record, place.folder)
        if record["outcome"] == "finished":
            clear_finished(place.checkpoints, {settings.id()})
    if record["outcome"] != "finished":
        return settings, record["outcome"], record["error"]["message"]
    before, after = record["dense"]["test"]["top1"], record["tuned"]["test"]["top1"]
    return (
        settings,
        record["outcome"],
        f"{before:.2f} -> {after:.2f} % at {record['metrics']['compression_ratio']:.2f}x",
    )


def _name(settings: Settings) -> str:
    return f"{settings.method.name} {settings.ratio:g}x {settings.network} seed {settings.seed}"
