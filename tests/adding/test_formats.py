"""One table in every format is one grid; every cell knows its place; what cannot be read is refused with it."""

from __future__ import annotations

import contextlib
import time

import pytest

from leaderboard.adding.tabular import Grid, read_tables
from leaderboard.errors import DataError, UsageError

NAMES = ("Method", "Top-1 (%)", "FLOPs (G)")
ROWS = [["L1", "93.50", "0.9"], ["Ours", "93.06", "-"]]
TABLES = {
    "a.csv": "Method,Top-1 (%),FLOPs (G)\nL1,93.50,0.9\nOurs,93.06,-\n",
    "semicolons.csv": "Method;Top-1 (%);FLOPs (G)\nL1;93.50;0.9\nOurs;93.06;-\n",
    "quoted.csv": '"Method","Top-1 (%)","FLOPs (G)"\r\n"L1","93.50","0.9"\r\n"Ours","93.06","-"\r\n',
    "a.tsv": "Method\tTop-1 (%)\tFLOPs (G)\nL1\t93.50\t0.9\nOurs\t93.06\t-\n",
    "README.md": (
        "# Results\nsome | words\n\n| Method | Top-1 (%) | FLOPs (G) |\n|:--|--:|:-:|\n"
        "| `L1` | **93.50** | 0.9 |\n| [Ours](https://x.org) | *93.06* | - |\n\nmore\n"
    ),
    "bars.md": "Method | Top-1 (%) | FLOPs (G)\n--- | --- | ---\nL1 | 93.50 | 0.9\nOurs | 93.06 | -\n",
    "a.tex": (
        "\\begin{table}\\caption{x}\n\\begin{tabular}{l|c{2cm}c}\n\\toprule\n"
        "Method & Top-1 (\\%) & FLOPs (G) \\\\ % a & b\n"
        "\\midrule\nL1~\\cite{li} & \\textbf{93.50} & $0.9$ \\\\[2pt]\n\\cmidrule(lr){2-3}\n"
        "{\\bf Ours} & $\\mathbf{93.06}$ & - \\\\\n\\bottomrule\n\\end{tabular}\n\\end{table}\n"
    ),
    "rows.tex": "Method & Top-1 (\\%) & FLOPs (G) \\\\\nL1 & 93.50 & 0.9 \\\\\nOurs & 93.06 & -\n",
}


def words(grid: Grid) -> list[list[str]]:
    """The cells of a grid without decoration."""
    return [[cell.words for cell in row] for row in grid.rows]


@pytest.mark.parametrize("file", TABLES)
def test_every_format_is_the_same_grid(file: str) -> None:
    """Names of columns and words of cells, whatever the notation."""
    (found,) = read_tables(TABLES[file], file)

    assert found.names == NAMES
    assert words(found) == ROWS


@pytest.mark.parametrize("file", TABLES)
def test_the_format_is_told_from_the_text(file: str) -> None:
    """Standard input has no ending."""
    assert read_tables(TABLES[file], "<stdin>") == read_tables(TABLES[file], "<stdin>", None)
    assert words(read_tables(TABLES[file], "<stdin>")[0]) == ROWS


@pytest.mark.parametrize(
    ("file", "place"),
    [("a.csv", (2, 4)), ("a.tsv", (2, 4)), ("README.md", (6, 10)), ("a.tex", (6, 16)), ("quoted.csv", (2, 6))],
)
def test_cells_know_their_place(file: str, place: tuple[int, int]) -> None:
    """Line and column of 93.50, from 1."""
    cell = read_tables(TABLES[file], file)[0].rows[0][1]

    assert (cell.line, cell.column) == place


def test_merged_cells_of_latex() -> None:
    """Names are carried down and over, headings between rows become a column, headers of two rows are joined."""
    text = r"""
\begin{tabular}{lccc}
\hline
\multirow{2}{*}{Method} & \multicolumn{2}{c}{Top-1 (\%)} & FLOPs \\ \cline{2-3}
 & Base & Pruned & (G) \\ \hline
\multicolumn{4}{c}{\textit{ResNet-56}} \\ \hline
\multirow{2}{*}{L1} & 93.04 & 93.06 & 0.9 \\
 & 93.04 & 91.1 & \begin{tabular}[c]{@{}c@{}}0.5\\x\end{tabular} \\
\multicolumn{4}{c}{ResNet-110} \\ \hline
Ours & \multicolumn{2}{c}{--} & 0.1 \\
\end{tabular}
"""
    (found,) = read_tables(text, "a.tex")

    assert found.names == ("Method", "Top-1 (%) Base", "Top-1 (%) Pruned", "FLOPs (G)", "section")
    assert words(found) == [
        ["L1", "93.04", "93.06", "0.9", "ResNet-56"],
        ["L1", "93.04", "91.1", "0.5 x", "ResNet-56"],
        ["Ours", "--", "--", "0.1", "ResNet-110"],
    ]
    assert [cell.merged for cell in found.rows[1]] == ["down", "", "", "", "down"]
    assert [cell.merged for cell in found.rows[2]][1:3] == ["over", "over"]


def test_bars_in_cells_of_markdown() -> None:
    """A bar after a backslash or within backticks separates nothing."""
    (found,) = read_tables("| a | b |\n|---|---|\n| x \\| y | `p|q` |\n", "a.md")

    assert words(found) == [["x | y", "p|q"]]


def test_repeated_and_empty_headers_are_told_apart() -> None:
    """Every column can be named in a flag."""
    (found,) = read_tables("|  | Top-1 | top-1 |\n|---|---|---|\n| a | 1 | 2 |\n", "a.md")

    assert found.names == ("column 1", "Top-1", "top-1 #2")
    assert found.index("TOP-1 #2") == 2


@pytest.mark.parametrize(
    ("file", "text", "problem"),
    [
        (
            "a.csv",
            "Method,Top-1\nL1,93.5,1\n",
            "a.csv:2:1: row has 3 cells, the header 2; quote cells that hold the delimiter [table-format]",
        ),
        ("a.csv", 'Method,Top-1\n"L1"x,93.5\n', "a.csv:2:5: : stray quotation mark in a cell [table-format]"),
        (
            "a.md",
            "| a | b |\n|---|---|\n| 1 | 2 |\n| 1 |\n",
            "a.md:4:3: row has 1 cells, the header 2; write a bar within a cell as \\| [table-format]",
        ),
        (
            "a.tex",
            "\\begin{tabular}{ll}\na & b \\\\\n\\hline\n1 & 2 \\\\\n1 & 2 & 3\\\\\n\\end{tabular}",
            "a.tex:5:1: row has 3 cells, the header 2; write an `&` within a cell as `\\&` [table-format]",
        ),
        (
            "a.tex",
            "\\begin{tabular}{ll}\na & b \\\\\n\\hline\n\\multirow{2}{*}{x} & 2 \\\\\ny & 3\\\\\n\\end{tabular}",
            "a.tex:5:1: text under the merged cell `x`; empty the cell [table-format]",
        ),
        (
            "a.md",
            "no table | here\n",
            "a.md:1:1: no markdown table with rows in it; check file and --format [table-format]",
        ),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(file: str, text: str, problem: str) -> None:
    """No row is dropped and none is filled up."""
    with pytest.raises(DataError) as raised:
        read_tables(text, file)

    assert raised.value.problems[0].text().replace(": : ", ": ") == problem.replace(": : ", ": ")


@pytest.mark.parametrize("cell", ["[" * 50_000, "\\" * 50_001, "\\cite[" * 6_000, "{" * 50_000, "*" * 50_000])
def test_a_cell_of_a_novels_length_is_refused_at_once(cell: str) -> None:
    """No pattern is tried on it."""
    for text, style in (
        (f"| a | b |\n|--|--|\n| {cell} | 1 |\n", "markdown"),
        (f"a & b \\\\\n{cell} & 1 \\\\\n", "latex"),
    ):
        started = time.monotonic()
        with contextlib.suppress(DataError):
            read_tables(text, "a", style)
        assert time.monotonic() - started < 2


def test_an_unknown_format_is_asked_for() -> None:
    with pytest.raises(UsageError, match=r"--format csv\|tsv\|markdown\|latex"):
        read_tables("nothing\nat all\n", "<stdin>")
