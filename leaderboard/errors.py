"""The project's own errors; their exit codes are the contract of the command line.

Exit codes: 0 fine, 1 problems in the data, 2 wrong usage, 3 trouble with the machine.
Anything else that is raised is a bug and keeps its traceback.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from leaderboard.problems import Problem


class LeaderboardError(Exception):
    """Base of every error a user can cause and repair."""

    exit_code = 1


class DataError(LeaderboardError):
    """The data cannot be used; carries every problem found, not only the first."""

    exit_code = 1

    def __init__(self, message: str, problems: Sequence[Problem] = ()) -> None:
        super().__init__(message)
        self.problems = tuple(problems)


class UsageError(LeaderboardError):
    """The command was given something it cannot work on (wrong folder, unknown name)."""

    exit_code = 2


class MissingExtra(UsageError):
    """A package is not installed that only one of the project's extras asks for."""

    def __init__(self, what: str, package: str | None, extra: str) -> None:
        super().__init__(f"{what} needs {package}: in the checkout, pip install -c constraints.txt -e '.[{extra}]'")


def require_runners(what: str) -> None:
    """Raises MissingExtra for the first package of the runners that is not installed. Imports none of them: that
    takes seconds.
    """
    for package in ("torch", "torchvision", "safetensors"):
        if find_spec(package) is None:
            raise MissingExtra(what, package, "runners")


class MachineError(LeaderboardError):
    """The machine failed us: disk full, database locked, file not readable."""

    exit_code = 3
