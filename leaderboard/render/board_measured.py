"""Our own runs on a board by method and ratio: which of them it names, and their table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from leaderboard.analysis.boards import Board
from leaderboard.analysis.gap import tuned
from leaderboard.analysis.measured import Campaign, MeasuredPoint
from leaderboard.render.campaign_links import campaign_link, campaign_path
from leaderboard.render.context import Link, Site
from leaderboard.render.formats import points
from leaderboard.render.marks import Style


@dataclass(frozen=True, slots=True)
class Shown:
    """A campaign on a board: ``points`` are named there, ``others`` on the campaign's own page."""

    campaign: Campaign
    points: tuple[MeasuredPoint, ...]
    others: tuple[MeasuredPoint, ...]


@dataclass(frozen=True, slots=True)
class MeasuredHere:
    """A campaign on the board's network: target ratios, and for each method named its look, if it has one, and changes.

    ``pruned_only`` says that nothing is trained after pruning, ``others`` the number of methods that only the
    campaign's own page names.
    """

    link: Link
    pruned_only: bool
    others: int
    targets: tuple[str, ...]
    rows: tuple[tuple[Style | None, Link, tuple[str, ...]], ...]


def shown_here(site: Site, board: Board) -> list[Shown]:
    """The campaigns on a board's network that have a pruned, finished run, each with what of it the board shows.

    That are the methods that a paper claims something of on the board, and those that are best at some ratio.
    """
    claimed = {r.method for r in board.results}
    counterparts = site.corpus.counterparts
    found = []
    for campaign in site.campaigns_of(board):
        pruned = [p for p in campaign.points if p.target > 1]
        chosen = {m for m in campaign.methods if m in counterparts and claimed & set(counterparts[m].claims)}
        chosen |= {p.method for p in campaign.best.values()}
        if pruned:
            named = tuple(p for p in pruned if p.method in chosen)
            found.append(Shown(campaign, named, tuple(p for p in pruned if p.method not in chosen)))
    return found


def measured_here(site: Site, here: Shown, chosen: Mapping[str, Style]) -> MeasuredHere:
    """The table of one campaign, methods by name."""
    targets = sorted({p.target for p in here.points})
    methods = sorted({p.method for p in here.points}, key=lambda m: site.measured_name(m).casefold())
    rows = []
    for method in methods:
        at = {p.target: p for p in here.points if p.method == method}
        link = Link(site.measured_name(method), campaign_path(here.campaign, method))
        cells = tuple(_cell(at[t]) if t in at else "–" for t in targets)
        rows.append((_style(site, method, chosen), link, cells))
    return MeasuredHere(
        campaign_link(site, here.campaign),
        not any(tuned(p) for p in here.points),
        len({p.method for p in here.others}),
        tuple(f"{t:g}×" for t in targets),
        tuple(rows),
    )


def _style(site: Site, method: str, chosen: Mapping[str, Style]) -> Style | None:
    """The look of a measured method: its own, or that of the reported method it re-runs."""
    counterpart = site.corpus.counterparts.get(method)
    keys = (*(counterpart.claims if counterpart else ()), f"measured {method}")
    return next((chosen[key] for key in keys if key in chosen), None)


def _cell(p: MeasuredPoint) -> str:
    spread = f" ± {p.spread:.2f} ({p.n})" if p.spread is not None else " (1)"
    return f"{points(p.change)}{spread}"
