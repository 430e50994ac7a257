"""The problems of one file while it is read; places are worked out only when there is a problem."""

from __future__ import annotations

import re

from leaderboard.problems import Problem
from leaderboard.records.positions import Path, Positions, dotted
from leaderboard.records.values import FloatText

# A number whose parsed value may hide how it was written: 1_000, 0x10, +5, -0.
_DISGUISED = re.compile(r"[0-9]_[0-9]|\b0[xob]|[+][0-9]|-0")
MAX_PROBLEMS = 2_000


class FileProblems:
    """Collects problems of the file named ``file`` with the text ``text``."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.text = text
        self.found: list[Problem] = []
        self._positions: Positions | None = None
        self._disguised = _DISGUISED.search(text) is not None
        self.left_out = 0

    @property
    def positions(self) -> Positions:
        if self._positions is None:
            self._positions = Positions(self.text)
        return self._positions

    def raw(self, path: Path, value: object) -> str | None:
        """How a number or date is written in the file, where its parsed value does not say."""
        if isinstance(value, str | list | dict | FloatText) or (type(value) is int and not self._disguised):
            return None
        return self.positions.raw(path)

    def add(self, path: Path, message: str, remedy: str, rule: str, *, at_key: bool = False) -> None:
        """An error at the value (or the key) of ``path``; past the first 2,000 they are only counted."""
        if len(self.found) >= MAX_PROBLEMS:
            self.left_out += 1
            return
        line, column = self.positions.of_key(path) if at_key else self.positions.of_value(path)
        self.found.append(Problem(self.file, line, column, dotted(path), message, remedy, rule))

    def add_at(self, line: int, column: int, message: str, remedy: str, rule: str, field: str = "") -> None:
        """An error at a known place, most often of the text itself, before it has any fields."""
        self.found.append(Problem(self.file, line, column, field, message, remedy, rule))

    def listed(self) -> list[Problem]:
        """All problems in the order of the file."""
        found = sorted(self.found)
        if self.left_out:
            message = f"{self.left_out:,} more problems in this file"
            found.append(Problem(self.file, found[-1].line, 1, "", message, "mend these first", "file-limit"))
        return found
