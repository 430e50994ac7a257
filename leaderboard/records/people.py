"""How a paper is called by its authors."""

from __future__ import annotations

from collections.abc import Sequence

OTHERS = "others"  # as BibTeX writes "et al."


def paper_label(key: str, authors: Sequence[str], year: int, kind: str = "paper") -> str:
    """``Surname year`` of the first author; the key where none is on record, and of documentation, which projects and
    companies write.
    """
    return f"{authors[0].split()[-1]} {year}" if authors and kind != "documentation" else key


def author_line(authors: Sequence[str]) -> str:
    """All authors with commas; a last one called others is shown as "et al."."""
    if len(authors) > 1 and authors[-1] == OTHERS:
        return f"{', '.join(authors[:-1])} et al."
    return ", ".join(authors)
