"""One worker a run: a lock that its holder's death frees."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from leaderboard.files import machine_trouble


@contextmanager
def claim(folder: Path, run: str) -> Iterator[bool]:
    """True when this process alone has the run, False when another does. The file goes with the claim.

    The lock is the operating system's (``flock``): it ends with the process, however that ends.
    """
    path = folder / f"{run}.lock"
    with machine_trouble(path):
        folder.mkdir(parents=True, exist_ok=True)
        stream = _open(path)
    if stream is None:
        yield False
        return
    try:
        yield True
    finally:
        path.unlink(missing_ok=True)
        os.close(stream)


def _open(path: Path) -> int | None:
    """A locked descriptor of the file at ``path``; None when it is locked by another."""
    while True:
        stream = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(stream)
            return None
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
        stream = os.open(path, os.O_RDWR)
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            found.append(path.stem)
        except BlockingIOError:
            pass
        finally:
            os.close(stream)
    return found
