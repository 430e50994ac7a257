"""One worker a run: a lock that its holder's death frees."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from leaderboard.files import machine_trouble

TRIES, PAUSE = 5, 0.02  # who looks for the locks of the dead holds one for a moment


@contextmanager
def claim(folder: Path, run: str, *, wait: bool = False) -> Iterator[bool]:
    """True when this process alone has the run, False when another does, who may be waited for. The file goes with the
    claim.

    The lock is the operating system's (``flock``): it ends with the process, however that ends.
    """
    path = folder / f"{run}.lock"
    with machine_trouble(path):
        folder.mkdir(parents=True, exist_ok=True)
        stream = _open(path, wait=wait)
    if stream is None:
        yield False
        return
    try:
        yield True
    finally:
        path.unlink(missing_ok=True)
        os.close(stream)


def _open(path: Path, *, wait: bool) -> int | None:
    """A locked descriptor of the file at ``path``; None when it is locked by another who is not waited for."""
    tries = 0
    while True:
        stream = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(stream, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(stream)
            tries += 1
            if tries == TRIES:
                return None
            time.sleep(PAUSE)
            continue
        except BaseException:  # a signal while waiting
            os.close(stream)
            raise
        try:
            if os.fstat(stream).st_ino == path.stat().st_ino:
                return stream
        except FileNotFoundError:
            pass
        os.close(stream)  # its holder removed the file between our opening and locking it


def left_by_the_dead(folder: Path) -> list[str]:
    """Runs whose lock file is still there though nobody holds it: their worker died."""
    found = []
    for path in sorted(folder.glob("*.lock")):
        try:
            stream = os.open(path, os.O_RDWR)
        except FileNotFoundError:  # its holder is done
            continue
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            found.append(path.stem)
        except BlockingIOError:
            pass
        finally:
            os.close(stream)
    return found
