"""What a change of the records does to normalised numbers, classes, boards and frontiers."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from leaderboard.analysis.analysed import Analysed
from leaderboard.analysis.boards import Board, Point, TradeOff, board_key
from leaderboard.analysis.comparability import Standing
from leaderboard.store.corpus import Corpus, ResultView, Value

Causes = Callable[[str], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class QuantityChange:
    """A normalised quantity before and after: numbers, or which blank."""

    result: str
    quantity: str
    old: float | str
    new: float | str
    causes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClassChange:
    """The comparability class of a result before and after (None: nothing to compare); reasons that came or went."""

    result: str
    old: str | None
    new: str | None
    reasons_added: tuple[str, ...]
    reasons_removed: tuple[str, ...]
    causes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BoardMove:
    """A result that now stands on another board."""

    result: str
    old: str
    new: str
    causes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FrontierMove:
    """A result that joined or left a frontier; ``classes`` is ``A`` or ``A and B``; its numbers now, or before."""

    board: str
    change: str
    axis: str
    classes: str
    result: str
    joined: bool
    ratio: float
    points: float
    causes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Consequences:
    """Everything computed that differs between two corpora, for results that both have; frontiers for all."""

    quantities: tuple[QuantityChange, ...] = ()
    classes: tuple[ClassChange, ...] = ()
    boards: tuple[BoardMove, ...] = ()
    frontiers: tuple[FrontierMove, ...] = ()


class _Ranked:
    """A corpus with its boards and standings."""

    def __init__(self, corpus: Corpus, unsound: Collection[str] = ()) -> None:
        self.unsound = unsound
        self.results: Mapping[str, ResultView] = {result.id: result for result in corpus.results}
        analysed = Analysed(corpus)
        self.boards: Mapping[str, Board] = {board.key: board for board in analysed.boards}
        self.standings: Mapping[str, Standing] = analysed.standings

    def trade_off(self, board: str, change: str, axis: str) -> TradeOff | None:
        found = self.boards.get(board)
        return None if found is None else found.trade_off(axis, change)  # type: ignore[arg-type]


def consequences(
    old: Corpus, new: Corpus, causes: Mapping[str, tuple[str, ...]], other: str, unsound: Collection[str] = ()
) -> Consequences:
    """Compare two corpora. ``causes`` says what changed of a result itself, ``other`` what else can be the cause.

    ``unsound`` are the papers that ``old`` lacks because their records could not be normalised.
    """
    before, after = _Ranked(old, unsound), _Ranked(new)
    shared = [name for name in after.results if name in before.results]

    def why(result: str) -> tuple[str, ...]:
        return causes.get(result) or (other,)

    return Consequences(
        tuple(change for name in shared for change in _quantities(before.results[name], after.results[name], why)),
        tuple(change for name in shared for change in _classes(name, before, after, why)),
        tuple(move for name in shared for move in _boards(before.results[name], after.results[name], why)),
        tuple(_frontiers(before, after, why)),
    )


def _quantities(old: ResultView, new: ResultView, why: Causes) -> Iterator[QuantityChange]:
    for quantity, value in new.quantities.items():
        was = old.quantities[quantity]
        if (was.status, was.value) != (value.status, value.value):
            yield QuantityChange(new.id, quantity, _shown(was), _shown(value), why(new.id))


def _shown(value: Value) -> float | str:
    return value.status.replace("_", " ") if value.value is None else value.value


def _classes(name: str, before: _Ranked, after: _Ranked, why: Causes) -> Iterator[ClassChange]:
    old, new = before.standings[name], after.standings[name]
    if old.klass != new.klass:
        came = tuple(reason for reason in new.reasons if reason not in old.reasons)
        gone = tuple(reason for reason in old.reasons if reason not in new.reasons)
        yield ClassChange(name, old.klass, new.klass, came, gone, why(name))


def _boards(old: ResultView, new: ResultView, why: Causes) -> Iterator[BoardMove]:
    was, is_now = board_key(old.table), board_key(new.table)
    if was != is_now:
        yield BoardMove(new.id, was, is_now, why(new.id))


def _frontiers(before: _Ranked, after: _Ranked, why: Causes) -> Iterator[FrontierMove]:
    keys = {(b.key, t.change, t.axis) for side in (before, after) for b in side.boards.values() for t in b.trade_offs}
    for board, change, axis in sorted(keys):
        old, new = before.trade_off(board, change, axis), after.trade_off(board, change, axis)
        for classes, part in (("A", "strict"), ("A and B", "frontier")):
            was: Sequence[Point] = getattr(old, part) if old else ()
            is_now: Sequence[Point] = getattr(new, part) if new else ()
            for point, joined in _moved(was, is_now):
                name = point.result.id
                reasons = _reasons(point, joined, before, after, was if joined else is_now, why)
                yield FrontierMove(board, change, axis, classes, name, joined, point.ratio, point.change, reasons)


def _moved(old: Sequence[Point], new: Sequence[Point]) -> Iterator[tuple[Point, bool]]:
    names = {point.result.id for point in old}, {point.result.id for point in new}
    yield from ((point, True) for point in new if point.result.id not in names[0])
    yield from ((point, False) for point in old if point.result.id not in names[1])


def _reasons(
    point: Point, joined: bool, before: _Ranked, after: _Ranked, others: Sequence[Point], why: Causes
) -> tuple[str, ...]:
    """Why a point moved; ``others`` is the frontier it was not on."""
    name = point.result.id
    there = before if joined else after
    if point.result.paper in there.unsound:
        return ("its record could not be normalised before",)
    if name not in there.results:
        return ("a new result",) if joined else ("removed",)
    found = []
    old, new = before.standings[name].klass, after.standings[name].klass
    if old != new:
        found.append(f"class {old or 'none'} → {new or 'none'}")
    beaten = next((p.result.id for p in others if _beats(p, point)), None)
    if beaten is not None:
        found.append(f"no longer beaten by {beaten}" if joined else f"beaten by {beaten}")
    own = why(name)
    if found and own == why(""):  # nothing of the result itself changed, and it is said already what did
        return tuple(found)
    return (*found, *own)


def _beats(one: Point, other: Point) -> bool:
    pairs = (one.ratio, one.change), (other.ratio, other.change)
    return (
        one.result.id != other.result.id and pairs[0] != pairs[1] and all(a >= b for a, b in zip(*pairs, strict=True))
    )
