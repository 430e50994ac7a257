"""What the explorer lists: every reported result, and our own runs as means over seeds, in one order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from leaderboard.analysis.comparability import INCOMPARABLE
from leaderboard.analysis.measured import Campaign, MeasuredPoint
from leaderboard.render.campaign_links import campaign_link, campaign_path, protocol_name
from leaderboard.render.context import Site
from leaderboard.render.rows import KINDS
from leaderboard.render.workings import spread_name
from leaderboard.store.corpus import ResultView

MEASURED = "measured here"
# Columns of numbers, and the quantity of image classification that each is; other metrics have scores.
NUMBERS = {
    "compression": "compression_ratio",
    "speedup": "theoretical_speedup",
    "timed": "measured_speedup",
    "dense": "baseline_top1",
    "pruned": "top1",
    "change": "delta_top1",
    "top5": "delta_top5",
    "spread": "std_top1",
    "trials": "trials",
}
# A blank of a column: not reported, failed, not applicable.
Number = float | str | None
_LETTERS: dict[str, str | None] = {"not_reported": None, "failed": "f", "not_applicable": "n"}
# What our runs prune together, in the words of the records.
_STRUCTURES = {"weight": "unstructured", "n:m": "n:m", "filter": "structured", "coupled": "structured"}
_OURS = 1  # the rank of our own runs
_DECIMALS = 4  # of means over seeds; the runs themselves are exact in data/runs.csv


@dataclass(frozen=True, slots=True)
class Source:
    """Where results stand: a paper, or runs of ours on one network under one protocol.

    ``name`` tells it from others, ``label`` is what rows call it; ``kind`` is "" for papers, else what it is; ``year``
    and ``reviewed`` are None where there is none on record.
    """

    key: str
    name: str
    label: str
    title: str
    kind: str
    year: int | None
    reviewed: bool | None


@dataclass(frozen=True, slots=True)
class ExplorerRow:
    """A result by keys: those of pages, for our runs that of the measured method and its campaign.

    ``by`` is who ran it (paper, rerun, quoted; "" for our own), ``anchor`` its place on the paper's page, of ours the
    target ratio.
    """

    id: str
    source: str
    anchor: str
    href: str
    method: str
    name: str
    dataset: str
    architecture: str
    metric: str | None
    variant: str
    structure: str
    klass: str
    by: str
    role: str
    flags: tuple[str, ...]
    numbers: Mapping[str, Number]

    @property
    def measured(self) -> bool:
        """Whether it is a mean of our own runs."""
        return not self.by

    @property
    def aside(self) -> bool:
        """Whether it is never ranked."""
        return self.klass == "C" or not INCOMPARABLE.keys().isdisjoint(self.flags)


def explorer_rows(site: Site) -> tuple[dict[str, Source], list[ExplorerRow]]:
    """Sources by key, and all rows.

    First what has a ratio and a change, newest papers before older ones; then our own runs, other numbers, blanks, and
    single runs of searches.
    """
    sources = {key: _paper(site, key) for key in site.by_paper}
    rows: list[tuple[tuple[int, int, int, str], ExplorerRow]] = []
    for r in site.corpus.results:
        paper, row = site.corpus.papers[r.paper], _reported(site, r)
        rows.append(((_rank(site, row), -paper.year, -(paper.month or 0), paper.key), row))
    for campaign in site.campaigns:
        source = _campaign(site, campaign)
        sources[source.key] = source
        rows += [((_OURS, 0, 0, source.key), row) for row in _measured(site, campaign, source)]
    return sources, [row for _, row in sorted(rows, key=lambda pair: pair[0])]


def _rank(site: Site, row: ExplorerRow) -> int:
    if row.role == "sweep":
        return _OURS + 3
    if not site.rows[row.id].has_numbers:
        return _OURS + 2
    known = {name for name, value in row.numbers.items() if isinstance(value, float)}
    return 0 if known & {"compression", "speedup"} and known & {"change", "top5"} else _OURS + 1


def _paper(site: Site, key: str) -> Source:
    paper = site.corpus.papers[key]
    name = site.paper_link(key).text
    return Source(key, name, name, paper.title, KINDS.get(paper.kind, paper.kind), paper.year, paper.peer_reviewed)


def _campaign(site: Site, campaign: Campaign) -> Source:
    key = campaign_path(campaign).removeprefix("measured/").removesuffix(".html")
    link = campaign_link(site, campaign)
    return Source(key, link.text, protocol_name(campaign), f"{link.text}: {link.aside}", MEASURED, None, None)


def _reported(site: Site, r: ResultView) -> ExplorerRow:
    row = site.rows[r.id]
    return ExplorerRow(
        id=r.id,
        source=r.paper,
        anchor=r.anchor,
        href=row.href,
        method=r.method,
        name=row.method,
        dataset=r.table.dataset,
        architecture=r.table.board,
        metric=r.table.metric,
        variant=r.variant or "",
        structure=row.structure,
        klass=row.klass,
        by=r.reported_by,
        role=r.table.role,
        flags=r.flags,
        numbers={name: _number(r, name) for name in NUMBERS},
    )


def _number(r: ResultView, name: str) -> Number:
    """The number in a column, or which blank it is; None also where the result's metric has no such quantity."""
    quantity = NUMBERS[name]
    if name == "spread":
        quantity = spread_name(r)
    elif r.table.metric:
        if name == "top5":
            return None
        quantity = quantity.replace("top1", "score")
    value = r.quantities[quantity]
    return _LETTERS[value.status] if value.value is None else value.value


def _measured(site: Site, campaign: Campaign, source: Source) -> Iterator[ExplorerRow]:
    structures: dict[str, str] = {}
    for p in campaign.points:
        if p.method not in structures:
            structures[p.method] = _structure(p)
        yield ExplorerRow(
            id=f"measured:{source.key}--{p.method}--{p.target:g}x",
            source=source.key,
            anchor=f"{p.target:g}x",
            href=campaign_path(campaign, p.method),
            method=p.method,
            name=site.measured_name(p.method),
            dataset=campaign.dataset,
            architecture=campaign.architecture,
            metric=None,
            variant=f"target {p.target:g}×" if p.target > 1 else "not pruned",
            structure=structures[p.method] if p.target > 1 else "dense",
            klass="",
            by="",
            role="results" if p.target > 1 else "dense",
            flags=(),
            numbers=_means(p),
        )


def _means(p: MeasuredPoint) -> dict[str, Number]:
    means = {
        "compression": p.ratio,
        "speedup": p.speedup,
        "timed": p.timed,
        "dense": p.dense,
        "pruned": p.top1,
        "change": p.change,
        "top5": None,
        "spread": p.spread,
        "trials": float(p.n),
    }
    return {name: None if value is None else round(value, _DECIMALS) for name, value in means.items()}


def _structure(p: MeasuredPoint) -> str:
    """What is pruned together by the settings of the first run; "" where its record does not tell."""
    name = p.runs[0].structure
    return "block" if name.startswith("block") else _STRUCTURES.get(name, "")
