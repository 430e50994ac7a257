"""Where the site will stand and where its records are kept: `reported_results/site.toml`, or options of a build."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from leaderboard.errors import UsageError
from leaderboard.problems import Problem
from leaderboard.records.model import Workspace
from leaderboard.records.plain import UnreadableError, read_plain
from leaderboard.records.positions import Positions

FILE = "reported_results/site.toml"
_SCHEMA = 1
_CHARACTERS = re.compile(r"https?://[!#-;=?-Z_a-z~]+/")
_LONGEST = 500  # so that a full map of the site stays below the 50 MB that sitemaps.org allows
_REPOSITORY = re.compile(r"https://github\.com/[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?/[A-Za-z0-9._-]+")


@dataclass(frozen=True, slots=True)
class Publishing:
    """``base_url`` is the folder the site will stand in, with ``/`` at its end; ``repository`` is
    ``https://github.com/<owner>/<name>``. Either is empty where it is not known.
    """

    base_url: str = ""
    repository: str = ""

    def over(self, other: Publishing) -> Publishing:
        """What is given here, else what ``other`` says."""
        return Publishing(self.base_url or other.base_url, self.repository or other.repository)

    @property
    def at_root(self) -> bool:
        """Whether the site is all that its host serves: robots.txt counts nowhere else (RFC 9309)."""
        return bool(self.base_url) and urlsplit(self.base_url).path == "/"


def is_base_url(url: object) -> bool:
    """Whether ``url`` is the http(s) address of a folder, with ``/`` at its end and nothing hidden in it."""
    if not isinstance(url, str) or len(url) > _LONGEST or not _CHARACTERS.fullmatch(url) or set(url) & set("'?#@"):
        return False
    try:
        parts = urlsplit(url)
        _ = parts.port  # raises for what is no port
    except ValueError:
        return False
    steps = parts.path.split("/")[1:-1]
    return bool(parts.hostname) and not {"", ".", ".."} & set(steps)


def is_repository(url: object) -> bool:
    """Whether ``url`` is ``https://github.com/<owner>/<name>``."""
    return isinstance(url, str) and bool(_REPOSITORY.fullmatch(url)) and bool(url.rpartition("/")[2].strip("."))


# Each setting with its test, what is wrong where that fails, and what to write.
_SETTINGS: dict[str, tuple[Callable[[object], bool], str, str]] = {
    "base_url": (is_base_url, "is not the address of a folder", "write https://example.org/pruning/"),
    "repository": (is_repository, "is no repository on GitHub", "write https://github.com/owner/name"),
}


def publishing(base_url: str, repository: str) -> Publishing:
    """Both as somebody typed them, a missing ``/`` at the end of the address added. Raises UsageError."""
    found = Publishing(
        f"{base_url.rstrip('/')}/" if base_url else "",
        repository.rstrip("/").removesuffix(".git") if repository else "",
    )
    for name, (fits, wrong, remedy) in _SETTINGS.items():
        value = getattr(found, name)
        if value and not fits(value):
            raise UsageError(f"--{name.replace('_', '-')}: {value!r} {wrong}; {remedy}")
    return found


def read_publishing(workspace: Workspace) -> tuple[Publishing, list[Problem]]:
    """The settings of a workspace and every problem of their form; a missing file says nothing."""
    path = workspace.root / FILE
    if not path.exists():
        return Publishing(), []
    try:
        text, data = read_plain(path)
    except UnreadableError as error:
        return Publishing(), [Problem(FILE, 1, 1, "", str(error), "see docs/publishing.md", "publishing")]
    positions = Positions(text)
    problems = [
        Problem(FILE, *positions.of_key((name,)), name, message, remedy, "publishing")
        for name, message, remedy in _complaints(data)
    ]
    return Publishing(**({} if problems else {name: data[name] for name in _SETTINGS if name in data})), problems


def _complaints(data: dict[str, object]) -> Iterator[tuple[str, str, str]]:
    """Key, what is wrong with it, and what to write."""
    if data.get("schema") != _SCHEMA:
        yield "schema", f"{data.get('schema')!r} is not {_SCHEMA}", f"begin with `schema = {_SCHEMA}`"
    for name in sorted(data.keys() - {"schema", *_SETTINGS}):
        yield name, f"unknown key `{name[:60]}`", f"known are {', '.join(f'`{known}`' for known in _SETTINGS)}"
    for name, (fits, wrong, remedy) in _SETTINGS.items():
        if name in data and not fits(data[name]):
            yield name, f"{data[name]!r} {wrong}", remedy
