"""Our own runs: the hub with what they say of the 2020 paper's findings, and the pages below it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import get_args

from leaderboard.analysis.findings import Finding, Verdict, findings
from leaderboard.analysis.measured import join_counts
from leaderboard.render.campaign_links import campaign_link
from leaderboard.render.campaign_pages import write_campaign
from leaderboard.render.context import Link, Site
from leaderboard.render.output import Output
from leaderboard.render.run_pages import write_runs


@dataclass(frozen=True, slots=True)
class Statement:
    """What the runs say of a statement: how often which verdict, and for each place links, verdict and numbers."""

    words: str
    tally: str
    answers: tuple[tuple[tuple[Link, ...], str, str], ...]


def write_measured(site: Site, output: Output) -> None:
    """The list of campaigns, their pages, and those of their runs."""
    found = site.campaigns
    output.page(
        "measured.html",
        "measured.html",
        title="Measured here",
        campaigns=[campaign_link(site, c) for c in found],
        runs=len(site.corpus.runs),
        statements=_statements(site, findings(found)),
        joined=join_counts(site.corpus),
        boardless=[campaign_link(site, c) for c in found if site.board_of(c) is None],
        unmatched=site.corpus.unmatched,
        failed=[r for r in site.corpus.runs if r.outcome != "finished"],
    )
    for campaign in found:
        write_campaign(site, output, campaign)
        for method in campaign.methods:
            write_runs(site, output, campaign, method)


def _statements(site: Site, listed: Iterable[Finding]) -> list[Statement]:
    """One for each statement, in the order of the findings."""
    groups: dict[str, list[Finding]] = {}
    for one in listed:
        groups.setdefault(one.statement, []).append(one)
    found = []
    for words, answers in groups.items():
        counted = Counter(one.verdict for one in answers)
        tally = ", ".join(f"{verdict}: {counted[verdict]}" for verdict in get_args(Verdict) if counted[verdict])
        rows = tuple((tuple(campaign_link(site, c) for c in one.place), one.verdict, one.numbers) for one in answers)
        found.append(Statement(words, tally, rows))
    return found
