"""From the bytes of a record file to its text: encoding, forbidden characters, merge-conflict markers."""

from __future__ import annotations

import re
import unicodedata

# Control characters (but tab and line feed), and characters that are invisible or reorder text: what a
# reviewer sees would not be what the file says (https://trojansource.codes, CVE-2021-42574).
FORBIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff]"
)
_CONFLICT = re.compile(r"^(<{7}|>{7}|\|{7})(?= |$)", re.MULTILINE)
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
_SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_CYRILLIC = dict(zip("АВЕКМНОРСТУХаеорсухіјѕ", "ABEKMHOPCTYXaeopcyxijs", strict=True))
_GREEK = dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧο", "ABEZHIKMNOPTYXo", strict=True))


def code_point(character: str) -> str:
    """``U+2011 (non-breaking hyphen)``; a character without a name is only numbered."""
    name = unicodedata.name(character, "").lower()
    return f"U+{ord(character):04X}" + (f" ({name})" if name else "")


def decode(data: bytes) -> tuple[str | None, tuple[int, int, str]]:
    """The text with ``\\n`` line ends and no byte-order mark; else None and line, column, complaint."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return None, (1, 1, "UTF-16 text, not UTF-8")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line_start = before.rfind(b"\n") + 1
        column = len(before[line_start:].decode("utf-8", "replace")) + 1
        line = before.count(b"\n") + 1
        return None, (line, column, f"byte 0x{data[error.start]:02X} is not UTF-8")
    return text.replace("\r\n", "\n"), (1, 1, "")


def conflict_marker(text: str) -> tuple[int, str] | None:
    """Offset and text of the first marker that an unfinished merge left at the beginning of a line."""
    match = _CONFLICT.search(text)
    return None if match is None else (match.start(), match.group())


def look_alike(name: str) -> tuple[str, str] | None:
    """The first character of ``name`` that imitates an ASCII one, and the ASCII one; else None.

    Greek letters are only refused beside Latin ones: a method may well be called `Δ`.
    """
    latin = any(c.isascii() and c.isalpha() for c in name)
    for character in name:
        if character.isascii():
            continue
        if character in _DASHES:
            return character, "-"
        if character in _SPACES:
            return character, " "
        if "\uff01" <= character <= "\uff5e":
            return character, chr(ord(character) - 0xFEE0)
        if latin and (character in _CYRILLIC or character in _GREEK):
            return character, _CYRILLIC.get(character) or _GREEK[character]
    return None
