"""What a schedule is, and which protocols it fits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from runners.methods import Method
from runners.protocols.protocol import Protocol
from runners.registry import Registry
from runners.task import Task
from runners.tunings import TUNINGS


@dataclass(frozen=True, slots=True)
class Schedule:
    """``run`` does the stages of a task. ``untrained`` starts from the untrained network; ``while_tuning`` prunes in
    the course of tuning, which then has to have ``least_epochs``, and one for each of the method's steps.
    """

    words: str
    run: Callable[[Task], None]
    untrained: bool = False
    while_tuning: bool = False
    least_epochs: int = 1


SCHEDULES: Registry[Schedule] = Registry("schedule", "pruning_leaderboard.schedules")


def unfit(method: Method, protocol: Protocol) -> str:
    """Why a method cannot be run under a protocol; empty when it can."""
    schedule, tuning = SCHEDULES[method.schedule], TUNINGS[method.tuning]
    if (schedule.untrained or tuning.needs_dense) and not protocol.trains_dense:
        return "needs dense training, where this protocol gives the dense weights"
    stretch = tuning.stretch(protocol)
    if protocol.dense_networks and stretch.purpose == "dense" and stretch.first:
        return "replays the images of dense training, which are the same for all seeds that share a dense network"
    least = max(method.steps, schedule.least_epochs)
    if schedule.while_tuning and stretch.epochs < least:
        return f"prunes while tuning and needs {least} or more epochs of it"
    return ""
