"""The question a board answers: what is best at k× or more, and what cannot be told from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from leaderboard.analysis.bands import Band, StandIn, band
from leaderboard.analysis.boards import AXES, Axis, Board, Point, TradeOff, trade_off
from leaderboard.analysis.measured import Campaign, MeasuredPoint
from leaderboard.records.vocabulary import STRUCTURES
from leaderboard.render.board_chart import AXIS_WORDS
from leaderboard.render.campaign_links import campaign_path, protocol_name
from leaderboard.render.context import Link, Site
from leaderboard.render.formats import count, points, ratio
from leaderboard.render.metrics import Scored, scored_by

LISTED = 6  # results of a band that are named


@dataclass(frozen=True, slots=True)
class Best:
    """The best at a ratio: its change, score, ratio and class, where it stands, and who shares its band.

    ``shared`` says how many results of how many methods, "" for none; ``others`` are the first of them, best first.
    """

    change: str
    score: str
    ratio: str
    klass: str
    link: Link
    shared: str = ""
    others: tuple[tuple[str, Link], ...] = ()
    more: int = 0


@dataclass(frozen=True, slots=True)
class Ours:
    """The best mean of our runs under one protocol at a ratio."""

    change: str
    ratio: str
    link: Link


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the answer: the threshold, the band by each ratio (best of A and B, then of A where that is
    another), and our best under each protocol.
    """

    threshold: float
    cells: tuple[tuple[Best, ...], ...]
    ours: tuple[Ours, ...]


@dataclass(frozen=True, slots=True)
class ByStructure:
    """The best of each structure by one ratio: ``lines`` have a cell for each of ``thresholds``."""

    axis: str
    thresholds: tuple[str, ...]
    lines: tuple[tuple[str, tuple[Best | None, ...]], ...]


def main_axes(board: Board) -> tuple[Axis, ...]:
    """The ratios by which anything is on the board's main charts."""
    return tuple(axis for axis in AXES if board.trade_off(axis, board.main_change))


def answer(site: Site, board: Board, standing: StandIn | None) -> list[Row]:
    """A line for every threshold that some reported result reaches."""
    found = [t for axis in main_axes(board) if (t := board.trade_off(axis, board.main_change))]
    rows = [
        Row(k, tuple(tuple(_bests(site, board, one, k, standing)) for one in found), _ours(site, board, k))
        for k in board.thresholds
    ]
    return [row for row in rows if any(row.cells)]


def _bests(site: Site, board: Board, found: TradeOff, k: float, standing: StandIn | None) -> list[Best]:
    """The band among classes A and B; then the best of class A alone, where that is another."""
    by = scored_by(board.metric, found.change)
    whole = band(found.points, found.change, k, standing)
    strict = found.best_at_least(k, strict=True)
    if whole is None:
        return []
    bests = [_best(site, by, whole)]
    if strict and whole.best.klass != "A":
        bests.append(_best(site, by, Band(strict[0], strict[:1])))
    return bests


def _best(site: Site, by: Scored, found: Band) -> Best:
    best = found.best
    score = best.result.value("score" if best.result.table.metric else by.name.replace("-", ""))
    others = [p for p in found.points if p is not best]
    methods = len({p.result.method for p in others})
    shared = f"{count(len(others), 'other result')} of {count(methods, 'method')} in its band" if others else ""
    return Best(
        by.bare(best.change),
        "" if score is None else by.score(score),
        ratio(best.ratio),
        best.klass,
        _link(site, best),
        shared,
        tuple((f"{by.bare(p.change)} at {ratio(p.ratio)}", _link(site, p)) for p in others[:LISTED]),
        max(len(others) - LISTED, 0),
    )


def _link(site: Site, p: Point) -> Link:
    row = site.rows[p.result.id]
    return Link(row.method, row.href, row.paper)


def _ours(site: Site, board: Board, k: float) -> tuple[Ours, ...]:
    """Under each protocol the method with the best mean at a target of ``k`` or more (protocols are never mixed)."""
    found = []
    for campaign in site.campaigns_of(board):
        reached = [p for p in campaign.points if p.target > 1 and p.ratio >= k]
        if reached:
            found.append(_best_of_ours(site, campaign, max(reached, key=lambda p: (p.change, p.ratio, p.method))))
    return tuple(found)


def _best_of_ours(site: Site, campaign: Campaign, p: MeasuredPoint) -> Ours:
    spread = "one run" if p.spread is None else f"± {p.spread:.2f}, {p.counted}"
    link = Link(site.measured_name(p.method), campaign_path(campaign, p.method), f"{protocol_name(campaign)}, {spread}")
    return Ours(points(p.change), ratio(p.ratio), link)


def spread_words(board: Board, standing: StandIn | None, by: Scored) -> str:
    """How intervals came about, for the line below the answer."""
    shown = [p for axis in main_axes(board)[:1] if (t := board.trade_off(axis, board.main_change)) for p in t.points]
    ranked = [p for p in shown if p.ranked]
    known = sum(p.result.value("std_score" if board.metric else "std_top1") is not None for p in ranked)
    said = f"{known} of {count(len(ranked), 'ranked result')} state a spread" if ranked else "No result is ranked"
    if standing is None:
        return (
            f"{said}. The spread of the others is unknown and nothing on this board stands in for it: only results "
            "that rounding cannot tell apart share a band."
        )
    unit = f" {by.unit}" if by.unit else ""
    source = (
        f"the median over seeds of {standing.count} pairs of method and ratio, measured here with tuning"
        if standing.source == "measured"
        else f"the median of the {standing.count} results here that state theirs"
    )
    deviation = f"{by.score(standing.deviation)}{unit}"
    return f"{said}. For the others it is unknown; a standard deviation of {deviation} stands in, {source}."


def best_by_structure(site: Site, board: Board) -> list[ByStructure]:
    """A table for each ratio by which results of two structures or more are ranked."""
    return [found for axis in AXES if len((found := _by_structure(site, board, axis)).lines) > 1]


def _by_structure(site: Site, board: Board, axis: Axis) -> ByStructure:
    by = scored_by(board.metric, board.main_change)
    lines = []
    for key in (*STRUCTURES, None):
        results = [r for r in board.results if r.structure == key]
        found = trade_off(results, axis, board.main_change, board.standings)
        tops: Sequence[tuple[Point, ...]] = [found.best_at_least(k) for k in board.thresholds]
        if any(tops):
            cells = tuple(_best(site, by, Band(top[0], top[:1])) if top else None for top in tops)
            lines.append((key or "not stated", cells))
    return ByStructure(AXIS_WORDS[axis], tuple(f"{k:g}×" for k in board.thresholds), tuple(lines))
