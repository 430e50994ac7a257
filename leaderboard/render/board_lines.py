"""What a board shows, line by line: every result with numbers and every mean of our own runs, once for all its parts.

The table, the charts and the data of the script are made from these lines, so that they cannot disagree.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from leaderboard.analysis.bands import Margin, StandIn, margin
from leaderboard.analysis.boards import AXES, Board, Change, Point
from leaderboard.analysis.intervals import half_width
from leaderboard.analysis.measured import Campaign, MeasuredPoint
from leaderboard.normalise.flags import FLAGS
from leaderboard.render.campaign_links import campaign_path, protocol_name
from leaderboard.render.context import Site
from leaderboard.render.formats import plain, points, ratio
from leaderboard.render.metrics import scored
from leaderboard.render.rows import Row
from leaderboard.store.corpus import ResultView

Source = Literal["own", "rerun", "quoted", "measured"]
SOURCES: dict[Source, str] = {
    "own": "reported of the authors' own method",
    "rerun": "reported of another's method, run again by the authors",
    "quoted": "quoted from another paper",
    "measured": "measured here",
}
_REPORTED_BY: dict[str, Source] = {"paper": "own", "rerun": "rerun", "quoted": "quoted"}
BLANK = ("–", " blank")  # a cell without a number
X = (*AXES, "measured_speedup")  # what charts can have across
TIMED = 2  # its place


@dataclass(frozen=True, slots=True)
class Line:
    """A result, or the mean over seeds of our runs of one method at one ratio.

    ``series`` is the key of the method whose look its mark has. ``across`` are its ratios in the order of ``X``, ``up``
    its change, score, change of top-5 and top-5, turned so that more is better. ``margin`` is that of the main change.
    ``drawn`` says whether charts have it, ``ranked`` whether it competes; ``paper`` is None for our own.
    """

    series: str
    source: Source
    name: str
    variant: str
    href: str
    by: str
    by_title: str
    by_kind: str
    paper: str | None
    year: int | None
    peer: bool | None
    structure: str
    cells: tuple[tuple[str, str], ...]
    klass: str
    reasons: tuple[str, ...]
    notes: tuple[str, ...]
    aside: bool
    across: tuple[float | None, ...]
    up: tuple[float | None, ...]
    margin: Margin | None
    drawn: bool
    ranked: bool
    curve: str
    result: ResultView | None = None

    @property
    def id(self) -> str:
        """What tells it from the others of its board."""
        return self.result.id if self.result else f"{self.href} {self.across[0]}"


def lines_of(site: Site, board: Board, standing: StandIn | None) -> tuple[Line, ...]:
    """Results with numbers, papers by date, then our own by protocol, method and ratio. Runs of searches are not
    among them.
    """
    shown = [r for r in board.results if r.table.role != "sweep" and site.rows[r.id].has_numbers]
    curves, with_time = _curves(shown), timed(site, board)
    reported = [
        _reported(site, board, r, standing, curves[r.id], with_time)
        for r in sorted(shown, key=lambda r: _order(site, r))
    ]
    return (
        *reported,
        *(line for campaign in site.campaigns_of(board) for line in _measured(site, board, campaign, with_time)),
    )


def _order(site: Site, r: ResultView) -> tuple[int, int, str, str, float]:
    """Papers by date; within a method by falling size of its effect on cost."""
    paper = site.corpus.papers[r.paper]
    cost = r.value("compression_ratio") or r.value("theoretical_speedup") or 0.0
    return (paper.year, paper.month or 0, paper.key, r.method, cost)


def _curves(shown: list[ResultView]) -> dict[str, str]:
    """The curve of every result: the method's in its paper, or the variant's where that has several results."""
    sizes: dict[tuple[str, str, str | None], int] = {}
    for r in shown:
        place = (r.paper, r.method, r.variant)
        sizes[place] = sizes.get(place, 0) + 1
    return {
        r.id: "\t".join((r.paper, r.method, r.variant or "" if sizes[r.paper, r.method, r.variant] > 1 else ""))
        for r in shown
    }


def _reported(site: Site, board: Board, r: ResultView, standing: StandIn | None, curve: str, with_time: bool) -> Line:
    row, paper, found = site.rows[r.id], site.corpus.papers[r.paper], board.standings[r.id]
    change = board.main_change
    turn = -1 if scored(board.metric).lower else 1
    counts = r.same_as is None and found.counted_at is None and r.table.role != "dense"
    up = _up(r, board.metric, change, turn)
    point = Point(r, 1.0, up[0] or 0.0, found.klass or "C", ())
    return Line(
        series=r.method,
        source=_REPORTED_BY[r.reported_by],
        name=row.method,
        variant=row.variant or "",
        href=row.href,
        by=row.paper,
        by_title=row.paper_title,
        by_kind=row.kind,
        paper=r.paper,
        year=row.year,
        peer=paper.peer_reviewed,
        structure=row.structure,
        cells=_cells(r, row) if with_time else row.cells,
        klass=row.klass,
        reasons=row.reasons,
        notes=tuple(note.flag for note in row.notes),
        aside=row.aside,
        across=tuple(r.value(x) for x in X),
        up=up,
        margin=margin(point, change, standing) if up[0] is not None else None,
        drawn=counts,
        ranked=counts and found.klass in ("A", "B"),
        curve=curve,
        result=r,
    )


def _up(r: ResultView, metric: str | None, change: Change, turn: int) -> tuple[float | None, ...]:
    """What charts can have upwards; on a board of top-5 alone that is the main one."""
    names: tuple[str, ...] = ("delta_top1", "top1", "delta_top5", "top5")
    if metric:
        names = ("delta_score", "score")
    elif change == "delta_top5":
        names = ("delta_top5", "top5")
    return tuple(None if (v := r.value(name)) is None else turn * v for name in names)


def timed(site: Site, board: Board) -> bool:
    """Whether any result or run here says how much faster the pruned network was measured to be."""
    ours = (p.timed for campaign in site.campaigns_of(board) for p in campaign.points)
    return any(r.value("measured_speedup") is not None for r in board.results) or any(t is not None for t in ours)


def _cells(r: ResultView, row: Row) -> tuple[tuple[str, str], ...]:
    """The cells of a row with the measured speedup after the two ratios."""
    return (*row.cells[:2], _time_cell(r.value("measured_speedup")), *row.cells[2:])


def _time_cell(value: float | None) -> tuple[str, str]:
    return BLANK if value is None else (ratio(value), "")


def _measured(site: Site, board: Board, campaign: Campaign, with_time: bool) -> Iterator[Line]:
    claims = {r.method for r in board.results}
    for p in campaign.points:
        if p.target > 1:
            yield _measured_line(site, campaign, p, claims, with_time)


def _measured_line(site: Site, campaign: Campaign, p: MeasuredPoint, claims: set[str], with_time: bool) -> Line:
    counterpart = site.corpus.counterparts.get(p.method)
    same = [key for key in (counterpart.claims if counterpart else ()) if key in claims]
    spread = "?" if p.spread is None else f"±{plain(p.spread, 2)}"
    cells = [(ratio(p.ratio), ""), (ratio(p.speedup), ""), *([_time_cell(p.timed)] if with_time else [])]
    cells += [BLANK if p.dense is None else (plain(p.dense, 2), ""), (plain(p.top1, 2), ""), (points(p.change), "")]
    cells += [BLANK, (f"{spread} ({p.n})", "")]
    half = None if p.spread is None else half_width(p.spread, p.n)
    protocol = protocol_name(campaign)
    return Line(
        series=same[0] if same else f"measured {p.method}",
        source="measured",
        name=site.measured_name(p.method),
        variant=f"target {p.target:g}×",
        href=campaign_path(campaign, p.method),
        by=protocol,
        by_title=f"measured here under {protocol}, {p.counted}",
        by_kind="measured",
        paper=None,
        year=None,
        peer=None,
        structure="",
        cells=tuple(cells),
        klass="",
        reasons=(),
        notes=(),
        aside=False,
        across=(p.ratio, p.speedup, p.timed),
        up=(p.change, p.top1),
        margin=None if half is None else Margin(half, "runs"),
        drawn=True,
        ranked=True,
        curve=f"{protocol}\t{p.method}",
    )


def flags_of(lines: Sequence[Line]) -> list[str]:
    """The flags that a table of lines needs footnotes for, in the order of their letters."""
    used = {flag for line in lines for flag in line.notes}
    return [flag for flag in FLAGS if flag in used] + sorted(used - FLAGS.keys())
