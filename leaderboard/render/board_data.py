"""A board's lines for its script: what it filters, draws and lists, and how each number came about, loaded on demand.

Both are classic scripts that assign one object, since `fetch` and modules fail on `file://`. Numbers are exact, because
frontiers compare without a tolerance; the texts of the table's cells come along, so that the script words nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from leaderboard.analysis.bands import StandIn
from leaderboard.analysis.boards import AXES, Board
from leaderboard.records.vocabulary import STRUCTURES
from leaderboard.render.board_answer import main_axes
from leaderboard.render.board_chart import AXIS_WORDS, swept
from leaderboard.render.board_lines import SOURCES, Line, X, timed
from leaderboard.render.context import Site
from leaderboard.render.metrics import scored_by
from leaderboard.render.plots import DASHES, FAR_BELOW
from leaderboard.render.rows import CODES
from leaderboard.render.scripts import Words

BASES = ("runs", "deviation", "stand-in", "rounding")
DRAWN, RANKED, ASIDE = 1, 2, 4


def board_data(
    site: Site, board: Board, lines: Sequence[Line], chosen: Mapping[str, Any], standing: StandIn | None
) -> Any:
    """The object of a board's script."""
    by = scored_by(board.metric, board.main_change)
    series, sources = Words((*chosen, *(line.series for line in lines))), Words(_source(line) for line in lines)
    reasons, curves = Words(reason for line in lines for reason in line.reasons), Words(line.curve for line in lines)
    structures = [kind for kind in (*STRUCTURES, "") if any(line.structure == kind for line in lines if line.paper)]
    rows = [
        [
            series.position(line.series),
            list(SOURCES).index(line.source),
            line.href.partition("#")[2] if line.paper else line.href,
            sources.position(_source(line)),
            line.name,
            line.variant,
            structures.index(line.structure) if line.paper else -1,
            line.klass,
            [reasons.position(reason) for reason in line.reasons],
            " ".join(CODES.get(flag, "?") for flag in line.notes),
            [*line.across],
            [*line.up],
            None if line.margin is None else line.margin.half,
            -1 if line.margin is None else BASES.index(line.margin.basis),
            DRAWN * line.drawn + RANKED * line.ranked + ASIDE * line.aside,
            curves.position(line.curve),
            [f"{text}\t{style.strip()}" if style else text for text, style in line.cells],
        ]
        for line in lines
    ]
    with_time = timed(site, board)
    return {
        "rows": rows,
        "series": [_series(site, key, lines) for key in series.keys],
        "chosen": [[style.colour, style.shape] for style in chosen.values()],
        "by": [list(one) for one in sources.keys],
        "reasons": reasons.keys,
        "swept": [[[_short(x), _short(y)] for x, y in swept(board, axis)] for axis in AXES],
        "structures": structures,
        "ups": _ups(board),
        "timed": with_time,
        "axes": [X.index(axis) for axis in main_axes(board)],
        "across": [AXIS_WORDS[x] for x in X],
        "thresholds": list(board.thresholds),
        "changeCell": 4 + with_time,
        "points": by.unit == "points",
        "turn": -1 if by.lower else 1,
        "decimals": by.decimals,
        "unit": by.unit,
        "name": by.name,
        "standin": None if standing is None else standing.deviation,
        "farBelow": FAR_BELOW,
        "dashes": DASHES,
    }


def _source(line: Line) -> tuple[object, ...]:
    """What a line is from: label, title, year, peer review, kind, and its page where it is a paper."""
    return (
        line.by,
        line.by_title,
        line.year,
        line.peer,
        line.by_kind,
        line.href.partition("#")[0] if line.paper else "",
    )


def _short(value: float) -> float:
    """Four significant digits: enough for a faint dot."""
    return float(f"{value:.4g}")


def _ups(board: Board) -> list[list[Any]]:
    """What a chart can have upwards: words on its axis, and whether it is a change (with zero, and signed)."""
    main = scored_by(board.metric, board.main_change)
    found: list[list[Any]] = [[main.gain, main.axis, True], [main.words, f"{main.words}, {main.direction}", False]]
    if board.main_change == "delta_top1":
        top5 = scored_by(None, "delta_top5")
        found += [[top5.gain, top5.axis, True], [top5.words, f"{top5.words}, {top5.direction}", False]]
    return found


def _series(site: Site, key: str, lines: Iterable[Line]) -> list[str]:
    """Name, page and key of a method, ours without a counterpart among them."""
    if key in site.corpus.methods:
        return [site.corpus.methods[key].name, site.places.method[key], key]
    line = next(one for one in lines if one.series == key)
    return [line.name, line.href, key]


def why_data(site: Site, lines: Sequence[Line]) -> list[Any]:
    """How the numbers of every line came about: label and text, an address third where the text is a link."""
    return [_why(site, line) for line in lines]


def _why(site: Site, line: Line) -> list[list[str]]:
    if line.result is None:
        return [["measured here", line.by_title], ["runs", "every run with its settings and curves", line.href]]
    row, found = site.rows[line.result.id], []
    found.append(["source", row.source.text, *([row.source.href] if row.source.href else [])])
    for name, text, before in row.working:
        found.append([name, text + (f" (before the correction: {before})" if before else "")])
    listed = (
        ("not reported", row.absent),
        ("as printed", row.printed),
        *(("single trials", text) for text in row.trials),
        ("settings", row.settings),
        ("pruned", row.structure),
        ("network", row.network),
        ("operations counted", row.convention),
        ("class", row.klass and ": ".join(filter(None, (row.klass, "; ".join(row.reasons))))),
    )
    found += [[name, text] for name, text in listed if text]
    if row.same_as:
        found.append(["same measurement", "counted there", row.same_as])
    return [*found, *(["", remark] for remark in row.remarks)]
