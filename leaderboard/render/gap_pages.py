"""The page of claims beside measurements."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from leaderboard.analysis.gap import Gap, Missing, claims, missing
from leaderboard.analysis.measured import epochs_trained
from leaderboard.render.campaign_links import campaign_path, protocol_name
from leaderboard.render.context import Link, Site
from leaderboard.render.formats import count, points, ratio
from leaderboard.render.output import Output

BY_OTHERS = {"paper": "", "rerun": ", run again there", "quoted": ", quoted there"}
Listed = list[tuple[Link, list[Link]]]  # boards, and on each the methods that lack one side


@dataclass(frozen=True, slots=True)
class GapRow:
    """A claim and our runs of its method, in words; ``told`` when there is a verdict."""

    result: Link
    method: Link
    protocol: str
    trained: str
    ratio: str
    claimed: str
    measured: str
    difference: str
    verdict: str
    reasons: str
    told: bool


def write_gap(site: Site, output: Output) -> None:
    """One table a board, and what stands on one side only."""
    found = site.gaps
    groups: dict[str, list[Gap]] = {}
    for gap in sorted(found, key=lambda gap: not gap.told):
        groups.setdefault(gap.board.key, []).append(gap)
    boards = {b.key: b for b in site.boards}
    lacking = missing(site.boards, site.campaigns, site.corpus.counterparts)
    output.page(
        "gap.html",
        "gap.html",
        title="Claimed beside measured",
        summary=_summary(site),
        not_ours=_not_ours(site),
        reasons=_why_not(found),
        groups=[(site.board_link(boards[key]), [_row(site, gap) for gap in gaps]) for key, gaps in groups.items()],
        fidelity=_fidelity(site, found),
        missing=_by_board(site, (m for m in lacking if not m.measured and not m.board_run)),
        other_methods=_by_board(site, (m for m in lacking if not m.measured and m.board_run)),
        numberless=_by_board(site, (m for m in lacking if m.measured)),
    )


def told(site: Site) -> list[tuple[Link, GapRow]]:
    """The comparisons that have a verdict, each with its board: of a method under a protocol the widest apart."""
    widest: dict[tuple[str, str, str, int], Gap] = {}
    for gap in (gap for gap in site.gaps if gap.told):
        key = (gap.board.key, gap.method, gap.campaign.protocol, gap.campaign.version)
        if key not in widest or abs(gap.difference or 0) > abs(widest[key].difference or 0):
            widest[key] = gap
    return [(site.board_link(gap.board), _row(site, gap)) for gap in widest.values()]


def _by_board(site: Site, lacking: Iterable[Missing]) -> Listed:
    found: dict[str, tuple[Link, list[Link]]] = {}
    for one in lacking:
        row = next(site.rows[r.id] for r in one.board.results if r.method == one.method)
        link = Link(row.method, row.method_href, row.paper)
        found.setdefault(one.board.key, (site.board_link(one.board), []))[1].append(link)
    return list(found.values())


def _summary(site: Site) -> str:
    """How many claims stand on boards with runs, how many of them can be compared, and how many differ."""
    total = sum(len(claims(board)) for board in site.boards if site.campaigns_of(board))
    if not total:
        return "No result with a ratio stands on a board with runs yet."
    ids = {gap.claim.result.id for gap in site.gaps}
    told = [gap for gap in site.gaps if gap.told]
    compared = len({gap.claim.result.id for gap in told})
    apart = Counter(gap.verdict for gap in told)
    first = f"Of {count(total, 'claimed point')} on boards with measurements, {len(ids):,} are of a method that was run"
    if not ids:
        return f"{first} there, so nothing can be compared yet."
    second = f"{first} there, and {compared:,} of these could be compared"
    if not compared:
        return f"{second}."
    more, less = apart["claimed more"], apart["claimed less"]
    differ = f"{more + less:,} of {count(len(told), 'comparison')} differ by more than the interval"
    return f"{second}: {differ}, {more:,} with more claimed than measured, {less:,} with less."


def _not_ours(site: Site) -> str:
    """How many claims no run could be held against, whatever was run: none of our methods re-runs theirs."""
    ours = {key for one in site.corpus.counterparts.values() for key in one.claims}
    found = [claim.result.method for board in site.boards for claim in claims(board)]
    others = [method for method in found if method not in ours]
    methods = f"{len(set(others)):,} of {count(len(set(found)), 'method')}"
    all_of_them = count(len(found), "claimed point")
    return f"{len(others):,} of all {all_of_them} are of methods that none of ours re-runs: {methods}."


def _why_not(found: Sequence[Gap]) -> list[tuple[str, int]]:
    """For how many comparisons each kind of reason forbids a verdict; a comparison may have several."""
    uses = Counter(
        kind for gap in found for kind in {reason.partition(":")[0].partition(",")[0] for reason in gap.reasons}
    )
    return sorted(uses.items(), key=lambda pair: (-pair[1], pair[0]))


def _fidelity(site: Site, found: Iterable[Gap]) -> list[tuple[str, str]]:
    keys = sorted({gap.method for gap in found})
    return [(site.corpus.counterparts[key].name, site.corpus.counterparts[key].fidelity) for key in keys]


def _trained(gap: Gap) -> str:
    """How long our runs were trained: the claim's authors may have trained for far longer."""
    least, most = epochs_trained(p for p in gap.campaign.points if p.method == gap.method)
    return count(most, "epoch") if least == most else f"{least} to {most} epochs"


def _row(site: Site, gap: Gap) -> GapRow:
    claim = gap.claim
    row = site.rows[claim.result.id]
    if gap.measured is None:
        measured = "–"
    elif gap.half is None:
        measured = f"{points(gap.measured)} (1)"
    else:
        number = gap.count if gap.of == "seed" else count(gap.count, gap.of)
        measured = f"{points(gap.measured)} ± {gap.half:.2f} ({number})"
    return GapRow(
        Link(row.named, row.href, f"{row.paper}{BY_OTHERS[claim.result.reported_by]}"),
        Link(site.measured_name(gap.method), campaign_path(gap.campaign, gap.method)),
        protocol_name(gap.campaign),
        _trained(gap),
        f"{ratio(claim.ratio)} {'size' if claim.axis == 'compression_ratio' else 'speed'}",
        "–" if claim.change is None else points(claim.change),
        measured,
        "–" if gap.difference is None else points(gap.difference),
        gap.verdict,
        "; ".join(gap.reasons),
        gap.told,
    )
