"""How a run is ended from outside: by SIGTERM, or by its time limit."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from types import FrameType

from leaderboard.errors import LeaderboardError


class Stopped(BaseException):
    """A run was asked to stop (SIGTERM): it is recorded so, and repeated by the next sweep."""


class TimeLimit(LeaderboardError):
    """A run took longer than it may."""


class Stopping:
    """Whether SIGTERM came, and whether a run was on, which is then interrupted."""

    asked = False
    running = False


STOPPED = "stopped by SIGTERM"


def stop(number: int, frame: FrameType | None) -> None:
    """Handle SIGTERM: end the run that is on, and begin no other."""
    Stopping.asked = True
    if Stopping.running:
        Stopping.running = False
        raise Stopped(STOPPED)


@contextmanager
def _on_sigterm(handle: Callable[[int, FrameType | None], None]) -> Iterator[None]:
    """The caller of the sweep has its own handling back afterwards; in other threads than the main one it stays."""
    try:
        before = signal.signal(signal.SIGTERM, handle)
    except ValueError:  # not in the main thread
        yield
        return
    Stopping.asked = False
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def stoppable() -> AbstractContextManager[None]:
    """SIGTERM ends the run with a record."""
    return _on_sigterm(stop)


def passed_on() -> AbstractContextManager[None]:
    """SIGTERM goes to the workers, whose runs then end with a record."""

    def pass_on(number: int, frame: FrameType | None) -> None:
        Stopping.asked = True
        for child in multiprocessing.active_children():
            child.terminate()

    return _on_sigterm(pass_on)


@contextmanager
def running() -> Iterator[None]:
    """The part of a run that SIGTERM interrupts, or that does not begin after it."""
    Stopping.running = True
    try:
        if Stopping.asked:
            raise Stopped(STOPPED)
        yield
    finally:
        Stopping.running = False


@contextmanager
def limited(seconds: float | None) -> Iterator[None]:
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


@contextmanager
def interruptible(seconds: float | None) -> Iterator[None]:
    """:func:`running` within ``seconds``."""
    with running(), limited(seconds):
        yield
