"""The number in a cell, with its printed digits: blanks, spreads and suffixes told apart, everything else refused."""

from __future__ import annotations

import re
from dataclasses import dataclass

from leaderboard.adding.tabular.decoration import plain
from leaderboard.adding.tabular.grid import Cell
from leaderboard.records.model import Printed
from leaderboard.records.values import RefusedError

# Ways of printing "not reported"; a source that says a run failed says so in words, which are refused.
BLANKS = frozenset(["", "-", "--", "---", "–", "—", "−", "‐", "n/a", "na", "n.a.", "n.r.", "nr", "not reported", "/"])
_SUFFIXED = re.compile(
    r"(?P<number>[+-]?(?:[0-9][0-9,]*(?:\.[0-9]+)?|\.[0-9]+)(?:e[+-]?[0-9]{1,2})?)"
    r"(?:\s*(?:±|\+/-|\+-)\s*(?P<spread>[0-9]*\.?[0-9]+))?"
    r"\s*(?P<suffix>%|×|x|[KMGBT](?:FLOPs?|MACs?)?|ms|µs|us|s)?",
    re.IGNORECASE,
)
_THOUSANDS = re.compile(r"[+-]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?")
_DASHES = str.maketrans({"−": "-", "‐": "-", "‑": "-", "–": "-"})


@dataclass(frozen=True, slots=True)
class CellNumber:
    """A cell read: no ``printed`` means not reported. ``suffix`` is ``%``, ``x``, ``K`` … as one of a few spellings."""

    printed: Printed | None
    spread: Printed | None = None
    suffix: str = ""
    marks: tuple[str, ...] = ()


def read_number(cell: Cell) -> CellNumber:
    """The number of a cell; RefusedError, saying what to write, for anything that is neither number nor blank."""
    found = plain(cell.text)
    if found.text.casefold() in BLANKS:
        return CellNumber(None, marks=found.marks)
    if cell.merged:
        kind = "rows" if cell.merged == "down" else "columns"
        raise _refused(
            f"`{found.text}` stands in a merged cell", f"write the number in each of the {kind} it holds for"
        )
    text = re.sub(r"^([+-])\s+(?=[0-9.])", r"\1", found.text.translate(_DASHES))
    text = re.sub(r"\(\s*±\s*([0-9.]+)\s*\)$", r"± \1", text)
    match = _SUFFIXED.fullmatch(text)
    if match is None:
        raise _complaint(found.text)
    number = _digits(match["number"])
    spread = Printed.of(_digits(match["spread"])) if match["spread"] else None
    return CellNumber(Printed.of(number), spread, _suffix(match["suffix"] or ""), found.marks)


def _digits(text: str) -> str:
    if "," in text:
        if not _THOUSANDS.fullmatch(text) or (text.count(",") == 1 and "." not in text):
            raise _refused(f"`{text}` has a comma", "write decimals with a point, and thousands without a comma")
        text = text.replace(",", "")
    sign = text[0] if text[0] in "+-" else ""
    body = text[len(sign) :]
    body = f"0{body}" if body.startswith(".") else body
    if re.match(r"0[0-9]", body):
        raise _refused(f"`{text}` begins with a zero too many", "write it as the source prints it")
    return sign + body


def _suffix(text: str) -> str:
    if text.casefold() in ("x", "×"):
        return "x"
    return text[0].upper() if text[:1].upper() in "KMGBT" and text != "ms" and text else text.replace("us", "µs")


def _complaint(text: str) -> RefusedError:
    shown = text if len(text) <= 40 else f"{text[:40]}…"
    if "\\" in text or "^" in text:
        return _refused(f"`{shown}` holds LaTeX that is not understood", "write the plain number")
    if re.match(r"[~≈<>≤≥]", text):
        return _refused(f"`{shown}` is no exact number", "leave the cell empty and say it in a remark")
    if "↓" in text or "↑" in text:
        return _refused(f"`{shown}` says by an arrow what it means", "write the number; the column says the direction")
    if re.search(r"[0-9]\s*[(/|,;]", text) or re.search(r"[0-9]\s+[+-]?[0-9]", text):
        return _refused(f"`{shown}` holds more than one number", "give each number a column of its own")
    remedy = "write digits with a point, or `-` if it was not reported"
    return _refused(f"`{shown}` is not a number", remedy)


def _refused(message: str, remedy: str) -> RefusedError:
    return RefusedError(message, remedy, "table-cell")
