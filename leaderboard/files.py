"""The one place that writes files: into a temporary file beside the target, synced, then moved over it."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from leaderboard.errors import MachineError


@contextmanager
def machine_trouble(path: Path) -> Iterator[None]:
    """Turn an OSError (disk full, no permission …) into a MachineError that names ``path``."""
    try:
        yield
    except OSError as error:
        raise MachineError(f"{error.filename or path}: {error.strerror or error}") from error


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
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)


def write_file(path: Path, content: str | bytes) -> None:
    """Write ``content`` (text as UTF-8) over ``path`` in one step; on failure the old file stays whole."""
    with replace_file(path) as temporary, machine_trouble(path):
        temporary.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
