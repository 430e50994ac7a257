"""Shared by the tests of record files: a valid record's text, and checking text without a workspace."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from leaderboard.records.model import Workspace
from leaderboard.records.reading import read_record

EXAMPLE = """\
schema = 1

[paper]
key = "paper"
title = "An Example"
authors = ["Ada Author", "Ben Writer"]
year = 2024

[[table]]
locator = "Table 1"
source = "printed"
dataset = "CIFAR-10"
architecture = "ResNet-56"
columns = { top1_error = "percent", flops = "giga", params_removed = "percent" }
baseline = { top1_error = 6.96, flops = 0.125 }
rows = [
  { id = "a", variant = "A", top1_error = 6.90, params_removed = 9.4 },
  { id = "b", variant = "B", top1_error = 6.94, params_removed = 13.7 },
]
"""


@pytest.fixture
def example() -> str:
    return EXAMPLE


@pytest.fixture
def check() -> Callable[[str | bytes], list[str]]:
    """Problem lines of the text of ``paper.toml``."""

    def lines(text: str | bytes) -> list[str]:
        data = text.encode() if isinstance(text, str) else text
        return [problem.text() for problem in read_record(data, "paper.toml", "paper").problems]

    return lines


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """An empty workspace."""
    made = Workspace(tmp_path)
    made.papers.mkdir(parents=True)
    made.catalogue.mkdir()
    return made
