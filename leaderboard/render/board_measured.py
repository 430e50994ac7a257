"""Our own runs on a board: which of them it shows, their filled marks and their table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from leaderboard.analysis.boards import Axis, Board
from leaderboard.analysis.gap import tuned
from leaderboard.analysis.measured import Campaign, MeasuredPoint
from leaderboard.render.chart_parts import Measured
from leaderboard.render.charts import DASHES
from leaderboard.render.context import Link, Site
from leaderboard.render.formats import count, points, ratio
from leaderboard.render.marks import Style, style
from leaderboard.render.measured_pages import campaign_link, campaign_path, protocol_name


@dataclass(frozen=True, slots=True)
class Shown:
    """A campaign on a board: ``points`` get a mark and a line in the table, ``others`` a grey dot."""

    campaign: Campaign
    points: tuple[MeasuredPoint, ...]
    others: tuple[MeasuredPoint, ...]


@dataclass(frozen=True, slots=True)
class MeasuredHere:
    """A campaign on the board's network: target ratios, and for each method shown its mark and changes.

    ``pruned_only`` says that nothing is trained after pruning; ``dash`` is the kind of its lines in the charts,
    ``others`` the number of methods that only the campaign's own page names.
    """

    link: Link
    pruned_only: bool
    dash: int
    others: int
    targets: tuple[str, ...]
    rows: tuple[tuple[Style, Link, tuple[str, ...]], ...]


def shown_here(site: Site, board: Board) -> list[Shown]:
    """The campaigns on a board's network that have a pruned, finished run, each with what of it the board shows.

    That are the methods that a paper claims something of on the board, and those that are best at some ratio. All
    forty in one chart would hide each other; the campaign's own page has them.
    """
    claimed = {r.method for r in board.results}
    counterparts = site.corpus.counterparts
    found = []
    for campaign in site.campaigns_of(board):
        pruned = [p for p in campaign.points if p.target > 1]
        chosen = {m for m in campaign.methods if m in counterparts and claimed & set(counterparts[m].claims)}
        chosen |= {
            max((p for p in pruned if p.target == t), key=lambda p: p.change).method for t in {p.target for p in pruned}
        }
        if pruned:
            named = tuple(p for p in pruned if p.method in chosen)
            found.append(Shown(campaign, named, tuple(p for p in pruned if p.method not in chosen)))
    return found


def filled_styles(site: Site, shown: Mapping[str, Style], ours: Iterable[Shown]) -> dict[str, Style]:
    """A measured method has the mark of the reported one that it re-runs, else the next free one."""
    found: dict[str, Style] = {}
    for method in sorted({p.method for here in ours for p in here.points}):
        counterpart = site.corpus.counterparts.get(method)
        same = [shown[key] for key in (counterpart.claims if counterpart else ()) if key in shown]
        found[method] = same[0] if same else style(len(shown) + len(found))
    return found


def measured_marks(site: Site, axis: Axis, ours: Sequence[Shown], filled: Mapping[str, Style]) -> list[Measured]:
    """A filled mark for each method and ratio shown; one curve a method and campaign, dashed from the second on."""
    marks = []
    for dash, here in enumerate(ours):
        campaign, protocol = here.campaign, protocol_name(here.campaign)
        for p in here.points:
            x = _at(p, axis)
            name, runs = site.measured_name(p.method), count(len(p.runs), "run")
            spread = f" ± {p.spread:.2f}" if p.spread is not None else ""
            title = f"{name}, measured under {protocol}: {points(p.change)}{spread} points at {ratio(x)}, {runs}"
            line = f"{protocol} {campaign.network} {p.method}"
            href = campaign_path(campaign, p.method)
            marks.append(Measured(line, x, p.change, p.spread, filled[p.method], href, title, min(dash, DASHES - 1)))
    return marks


def other_points(axis: Axis, ours: Iterable[Shown]) -> list[tuple[float, float]]:
    """Ratio and change of what gets no mark of its own."""
    return [(_at(p, axis), p.change) for here in ours for p in here.others]


def _at(p: MeasuredPoint, axis: Axis) -> float:
    return p.ratio if axis == "compression_ratio" else p.speedup


def measured_here(site: Site, here: Shown, filled: Mapping[str, Style], dash: int) -> MeasuredHere:
    """The table of one campaign, methods by name."""
    targets = sorted({p.target for p in here.points})
    methods = sorted({p.method for p in here.points}, key=lambda m: site.measured_name(m).casefold())
    rows = []
    for method in methods:
        at = {p.target: p for p in here.points if p.method == method}
        link = Link(site.measured_name(method), campaign_path(here.campaign, method))
        cells = tuple(_cell(at[t]) if t in at else "–" for t in targets)
        rows.append((filled[method], link, cells))
    return MeasuredHere(
        campaign_link(site, here.campaign),
        not any(tuned(p) for p in here.points),
        min(dash, DASHES - 1),
        len({p.method for p in here.others}),
        tuple(f"{t:g}×" for t in targets),
        tuple(rows),
    )


def _cell(p: MeasuredPoint) -> str:
    spread = f" ± {p.spread:.2f} ({len(p.runs)})" if p.spread is not None else " (1)"
    return f"{points(p.change)}{spread}"
