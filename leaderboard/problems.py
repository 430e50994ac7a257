"""One problem in one place of one file, and its three renderings (text, JSON, CI annotation)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Literal

Severity = Literal["error", "warning", "note"]
Format = Literal["text", "json", "github"]


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """What is wrong, where, and what to write instead.

    ``file`` is relative to the workspace with forward slashes; ``line`` and ``column`` count from 1;
    ``field`` is a dotted path such as ``table.0.rows.3.top1``; ``remedy`` may be empty.
    """

    file: str
    line: int
    column: int
    field: str
    message: str
    remedy: str
    rule: str
    severity: Severity = "error"

    def text(self) -> str:
        """``file:line:column: field: message; remedy [rule]``"""
        where = f"{self.file}:{self.line}:{self.column}"
        what = f"{self.field}: {self.message}" if self.field else self.message
        return f"{where}: {what}{'; ' + self.remedy if self.remedy else ''} [{self.rule}]"

    def github(self) -> str:
        """A GitHub Actions annotation (``::error file=…``), properties escaped as its documentation asks."""
        kind = {"error": "error", "warning": "warning", "note": "notice"}[self.severity]
        body = f"{self.field}: {self.message}{'; ' + self.remedy if self.remedy else ''}"
        properties = f"file={_escape_property(self.file)},line={self.line},col={self.column}"
        return f"::{kind} {properties},title={_escape_property(self.rule)}::{_escape_data(body)}"


def _escape_data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escape_property(text: str) -> str:
    return _escape_data(text).replace(":", "%3A").replace(",", "%2C")


def format_problems(problems: Iterable[Problem], style: Format) -> str:
    """All problems in one string, sorted by place; ends with a newline unless empty (JSON never is)."""
    ordered = sorted(problems)
    if style == "json":
        return json.dumps([asdict(p) for p in ordered], ensure_ascii=False, indent=2) + "\n"
    lines = [
        p.github() if style == "github" else (p.text() if p.severity == "error" else f"{p.text()} ({p.severity})")
        for p in ordered
    ]
    return "".join(f"{line}\n" for line in lines)
