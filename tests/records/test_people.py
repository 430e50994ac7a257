"""How papers are called by their authors."""

from __future__ import annotations

import pytest

from leaderboard.records.people import author_line, paper_label


@pytest.mark.parametrize(
    ("authors", "kind", "label"),
    [
        (("Ann Bee", "others"), "paper", "Bee 2024"),
        ((), "paper", "key"),
        (("Some Company",), "documentation", "key"),
        (("Some Company",), "benchmark", "Company 2024"),
    ],
)
def test_a_paper_is_called_by_its_first_author(authors: tuple[str, ...], kind: str, label: str) -> None:
    """Without one, and where projects write, by its key."""
    assert paper_label("key", authors, 2024, kind) == label


def test_others_are_et_al() -> None:
    assert [author_line(a) for a in (("Ann Bee", "others"), ("others",), ("A", "B"))] == [
        "Ann Bee et al.",
        "others",
        "A, B",
    ]
