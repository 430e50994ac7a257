"""Text to plain TOML data, with every number kept as written and every repeated key reported."""

from __future__ import annotations

import re
import tomllib
from typing import Any

from leaderboard.records.fileproblems import FileProblems
from leaderboard.records.limits import Obstacle, find_obstacle
from leaderboard.records.positions import Repeat, dotted
from leaderboard.records.text import FORBIDDEN, code_point, conflict_marker
from leaderboard.records.values import FloatText

_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
_HINTS = (
    (re.compile(r"[=\[,]\s*[+-]?\d+,\d+\s*[,}\]\n]"), "write decimals with a point: 93.5"),
    (re.compile(r"\d\s*%"), "leave out the `%` and give the column the unit `percent`"),
    (re.compile(r"=\s*[+-]?\.\d|=\s*[+-]?\d+\.(?!\d)"), "write a digit on both sides of the point: 0.5"),
    (re.compile(r"=\s*[+-]?0\d"), "write numbers without leading zeros; quote it if it is text"),
    (re.compile(r"=\s*(\s*[,}\n]|$)"), "write a value, or leave the key out if it was not reported"),
    (re.compile(r"=\s*[A-Za-z]"), "put text in quotes"),
    (re.compile(r"[‘’“”]"), 'write straight quotes: "'),
    (re.compile(r"\{[^}]*$"), "keep each `{ … }` on one line, without a comma before the `}`"),
    (re.compile(r",\s*\}"), "leave out the comma before the `}`"),
)


def parse_toml(problems: FileProblems) -> dict[str, Any] | None:
    """The data of a text; None when it cannot be read at all, with the reason among ``problems``.

    Floats come as :class:`FloatText`. Of a repeated key the first value is kept, so that the rest of the
    file can still be checked.
    """
    text = problems.text
    if (marker := conflict_marker(text)) is not None:
        line, column = _place(text, marker[0])
        remedy = "choose one side and delete the lines with the markers"
        problems.add_at(line, column, f"merge-conflict marker `{marker[1]}`", remedy, "merge-conflict")
        return None
    if (obstacle := find_obstacle(text)) is not None:
        _report_obstacle(problems, obstacle)
        return None
    if FORBIDDEN.search(text):
        text = _report_forbidden(problems)
    data = _parse_or_mend(problems, text)
    if data == {}:
        problems.add_at(1, 1, "the file is empty", "begin with `schema = 1` and `[paper]`", "empty-file")
        return None
    return data


def _place(text: str, offset: int) -> tuple[int, int]:
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def _report_obstacle(problems: FileProblems, obstacle: Obstacle) -> None:
    """A broken limit; or an unclosed string, unless the text before it is broken already."""
    line, column = _place(problems.text, obstacle.offset)
    if not obstacle.unclosed:
        problems.add_at(line, column, obstacle.message, "split the file or simplify it", "file-limit")
        return
    try:
        tomllib.loads(problems.text[: obstacle.offset])
    except tomllib.TOMLDecodeError as error:
        found = _PLACE.search(str(error))
        if found and found[1] and not problems.positions.repeats:
            _report_syntax(problems, error)
            return
    except (ValueError, RecursionError):
        pass
    message = f"broken TOML: {obstacle.message}"
    problems.add_at(line, column, message, "end it with the quotes it begins with", "toml-syntax")


def _report_forbidden(problems: FileProblems) -> str:
    """Name the first 20 forbidden characters with their code points; the text with all of them replaced."""
    text = problems.text
    for number, match in enumerate(FORBIDDEN.finditer(text)):
        line, column = _place(text, match.start())
        if number == 20:
            message = "more characters of this kind, or others that are refused"
            problems.add_at(line, column, message, "delete them", "control-character")
            break
        problems.add_at(
            line, column, f"the file contains {code_point(match.group())}", "delete it", "control-character"
        )
    return FORBIDDEN.sub("_", text)


def _parse_or_mend(problems: FileProblems, text: str) -> dict[str, Any] | None:
    try:
        return tomllib.loads(text, parse_float=FloatText)
    except (ValueError, RecursionError) as error:
        first = error
    repeats = problems.positions.repeats
    if not repeats:
        _report_syntax(problems, first)
        return None
    for repeat in repeats:
        _report_repeat(problems, repeat)
    if any(repeat.span is None for repeat in repeats):
        return None
    try:
        return tomllib.loads(_without(text, repeats), parse_float=FloatText)
    except (ValueError, RecursionError) as error:
        _report_syntax(problems, error)
        return None


def _without(text: str, repeats: list[Repeat]) -> str:
    """The text with later settings of repeated keys turned into spaces, so that all places stay."""
    pieces, end = [], 0
    for start, stop in sorted(repeat.span for repeat in repeats if repeat.span is not None):
        pieces += [text[end:start], re.sub(r"[^\n]", " ", text[start:stop])]
        end = stop
    return "".join([*pieces, text[end:]])


def _report_repeat(problems: FileProblems, repeat: Repeat) -> None:
    line, column = problems.positions.place(repeat.first)
    here = problems.positions.place(repeat.second)
    where = f"column {column}" if here[0] == line else f"line {line}, column {column}"
    message = f"repeated key; first set in {where}"
    problems.add_at(*here, message, "keep one of the two", "toml-syntax", dotted(repeat.path))


def _report_syntax(problems: FileProblems, error: Exception) -> None:
    message = str(error)
    lines = problems.text.split("\n")
    if isinstance(error, RecursionError) or not isinstance(error, tomllib.TOMLDecodeError):
        problems.add_at(1, 1, "a value that is too long or too deeply nested", "shorten it", "file-limit")
        return
    found = _PLACE.search(message)
    last = (len(lines), len(lines[-1]) + 1)
    line, column = (int(found[1]), int(found[2])) if found and found[1] else last
    what = _PLACE.sub("", message)
    source = lines[line - 1] if line <= len(lines) else ""
    sign = source[column - 1 : column]
    remedy = next((hint for pattern, hint in _HINTS if pattern.search(source)), "")
    if sign and not sign.isascii():
        remedy = f"{code_point(sign)} stands here: put text in quotes, write numbers with ASCII digits and signs"
    problems.add_at(line, column, f"broken TOML: {what[:1].lower()}{what[1:]}", remedy, "toml-syntax")
