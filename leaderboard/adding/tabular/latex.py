r"""Tables in LaTeX: ``tabular`` and its relatives, or bare rows, with merged cells carried to where they hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from leaderboard.adding.tabular.grid import SECTION, Cell, Grid, grid
from leaderboard.errors import DataError
from leaderboard.problems import Problem

_BEGIN = re.compile(r"\\begin\{(tabular[*xy]?|tabularx|tabulary|longtable|tabu|array|NiceTabular)\}")
_RULE = re.compile(r"\s*\\(hline|toprule|midrule|bottomrule|specialrule|Xhline|hdashline)(?![A-Za-z])")
_SPACING = re.compile(r"\*?(\s*\[[^\]\n]*\])?")
_SKIPPED = re.compile(
    r"\s*\\(hline|toprule|midrule|bottomrule|specialrule(\{[^}]*\}){3}|Xhline\{[^}]*\}|cmidrule(\([^)]*\))?\{[^}]*\}"
    r"|cline\{[^}]*\}|cdashline\{[^}]*\}|hdashline|addlinespace(\[[^\]]*\])?|rowcolor(\[[^\]]*\])*\{[^}]*\}"
    r"|arrayrulecolor\{[^}]*\}|noalign\{[^}]*\}|centering|small|scriptsize|footnotesize|endfirsthead|endhead|endfoot"
    r"|endlastfoot|caption\{[^}]*\}|label\{[^}]*\})(\[[^\]]*\])?(?![A-Za-z])"
)


@dataclass(frozen=True, slots=True)
class _Line:
    """A row before merged cells are carried; ``ruled`` when a full line stands above it."""

    cells: tuple[tuple[str, int], ...]  # text and offset
    ruled: bool


@dataclass
class _Source:
    """The text with comments blanked, so that offsets stay those of the file."""

    text: str
    file: str
    problems: list[Problem] = field(default_factory=list)

    def cell(self, raw: str, offset: int) -> Cell:
        offset += len(raw) - len(raw.lstrip())
        before = self.text[:offset]
        return Cell(raw.strip(), before.count("\n") + 1, offset - before.rfind("\n"))

    def refuse(self, cell: Cell, message: str, remedy: str) -> None:
        self.problems.append(Problem(self.file, cell.line, cell.column, "", message, remedy, "table-format"))


def read_latex(text: str, file: str) -> list[Grid]:
    """Every table of a LaTeX text; one without an environment is taken as bare rows. DataError for what is unclear."""
    blanked = re.sub(r"(?<!\\)%[^\n]*", lambda m: " " * len(m.group()), text)
    source = _Source(blanked, file)
    bodies = list(_bodies(blanked)) or [(0, len(blanked))]
    grids = [one for begin, end in bodies if (one := _grid(source, begin, end)) is not None]
    if source.problems:
        raise DataError("the table cannot be read", source.problems)
    return grids


def _bodies(text: str) -> Iterator[tuple[int, int]]:
    """Where the outermost tables begin and end."""
    at = 0
    while match := _BEGIN.search(text, at):
        end = _end_of(text, match)
        begin = match.end()
        for _ in range(2 if match[1] in ("tabular*", "tabularx", "tabulary", "tabularx*") else 1):
            while option := re.compile(r"\s*\[[^\]]*\]").match(text, begin):
                begin = option.end()
            begin = _group(text, begin)[1] if text[begin : begin + 1] == "{" else begin
        yield begin, end
        at = end + 1


def _end_of(text: str, begin: re.Match[str]) -> int:
    depth, at = 1, begin.end()
    marks = re.compile(rf"\\(begin|end)\{{{re.escape(begin[1])}\}}")
    while mark := marks.search(text, at):
        depth += 1 if mark[1] == "begin" else -1
        if depth == 0:
            return mark.start()
        at = mark.end()
    return len(text)


def _group(text: str, at: int) -> tuple[str, int]:
    """The content of the braces that open at ``at``, and where the text goes on."""
    depth = 0
    for i in range(at, len(text)):
        if text[i] in "{}" and text[i - 1 : i] != "\\":
            depth += 1 if text[i] == "{" else -1
            if depth == 0:
                return text[at + 1 : i], i + 1
    return text[at + 1 :], len(text)


def _lines(text: str, begin: int, end: int) -> Iterator[_Line]:
    """Rows split at ``\\\\`` and cells at ``&``, both outside braces and inner tables."""
    cells: list[tuple[str, int]] = []
    start = at = begin
    depth = inner = 0
    ruled = False
    while at < end:
        if text.startswith("\\\\", at) and depth == 0 and inner == 0:
            line, ruled = _finished([*cells, (text[start:at], start)], ruled)
            yield from [line] if line else []
            spacing = _SPACING.match(text, at + 2, end)
            cells, start = [], spacing.end() if spacing else at + 2
            at = start
            continue
        if text.startswith(("\\begin{", "\\end{"), at):
            opens = text.startswith("\\begin{", at)
            inner += 1 if opens else -1
            at += 6 if opens else 4  # at the brace, which is counted below
        elif text[at] == "\\":
            at += 2
            continue
        elif text[at] == "&" and depth == 0 and inner == 0:
            cells.append((text[start:at], start))
            start = at + 1
        depth += {"{": 1, "}": -1}.get(text[at : at + 1], 0)
        at += 1
    line, _ = _finished([*cells, (text[start:end], start)], ruled)
    yield from [line] if line else []


def _finished(cells: list[tuple[str, int]], ruled: bool) -> tuple[_Line | None, bool]:
    """A row without the rules above it, None when nothing is left; and whether the next row has a rule above."""
    first, offset = cells[0]
    while skipped := _SKIPPED.match(first):
        ruled = ruled or bool(_RULE.match(first))
        first, offset = first[skipped.end() :], offset + skipped.end()
    if len(cells) == 1 and not first.strip():
        return None, ruled
    return _Line(((first, offset), *cells[1:]), ruled), False


def _grid(source: _Source, begin: int, end: int) -> Grid | None:
    lines = list(_lines(source.text, begin, end))
    if len(lines) < 2:
        return None
    spread = [_spread(source, line) for line in lines]
    _carry_down(source, spread)
    split = next((i for i in range(1, len(lines)) if lines[i].ruled), 1)
    width = max(len(row) for row in spread[:split])
    header = [_stacked([row[i] for row in spread[:split] if i < len(row)]) for i in range(width)]
    sections = _with_sections(source, spread[split:], width)
    rows = [row for row, _ in sections]
    if any(section for _, section in sections):
        header.append(Cell(SECTION, header[0].line, header[0].column))
        rows = [[*row, replace(s, merged="down") if s else replace(row[0], text="")] for row, s in sections]
    return grid(source.file, header, rows)


def _spread(source: _Source, line: _Line) -> list[Cell]:
    r"""The cells of a row, those under ``\multicolumn`` repeated for each column they stand over."""
    cells: list[Cell] = []
    for raw, offset in line.cells:
        cell = source.cell(raw, offset)
        match = re.match(r"\\multicolumn\s*\{\s*(\d+)\s*\}\s*", cell.text)
        if match is None:
            cells.append(cell)
            continue
        after = _group(cell.text, match.end())[1]
        at = cell.text.find("{", after)
        text = _group(cell.text, at)[0].strip() if at >= 0 else ""
        wide = int(match[1]) > 1
        cells += [replace(cell, text=text, merged="over" if wide else cell.merged)] * int(match[1])
    return cells


def _carry_down(source: _Source, rows: list[list[Cell]]) -> None:
    r"""Repeat what ``\multirow`` holds in the empty cells below it."""
    below: dict[int, tuple[Cell, int]] = {}
    for row in rows:
        for i, cell in enumerate(row):
            held, left = below.get(i, (cell, 0))
            if left:
                below[i] = (held, left - 1)
                if cell.words:
                    source.refuse(cell, f"text under the merged cell `{held.words}`", "empty the cell")
                row[i] = held
                continue
            match = re.match(r"\\multirow\s*(?:\[[^\]]*\])?\s*\{\s*(-?\d+)\s*\}\s*(?:\[[^\]]*\])?\s*", cell.text)
            if match is None:
                continue
            after = _group(cell.text, match.end())[1] if cell.text[match.end() :][:1] == "{" else match.end() + 1
            after = after + 1 + cell.text[after:].find("]") if cell.text[after : after + 1] == "[" else after
            held = replace(cell, text=_group(cell.text, after)[0].strip(), merged="down")
            if int(match[1]) < 0:
                source.refuse(cell, "a merged cell that reaches upwards", "write its text in the rows themselves")
            row[i] = held
            below[i] = (held, int(match[1]) - 1)


def _stacked(cells: list[Cell]) -> Cell:
    """The header of a column from the rows of the header, each text once."""
    words = list(dict.fromkeys(cell.text for cell in cells if cell.text))
    return replace(cells[-1], text=" ".join(words), merged="")


def _with_sections(source: _Source, rows: list[list[Cell]], width: int) -> list[tuple[list[Cell], Cell | None]]:
    """Rows with the heading above them: a row that is one merged cell from side to side."""
    found: list[tuple[list[Cell], Cell | None]] = []
    section: Cell | None = None
    for row in rows:
        whole = len(row) == width > 1 and all(c.merged == "over" and c is row[0] for c in row)
        if whole or (len(row) == 1 < width and row[0].words):
            section = row[0]
        elif len(row) == width:
            found.append((row, section))
        elif any(cell.words for cell in row):
            message = f"row has {len(row)} cells, the header {width}"
            source.refuse(row[0], message, "write an `&` within a cell as `\\&`")
    return found
