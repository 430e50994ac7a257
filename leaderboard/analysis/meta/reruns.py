"""The re-runs most wanted: methods on boards that many papers compare with, that nobody here has measured.

``score = papers x (1 + min(spread, 5))``. *Papers* are those with results on the board that report the method there or
compare with the paper that proposes it, less one. *Spread* is the largest difference, in points, between the changes of
accuracy that two papers report of it at the same ratio (to 10 %) on the board; 0 where no two do. A difference of more
than 5 points counts as 5: beyond that a network has collapsed, which is no finer a disagreement.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from leaderboard.analysis.boards import AXES, Axis, Board, Point
from leaderboard.analysis.measured import Campaign, methods_by_place
from leaderboard.analysis.meta.ratios import NEAR
from leaderboard.records.protocols import ShippedProtocol
from leaderboard.records.vocabulary import METRICS
from leaderboard.store.corpus import Corpus, CounterpartView, ResultView

MOST_SPREAD = 5.0


@dataclass(frozen=True, slots=True)
class Command:
    """What would measure a cell: protocol, card and method of ours; ``same`` where the catalogue says that the method
    re-runs the reported one, else the two only share a name.
    """

    protocol: str
    network: str
    method: str
    same: bool

    @property
    def parts(self) -> tuple[str, ...]:
        """The command line, where it may be broken."""
        return "leaderboard run sweep", self.protocol, f"--networks {self.network}", f"--methods {self.method}"

    @property
    def text(self) -> str:
        """The command line."""
        return " ".join(self.parts)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A method (by name, with the keys of all that papers report under it) on a board; ``spread`` is None where no two
    papers report it at the same ratio. ``runner`` and ``protocol`` say what there is to measure it with.
    """

    board: Board
    name: str
    methods: tuple[str, ...]
    papers: tuple[str, ...]
    claims: int
    spread: float | None
    command: Command | None
    runner: bool
    protocol: bool

    @property
    def score(self) -> float:
        return len(self.papers) * (1 + min(self.spread or 0.0, MOST_SPREAD))


def wanted(
    corpus: Corpus, boards: Iterable[Board], campaigns: Iterable[Campaign], protocols: Iterable[ShippedProtocol]
) -> tuple[Wanted, ...]:
    """Every cell with a score, highest first, then by board and name. Only boards scored in percent."""
    comparing: dict[str, set[str]] = {}
    for paper, compared in corpus.comparisons:
        comparing.setdefault(compared, set()).add(paper)
    measured = methods_by_place(campaigns)
    shipped = tuple(protocols)
    found: list[Wanted] = []
    for board in boards:
        if board.metric is None or METRICS[board.metric].percent:
            ran = measured.get(board.place, set())
            found += _on_board(corpus, board, comparing, ran, shipped)
    return tuple(sorted(found, key=lambda w: (-w.score, w.board.key, w.name)))


def _on_board(
    corpus: Corpus,
    board: Board,
    comparing: Mapping[str, set[str]],
    ran: set[str],
    protocols: tuple[ShippedProtocol, ...],
) -> Iterator[Wanted]:
    """The cells of one board: its results by the method's name, without its case."""
    cells: dict[str, list[ResultView]] = {}
    for r in board.results:
        if r.table.role == "results":
            cells.setdefault(corpus.methods[r.method].name.casefold(), []).append(r)
    here, ranked = set(board.papers), _ranked(board)
    fits = [(p.name, n) for p in sorted(protocols, key=_fullest) for n in _networks(corpus, board, p)]
    for cell in cells.values():
        methods = tuple(sorted({r.method for r in cell}))
        name = corpus.methods[methods[0]].name
        reporting = {r.paper for r in cell}
        proposing = {r.paper for r in cell if r.reported_by == "paper" and corpus.papers[r.paper].kind == "paper"}
        papers = reporting | {paper for key in proposing for paper in comparing.get(key, ()) if paper in here}
        first = min(reporting, key=lambda k: (corpus.papers[k].year, corpus.papers[k].month or 0, k))
        ours = _ours(corpus.counterparts, methods, name)
        if len(papers) > 1 and not any(one.key in ran for one in ours):
            points = [p for key in methods for p in ranked.get(key, ())]
            same = bool(ours and set(ours[0].claims) & set(methods))
            yield Wanted(
                board,
                name,
                methods,
                tuple(sorted(papers - {first})),
                len({p.result.id for _, p in points}),
                _spread(points),
                Command(*fits[0], ours[0].key, same) if fits and ours else None,
                bool(ours),
                bool(fits),
            )


def _ours(counterparts: Mapping[str, CounterpartView], methods: tuple[str, ...], name: str) -> list[CounterpartView]:
    """Our methods that re-run one of the reported ones, then those of the same name."""
    same = [one for one in counterparts.values() if set(one.claims) & set(methods)]
    return same or [one for one in counterparts.values() if one.name.casefold() == name.casefold()]


def _networks(corpus: Corpus, board: Board, protocol: ShippedProtocol) -> list[str]:
    """The networks of a protocol that the board is about: its own variant first."""
    if protocol.dataset != board.dataset or board.metric is not None:
        return []
    found = [n for n in protocol.networks if n in corpus.cards and corpus.cards[n].facts["board"] == board.architecture]
    return sorted(found, key=lambda n: (n != board.reference, n))


def _fullest(protocol: ShippedProtocol) -> tuple[int, str]:
    """Most tuning first: many methods prune while tuning, and papers tune for long."""
    return -protocol.tuning_epochs, protocol.name


def _ranked(board: Board) -> dict[str, list[tuple[Axis, Point]]]:
    """The ranked points of a board by method, by what the board ranks by."""
    found: dict[str, list[tuple[Axis, Point]]] = {}
    for axis in AXES:
        trade_off = board.trade_off(axis, board.main_change)
        for point in trade_off.points if trade_off else ():
            if point.ranked:
                found.setdefault(point.result.method, []).append((axis, point))
    return found


def _spread(points: Iterable[tuple[Axis, Point]]) -> float | None:
    """How far two papers are apart at the same ratio."""
    ordered = sorted(points, key=lambda one: (one[0], one[1].ratio))
    apart = []
    for n, (axis, one) in enumerate(ordered):
        for other_axis, other in ordered[n + 1 :]:
            if other_axis != axis or other.ratio > NEAR * one.ratio:
                break
            if one.result.paper != other.result.paper:
                apart.append(abs(one.change - other.change))
    return max(apart, default=None)
