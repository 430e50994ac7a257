"""The page of claims beside measurements."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from leaderboard.analysis.boards import Board
from leaderboard.analysis.gap import Gap, missing
from leaderboard.render.context import Link, Site
from leaderboard.render.formats import count, points, ratio
from leaderboard.render.measured_pages import campaign_path
from leaderboard.render.output import Output


@dataclass(frozen=True, slots=True)
class GapRow:
    """A claim and our runs of its method, in words."""

    result: Link
    method: Link
    protocol: str
    ratio: str
    claimed: str
    measured: str
    difference: str
    verdict: str
    reasons: str


def write_gap(site: Site, output: Output) -> None:
    """One table a board, and what is not measured yet."""
    found = site.gaps
    groups: dict[str, list[Gap]] = {}
    for gap in found:
        groups.setdefault(gap.board.key, []).append(gap)
    boards = {b.key: b for b in site.boards}
    unmeasured, numberless = missing(site.boards, site.campaigns, site.corpus.counterparts)
    output.page(
        "gap.html",
        "gap.html",
        title="Claimed beside measured",
        summary=_summary(found),
        groups=[(site.board_link(boards[key]), [_row(site, gap) for gap in gaps]) for key, gaps in groups.items()],
        fidelity=_fidelity(site, found),
        missing=_by_board(site, unmeasured),
        numberless=_by_board(site, numberless),
    )


def _by_board(site: Site, pairs: Iterable[tuple[Board, str]]) -> list[tuple[Link, list[Link]]]:
    found: dict[str, list[Link]] = {}
    boards: dict[str, Board] = {}
    for board, method in pairs:
        boards[board.key] = board
        found.setdefault(board.key, []).append(site.method_link(method))
    return [(site.board_link(boards[key]), links) for key, links in sorted(found.items())]


def _summary(found: tuple[Gap, ...]) -> str:
    if not found:
        return "No claim stands on a board with runs of its method yet."
    verdicts = Counter(gap.verdict for gap in found)
    told = len(found) - verdicts["cannot tell"]
    first = f"{count(len(found), 'comparison')} of a reported result with runs of its method; {told} can be told:"
    parts = [f"{verdicts[v]} {v}" for v in ("within the interval", "claimed more", "claimed less")]
    return f"{first} {', '.join(parts)}. The others cannot be told, for the reason given."


def _fidelity(site: Site, found: tuple[Gap, ...]) -> list[tuple[str, str]]:
    keys = sorted({gap.method for gap in found})
    return [(site.corpus.counterparts[key].name, site.corpus.counterparts[key].fidelity) for key in keys]


def _row(site: Site, gap: Gap) -> GapRow:
    row = site.rows[gap.result.id]
    variant = f" {gap.result.variant}" if gap.result.variant else ""
    if gap.measured is None:
        measured = "–"
    elif gap.half is None:
        measured = f"{points(gap.measured)} (1)"
    else:
        measured = f"{points(gap.measured)} ± {gap.half:.2f} ({gap.seeds})"
    return GapRow(
        Link(f"{row.method}{variant}", row.href, row.paper),
        Link(site.measured_name(gap.method), campaign_path(gap.campaign, gap.method)),
        gap.campaign.protocol,
        f"{ratio(gap.ratio)} {'size' if gap.axis == 'compression_ratio' else 'speed'}",
        points(gap.claimed),
        measured,
        "–" if gap.difference is None else points(gap.difference),
        gap.verdict,
        "; ".join(gap.reasons),
    )
