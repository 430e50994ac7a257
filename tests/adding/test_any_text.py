"""Whatever text is given as a table, the answer is a grid or an error of ours, never a traceback."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leaderboard.adding.mapping import map_columns
from leaderboard.adding.rows import read_rows
from leaderboard.adding.tabular import FORMATS, read_tables
from leaderboard.errors import LeaderboardError

PIECES = [
    *(
        "\\",
        "\\\\",
        "&",
        "{",
        "}",
        "|",
        "---",
        "\n",
        "\t",
        ",",
        ";",
        '"',
        "93.5",
        "±",
        "%",
        "×",
        "$",
        "^",
        "_",
        "*",
        "**",
    ),
    *(
        "\\multirow{2}{*}{x}",
        "\\multicolumn{3}{c}{y}",
        "\\multirow",
        "\\multicolumn{",
        "\\begin{tabular}",
        "\\end{tabular}",
    ),
    *(
        "{ll}",
        "\\hline",
        "`",
        "[a](b)",
        "<sup>",
        "Method",
        "Top-1 (%)",
        "\\textbf{",
        "\\%",
        "-",
        " ",
        "é",
        "10^{",
        "\\cite{",
    ),
]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)


@pytest.mark.parametrize("style", [None, *FORMATS])
@given(text=TEXTS)
@settings(max_examples=150, deadline=None)
def test_any_text_is_a_grid_or_an_error_of_ours(style: str | None, text: str) -> None:
    with contextlib.suppress(LeaderboardError):
        for grid in read_tables(text, "f", style):
            assert len(set(grid.names)) == len(grid.names)
            assert {len(row) for row in grid.rows} == {len(grid.names)}
            targets, _ = map_columns(grid, {}, {}, None)
            read_rows(grid, targets)
