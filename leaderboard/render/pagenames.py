"""Names of pages: safe, injective and inside the site's folder, whatever the key."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

from leaderboard.errors import DataError

_UNSAFE = re.compile(r"[^A-Za-z0-9._-]")
_LONGEST = 120
# Names that Windows keeps for devices, with any ending.
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


def page_name(key: str) -> str:
    """A file name without ending: safe characters stay, others become ``~hex~``; long ones end in a digest.

    Raises DataError for an empty key or one that is only dots.
    """
    if not key.strip("."):
        raise DataError(f"a page cannot be named {key!r}: give the record a key of letters and digits")
    safe = _UNSAFE.sub(lambda m: f"~{ord(m.group()):x}~", key)
    if safe.startswith(".") or _DEVICES.fullmatch(safe):
        safe = f"~{ord(safe[0]):x}~{safe[1:]}"
    if len(safe) > _LONGEST:
        digest = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:16]
        safe = f"{safe[: _LONGEST - 20]}-{digest}"
    return safe


class PageNames:
    """The pages of one kind, known before any is written."""

    def __init__(self, folder: str, keys: Iterable[str]) -> None:
        """Name the pages of ``keys``.

        Raises DataError naming both keys when two would share a file, also where the file system ignores case.
        """
        self._paths: dict[str, str] = {}
        owners: dict[str, str] = {}
        for key in keys:
            name = page_name(key)
            owner = owners.setdefault(name.casefold(), key)
            if owner != key:
                raise DataError(f"the {folder} pages of {owner!r} and {key!r} would be one file; rename one of them")
            self._paths[key] = f"{folder}/{name}.html"

    def __getitem__(self, key: str) -> str:
        """``folder/name.html`` of a key; also its relative address, since all characters are safe in one."""
        return self._paths[key]

    def get(self, key: str) -> str | None:
        """The page of a key, None where it has none."""
        return self._paths.get(key)
