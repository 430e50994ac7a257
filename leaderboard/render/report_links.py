"""Links by which a reader reports an error in a number, or sees and edits its record, in the site's repository."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from leaderboard.render.formats import clip
from leaderboard.render.rows import Row

LONGEST = 300  # characters of the printed numbers in a report; GitHub refuses addresses of some 8,000


@dataclass(frozen=True, slots=True)
class Record:
    """A place in a record file: its name with the line, and its address where the repository is known."""

    text: str
    href: str


@dataclass(frozen=True, slots=True)
class Reports:
    """``repository`` and ``base`` may be empty; ``lines`` has the line of a result's row by the result's id."""

    repository: str
    base: str
    lines: Mapping[str, int]

    def record(self, file: str, result: str = "") -> Record | None:
        """Where the record of a paper, or of one of its results, stands; None without a repository."""
        if not self.repository:
            return None
        line = self.lines.get(result)
        address = f"{self.repository}/blob/HEAD/{quote(file)}"
        return Record(f"{file}:{line}", f"{address}#L{line}") if line else Record(file, address)

    def report(self, row: Row, file: str) -> str | None:
        """The address of a new issue that already says which number it is about; None without a repository.

        Everything is percent-encoded, so no text of a record can end the address or add to it.
        """
        record = self.record(file, row.id)
        if record is None:
            return None
        lines = (
            f"{self.base}{row.href}",
            record.text,
            f"as printed: {clip(row.printed, LONGEST) or 'nothing'}",
            "",
            "What is wrong, and where does the right number stand?",
            "",
        )
        words = {"title": f"Error in {clip(row.id, 100)}", "body": "\n".join(lines)}
        return f"{self.repository}/issues/new?{urlencode(words, quote_via=quote, safe='', errors='replace')}"
