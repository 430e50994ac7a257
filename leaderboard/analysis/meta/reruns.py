"""The re-runs most wanted: methods on boards that many papers compare with, that nobody here has measured.

``score = papers x (1 + min(spread, 5))``. *Papers* are those with results on the board that report the method there or
compare with the paper that proposes it, less one. *Spread* is the largest difference, in points, between the changes of
accuracy that two papers report of it at the same ratio (to 10 %) on the board; 0 where no two do. A difference of more
than 5 points counts as 5: beyond that a network has collapsed, which is no finer a disagreement.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from leaderboard.analysis.boards import AXES, Board
from leaderboard.analysis.measured import Campaign
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
    measured: dict[tuple[str, str], set[str]] = {}
    for campaign in campaigns:
        measured.setdefault((campaign.dataset, campaign.architecture), set()).update(campaign.methods)
    shipped = tuple(protocols)
    found = []
    for board in boards:
        if board.metric is None or METRICS[board.metric].percent:
            ran = measured.get((board.dataset, board.architecture), set())
            found += [
                one
                for cell in _cells(corpus, board).values()
                if (one := _wanted(corpus, board, cell, comparing, ran, shipped)) is not None
            ]
    return tuple(sorted(found, key=lambda w: (-w.score, w.board.key, w.name)))


def _cells(corpus: Corpus, board: Board) -> dict[str, list[ResultView]]:
    """The results of a board by the method's name, without its case."""
    cells: dict[str, list[ResultView]] = {}
    for r in board.results:
        if r.table.role == "results":
            cells.setdefault(corpus.methods[r.method].name.casefold(), []).append(r)
    return cells


def _wanted(
    corpus: Corpus,
    board: Board,
    cell: list[ResultView],
    comparing: Mapping[str, set[str]],
    ran: set[str],
    protocols: tuple[ShippedProtocol, ...],
) -> Wanted | None:
    methods = tuple(sorted({r.method for r in cell}))
    name = corpus.methods[methods[0]].name
    reporting = {r.paper for r in cell}
    proposing = {str(corpus.methods[key].facts["paper"]) for key in methods}
    here = set(board.papers)
    papers = reporting | {paper for key in proposing for paper in comparing.get(key, ()) if paper in here}
    first = min(reporting, key=lambda k: (corpus.papers[k].year, corpus.papers[k].month or 0, k))
    others = tuple(sorted(papers - {first}))
    ours = _ours(corpus.counterparts, methods, name)
    if not others or any(one.key in ran for one in ours):
        return None
    claims, spread = _spread(board, set(methods))
    fits = [(p.name, n) for p in sorted(protocols, key=_fullest) for n in _networks(corpus, board, p)]
    command = Command(*fits[0], ours[0].key, bool(set(ours[0].claims) & set(methods))) if fits and ours else None
    return Wanted(board, name, methods, others, claims, spread, command, bool(ours), bool(fits))


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


def _spread(board: Board, methods: set[str]) -> tuple[int, float | None]:
    """How many ranked results the cell has, and how far papers disagree at the same ratio."""
    apart: list[float] = []
    ids: set[str] = set()
    for axis in AXES:
        trade_off = board.trade_off(axis, board.main_change)
        points = [p for p in (trade_off.points if trade_off else ()) if p.ranked and p.result.method in methods]
        ids |= {p.result.id for p in points}
        for n, one in enumerate(points):
            for other in points[n + 1 :]:
                near = abs(math.log(one.ratio / other.ratio)) <= math.log(NEAR)
                if near and one.result.paper != other.result.paper:
                    apart.append(abs(one.change - other.change))
    return len(ids), max(apart, default=None)
