"""Where a number stands in its source: in words, and as a link where the source is a file of a public repository."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from leaderboard.render.formats import safe_url
from leaderboard.store.corpus import TableView

_LINES = re.compile(r"L(\d{1,7})(?:\s*[-–]\s*L?(\d{1,7}))?")
_COMMIT = re.compile(r"[0-9a-fA-F]{7,64}")
_NAME = re.compile(r"[A-Za-z0-9._-]+")
SHORT = 10  # digits of a commit that are shown


@dataclass(frozen=True, slots=True)
class Source:
    """A place in a source; ``href`` is None where no address is safe to follow."""

    text: str
    href: str | None


def source_of(table: TableView, locator: str | None = None) -> Source:
    """The place of a table, or of a row at ``locator`` within it.

    A link leads to the line or lines where the locator is ``L<number>`` and the commit is known, else to the file.
    """
    words = [table.locator, *([locator] if locator else [])]
    repository = _shown(table)
    if repository:
        words.append(repository)
    return Source(", ".join(words), source_address(table, locator))


def source_address(table: TableView, locator: str | None = None) -> str | None:
    """The address of a table's file at its commit, with the lines of ``locator``; None off GitHub."""
    root = github(table.repository)
    if root is None:
        return None
    commit = table.commit if table.commit and _COMMIT.fullmatch(table.commit) else None
    if not table.path:
        return f"{root}/tree/{commit}" if commit else root
    parts = [part for part in table.path.split("/") if part]
    if any(part in (".", "..") for part in parts):
        return root
    address = f"{root}/blob/{commit or 'HEAD'}/{'/'.join(quote(part, safe='') for part in parts)}"
    return address + (_lines(locator) if commit else "")


def github(address: str | None) -> str | None:
    """``https://github.com/<owner>/<name>`` of a repository's address, None for any other place."""
    if safe_url(address) is None or address is None:
        return None
    parts = urlsplit(address)
    names = parts.path.strip("/").removesuffix(".git").split("/")
    if parts.netloc.lower() not in ("github.com", "www.github.com") or len(names) < 2:
        return None
    owner, name = names[0], names[1].removesuffix(".git")
    if not all(_NAME.fullmatch(n) and n.strip(".") for n in (owner, name)):
        return None
    return f"https://github.com/{owner}/{name}"


def _lines(locator: str | None) -> str:
    found = _LINES.fullmatch(locator.strip()) if locator else None
    if found is None:
        return ""
    first, last = found.groups()
    return f"#L{first}-L{last}" if last else f"#L{first}"


def _shown(table: TableView) -> str:
    """Repository, path and commit in words: ``owner/name results/a.csv at 1a2b3c4d5e``."""
    root = github(table.repository)
    name = root.removeprefix("https://github.com/") if root else table.repository or ""
    text = " ".join(filter(None, (name, table.path)))
    return f"{text} at {table.commit[:SHORT]}" if table.commit and text else text
