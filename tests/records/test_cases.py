"""Every file of ``cases/`` is a record, `# output`, and the exact problems that reading it must list.

`python tests/records/test_cases.py` prints what the reader says now of each case.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from leaderboard.records.reading import read_record

CASES = sorted((Path(__file__).parent / "cases").glob("*.toml"))
MARK = "# output\n"


def problems_of(text: str) -> list[str]:
    return [problem.text() for problem in read_record(text.encode(), "case.toml", "case").problems]


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_case_lists_exactly_these_problems(path: Path) -> None:
    """Reading never raises, lists all problems at once, in the file's order, and the same ones each time."""
    text, mark, expected = path.read_text(encoding="utf-8").partition(MARK)
    assert mark, "a case needs a line `# output`"

    assert problems_of(text) == expected.splitlines()
    assert problems_of(text) == problems_of(text.replace("\n", "\r\n"))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_no_prefix_of_a_case_makes_the_reader_raise(path: Path) -> None:
    """A file cut anywhere, as by a full disk, gives problems and no traceback."""
    text = path.read_text(encoding="utf-8").partition(MARK)[0]
    for end in range(0, len(text), 7):
        cut = text[:end]
        assert all(
            problem.line >= 1 and problem.column >= 1 for problem in read_record(cut.encode(), "f", "case").problems
        )


if __name__ == "__main__":
    for case in CASES:
        source = case.read_text(encoding="utf-8").partition(MARK)[0]
        found = "".join(f"{line}\n" for line in problems_of(source))
        if "--update" in sys.argv:
            case.write_text(f"{source}{MARK}{found}", encoding="utf-8")
        print(f"== {case.name}\n{found}")
