"""How many operating points the curves of papers have."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from leaderboard.analysis.boards import AXES, Board, Point
from leaderboard.analysis.meta.populations import Population, Tally, tally
from leaderboard.analysis.series import series


@dataclass(frozen=True, slots=True)
class CurveSizes:
    """How many curves have so many points, in one population."""

    population: Population
    points: Tally


def curve_sizes(among: Sequence[Population], boards: Iterable[Board]) -> tuple[CurveSizes, ...]:
    """A curve is what one paper reports of one method (of a variant with several points: of that variant) on one board.

    Its points are the ranked results with a compression ratio or a theoretical speedup and a change of what the board
    ranks by. Runs of searches, quotes of what is counted elsewhere and incomparable results are none.
    """
    listed = list(boards)
    found = []
    for population in among:
        own = {r.id for r in population.results}
        sizes = [len(s.points) for board in listed for s in series(p for p in _points(board) if p.result.id in own)]
        found.append(CurveSizes(population, tally(sizes)))
    return tuple(found)


def _points(board: Board) -> list[Point]:
    """Each result once, by compression ratio where it has one."""
    found: dict[str, Point] = {}
    for axis in AXES:
        trade_off = board.trade_off(axis, board.main_change)
        for point in trade_off.points if trade_off else ():
            found.setdefault(point.result.id, point)
    return list(found.values())
