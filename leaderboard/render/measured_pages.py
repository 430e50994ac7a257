"""Our own runs: the hub with what they say of the 2020 paper's findings, and the pages below it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import get_args

from leaderboard.analysis.finding import Finding, Verdict
from leaderboard.analysis.findings import PAIRS, SPEED
from leaderboard.analysis.measured import join_counts
from leaderboard.analysis.orders import NETWORKS, WEIGHTS
from leaderboard.render.campaign_links import campaign_link
from leaderboard.render.campaign_pages import write_campaign
from leaderboard.render.context import Link, Site
from leaderboard.render.finding_words import Told, told
from leaderboard.render.output import Output
from leaderboard.render.run_pages import write_runs

HOW = {  # to read the numbers of a statement
    SPEED: "Least and greatest theoretical speedup of the methods at one compression ratio (met to 1 %). Bold: they "
    "are more than 1.1 times apart.",
    NETWORKS: "Spearman’s rank correlation of the methods’ changes on the two networks. In brackets the lower one "
    "within a network: between its seeds; or, with p, between its dense networks, where several seeds start from each."
    " Bold: lower by 0.2 or more; with p, 5 % or less over all ratios together. p is the share of random "
    "relabellings that set the groups as far apart.",
    WEIGHTS: "Spearman’s rank correlation of the methods’ results from different dense networks. In brackets that "
    "between seeds of one, with p as above; a number alone is between seeds that each have a dense network and "
    "an order of images of their own, and does not tell which of the two it was. Bold: p is 5 % or less over "
    "all ratios together. Wrong way round: of two methods the one that is worse on the whole comes out ahead; "
    "by top-1 or by its change where each starts from another dense network, or where both start from one.",
} | {
    statement: f"Top-1 of {better} minus that of {worse} for the same seed, in points, ± half of the 95 % interval "
    "(Student’s t). Bold: the interval does not hold zero."
    for better, worse, statement in PAIRS
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What the runs at some places say: ``numbers`` for each ratio of the statement, None where there are none."""

    places: tuple[Link, ...]
    basis: str
    verdict: str
    numbers: tuple[Told | None, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """What the runs say of a statement: how often which verdict, how to read the numbers, and these by ratio."""

    words: str
    tally: str
    how: str
    ratios: tuple[str, ...]
    answers: tuple[Answer, ...]


def write_measured(site: Site, output: Output) -> None:
    """The list of campaigns, their pages, and those of their runs."""
    found = site.campaigns
    output.page(
        "measured.html",
        "measured.html",
        title="Measured here",
        campaigns=[campaign_link(site, c) for c in found],
        runs=len(site.corpus.runs),
        statements=_statements(site, site.findings),
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
        ratios = sorted({number.target for one in answers for number in one.numbers})
        rows = tuple(_answer(site, one, ratios) for one in answers)
        found.append(Statement(words, tally, HOW[words], tuple(f"{target:g}×" for target in ratios), rows))
    return found


def _answer(site: Site, one: Finding, ratios: Iterable[float]) -> Answer:
    at = {number.target: told(number) for number in one.numbers}
    places = tuple(campaign_link(site, c) for c in one.place)
    return Answer(places, one.basis, one.verdict, tuple(at.get(target) for target in ratios))
