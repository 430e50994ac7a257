"""Pages of names: methods, architectures and data sets, with their results everywhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from leaderboard.analysis.architectures import Sheet, sheets
from leaderboard.analysis.boards import Board
from leaderboard.analysis.measured import MeasuredPoint
from leaderboard.render.context import Link, Site
from leaderboard.render.formats import billions, count, fragment, millions, points, ratio
from leaderboard.render.measured_pages import campaign_path, protocol_name
from leaderboard.render.metrics import Head, heads, scored
from leaderboard.render.output import Output
from leaderboard.render.rows import Row, used_notes
from leaderboard.render.strips import Strip, strip
from leaderboard.store.corpus import NamedView, ResultView


@dataclass(frozen=True, slots=True)
class Baselines:
    """Dense accuracies that papers report for one architecture on one data set."""

    papers: int
    low: str
    high: str
    strip: Strip | None


@dataclass(frozen=True, slots=True)
class CardView:
    """An architecture card: parameters (all, normalisation, classifier), MACs (all, convolution, linear) in words."""

    key: str
    name: str
    describes: str
    source: str
    input: str
    params: tuple[str, str, str]
    macs: tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class UseView:
    """Papers that use the name, and what it was resolved to for them."""

    papers: tuple[Link, ...]
    match: str
    card: str
    reason: str


@dataclass(frozen=True, slots=True)
class SheetView:
    """A name on one data set."""

    anchor: str
    dataset: Link
    board: Link | None
    meaning: str
    cards: tuple[CardView, ...]
    uses: tuple[UseView, ...]
    baselines: Baselines | None
    why: str


def write_names(site: Site, output: Output) -> None:
    """One page for each method, architecture and data set."""
    boards = _boards_by_key(site.boards)
    for key, method in site.corpus.methods.items():
        _method(site, output, method, site.by_method.get(key, []), boards)
    for key, architecture in site.corpus.architectures.items():
        _architecture(site, output, architecture, site.by_architecture.get(key, []), boards)
    for key, dataset in site.corpus.datasets.items():
        _dataset(site, output, dataset, site.by_dataset.get(key, []), boards)


def _boards_by_key(boards: Iterable[Board]) -> dict[str, Board]:
    return {board.key: board for board in boards}


def _boards_of(site: Site, results: list[ResultView], boards: dict[str, Board], name: str) -> list[tuple[Link, str]]:
    """The boards that results stand on, most results first; ``name`` is the side the page itself is not about."""
    counts = Counter((r.table.dataset, r.table.board, r.table.metric) for r in results)
    found = []
    for place in sorted(counts, key=lambda k: (-counts[k], *map(str, k))):
        dataset, architecture = site.corpus.datasets[place[0]].name, site.corpus.architectures[place[1]].name
        text = {"both": f"{architecture} on {dataset}", "dataset": dataset, "architecture": architecture}[name]
        metric = f", {scored(place[2]).name}" if place[2] else ""
        key = "--".join(filter(None, place))
        href = site.places.board[key] if key in boards else ""
        found.append((Link(text + metric, href), count(counts[place], "result")))
    return found


def _method(site: Site, output: Output, method: NamedView, results: list[ResultView], boards: dict[str, Board]) -> None:
    chosen = [r for r in results if r.table.role != "sweep"]
    sweeps = [r for r in results if r.table.role == "sweep"]
    numbered = [r for r in chosen if site.rows[r.id].has_numbers]
    table = site.rows_of(numbered)
    bare = [row for row in site.rows_of(chosen) if not row.has_numbers]
    original = method.facts.get("reimplements") or ""
    reruns = _reruns(site, method.key)
    output.page(
        site.places.method[method.key],
        "method.html",
        method.key,
        title=method.name,
        method=method,
        paper=site.corpus.papers[method.facts["paper"]],
        paper_link=site.paper_link(method.facts["paper"]),
        original=site.method_link(original) if original in site.corpus.methods else None,
        boards=_boards_of(site, results, boards, "both"),
        tables_by_metric=_by_metric(site, numbered),
        bare=bare,
        sweeps=_by_metric(site, sweeps),
        notes=used_notes(table),
        papers=[site.paper_link(p.key) for p in site.papers_in_order({r.paper for r in results})],
        reruns=reruns,
        targets=sorted({target for one in reruns for target in one.changes}),
        fidelity=sorted({(one.name, one.fidelity) for one in reruns}),
    )


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
    """Mean change; its deviation and number of seeds, and the ratio reached where it is not the target."""
    spread = f"± {p.spread:.2f} ({len(p.runs)})" if p.spread is not None else "(1)"
    return points(p.change), spread + ("" if abs(p.ratio / p.target - 1) <= 0.01 else f", at {ratio(p.ratio)}")


def _architecture(
    site: Site, output: Output, view: NamedView, results: list[ResultView], boards: dict[str, Board]
) -> None:
    family = view.facts.get("family")
    relatives = [
        Link(other.name, site.places.architecture[key])
        for key, other in site.corpus.architectures.items()
        if family and other.facts.get("family") == family and key != view.key
    ]
    printed = sorted({r.table.architecture_as_printed for r in results} - {view.name})
    output.page(
        site.places.architecture[view.key],
        "architecture.html",
        view.key,
        title=view.name,
        view=view,
        relatives=relatives,
        printed=printed,
        boards=_boards_of(site, results, boards, "dataset"),
        sheets=[_sheet(site, sheet, boards) for sheet in sheets(site.corpus, view.key)],
        papers=len({r.paper for r in results}),
        total=len(results),
    )


def _dataset(site: Site, output: Output, view: NamedView, results: list[ResultView], boards: dict[str, Board]) -> None:
    output.page(
        site.places.dataset[view.key],
        "dataset.html",
        view.key,
        title=view.name,
        view=view,
        boards=_boards_of(site, results, boards, "architecture"),
        papers=_users(site, results),
        total=len(results),
    )


def _users(site: Site, results: list[ResultView]) -> list[Link]:
    counts: dict[str, int] = {}
    for r in results:
        counts[r.paper] = counts.get(r.paper, 0) + 1
    return [site.paper_link(p.key, count(counts[p.key], "result")) for p in site.papers_in_order(counts)]


def _sheet(site: Site, sheet: Sheet, boards: dict[str, Board]) -> SheetView:
    corpus = site.corpus
    uses = [
        UseView(
            tuple(site.paper_link(p.key) for p in site.papers_in_order(use.papers)),
            use.match,
            corpus.cards[use.card].name if use.card else "",
            use.reason,
        )
        for use in sheet.uses
    ]
    keys = (f"{sheet.dataset}--{name}" for name in _boards_for(sheet))
    board = next((boards[key] for key in keys if key in boards), None)
    return SheetView(
        anchor=f"on-{fragment(sheet.dataset)}",
        dataset=Link(corpus.datasets[sheet.dataset].name, site.places.dataset[sheet.dataset]),
        board=site.board_link(board) if board else None,
        meaning=_sentence(sheet.meaning),
        cards=tuple(_card(card) for card in sheet.cards),
        uses=tuple(uses),
        baselines=_baselines(site, sheet),
        why=_why_not_comparable(sheet),
    )


def _boards_for(sheet: Sheet) -> list[str]:
    return [card.facts["board"] for card in sheet.cards]


def _sentence(text: str) -> str:
    """Evidence as a sentence of its own: capital letter first, full stop last."""
    return f"{text[0].upper()}{text[1:].rstrip('.')}." if text else ""


def _card(card: NamedView) -> CardView:
    f = card.facts
    return CardView(
        card.key,
        card.name,
        f["describes"],
        f["source"],
        f["input"].replace("x", " × "),
        (millions(f["params"]), millions(f["params_norm"]), millions(f["params_classifier"])),
        (billions(f["macs"]), billions(f["macs_conv"]), billions(f["macs_linear"])),
    )


def _baselines(site: Site, sheet: Sheet) -> Baselines | None:
    """Dense top-1 that papers report under the name; a strip plot where three papers or more do."""
    if not sheet.baselines:
        return None
    papers = {paper for paper, _ in sheet.baselines}
    marks = [(value, site.corpus.papers[paper].label, site.places.paper[paper]) for paper, value in sheet.baselines]
    numbers = [value for _, value in sheet.baselines]
    drawn = strip(marks) if len(papers) >= 3 else None
    return Baselines(len(papers), f"{min(numbers):.2f}", f"{max(numbers):.2f}", drawn)


def _why_not_comparable(sheet: Sheet) -> str:
    """Why accuracies reported under one name on one data set do not compare as they are; empty for a single paper."""
    papers = sheet.papers
    if len(papers) < 2:
        return ""
    decided = {paper for use in sheet.uses if use.match == "exact" for paper in use.papers}
    known = (
        f"{len(decided)} of {len(papers)} papers print enough to tell the variant"
        if decided
        else (f"None of the {len(papers)} papers prints enough to tell the variant")
    )
    parts = [f"{known}."]
    if len(sheet.cards) > 1:
        sizes = [card.facts["params"] for card in sheet.cards]
        costs = [card.facts["macs"] for card in sheet.cards]
        more = [100 * (max(n) / min(n) - 1) for n in (sizes, costs)]
        if max(more) < 0.05:
            parts.append("The variants have the same size and cost to 0.1 %.")
        else:
            parts.append(
                f"The variants differ by up to {more[0]:.1f} % in parameters and {more[1]:.1f} % in multiply-adds."
            )
    numbers = [value for _, value in sheet.baselines]
    if len({paper for paper, _ in sheet.baselines}) > 1 and max(numbers) > min(numbers):
        parts.append(
            f"Their dense networks are {max(numbers) - min(numbers):.2f} points of top-1 apart: compare a pruned "
            "network with the same paper’s dense one, never with another paper’s."
        )
    return " ".join(parts)
