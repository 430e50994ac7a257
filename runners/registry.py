"""Registries of named parts: what is registered, by whom, and what to say when a name is unknown."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from importlib.metadata import entry_points
from typing import Generic, TypeVar

from leaderboard.errors import UsageError
from leaderboard.records.nearest import nearest

T = TypeVar("T")


class DuplicateName(ValueError):
    """Two parts of one kind under one name: a mistake in our code, or two packages that clash."""


class Registry(Generic[T], Mapping[str, T]):
    """Parts of one kind by name. ``group`` is the entry-point group from which other packages' parts are loaded.

    An entry point names a module; importing it registers its parts.
    """

    def __init__(self, kind: str, group: str = "") -> None:
        self.kind, self.group = kind, group
        self._parts: dict[str, T] = {}
        self._loaded = not group

    def add(self, name: str, part: T) -> T:
        """Register ``part``; raises DuplicateName."""
        if name in self._parts:
            raise DuplicateName(f"two parts of the kind {self.kind!r} are called {name!r}")
        self._parts[name] = part
        return part

    def register(self, name: str) -> Callable[[T], T]:
        """Decorator form of :meth:`add`."""
        return lambda part: self.add(name, part)

    def __getitem__(self, name: str) -> T:
        self._load()
        if name not in self._parts:
            near = nearest(name, self._parts)
            hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(sorted(self._parts))}"
            raise UsageError(f"no {self.kind} is called {name!r}; {hint}")
        return self._parts[name]

    def __contains__(self, name: object) -> bool:
        self._load()
        return name in self._parts

    def __iter__(self) -> Iterator[str]:
        self._load()
        return iter(sorted(self._parts))

    def __len__(self) -> int:
        self._load()
        return len(self._parts)

    def _load(self) -> None:
        if not self._loaded:
            self._loaded = True
            for point in entry_points(group=self.group):
                point.load()
