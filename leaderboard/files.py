"""The one place that writes files: into a temporary file beside the target, synced, then moved over it."""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import hashlib
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from leaderboard.errors import DataError, MachineError, UsageError

MARKER = ".leaderboard-site"


@contextmanager
def machine_trouble(path: Path) -> Iterator[None]:
    """Turn an OSError (disk full, no permission …) into a MachineError that names ``path``."""
    try:
        yield
    except OSError as error:
        raise MachineError(f"{error.filename or path}: {error.strerror or error}") from error


def read_checked(path: Path, sha256: str, otherwise: str) -> bytes:
    """The content of a file. Raises DataError for another SHA-256, going on with ``otherwise``."""
    with machine_trouble(path):
        content = path.read_bytes()
    found = hashlib.sha256(content).hexdigest()
    if found != sha256:
        raise DataError(f"{path}: its SHA-256 is {found}, {otherwise}")
    return content


@contextmanager
def replace_file(path: Path) -> Iterator[Path]:
    """Yield a temporary path in the folder of ``path``; afterwards sync it and move it over ``path``.

    When the block raises, the temporary file goes and ``path`` stays as it was. Raises MachineError for
    anything the operating system refuses.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with machine_trouble(path):
            yield temporary
            descriptor = os.open(temporary, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
            temporary.replace(path)
    finally:
        for suffix in ("", "-journal"):  # SQLite leaves its journal when the disk is full
            with contextlib.suppress(OSError):
                temporary.with_name(temporary.name + suffix).unlink(missing_ok=True)


def write_file(path: Path, content: str | bytes) -> None:
    """Write ``content`` (text as UTF-8) over ``path`` in one step; on failure the old file stays whole."""
    with replace_file(path) as temporary, machine_trouble(path):
        temporary.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)


@contextmanager
def replace_folder(path: Path) -> Iterator[Path]:
    """Yield an empty temporary folder beside ``path``; afterwards exchange it with ``path`` in one step.

    ``path`` must be missing, empty or a folder that this function made before (it leaves a marker file), else
    UsageError: nobody's own folder is ever replaced. When the block raises, ``path`` stays as it was.
    """
    path = path.absolute()
    _refuse_foreign(path)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with machine_trouble(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            clear_leftovers(path)
            temporary.mkdir()
            (temporary / MARKER).write_text("Made by `leaderboard build`, which may replace this folder.\n")
            yield temporary
            if path.exists():
                _exchange(temporary, path)
            else:
                temporary.rename(path)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def clear_leftovers(path: Path) -> None:
    """Remove what killed builds of ``path`` left beside it. Call it only under the build's lock."""
    for left in path.parent.glob(f".{path.name}.*.tmp*"):
        if left.is_dir():
            shutil.rmtree(left, ignore_errors=True)
        else:
            left.unlink(missing_ok=True)


def _refuse_foreign(path: Path) -> None:
    if path.exists() and not path.is_dir():
        raise UsageError(f"{path} is a file; name a folder for the site")
    if path.is_dir() and any(path.iterdir()) and not (path / MARKER).is_file():
        raise UsageError(f"{path} holds files that no build made; name an empty or new folder for the site")


def _exchange(new: Path, old: Path) -> None:
    """Swap two folders: atomically where the system can (Linux ``renameat2``), else by two renames."""
    libc = ctypes.CDLL(None, use_errno=True)
    here, exchange = -100, 2
    if hasattr(libc, "renameat2") and not libc.renameat2(here, os.fsencode(new), here, os.fsencode(old), exchange):
        return
    aside = new.with_name(new.name.removesuffix(".tmp") + ".old.tmp")
    old.rename(aside)
    new.rename(old)
    aside.rename(new)


@contextmanager
def lock_folder(folder: Path, waiting: Callable[[str], None], seconds: float = 60.0) -> Iterator[None]:
    """Hold the build's lock in ``folder``; a second build waits, then gets a MachineError naming the holder.

    The lock belongs to the process: its death frees it.
    """
    with machine_trouble(folder):
        folder.mkdir(parents=True, exist_ok=True)
        stream = (folder / ".leaderboard.lock").open("a+")
    with stream:
        deadline = time.monotonic() + seconds
        told = False
        while True:
            try:
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                stream.seek(0)
                holder = stream.read().strip() or "unknown"
                if not told:
                    waiting(f"waiting for another build (process {holder}) to finish with {folder}")
                    told = True
                if time.monotonic() > deadline:
                    raise MachineError(f"{folder} is still in use by process {holder}; try again later") from None
                time.sleep(0.05)
        stream.truncate(0)
        stream.write(str(os.getpid()))
        stream.flush()
        yield
