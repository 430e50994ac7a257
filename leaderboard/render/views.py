"""What the templates see: results and pages as short plain values, with every address relative to the site."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from leaderboard.analysis.boards import Board, Point, reasons_aside
from leaderboard.normalise.flags import FLAGS
from leaderboard.render import formats
from leaderboard.render.charts import Style
from leaderboard.render.pagenames import PageNames
from leaderboard.store.corpus import Corpus, NamedView, PaperView, ResultView

SHOWN = ("compression_ratio", "theoretical_speedup", "delta_top1", "delta_top5")
HEADINGS = {
    "compression_ratio": "Compression",
    "theoretical_speedup": "Speedup",
    "delta_top1": "Δ top-1",
    "delta_top5": "Δ top-5",
}


@dataclass(frozen=True, slots=True)
class Cell:
    """A number in a table and the working behind it; ``blank`` marks one of the three blanks."""

    text: str
    why: str
    blank: bool
    superseded: str | None


@dataclass(frozen=True, slots=True)
class Row:
    """A result as a table row; addresses are relative to the site's root."""

    anchor: str
    href: str
    method: str
    method_href: str
    paper: str
    paper_href: str
    variant: str
    dataset: str
    architecture: str
    board_href: str | None
    top1: str
    cells: tuple[Cell, ...]
    spread: str
    flags: tuple[tuple[str, str], ...]
    aside: tuple[str, ...]
    style: Style | None


class Address:
    """Addresses of all pages, relative to the site's root; unknown boards have none."""

    def __init__(self, corpus: Corpus, boards: list[Board]) -> None:
        self.corpus = corpus
        names = {k: PageNames(k, keys) for k, keys in (("paper", corpus.papers), ("method", corpus.methods), ("architecture", corpus.architectures), ("board", [b.key for b in boards]))}
        self.paper = {key: names["paper"][key] for key in corpus.papers}
        self.method = {key: names["method"][key] for key in corpus.methods}
        self.architecture = {key: names["architecture"][key] for key in corpus.architectures}
        self.board = {(b.dataset, b.architecture): names["board"][b.key] for b in boards}

    def result(self, result: ResultView) -> str:
        """The permalink of a result: its anchor on the paper's page."""
        return f"{self.paper[result.paper]}#{result.anchor}"


def paper_label(paper: PaperView) -> str:
    """``Surname year``; pages that need uniqueness show the key or title beside it."""
    return paper.label


def method_label(method: NamedView) -> str:
    """The method's unique label: name, first author, year."""
    return str(method.facts["label"])


def cell(result: ResultView, quantity: str) -> Cell:
    """The table cell of a quantity with its explanation, and the number a correction superseded."""
    value = result.quantities[quantity]
    old = None
    if value.corrected and value.superseded is not None:
        replaced = value.superseded
        old = formats.points(replaced) if quantity.startswith("delta") else formats.ratio(replaced)
    return Cell(formats.cell(value, quantity), value.explanation, value.value is None, old)


def row(result: ResultView, address: Address, styles: Mapping[str, Style] | None = None) -> Row:
    """A result as a row of a table."""
    corpus = address.corpus
    table = result.table
    return Row(
        anchor=result.anchor,
        href=address.result(result),
        method=method_label(corpus.methods[result.method]),
        method_href=address.method[result.method],
        paper=paper_label(corpus.papers[result.paper]),
        paper_href=address.paper[result.paper],
        variant=result.variant or ", ".join(f"{k}: {v}" for k, v in result.settings.items()),
        dataset=corpus.datasets[table.dataset].name,
        architecture=corpus.architectures[table.architecture].name,
        board_href=address.board.get((table.dataset, table.architecture)),
        top1=_accuracies(result),
        cells=tuple(cell(result, quantity) for quantity in SHOWN),
        spread=_spread(result),
        flags=tuple((flag, FLAGS.get(flag, flag)) for flag in result.flags),
        aside=reasons_aside(result),
        style=styles.get(result.method) if styles else None,
    )


def _accuracies(result: ResultView) -> str:
    """``dense → pruned`` top-1, top-5 where there is no top-1; empty when neither is known."""
    for k in ("top1", "top5"):
        dense, pruned = result.value(f"baseline_{k}"), result.value(k)
        if dense is not None or pruned is not None:
            shown = [formats.percent(v) if v is not None else "?" for v in (dense, pruned)]
            return f"{shown[0]} → {shown[1]}{'' if k == 'top1' else ' (top-5)'}"
    return ""


def _spread(result: ResultView) -> str:
    std, trials = result.printed_number("top1_std"), result.printed_number("trials")
    if std is None:
        return f"n = {trials}" if trials else ""
    return f"± {std}" + (f", n = {trials}" if trials else "")


def point_words(p: Point, corpus: Corpus) -> str:
    """Method and variant, for a tooltip."""
    label = method_label(corpus.methods[p.result.method])
    return f"{label}, {p.result.variant}" if p.result.variant else label


def has_number(result: ResultView) -> bool:
    """Whether any quantity of the tables is known."""
    return any(result.value(quantity) is not None for quantity in SHOWN)
