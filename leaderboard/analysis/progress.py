"""Progress at fixed budgets: the best change on a board at k× or more, year by year."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from leaderboard.analysis.boards import AXES, Axis, Board, Change, Point, TradeOff

BUDGETS = (2.0, 4.0, 8.0)


@dataclass(frozen=True, slots=True)
class Step:
    """The best change of one year and all before it. ``holders`` reach it, several when they tie exactly; ``new`` says
    that the year improved on those before, or is the first to reach the budget.
    """

    year: int
    change: float
    holders: tuple[Point, ...]
    new: bool


@dataclass(frozen=True, slots=True)
class Line:
    """The running best at ``budget`` or more: a step for every year from the first that reaches it to the last on the
    board. ``strict`` counts class A alone, else A and B.
    """

    budget: float
    strict: bool
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Progress:
    """All lines of one board by one ratio, budgets rising; ``years`` from the first to the last ranked result."""

    board: Board
    axis: Axis
    change: Change
    years: tuple[int, ...]
    lines: tuple[Line, ...]

    def line(self, budget: float, *, strict: bool) -> Line | None:
        """The line of a budget, None where nothing reaches it."""
        return next((one for one in self.lines if (one.budget, one.strict) == (budget, strict)), None)


def board_progress(board: Board, years: Mapping[str, int]) -> tuple[Progress, ...]:
    """Progress by each ratio for which ranked results of two years or more reach a budget; ``years`` is by paper."""
    found = (_progress(board, axis, years) for axis in AXES)
    return tuple(one for one in found if one is not None)


def _progress(board: Board, axis: Axis, years: Mapping[str, int]) -> Progress | None:
    trade_off = board.trade_off(axis, board.main_change)
    if trade_off is None:
        return None
    reached = {years[p.result.paper] for p in trade_off.points if p.ranked and p.ratio >= min(BUDGETS)}
    if len(reached) < 2:
        return None
    span = tuple(range(min(reached), max(reached) + 1))
    lines = tuple(
        line
        for budget in BUDGETS
        for strict in (False, True)
        if (line := _line(trade_off, budget, strict, span, years))
    )
    return Progress(board, axis, board.main_change, span, lines)


def _line(
    trade_off: TradeOff, budget: float, strict: bool, span: Iterable[int], years: Mapping[str, int]
) -> Line | None:
    points = [p for p in trade_off.points if p.ratio >= budget and (p.klass == "A" if strict else p.ranked)]
    steps = running_best(points, span, years)
    return Line(budget, strict, steps) if steps else None


def running_best(points: Iterable[Point], span: Iterable[int], years: Mapping[str, int]) -> tuple[Step, ...]:
    """The best so far in each year of ``span``, from the first year with a point; a year without keeps the last best.

    Who ties with an earlier record exactly joins its holders without making it new.
    """
    by_year: dict[int, list[Point]] = {}
    for p in points:
        by_year.setdefault(years[p.result.paper], []).append(p)
    steps: list[Step] = []
    for year in span:
        held = steps[-1].holders if steps else ()
        candidates = (*held, *by_year.get(year, ()))
        if not candidates:
            continue
        best = max(p.change for p in candidates)
        holders = tuple(p for p in candidates if p.change == best)
        steps.append(Step(year, best, holders, not held or best > steps[-1].change))
    return tuple(steps)
