"""Pages of methods: what a paper reports under a name, what we measured, and who else uses the name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from leaderboard.analysis.boards import Board, key_of
from leaderboard.analysis.measured import MeasuredPoint
from leaderboard.render.badges import Badge
from leaderboard.render.board_lists import boards_of
from leaderboard.render.campaign_links import campaign_path, protocol_name
from leaderboard.render.context import Link, Site
from leaderboard.render.formats import points, ratio
from leaderboard.render.metrics import Head, heads, scored
from leaderboard.render.namesakes import how
from leaderboard.render.output import Output
from leaderboard.render.rows import Row, used_notes
from leaderboard.store.corpus import NamedView, PaperView, ResultView


def write_method(
    site: Site,
    output: Output,
    method: NamedView,
    results: list[ResultView],
    boards: dict[str, Board],
    badge: Badge,
) -> None:
    """The page of one method with its ``results`` everywhere; ``boards`` by key."""
    chosen = [r for r in results if r.table.role != "sweep"]
    sweeps = [r for r in results if r.table.role == "sweep"]
    numbered = [r for r in chosen if site.rows[r.id].has_numbers]
    table = site.rows_of(numbered)
    bare = [row for row in site.rows_of(chosen) if not row.has_numbers]
    original, paper = method.facts.get("reimplements") or "", site.corpus.papers[method.facts["paper"]]
    reruns = _reruns(site, method.key)
    output.page(
        site.places.method[method.key],
        "method.html",
        method.key,
        title=method.name,
        method=method,
        paper=paper,
        paper_link=site.paper_link(paper.key),
        how=how(paper, results),
        quoted_from=[site.paper_link(p.key) for p in site.papers_in_order(_quoted_from(site, paper, results))],
        original=site.method_link(original) if original in site.corpus.methods else None,
        boards=boards_of(site, results, boards, "both"),
        tables_by_metric=_by_metric(site, numbered),
        bare=bare,
        sweeps=_by_metric(site, sweeps),
        notes=used_notes(table),
        reruns=reruns,
        targets=sorted({target for one in reruns for target in one.changes}),
        fidelity=sorted({(one.name, one.fidelity) for one in reruns}),
        namesakes=_namesakes(site, method.key, boards),
        badge=badge,
    )


def _quoted_from(site: Site, paper: PaperView, results: Iterable[ResultView]) -> set[str]:
    """The papers on record that it quotes the method from."""
    keys = {(r.quoted_from or "").partition(":")[0] for r in results if r.paper == paper.key}
    return {key for key in keys if key in site.corpus.papers and key != paper.key}


@dataclass(frozen=True, slots=True)
class Namesake:
    """What another paper has on record under the same name; ``shared`` are the boards that both stand on."""

    href: str
    how: str
    paper: Link
    results: int
    shared: tuple[Link, ...]


def _namesakes(site: Site, method: str, boards: Mapping[str, Board]) -> list[Namesake]:
    """In the order of :func:`~leaderboard.render.namesakes.by_name`."""
    here = _places(site, method)
    found = []
    for key in site.methods_by_name[site.corpus.methods[method].name.casefold()]:
        if key != method:
            results = site.by_method.get(key, [])
            paper = site.corpus.papers[site.corpus.methods[key].facts["paper"]]
            shared = (boards[place] for place in sorted(here & _places(site, key)) if place in boards)
            links = tuple(site.board_link(board) for board in shared)
            paper_link = site.paper_link(paper.key)
            found.append(Namesake(site.places.method[key], how(paper, results), paper_link, len(results), links))
    return found


def _places(site: Site, method: str) -> set[str]:
    """Keys of the boards that its results stand on."""
    return {key_of(r.table.dataset, r.table.board, r.table.metric) for r in site.by_method.get(method, [])}


def _by_metric(site: Site, results: list[ResultView]) -> list[tuple[str, tuple[Head, ...], list[Row]]]:
    """Name of the metric, headings and rows: image classification first, then metrics by their names."""
    groups: dict[str, list[ResultView]] = {}
    for r in results:
        groups.setdefault(r.table.metric or "", []).append(r)
    return [
        (scored(metric).name if metric else "", heads(metric or None), site.rows_of(groups[metric]))
        for metric in sorted(groups)
    ]


@dataclass(frozen=True, slots=True)
class Rerun:
    """Our runs of the method in one campaign: by target ratio the mean change ± deviation (seeds) in words."""

    name: str
    link: Link
    protocol: str
    fidelity: str
    changes: dict[float, tuple[str, str]]


def _reruns(site: Site, method: str) -> list[Rerun]:
    found = []
    for campaign in site.campaigns:
        for key in campaign.methods:
            counterpart = site.corpus.counterparts.get(key)
            if counterpart is None or method not in counterpart.claims:
                continue
            changes = {p.target: _change(p) for p in campaign.points if p.method == key}
            link = Link(site.corpus.cards[campaign.network].name, campaign_path(campaign, key))
            protocol = protocol_name(campaign)
            found.append(Rerun(counterpart.name, link, protocol, counterpart.fidelity, changes))
    return found


def _change(p: MeasuredPoint) -> tuple[str, str]:
    """Mean change; its deviation and what it is of, and the ratio reached where it is not the target."""
    spread = f"± {p.spread:.2f} ({p.n})" if p.spread is not None else "(1)"
    return points(p.change), spread + ("" if abs(p.ratio / p.target - 1) <= 0.01 else f", at {ratio(p.ratio)}")
