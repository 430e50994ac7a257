"""Where each key and value of a TOML text stands, found by scanning the text ourselves.

`tomllib` forgets places and, for a repeated key, names only one of the two. Scanning costs time, so it is
done only when there is a problem to locate or a raw number to look at.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from dataclasses import dataclass

Path = tuple[str | int, ...]

_SPACE = re.compile(r"[ \t]*")
_GAP = re.compile(r"(?:[ \t\n]++|#[^\n]*+)*+")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_BASIC = re.compile(r'"[^"\\\n]*+(?:\\.[^"\\\n]*+)*+"')
_LITERAL = re.compile(r"'[^'\n]*'")
_LONG_BASIC = re.compile(r'"""[^"\\]*+(?:(?:\\.|"(?!""))[^"\\]*+)*+"{3,5}', re.DOTALL)
_LONG_LITERAL = re.compile(r"'''.*?'{3,5}", re.DOTALL)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[ Tt]\d\d:\d\d[0-9:.Zz+-]*")
_SCALAR = re.compile(r"[^\s,\[\]{}#=\"']+")
_DEEPEST = 64


@dataclass(frozen=True, slots=True)
class Repeat:
    """A key set twice: offsets of both keys, and what to blank out so that the rest can still be read."""

    path: Path
    first: int
    second: int
    span: tuple[int, int] | None  # None for a repeated [header]


def dotted(path: Path) -> str:
    """``table.0.rows.3.top1``; a key that is not a bare word is quoted and cut to 60 characters."""
    return ".".join(_shown(part) for part in path)


def _shown(part: str | int) -> str:
    if isinstance(part, int) or _BARE.fullmatch(part):
        return str(part)[:60]
    escaped = "".join(c if c.isprintable() and c not in '"\\' else f"\\u{ord(c):04x}" for c in part[:60])
    return f'"{escaped}"'


class Positions:
    """Offsets of keys and values of ``text`` (line ends ``\\n``), scanned up to the first broken place."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.keys: dict[Path, int] = {}
        self.values: dict[Path, tuple[int, int]] = {}
        self.repeats: list[Repeat] = []
        self._lines = [0, *(match.end() for match in re.finditer("\n", text))]
        _Scanner(self).run()

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset, both counted from 1."""
        line = bisect_right(self._lines, offset)
        return line, offset - self._lines[line - 1] + 1

    def of_key(self, path: Path) -> tuple[int, int]:
        """Line and column of the key at ``path``, or of the nearest thing that holds it."""
        while path:
            if path in self.keys:
                return self.place(self.keys[path])
            if path in self.values:
                return self.place(self.values[path][0])
            path = path[:-1]
        return 1, 1

    def of_value(self, path: Path) -> tuple[int, int]:
        """Line and column of the value at ``path``, or of the nearest thing that holds it."""
        while path:
            if path in self.values:
                return self.place(self.values[path][0])
            if path in self.keys:
                return self.place(self.keys[path])
            path = path[:-1]
        return 1, 1

    def raw(self, path: Path) -> str | None:
        """The text of the value at ``path`` exactly as it stands in the file."""
        span = self.values.get(path)
        return None if span is None else self.text[span[0] : span[1]]


class _BrokenError(Exception):
    """The text cannot be followed further; what was found before stays."""


class _Scanner:
    """One walk over the text; ``path`` None means: walk over it without recording."""

    def __init__(self, found: Positions) -> None:
        self.text = found.text
        self.found = found
        self.explicit: set[Path] = set()  # tables that have a [header]
        self.arrays: dict[Path, int] = {}  # [[headers]] and how many so far
        self.prefix: Path | None = ()

    def run(self) -> None:
        at = 0
        try:
            while (at := self._match(_GAP, at)) < len(self.text):
                at = self._header(at) if self.text[at] == "[" else self._pair(at, at, self.prefix)
                at = self._match(_SPACE, at)
                if at < len(self.text) and self.text[at] not in "#\n":
                    return
        except _BrokenError:
            return

    def _match(self, pattern: re.Pattern[str], at: int) -> int:
        match = pattern.match(self.text, at)
        if match is None:
            raise _BrokenError
        return match.end()

    def _expect(self, sign: str, at: int) -> int:
        if not self.text.startswith(sign, at):
            raise _BrokenError
        return at + len(sign)

    def _header(self, start: int) -> int:
        double = self.text.startswith("[[", start)
        parts, at = self._dotted_key(start + 1 + double)
        at = self._expect("]]" if double else "]", at)
        path: Path = ()
        for part in parts[:-1]:
            path = (*path, part)
            self.found.keys.setdefault(path, start)
            path = self._last(path)
        path = (*path, parts[-1])
        known = path in self.found.keys
        if double:
            self.prefix = self._array_header(path, start, known)
        elif path in self.explicit or path in self.found.values or path in self.arrays:
            self._repeat(path, start, None)
            self.prefix = None
        else:
            self.explicit.add(path)
            self.found.keys.setdefault(path, start)
            self.prefix = path
        return at

    def _array_header(self, path: Path, start: int, known: bool) -> Path | None:
        if known and path not in self.arrays:
            self._repeat(path, start, None)
            return None
        count = self.arrays.get(path, 0)
        self.arrays[path] = count + 1
        self.found.keys.setdefault(path, start)
        self.found.keys[(*path, count)] = start
        return (*path, count)

    def _last(self, path: Path) -> Path:
        return (*path, self.arrays[path] - 1) if path in self.arrays else path

    def _repeat(self, path: Path, second: int, span: tuple[int, int] | None) -> None:
        self.found.repeats.append(Repeat(path, self.found.keys[path], second, span))

    def _dotted_key(self, at: int) -> tuple[list[str], int]:
        parts: list[str] = []
        while True:
            at = self._match(_SPACE, at)
            part, at = self._key_part(at)
            parts.append(part)
            at = self._match(_SPACE, at)
            if not self.text.startswith(".", at):
                return parts, at
            at += 1

    def _key_part(self, at: int) -> tuple[str, int]:
        sign = self.text[at : at + 1]
        if sign == "'":
            end = self._match(_LITERAL, at)
            return self.text[at + 1 : end - 1], end
        if sign != '"':
            end = self._match(_BARE, at)
            return self.text[at:end], end
        end = self._match(_BASIC, at)
        raw = self.text[at:end]
        if "\\" not in raw:
            return raw[1:-1], end
        try:
            return str(tomllib.loads(f"key = {raw}")["key"]), end
        except tomllib.TOMLDecodeError as error:
            raise _BrokenError from error

    def _pair(self, cut_from: int, at: int, prefix: Path | None, depth: int = 0) -> int:
        """``key = value``; ``cut_from`` is where blanking it out would have to begin."""
        parts, end = self._dotted_key(at)
        end = self._match(_SPACE, self._expect("=", end))
        path = self._register(parts, at, prefix)
        if path is not None and path in self.found.keys:
            end = self._value(end, None, depth)
            self._repeat(path, at, (cut_from, end))
            return end
        if path is not None:
            self.found.keys[path] = at
        return self._value(end, path, depth)

    def _register(self, parts: list[str], at: int, prefix: Path | None) -> Path | None:
        """Full path of a key; a part on the way that already is a plain value counts as the repeated one."""
        if prefix is None:
            return None
        path = prefix
        for part in parts[:-1]:
            path = (*path, part)
            if path in self.found.values:
                return path
            self.found.keys.setdefault(path, at)
        return (*path, parts[-1])

    def _value(self, at: int, path: Path | None, depth: int) -> int:
        if depth > _DEEPEST:
            raise _BrokenError
        sign = self.text[at : at + 1]
        if sign == "[":
            end = self._array(at, path, depth + 1)
        elif sign == "{":
            end = self._inline_table(at, path, depth + 1)
        elif sign in ('"', "'") and sign:
            long = self.text.startswith(sign * 3, at)
            basic, literal = (_LONG_BASIC, _LONG_LITERAL) if long else (_BASIC, _LITERAL)
            end = self._match(basic if sign == '"' else literal, at)
        else:
            moment = _MOMENT.match(self.text, at)
            end = moment.end() if moment else self._match(_SCALAR, at)
        if path is not None:
            self.found.values[path] = (at, end)
        return end

    def _array(self, at: int, path: Path | None, depth: int) -> int:
        at = self._match(_GAP, at + 1)
        index = 0
        while not self.text.startswith("]", at):
            at = self._value(at, None if path is None else (*path, index), depth)
            at = self._match(_GAP, at)
            if not self.text.startswith(",", at):
                break
            at = self._match(_GAP, at + 1)
            index += 1
        return self._expect("]", at)

    def _inline_table(self, at: int, path: Path | None, depth: int) -> int:
        cut_from = at = self._match(_GAP, at + 1)
        while not self.text.startswith("}", at):
            at = self._pair(cut_from, at, path, depth)
            at = self._match(_GAP, at)
            if not self.text.startswith(",", at):
                break
            cut_from = at
            at = self._match(_GAP, at + 1)
        return self._expect("}", at)
