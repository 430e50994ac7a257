"""Pictures that social networks show beside a link to a board: its name, counts and trade-off, as PNG.

They are drawn with Pillow and the font it brings along, so that no font of the machine matters: with the versions
pinned, equal data gives equal bytes. A picture is one byte a pixel all along. Values from ``INK`` up run from ink to
paper, those below from accent to paper, and a palette says so at the end: several times faster than drawing in colour.
"""

from __future__ import annotations

import importlib.util
import io
import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from leaderboard.analysis.boards import Board, TradeOff
from leaderboard.render import scales
from leaderboard.render.board_chart import AXIS_WORDS
from leaderboard.render.context import Site
from leaderboard.render.formats import count
from leaderboard.render.metrics import scored_by
from leaderboard.render.output import Output
from leaderboard.render.plots import tick_text
from leaderboard.render.published import SITE_NAME, Picture, chosen
from leaderboard.render.scales import Frame, Scale

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

WIDTH, HEIGHT = 1200, 630  # what the networks ask for
MARGIN = 60
_FRAME = Frame("preview", WIDTH - MARGIN, HEIGHT, left=140, right=0, top=222, bottom=100)
INK, PAPER, MUTED, GRID = 32, 255, 105, 226
_ACCENT, _INK, _PAPER = (26, 84, 135), (27, 31, 36), (252, 252, 251)
_NEAREST = str.maketrans({"×": "x", "−": "-", "–": "-", "—": "-", "‑": "-"})
_KNOWN = frozenset(map(chr, range(32, 127))) | set("…·")
_DOT, _FINE = 9, 4  # radius of a mark; how many times finer its edge is worked out


def has_pillow() -> bool:
    """Whether Pillow, which draws the pictures, is installed (the extra `previews`)."""
    return importlib.util.find_spec("PIL") is not None


def write_previews(site: Site, output: Output) -> int:
    """Draw a picture for each board with ranked results, and one that all other pages share; returns their number.

    None without Pillow, and none where the site's address is not known, since pages could not name them.
    """
    published = output.published
    if not published.base or not has_pillow():
        return 0
    corpus = site.corpus
    counts = [
        count(len(corpus.results), "result"),
        count(len(site.by_paper), "source"),
        count(len(site.boards), "board"),
    ]
    default = Picture("preview/site.png", f"{SITE_NAME}: {', '.join(counts)}", WIDTH, HEIGHT)
    output.file(default.path, _png(_cover("What papers report about neural-network pruning", counts)))
    published.default_picture = default
    for board in site.boards:
        trade_off = best_known(board)
        if trade_off is not None:
            page = site.places.board[board.key]
            words = _counts(site, board)
            alt = f"{site.board_name(board)}: {', '.join(words)}; chart of {_axes(board, trade_off)}"
            picture = Picture(f"preview/{page.removesuffix('.html')}.png", alt, WIDTH, HEIGHT)
            output.file(picture.path, _png(_board(site.board_name(board), words, board, trade_off)))
            published.pictures[page] = picture
    return 1 + len(published.pictures)


def best_known(board: Board) -> TradeOff | None:
    """The trade-off of the board's main change with most ranked results; None where nothing is ranked."""
    found = [t for t in board.trade_offs if t.change == board.main_change and t.frontier]
    return max(found, key=lambda t: sum(p.ranked for p in t.points), default=None)


def _counts(site: Site, board: Board) -> list[str]:
    runs = sum(len(campaign.points) > 0 for campaign in site.campaigns_of(board))
    again = ["some methods measured here"] if runs else []
    return [count(len(chosen(board.results)), "result"), count(len(board.papers), "paper"), *again]


def _axes(board: Board, trade_off: TradeOff) -> str:
    return f"{scored_by(board.metric, trade_off.change).gain} against {AXIS_WORDS[trade_off.axis]}"


@cache
def _font(size: int) -> FreeTypeFont:
    """Pillow's own font, laid out by Pillow alone: its other layout engine depends on what the machine has."""
    from PIL import ImageFont

    font = ImageFont.load_default(size)
    assert isinstance(font, ImageFont.FreeTypeFont), "this Pillow has no FreeType"
    return font.font_variant(layout_engine=ImageFont.Layout.BASIC)


def _canvas() -> tuple[Image, ImageDraw]:
    from PIL import Image, ImageDraw

    image = Image.new("L", (WIDTH, HEIGHT), PAPER)
    return image, ImageDraw.Draw(image)


def _cover(title: str, counts: Sequence[str]) -> Image:
    image, draw = _canvas()
    draw.rectangle((0, 0, WIDTH, 16), 0)
    _text(draw, (MARGIN, 130), SITE_NAME, 44, MUTED)
    _wrapped(draw, 220, title, 76)
    _text(draw, (MARGIN, 500), " · ".join(counts), 40, MUTED)
    return image


def _board(name: str, counts: Sequence[str], board: Board, trade_off: TradeOff) -> Image:
    image, draw = _canvas()
    draw.rectangle((0, 0, WIDTH, 16), 0)
    _text(draw, (MARGIN, 42), _fitted(name, 56, WIDTH - 2 * MARGIN), 56, INK)
    _text(draw, (MARGIN, 116), " · ".join(counts), 32, MUTED)
    reported = {r.id for r in chosen(board.results)}
    shown = [p for p in trade_off.points if p.result.id in reported]
    by = scored_by(board.metric, trade_off.change)
    ranges = (
        scales.ratio_range([p.ratio for p in shown]),
        scales.change_range([p.change for p in shown], points=by.unit == "points"),
    )
    scale = Scale(_FRAME, *ranges)
    _text(draw, (MARGIN, 176), f"{by.gain}{f' ({by.unit})' if by.unit else ''}", 26, MUTED)
    _text(draw, (MARGIN, HEIGHT - 48), SITE_NAME, 26, MUTED)
    _text(draw, (WIDTH - MARGIN, HEIGHT - 48), AXIS_WORDS[trade_off.axis], 26, MUTED, "ra")
    _axis_lines(draw, scale)
    for p in shown:
        if not p.ranked and scale.holds(p.ratio, p.change):
            _mark(image, scale, p.ratio, p.change, False)
    _frontier(draw, scale, [(p.ratio, p.change) for p in trade_off.frontier])
    for p in shown:
        if p.ranked and scale.holds(p.ratio, p.change):
            _mark(image, scale, p.ratio, p.change, True)
    return image


def _axis_lines(draw: ImageDraw, scale: Scale) -> None:
    left, right, bottom = _FRAME.left, _FRAME.width - _FRAME.right, _FRAME.height - _FRAME.bottom
    for tick in scales.change_ticks(scale.changes, 5):
        y = round(scale.y(tick))
        draw.line((left, y, right, y), MUTED if tick == 0 else GRID, 2)
        _text(draw, (left - 14, y), tick_text(tick), 26, MUTED, "rm")
    for tick in scales.ratio_ticks(scale.ratios, 9):
        x = round(scale.x(tick))
        draw.line((x, _FRAME.top, x, bottom), GRID, 2)
        _text(draw, (x, bottom + 14), f"{tick:g}×", 26, MUTED, "ma")


def _frontier(draw: ImageDraw, scale: Scale, corners: Sequence[tuple[float, float]]) -> None:
    """Steps down to the right, as on the board's page."""
    steps: list[tuple[int, int]] = []
    for ratio, change in corners:
        if scale.holds(ratio, change):
            x, y = round(scale.x(ratio)), round(scale.y(change))
            steps += [(steps[-1][0] if steps else _FRAME.left, y), (x, y)]
    draw.line(steps, 0, 4)


@cache
def _ring(accent: bool) -> tuple[Image, Image]:
    """A hollow mark with a soft edge and the mask of what it covers."""
    from PIL import Image, ImageDraw

    size = 2 * _DOT + 1
    fine = Image.new("L", (size * _FINE, size * _FINE), 0)
    edge = size * _FINE - 1
    ImageDraw.Draw(fine).ellipse((0, 0, edge, edge), fill=0, outline=255, width=3 * _FINE)
    share = fine.resize((size, size), Image.Resampling.BOX)
    deepest, paper = (0, INK - 1) if accent else (150, PAPER)
    return share.point([round(paper + (deepest - paper) * s / 255) for s in range(256)]), share.point(
        [255 if s > 16 else 0 for s in range(256)]
    )


def _mark(image: Image, scale: Scale, ratio: float, change: float, accent: bool) -> None:
    ring, mask = _ring(accent)
    image.paste(ring, (round(scale.x(ratio)) - _DOT, round(scale.y(change)) - _DOT), mask)


def plain_text(text: str) -> str:
    """A text in the characters that the font has, ASCII and few others: what it lacks becomes its nearest, or ``?``."""
    near = (c if c in _KNOWN else unicodedata.normalize("NFKD", c) for c in text.translate(_NEAREST))
    return "".join(c if c in _KNOWN else "?" for c in "".join(near) if not unicodedata.combining(c))


def _text(draw: ImageDraw, at: tuple[float, float], text: str, size: int, shade: int, anchor: str = "la") -> None:
    draw.text(at, plain_text(text), fill=shade, font=_font(size), anchor=anchor)


def _fitted(text: str, size: int, width: int) -> str:
    """A text cut to a width in pixels, the cut shown by an ellipsis."""
    font, text = _font(size), plain_text(text)
    if len(text) < 200 and font.getlength(text) <= width:
        return text
    cut = text[:200]
    while cut and font.getlength(f"{cut}…") > width:
        cut = cut[:-1]
    return f"{cut.rstrip()}…"


def _wrapped(draw: ImageDraw, top: int, text: str, size: int) -> None:
    """A title over as many lines as it needs."""
    line = ""
    for word in [*text.split(), ""]:
        longer = f"{line} {word}".strip()
        if word and _font(size).getlength(longer) <= WIDTH - 2 * MARGIN:
            line = longer
            continue
        _text(draw, (MARGIN, top), line, size, INK)
        top, line = top + round(size * 1.25), word


def _png(image: Image) -> bytes:
    colours = [_between(_ACCENT, _PAPER, v / (INK - 1)) for v in range(INK)]
    colours += [_between(_INK, _PAPER, (v - INK) / (PAPER - INK)) for v in range(INK, PAPER + 1)]
    image.putpalette([part for colour in colours for part in colour])
    stream = io.BytesIO()
    image.save(stream, "PNG", compress_level=6)
    return stream.getvalue()


def _between(first: tuple[int, int, int], last: tuple[int, int, int], share: float) -> tuple[int, ...]:
    return tuple(round(a + (b - a) * share) for a, b in zip(first, last, strict=True))
