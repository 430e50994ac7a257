"""Limits that a record file must keep, checked in one linear walk before the TOML parser sees the text.

A parser given 100,000 nested brackets or a million keys spends minutes or all memory before it complains.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

MAX_BYTES = 4 * 1024 * 1024
MAX_LINES = 100_000
MAX_DEPTH = 32
MAX_PIECES = 200_000  # 5,000 rows of 15 numbers need about 165,000

_TOKEN = re.compile(
    r"""(?P<comment>(?:\#[^\n]*+\s*+)++)
      | (?P<long>\"\"\"|''')
      | (?P<string>"[^"\\\n]*+(?:\\.[^"\\\n]*+)*+"|'[^'\n]*')
      | (?P<unclosed>["'])
      | (?P<dots>(?:\.[ \t\w-]*+)++)
      | (?P<open>[\[{])
      | (?P<close>[\]}])
      | (?P<sign>[=,])""",
    re.VERBOSE,
)
_LONG_END = {
    '"""': re.compile(r'[^"\\]*+(?:(?:\\.|"(?!""))[^"\\]*+)*+"{3,5}', re.DOTALL),
    "'''": re.compile(r".*?'{3,5}", re.DOTALL),
}


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why a text is not given to the parser: a limit broken, or a string that never ends."""

    offset: int
    message: str
    unclosed: bool = False


def find_obstacle(text: str) -> Obstacle | None:
    """The first limit broken: lines, nesting, or keys, values and brackets together; or an unclosed string.

    None too for other text that is no TOML; the parser says so better.
    """
    if text.count("\n") > MAX_LINES:
        return Obstacle(0, f"more than {MAX_LINES:,} lines")
    at = depth = dots = pieces = 0
    while match := _TOKEN.search(text, at):
        at = match.end()
        kind = match.lastgroup
        if kind == "comment":
            continue
        if kind in ("long", "unclosed"):
            end = _LONG_END[match.group()].match(text, at) if kind == "long" else None
            if end is None:
                return Obstacle(match.start(), "a string is not closed", unclosed=True)
            at = end.end()
        if kind == "dots":
            dots += match.group().count(".")
            pieces -= 1  # every number has one
        elif kind in ("open", "close", "sign"):
            dots = 0
            depth += (kind == "open") - (kind == "close")
            if depth < 0:
                return None
        pieces += kind != "close"
        if depth + dots > MAX_DEPTH:
            return Obstacle(match.start(), f"nested deeper than {MAX_DEPTH} levels")
        if pieces > MAX_PIECES:
            return Obstacle(match.start(), f"more than {MAX_PIECES:,} keys, values and brackets in one file")
    return None
