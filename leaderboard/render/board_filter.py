"""The form that filters a board: its options, with how many lines each has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from leaderboard.analysis.boards import Board
from leaderboard.analysis.comparability import CLASSES
from leaderboard.records.vocabulary import STRUCTURES
from leaderboard.render.board_lines import SOURCES, Line

FEWEST = 3  # lines that are worth a form
PEER = (("1", "peer-reviewed"), ("0", "not peer-reviewed"), ("", "not recorded"))


@dataclass(frozen=True, slots=True)
class Option:
    """A choice, and how many lines of the board it has."""

    value: str
    text: str
    count: int


@dataclass(frozen=True, slots=True)
class Facet:
    """Choices of one kind, any number of which may be made."""

    name: str
    legend: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """Facets with a choice to make, years of the papers, and thresholds of the ratio."""

    facets: tuple[Facet, ...]
    years: tuple[Option, ...]
    thresholds: tuple[float, ...]


def board_filter(board: Board, lines: Sequence[Line]) -> Form | None:
    """The form of a board; None where it has too few lines to choose from."""
    if len(lines) < FEWEST:
        return None
    reported = [line for line in lines if line.paper is not None]
    kinds = Counter(line.structure for line in reported)
    sources = Counter(line.source for line in lines)
    classes = Counter(line.klass for line in reported)
    peers = Counter("" if line.peer is None else str(int(line.peer)) for line in reported)
    years = Counter(line.year for line in reported if line.year is not None)
    facets = (
        Facet("s", "Structure", tuple(Option(k, k or "not stated", kinds[k]) for k in (*STRUCTURES, "") if k in kinds)),
        Facet("src", "Number", tuple(Option(k, words, sources[k]) for k, words in SOURCES.items() if k in sources)),
        Facet("c", "Class", tuple(Option(k, k or "none", classes[k]) for k in (*CLASSES, "") if k in classes)),
        Facet("peer", "Paper", tuple(Option(k, words, peers[k]) for k, words in PEER if k in peers)),
    )
    return Form(
        tuple(facet for facet in facets if len(facet.options) > 1),
        tuple(Option(str(year), str(year), years[year]) for year in sorted(years)) if len(years) > 1 else (),
        board.thresholds,
    )
