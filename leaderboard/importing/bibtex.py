"""The few BibTeX facts the records need: fields of one entry, people's names, LaTeX accents."""

from __future__ import annotations

import re
import unicodedata

_ACCENTS = {
    "'": "\u0301",
    "`": "\u0300",
    '"': "\u0308",
    "^": "\u0302",
    "~": "\u0303",
    "=": "\u0304",
    "c": "\u0327",
    "v": "\u030c",
}
_ACCENT = re.compile(r"""\{?\\(['`"^~=]|[cv](?=[\s{]))\s*\{?\\?([A-Za-z])\}?\}?""")
_FIELD = re.compile(r"\s*([A-Za-z]+)\s*=\s*")
_ARXIV = re.compile(r"(?:arXiv:|^)(\d{4}\.\d{4,5})", re.IGNORECASE)


def clean_entry(text: str) -> str:
    """The entry without what stands before its ``@`` (spreadsheets put a quote there) and outer space."""
    start = text.find("@")
    return text[max(start, 0) :].strip()


def fields(entry: str) -> dict[str, str]:
    """The fields of one entry, names in lower case, values without their outer braces or quotes.

    Raises ValueError when a brace or quote is not closed.
    """
    found: dict[str, str] = {}
    at = entry.find(",") + 1
    while match := _FIELD.match(entry, at):
        value, at = _value(entry, match.end())
        found[match.group(1).lower()] = " ".join(value.split())
        while at < len(entry) and entry[at] in ", \n\t\r":
            at += 1
    return found


def _value(entry: str, at: int) -> tuple[str, int]:
    opener = entry[at : at + 1]
    if opener not in ("{", '"'):
        end = min((i for i in (entry.find(",", at), entry.find("}", at)) if i >= 0), default=len(entry))
        return entry[at:end].strip(), end
    depth = 0
    for i in range(at, len(entry)):
        if entry[i] == "{":
            depth += 1
        elif entry[i] == "}":
            depth -= 1
        if depth == 0 and i > at and (opener == "{" or entry[i] == '"'):
            return entry[at + 1 : i], i + 1
    raise ValueError(f"unclosed {opener} in BibTeX entry")


def plain(text: str) -> str:
    r"""LaTeX text as Unicode: ``{\'a}`` becomes á, ``$ L\_0 $`` becomes L0, braces go."""
    text = _ACCENT.sub(lambda m: unicodedata.normalize("NFC", m.group(2) + _ACCENTS[m.group(1)]), text)
    text = re.sub(r"\$\s*([A-Za-z]+)\\?_(\w+)\s*\$", r"\1\2", text)
    return re.sub(r"[{}\\$]", "", text).strip()


def people(authors: str) -> list[str]:
    """``Last, First and …`` as ``First Last``, in order."""
    names = []
    for person in re.split(r"\s+and\s+", plain(authors)):
        last, _, first = person.partition(",")
        names.append(f"{first.strip()} {last.strip()}".strip())
    return names


def arxiv_id(entry: dict[str, str]) -> str | None:
    """The new-style arXiv number an entry names in ``journal`` or ``eprint``, if it names one."""
    for name in ("eprint", "journal", "note"):
        match = _ARXIV.search(entry.get(name, ""))
        if match:
            return match.group(1)
    return None
