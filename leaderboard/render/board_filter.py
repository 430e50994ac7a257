"""What the script that filters a board needs: options with their counts, and numbers of results, marks and rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from leaderboard.analysis.boards import Board, Point, TradeOff
from leaderboard.records.vocabulary import STRUCTURES
from leaderboard.render.board_best import best_axes
from leaderboard.render.charts import chart_id
from leaderboard.render.context import Site
from leaderboard.render.metrics import scored_by
from leaderboard.render.rows import Row

UNSTATED = ""


@dataclass(frozen=True, slots=True)
class Option:
    """A choice, and how many rows of the table of results it has."""

    value: str
    text: str
    count: int


@dataclass(frozen=True, slots=True)
class Filter:
    """The form's options, and the data of the script."""

    structures: tuple[Option, ...]
    years: tuple[Option, ...]
    data: Mapping[str, Any]


def numbering(board: Board) -> dict[str, int]:
    """A number on the page for every result of a board."""
    return {r.id: number for number, r in enumerate(board.results)}


def board_filter(site: Site, board: Board, rows: Sequence[Row]) -> Filter | None:
    """The filter of a board; None where all its rows are of one year and one structure."""
    years = Counter(row.year for row in rows)
    structures = Counter(row.structure for row in rows)
    if len(years) < 2 and len(structures) < 2:
        return None
    kinds = [kind for kind in (*STRUCTURES, UNSTATED) if kind in structures]
    return Filter(
        tuple(Option(kind, kind or "not stated", structures[kind]) for kind in kinds),
        tuple(Option(str(year), str(year), years[year]) for year in sorted(years)),
        _data(site, board, kinds),
    )


def _data(site: Site, board: Board, kinds: list[str]) -> dict[str, Any]:
    """Year, structure and method of every result by its number, and the ranked points of every chart."""
    methods = list(dict.fromkeys(r.method for r in board.results))
    of_method = {key: n for n, key in enumerate(methods)}
    place = {kind: n for n, kind in enumerate(kinds)}
    by = scored_by(board.metric, board.main_change)
    numbers = numbering(board)
    return {
        "structures": kinds,
        "results": [
            [site.corpus.papers[r.paper].year, place.get(r.structure or UNSTATED, -1), of_method[r.method]]
            for r in board.results
        ],
        "methods": methods,
        "charts": {chart_id(t.axis, t.change): _points(t, numbers) for t in board.trade_offs},
        "best": [chart_id(axis, board.main_change) for axis in best_axes(board)],
        "turn": -1 if by.lower else 1,
        "decimals": by.decimals,
        "score": by.name if board.metric else "",
    }


def _points(found: TradeOff, numbers: Mapping[str, int]) -> list[list[Any]]:
    return [_point(p, numbers) for p in _ranked(found.points)]


def _ranked(points: Iterable[Point]) -> list[Point]:
    return [p for p in points if p.ranked]


def _point(p: Point, numbers: Mapping[str, int]) -> list[Any]:
    """Number, ratio, change and class; exact, since the frontier compares without a tolerance."""
    return [numbers[p.result.id], p.ratio, p.change, p.klass]
