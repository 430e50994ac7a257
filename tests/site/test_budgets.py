"""What pages of the real site may weigh, as they are stored: a phone on a slow line loads them too."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

from leaderboard.render.board_pages import FIRST

pytestmark = pytest.mark.slow
INDEX, BOARD, CODE = 60_000, 300_000, 100_000  # bytes


def test_the_front_page_is_light(real_site: Path) -> None:
    assert (real_site / "index.html").stat().st_size < INDEX


def test_every_board_is_light(real_site: Path) -> None:
    """However many results it has: what is beyond its first lines stands on a page of its own."""
    sizes = {page.name: page.stat().st_size for page in (real_site / "board").rglob("*.html")}
    assert {name: size for name, size in sizes.items() if size >= BOARD} == {}
    long = real_site / "board" / "imagenet--resnet-50.html"
    assert long.read_text("utf-8").count('<tr id="n') == FIRST
    assert (real_site / "board" / "more" / long.name).is_file()


def test_a_board_with_its_data_is_light_on_the_line(real_site: Path) -> None:
    """The page and all its scripts, compressed as hosts send them, in less than the page may weigh by itself."""
    page = (real_site / "board" / "imagenet--resnet-50.html").read_bytes()
    scripts = re.findall(r'<script src="\.\./([^"]+)"', page.decode())
    whole = sum(len(gzip.compress(part)) for part in (page, *((real_site / s).read_bytes() for s in scripts)))

    assert len(scripts) >= 5
    assert whole < BOARD / 2
    code = sum((real_site / s).stat().st_size for s in scripts if not s.startswith("static/board/"))
    assert code < CODE
