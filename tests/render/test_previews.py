"""Pictures for social networks: right size, the same bytes every time, and only where they help."""

from __future__ import annotations

import hashlib
import io
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from leaderboard.publishing import Publishing
from leaderboard.render import previews, site
from leaderboard.render.context import Site
from leaderboard.render.previews import best_known, plain_text
from tests.render.conftest import Publish
from tests.render.synthetic import corpus, named, result, table, with_text

ROOT = Path(__file__).resolve().parents[2]
BOARD = "board/cifar-10--resnet-56"


def colours(path: Path) -> dict[tuple[int, int, int], int]:
    picture = Image.open(path).convert("RGB")
    return {colour: count for count, colour in picture.getcolors(100_000)}


def test_a_board_has_a_picture_of_the_size_that_networks_ask_for(publish: Publish) -> None:
    """1200 by 630 in a palette, small, with marks and frontier in the accent colour."""
    path = publish(corpus()) / "preview" / f"{BOARD}.png"
    picture = Image.open(path)

    assert (picture.format, picture.size, picture.mode) == ("PNG", (1200, 630), "P")
    assert path.stat().st_size < 60_000
    found = colours(path)
    assert found[(26, 84, 135)] > 1200 * 16 + 500
    assert found[(27, 31, 36)] > 200, "no title"


def test_boards_without_a_ranked_result_share_the_sites_picture(publish: Publish) -> None:
    """Nothing to draw: the page names the common one."""
    bare = result("x", table(1, "one", dataset="mnist"), None, None)
    found = corpus()
    more = replace(
        found,
        results=(*found.results, bare),
        datasets={**found.datasets, "mnist": named("mnist", "MNIST", task="", test_images=None, large=False)},
    )
    out = publish(more)

    assert sorted(p.relative_to(out / "preview").as_posix() for p in (out / "preview").rglob("*.png")) == [
        f"{BOARD}.png",
        "site.png",
    ]
    assert "preview/site.png" in (out / "board" / "mnist--resnet-56.html").read_text("utf-8")


_SCRIPT = """
import sys
from leaderboard.render.context import Site
from leaderboard.render import previews
from tests.render.synthetic import corpus
site = Site(corpus())
board = site.boards[0]
picture = previews._board(site.board_name(board), ["1 result"], board, previews.best_known(board))
sys.stdout.buffer.write(previews._png(picture))
"""


def test_equal_bytes_without_fonts_of_the_machine(tmp_path: Path) -> None:
    """Another hash seed, locale and home, and no way to find fonts: the same picture."""
    found = set()
    for seed, locale in (("1", "C"), ("2", "C.UTF-8")):
        nowhere = {"HOME": str(tmp_path), "XDG_DATA_DIRS": str(tmp_path), "FONTCONFIG_FILE": "/nonexistent"}
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": seed, "LC_ALL": locale, **nowhere}
        done = subprocess.run(
            [sys.executable, "-c", _SCRIPT], env=environment, cwd=ROOT, capture_output=True, check=True
        )
        found.add(hashlib.sha256(done.stdout).hexdigest())
        assert Image.open(io.BytesIO(done.stdout)).size == (1200, 630)

    assert len(found) == 1


@pytest.mark.parametrize("text", ["W" * 400, "名前" * 50, "a\nb\x00c\u202e"])
def test_any_name_can_be_drawn(publish: Publish, text: str) -> None:
    """Long names are cut, letters that the font lacks are replaced; the words beside the picture have them all."""
    out = publish(with_text(corpus(), lambda _: text))

    assert Image.open(out / "preview" / f"{BOARD}.png").size == (1200, 630)


@pytest.mark.parametrize(
    ("text", "drawn"),
    [("2.5×", "2.5x"), ("−0.40", "-0.40"), ("Müller…", "Muller…"), ("名 a", "? a"), ("A · B", "A · B")],
)
def test_what_the_font_lacks_becomes_its_nearest(text: str, drawn: str) -> None:
    """No empty boxes."""
    assert plain_text(text) == drawn


def test_the_axis_with_more_ranked_results_is_drawn() -> None:
    """Compression of two results before the speedup of one."""
    (board,) = Site(corpus()).boards
    found = best_known(board)
    assert found is not None
    assert (found.axis, found.change) == ("compression_ratio", "delta_top1")


def test_without_pillow_the_build_says_so(publish: Publish, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages then name no picture; the summary names the extra."""
    for module in (previews, site):
        monkeypatch.setattr(module, "has_pillow", lambda: False)
    out = publish(corpus())
    text = (out / f"{BOARD}.html").read_text("utf-8")

    assert not (out / "preview").exists()
    assert "og:image" not in text
    assert '<meta name="twitter:card" content="summary">' in text
    assert "extra `previews`" in site._published(Publishing("https://example.org/"), 3, 0)
