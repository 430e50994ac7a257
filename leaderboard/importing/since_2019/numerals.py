"""A number with what its source prints around it: suffixes, signs, arrows, spreads. The digits stay as they are.

Taken off: a unit (G, M, K, B, T, ms, s, %), a factor's x or ×, a leading + or ~, the `10^` of an exponent, a note in
parentheses, what follows ±, commas between thousands; a decimal comma becomes a point. An arrow tells the sign.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from leaderboard.importing.cells import NUMBER
from leaderboard.importing.since_2019.targets import SUFFIX, Quantity
from leaderboard.records.model import Printed
from leaderboard.records.vocabulary import COLUMNS

BLANKS = frozenset({"", "/", "-", "--", "---", "–", "—", "n/a", "N/A", "na", "NA", "nan"})
_MAGNITUDES = {
    "size": {"": "absolute", "K": "thousands", "M": "millions", "B": "billions", "G": "billions"},
    "operations": {"": "absolute", "M": "mega", "G": "giga", "B": "giga", "T": "tera"},
    "latency": {"ms": "milliseconds", "us": "microseconds", "µs": "microseconds", "s": "seconds"},
}
_UNIT_SUFFIX = re.compile(r"^(.*?[0-9])\s*([A-Za-zµ]+)$")
_PARENTHESIS = re.compile(r"\s*\([^()]*\)$")
_SIGNS = {"↑": 1, "↓": -1}


class NumeralError(ValueError):
    """Text that is no number, with what to write in the curation file."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.message, self.remedy = message, remedy


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number, the unit it is printed in, and what was printed after ± (None: nothing)."""

    printed: Printed
    unit: str
    spread: Printed | None = None


def read_numeral(
    text: str, target: Quantity, *, decimal_comma: bool = False, thousands_commas: bool = False
) -> Numeral:
    """The number that ``text`` prints for ``target``. Raises NumeralError for anything that is not one."""
    body, plus_minus, spread = text.strip().partition("±")
    body = _PARENTHESIS.sub("", body.strip())
    if thousands_commas:
        body = body.replace(",", "")
    if decimal_comma:
        body, spread = body.replace(",", "."), spread.replace(",", ".")
    body, sign = _sign(body.strip(), target)
    unit = target.unit
    if unit == SUFFIX:
        body, unit = _suffix(body, text, target)
    elif target.unit == "exponent":
        body = body.removeprefix("10^")
    else:
        body = re.sub(r"\s*(%|[xX×])$", "", body)
    body = f"-{body}" if sign < 0 and not body.startswith("-") else body
    if not NUMBER.fullmatch(body):
        remedy = "map the column to `setting:…` or `aside:…`, or say `decimal_comma` or `thousands_commas`"
        raise NumeralError(f"{text!r} is not a number of `{target.column}`", remedy)
    after = Printed.of(spread.strip()) if plus_minus and NUMBER.fullmatch(spread.strip()) else None
    return Numeral(Printed.of(body), unit, after)


def _sign(body: str, target: Quantity) -> tuple[str, int]:
    """The text without sign marks, and -1 where an arrow says that the number is negative in the target's direction.

    An arrow tells whether the accuracy rose or fell: under a drop, up is negative. `unsigned` takes a minus off.
    """
    arrow = _SIGNS.get(body[:1], 0)
    body = body.lstrip("↑↓").strip()
    body = re.sub(r"^[~+]\s*", "", body)
    if "unsigned" in target.modifiers:
        if body.startswith("+") or not body.startswith(("-", "0")):
            raise NumeralError(f"{body!r} has no minus sign", "set rows of the other direction aside by a rule")
        return body.removeprefix("-"), 1
    if arrow and COLUMNS[target.column].quantity in ("points", "score change"):
        return body, -arrow if target.column.endswith("_drop") else arrow
    return body, 1


def _suffix(body: str, text: str, target: Quantity) -> tuple[str, str]:
    quantity = COLUMNS[target.column].quantity
    known = _MAGNITUDES[quantity]
    match = _UNIT_SUFFIX.fullmatch(body)
    number, suffix = (match[1], match[2]) if match else (body, "")
    if suffix not in known:
        words = ", ".join(word or "none" for word in known)
        raise NumeralError(
            f"{text!r}: suffix `{suffix or 'none'}` is not known for `{target.column}`", f"known: {words}"
        )
    return number, known[suffix]
