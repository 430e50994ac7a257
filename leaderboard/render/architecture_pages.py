"""Pages of architectures: what a name stands for, its variants and their cost, and where it is evaluated."""

from __future__ import annotations

from dataclasses import dataclass

from leaderboard.analysis.architectures import Sheet, sheets
from leaderboard.analysis.boards import Board, key_of
from leaderboard.render.board_lists import boards_of
from leaderboard.render.context import Link, Site
from leaderboard.render.formats import billions, fragment, millions
from leaderboard.render.output import Output
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


def write_architecture(
    site: Site, output: Output, view: NamedView, results: list[ResultView], boards: dict[str, Board]
) -> None:
    """The page of one name."""
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
        boards=boards_of(site, results, boards, "dataset"),
        sheets=[_sheet(site, sheet, boards) for sheet in sheets(site.corpus, view.key)],
        papers=len({r.paper for r in results}),
        total=len(results),
    )


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
    keys = (key_of(sheet.dataset, name) for name in _boards_for(sheet))
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
