r"""Taking decoration off a cell: bold, links, mathematics, footnote marks, in Markdown and LaTeX alike.

Nothing that could change a number's meaning is taken off silently: marks are returned, powers of ten become ``e8``.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from leaderboard.records.text import FORBIDDEN

LONGEST = 2_000  # characters of a cell
_MARK_SIGNS = "†‡§¶*⋆∗♯"
_SYMBOLS = {
    "pm": "±",
    "mp": "∓",
    "times": "×",
    "cdot": "·",
    "downarrow": "↓",
    "uparrow": "↑",
    "dagger": "†",
    "ddagger": "‡",
    "dag": "†",
    "ddag": "‡",
    "ast": "*",
    "star": "⋆",
    "Delta": "Δ",
    "delta": "δ",
    "ell": "ℓ",
    "infty": "∞",
    "approx": "≈",
    "sim": "~",
    "textasciitilde": "~",
    "checkmark": "✓",
    "percent": "%",
    "le": "≤",
    "ge": "≥",
    "textminus": "-",
    "textendash": "–",
    "textemdash": "—",
    "S": "§",
    "P": "¶",
}
_ARGUMENT = r"\{((?:[^{}]|\{[^{}]*\})*)\}"
_DROPPED = re.compile(
    rf"[~\s]*\\(?:cite[a-z]*|footnote|ref|label|cellcolor|rowcolor|color|vspace|hspace|phantom|rule|ding)\*?"
    rf"(?:\[[^\]]*\])*{_ARGUMENT}"
)
_FOOTNOTES = re.compile(rf"\\(?:footnotemark(?:\[(\w+)\])?|tnote{_ARGUMENT}|textsuperscript{_ARGUMENT})")
_TWO = re.compile(rf"\\(?:textcolor|colorbox|rotatebox|scalebox|resizebox|href)(?:\[[^\]]*\])*{_ARGUMENT}{_ARGUMENT}")
_WRAPPED = re.compile(
    r"\\(?:textbf|textit|texttt|textsc|textsf|textrm|textup|textmd|text|mathbf|mathrm|mathit|mathsf|mathcal|mathbb"
    r"|bm|boldsymbol|underline|uline|emph|mbox|makecell|thead|shortstack|num|tablenum|small|ensuremath|operatorname)\*?"
    rf"(?:\[[^\]]*\])*{_ARGUMENT}"
)
_SWITCHES = re.compile(
    r"\\(?:bf|it|em|rm|sc|tt|bfseries|itshape|mdseries|upshape|normalfont|tiny|scriptsize|footnotesize|small|normalsize"
    r"|large|centering|raggedright|raggedleft|arraybackslash|left|right|quad|qquad|hfill|hfil|strut|null|xspace)"
    r"(?![A-Za-z])\s*"
)
_NESTED = re.compile(r"\\(?:begin|end)\{tabular\}(?:\[\w\])?(?:\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\})?")
_POWER = re.compile(
    r"(?<=[0-9])\s*(?:×|·|x)\s*10\s*\^\s*\{?\s*([+-]?[0-9]+)\s*\}?|(?<=[0-9])\s*(?:×|·)\s*10([⁰¹²³⁴-⁹]+)"
)
_LIFTED = re.compile(rf"\$?\s*\^\s*(?:\{{\s*([{_MARK_SIGNS}a-f,]+|[a-z0-9])\s*\}}|([{_MARK_SIGNS}]))\s*\$?")
_LIFTED_ALONE = re.compile(r"\$\s*\^\s*\{?\s*([a-z0-9])\s*\}?\s*\$")
_HTML_MARK = re.compile(rf"<sup>\s*(?:<[^>]*>)?\s*([\w{_MARK_SIGNS}]+)\s*(?:</[^>]*>)?\s*</sup>", re.I)
_TRAILING = re.compile(rf"[{_MARK_SIGNS}]+$")
_CITATION = re.compile(r"(?<=\S)\s*\[[0-9]+(?:\s*[,–-]\s*[0-9]+)*\]$")
_INVISIBLE = re.compile(
    "[\u00ad\u200b\u200c\u200d\u2060\ufe00-\ufe0f\ufeff]"
)  # say nothing, and come along when copied
_RAISED_DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


@dataclass(frozen=True, slots=True)
class Plain:
    """A cell's words or number, and the footnote marks that stood on it."""

    text: str
    marks: tuple[str, ...] = ()


def plain(text: str) -> Plain:
    """The text without decoration; what is left over of LaTeX (a backslash) shows that it was not understood."""
    if len(text) > LONGEST:
        return Plain(text)  # refused where the grid is made
    text = FORBIDDEN.sub("\ufffd", _INVISIBLE.sub("", text))
    marks: list[str] = []
    text = _HTML_MARK.sub(lambda m: _noted(marks, m[1]), text)
    text = re.sub(r"<br\s*/?>", " ", text, flags=re.I)
    text = html.unescape(re.sub(r"</?[a-zA-Z][^<>]*>", "", text))
    text = re.sub(r"!\[[^\]]*\]\([^)]*\)", "", text)
    text = re.sub(r"\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])", r"\1", text)
    text = _latex(text, marks)
    text = re.sub(r"(\*\*|__|~~|`)(?=\S)(.+?)(?<=\S)\1", r"\2", text)
    text = re.sub(r"(?<![\w*])([*_])(?=[^\s*_])([^*_]+?)(?<=\S)\1(?![\w*])", r"\2", text)
    text = _CITATION.sub("", " ".join(text.split()))
    if (trailing := _TRAILING.search(text)) and trailing.start() > 0:
        marks.append(trailing.group())
        text = text[: trailing.start()].rstrip()
    return Plain(text, tuple(marks))


def _latex(text: str, marks: list[str]) -> str:
    text = _NESTED.sub("", text).replace("\\\\", " ") if "\\" in text else text
    text = re.sub(r"\\([%#&_])", r"\1", text)
    text = _FOOTNOTES.sub(lambda m: _noted(marks, m[1] or m[2] or m[3] or "footnote"), text)
    text = _DROPPED.sub("", text)
    text = re.sub(r"\\([A-Za-z]+)(?![A-Za-z])", lambda m: _SYMBOLS.get(m[1], m[0]), text)
    for _ in range(8):
        unwrapped = _WRAPPED.sub(r"\1", _TWO.sub(r"\2", text))
        if unwrapped == text:
            break
        text = unwrapped
    text = _SWITCHES.sub("", text)
    text = re.sub(r"\\[,;:!> ]|(?<=[^\s\\])~(?=\S)", " ", text) if "\\" in text or "$" in text or "~" in text else text
    text = _POWER.sub(lambda m: f"e{m[1] or m[2].translate(_RAISED_DIGITS)}", text)
    text = _LIFTED_ALONE.sub(lambda m: _noted(marks, m[1]), text)
    text = _LIFTED.sub(lambda m: _noted(marks, m[1] or m[2]), text)
    return re.sub(r"[${}]", "", text)


def _noted(marks: list[str], mark: str) -> str:
    marks.append(mark.strip("{}$^ "))
    return ""
