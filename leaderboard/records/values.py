"""Checks of single values: each returns the typed value or raises :class:`RefusedError` with the remedy."""

from __future__ import annotations

import datetime
import json
import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlsplit

from leaderboard.records.model import Printed
from leaderboard.records.text import FORBIDDEN, code_point, look_alike

_BLANKS = {
    "",
    "-",
    "--",
    "---",
    "\u2010",
    "\u2011",
    "\u2013",
    "\u2014",
    "\u2212",
    "n/a",
    "n.a.",
    "null",
    "nil",
    "?",
    "tbd",
}
_NUMBER_BLANKS = _BLANKS | {"na", "nan", "none", "not reported", "failed"}
_NUMBER = re.compile(r"[+-]?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]{1,2})?")
_ARXIV = re.compile(r"([0-9]{2}(0[1-9]|1[0-2])\.[0-9]{4,5}|[a-z-]+(\.[A-Z]{2})?/[0-9]{7})(v[1-9][0-9]*)?")
_DOI = re.compile(r"10\.[0-9]{4,9}/[!-~]+")
_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]*")
_PATTERN = re.compile(r"([1-9][0-9]?):([1-9][0-9]?)")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_THREE_BLANKS = (
    "leave the key out if it was not reported; a column the source reports as failed goes in `failed`, "
    "one that means nothing here in `not_applicable`"
)


@dataclass(frozen=True, slots=True)
class FloatText:
    """A TOML float exactly as written; `tomllib` hands it over before any rounding."""

    text: str


class RefusedError(Exception):
    """A value that is not accepted: what is wrong, what to write instead, and the rule."""

    def __init__(self, message: str, remedy: str, rule: str) -> None:
        super().__init__(message)
        self.message, self.remedy, self.rule = message, remedy, rule


def _short(text: str) -> str:
    shown = "".join(c if c.isprintable() else "\ufffd" for c in text[:60])
    return shown + ("…" if len(text) > 60 else "")


def _written(value: object) -> str:
    """A value as text; Python refuses to print integers of more than 4,300 digits, as 0xfff… can be."""
    if isinstance(value, FloatText):
        return value.text
    return "a very long number" if isinstance(value, int) and value.bit_length() > 1_000 else str(value)


def parse_number(value: object, raw: str | None = None) -> Printed:
    """A bare TOML number as printed; ``raw`` is its text in the file where that may differ from ``value``."""
    if isinstance(value, str):
        raise _text_for_number(value)
    if isinstance(value, bool) or not isinstance(value, int | FloatText):
        raise RefusedError(f"{describe(value)} instead of a number", "write a bare number such as `93.5`", "number")
    text = raw or _written(value)
    if text.strip("+-") in ("inf", "nan"):
        raise RefusedError(f"`{text}` is not a number that can be printed", _THREE_BLANKS, "number")
    if "_" in text:
        raise RefusedError(
            f"underscore in the number `{_short(text)}`", f"write {_short(text.replace('_', ''))}", "number"
        )
    if len(text) > 40 or not _NUMBER.fullmatch(text):
        remedy = "write it in decimal digits, as printed, at most 40 of them"
        raise RefusedError(f"`{_short(text)}` is not a plain decimal number", remedy, "number")
    return Printed.of(text)


def _text_for_number(text: str) -> RefusedError:
    if text.strip().casefold() in _NUMBER_BLANKS:
        return RefusedError(f'`"{_short(text)}"` instead of a number', _THREE_BLANKS, "blank")
    # str.translate would miss digits of other scripts; NFKC would not turn U+2212 into a hyphen.
    plain = "".join(
        "-" if c in "\u2010\u2011\u2012\u2013\u2212" else str(unicodedata.decimal(c, c)) for c in text.strip()
    ).replace("_", "")
    strange = next((c for c in text if not c.isascii()), "")
    named = f" with {code_point(strange)}" if strange else ""
    message = f"text `{_short(text)}`{named} instead of a number"
    percent = " and the unit in `columns`" if plain.endswith("%") else ""
    plain = plain.rstrip("%").rstrip()
    if re.fullmatch(r"[+-]?[0-9]{1,3},[0-9]{3}", plain):
        either = f"write {plain.replace(',', '')} or {plain.replace(',', '.')} without quotes, whichever is meant"
        return RefusedError(message, f"{either}{percent}", "number")
    if re.fullmatch(r"[+-]?[0-9]{1,3}(,[0-9]{3})+\.[0-9]+", plain):
        plain = plain.replace(",", "")
    plain = plain.replace(",", ".") if plain.count(",") == 1 and "." not in plain else plain
    if _NUMBER.fullmatch(plain):
        return RefusedError(message, f"write {plain} without quotes{percent}", "number")
    return RefusedError(message, "write a bare number such as `93.5`", "number")


def parse_integer(value: object, low: int, high: int, raw: str | None = None) -> int:
    """A whole number within bounds."""
    printed = parse_number(value, raw)
    if not isinstance(value, int):
        raise RefusedError(f"`{printed.text}` is not a whole number", f"write one from {low} to {high}", "number")
    if not low <= value <= high:
        raise RefusedError(f"{_short(printed.text)} is out of range", f"write a number from {low} to {high}", "range")
    return value


def describe(value: object) -> str:
    """What a parsed TOML value is, in words: ``the date 2024-05-01``, ``the number 1e5``, ``a table``."""
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, datetime.date | datetime.time):
        return f"the bare date or time {value}"
    if isinstance(value, int | FloatText):
        return f"the bare number {_short(_written(value))}"
    if isinstance(value, str):
        return f"the text `{_short(value)}`"
    return "an array" if isinstance(value, list) else "a table"


def parse_text(value: object, raw: str | None = None) -> str:
    """Any text that is not a disguised blank; `NO`, `NA`, `None`, `1e5`, `010` and quoted dates are text."""
    if not isinstance(value, str):
        simple = not isinstance(value, list | dict)
        written = raw or _written(value)
        remedy = f"quote it: {json.dumps(_short(written), ensure_ascii=False)}" if simple else "write text in quotes"
        raise RefusedError(f"{describe(value)} instead of text", remedy, "text")
    if value.strip().casefold() in _BLANKS:
        raise RefusedError(f'`"{_short(value)}"` stands for a blank', _THREE_BLANKS, "blank")
    if bad := FORBIDDEN.search(value):
        remedy = "delete it, also where it is written as an escape"
        raise RefusedError(f"the text contains {code_point(bad.group())}", remedy, "control-character")
    return value


def parse_name(value: object, raw: str | None = None) -> str:
    """Text that is looked up: one line, no space around it, nothing that only looks like ASCII."""
    name = parse_text(value, raw)
    found = look_alike(name)
    if found:
        remedy = f"write {json.dumps(_short(name.replace(*found)), ensure_ascii=False)}"
        raise RefusedError(f"{code_point(found[0])} in the name `{_short(name)}`", remedy, "name-characters")
    if name != name.strip():
        side = "before" if name[0].isspace() else "after"
        remedy = f"write {json.dumps(_short(name.strip()), ensure_ascii=False)}"
        raise RefusedError(f"space {side} the name `{_short(name)}`", remedy, "name-characters")
    if "\n" in name or "\t" in name or "  " in name:
        remedy = f"write {json.dumps(_short(' '.join(name.split())), ensure_ascii=False)}"
        raise RefusedError(f"line break, tab or double space in the name `{_short(name)}`", remedy, "name-characters")
    return name


def parse_key(value: object, raw: str | None = None) -> str:
    """A name that becomes part of a file name or address."""
    key = parse_name(value, raw)
    if not _KEY.fullmatch(key) or len(key) > 100:
        remedy = "write ASCII letters, digits, `-`, `_`, `.` and `+`, a letter or digit first, at most 100"
        raise RefusedError(f"`{_short(key)}` cannot be part of a file name or address", remedy, "name-characters")
    return key


def parse_url(value: object, raw: str | None = None) -> str:
    """An http or https address without user name, password, spaces or quotes."""
    url = parse_text(value, raw)
    remedy = "write an address that begins with https:// or http://"
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise RefusedError(f"`{_short(url)}` is not an address", remedy, "url") from error
    if re.search(r"[\s\\<>\"'`{}|^]", url) or not url.isascii() or url != url.strip():
        raise RefusedError(f"`{_short(url)}` has characters an address cannot hold", "write them as %XX", "url")
    if parts.scheme not in ("http", "https"):
        raise RefusedError(f"address with the scheme `{_short(parts.scheme)}`", remedy, "url")
    if "@" in parts.netloc:
        raise RefusedError("address with credentials", "leave out everything up to the `@`", "url")
    if not host:
        raise RefusedError(f"`{_short(url)}` names no host", remedy, "url")
    return url


def parse_arxiv(value: object, raw: str | None = None) -> str:
    """An arXiv identifier, new (1510.00149) or old (cs/0101001) style, with or without version."""
    return _identifier(value, raw, _ARXIV, "an arXiv identifier", 'write one such as "1510.00149" or "cs/0101001"')


def parse_doi(value: object, raw: str | None = None) -> str:
    """A DOI without the resolver's address."""
    return _identifier(value, raw, _DOI, "a DOI", 'write one such as "10.1000/182", without https://doi.org/')


def _identifier(value: object, raw: str | None, pattern: re.Pattern[str], what: str, remedy: str) -> str:
    text = parse_text(value, raw)
    if not pattern.fullmatch(text):
        raise RefusedError(f"`{_short(text)}` is not {what}", remedy, "identifier")
    return text


def parse_date(value: object, raw: str | None = None) -> str:
    """A date as text, ``YYYY-MM-DD``."""
    text = parse_text(value, raw)
    try:
        valid = bool(_DATE.fullmatch(text)) and bool(datetime.date.fromisoformat(text))
    except ValueError:
        valid = False
    if not valid:
        raise RefusedError(f"`{_short(text)}` is not a date", 'write one such as "2026-11-24"', "date")
    return text


def parse_pattern(value: object, raw: str | None = None) -> str:
    """An N:M pattern, N of every M weights kept; N is less than M."""
    text = parse_text(value, raw)
    match = _PATTERN.fullmatch(text)
    if not match or int(match[1]) >= int(match[2]):
        raise RefusedError(
            f"`{_short(text)}` is no N:M pattern", 'write one such as "2:4", the smaller first', "pattern"
        )
    return text


def check_bounds(number: Printed, factor: Decimal, low: Decimal | None, high: Decimal | None, positive: bool) -> None:
    """Refuse a number outside ``low`` to ``high`` (both in the base unit, which ``factor`` leads to)."""
    base = number.value * factor
    if positive and base == 0:
        raise RefusedError("0 can be neither measured nor printed here", _THREE_BLANKS, "blank")
    if (low is not None and base < low) or (high is not None and base > high):
        least = "" if low is None else f" at least {low / factor:f}"
        most = "" if high is None else f" at most {high / factor:f}"
        wanted = " and".join(bound for bound in (least, most) if bound)
        raise RefusedError(f"{number.text} is out of range", f"must be{wanted}; check the unit too", "range")
