"""Terminal tables of what is reported and measured."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rich.box import SIMPLE_HEAD
from rich.console import Group, RenderableType
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table

from leaderboard.analysis.architectures import Sheet
from leaderboard.analysis.comparability import Standing
from leaderboard.analysis.measured import Campaign, MeasuredPoint
from leaderboard.records.vocabulary import METRICS
from leaderboard.render import formats
from leaderboard.render.context import Site
from leaderboard.store.corpus import Corpus, ResultView

SHOWN = {
    "compression_ratio": "compr.",
    "theoretical_speedup": "speedup",
    "delta_top1": "Δ top-1",
    "delta_top5": "Δ top-5",
    "score": "score",
    "delta_score": "Δ score",
}
_ALWAYS = ("compression_ratio", "theoretical_speedup")


def results_table(
    corpus: Corpus,
    results: Iterable[ResultView],
    title: str,
    standings: Mapping[str, Standing],
    *,
    place: bool = False,
) -> Table:
    """Results with their numbers and class; where they stand too if they are not of one board (``place``)."""
    caption = "class: A comparable, B something inferred, C not comparable; `leaderboard show result` says why"
    listing = Table(title=escape(title), title_justify="left", caption=caption, caption_justify="left", box=SIMPLE_HEAD)
    listing.padding, listing.pad_edge = (0, 1, 0, 0), False
    listing.add_column("method, network, data set" if place else "method", overflow="fold", min_width=18)
    results = list(results)
    shown = [q for q in SHOWN if q in _ALWAYS or any(r.value(q) is not None for r in results)]
    for quantity in shown:
        listing.add_column(SHOWN[quantity], justify="right", no_wrap=True)
    listing.add_column("class", justify="center")
    listing.add_column("result", overflow="fold", min_width=14)
    for r in results:
        dataset, network = corpus.datasets[r.table.dataset], corpus.architectures[r.table.architecture]
        method = corpus.methods[r.method]
        where = f"{method.name}, {network.name}, {dataset.name}" if place else str(method.facts["label"])
        if place and r.table.metric:
            where += f", {METRICS[r.table.metric].words}"
        if r.variant:
            where += f", {r.variant}"
        cells = [formats.cell(r.quantities[quantity], quantity) for quantity in shown]
        listing.add_row(escape(where), *cells, standings[r.id].klass or "", escape(r.id))
    return listing


def measured_table(site: Site, title: str, parts: Iterable[tuple[Campaign, Iterable[MeasuredPoint]]]) -> Table:
    """Means of our runs by network and protocol."""
    caption = "Δ top-1 in points, ± standard deviation over n seeds or, where seeds share them, dense networks"
    listing = Table(title=escape(title), title_justify="left", caption=caption, caption_justify="left", box=SIMPLE_HEAD)
    listing.padding, listing.pad_edge = (0, 1, 0, 0), False
    listing.add_column("network, protocol", overflow="fold")
    listing.add_column("method", overflow="fold")
    for heading in ("compr.", "speedup", "Δ top-1", "n"):
        listing.add_column(heading, justify="right", no_wrap=True)
    for campaign, points in parts:
        where = f"{site.corpus.cards[campaign.network].name}, {campaign.protocol}"
        for p in points:
            change = formats.points(p.change) + (f" ± {p.spread:.2f}" if p.spread is not None else "")
            cells = (site.measured_name(p.method), formats.ratio(p.ratio), formats.ratio(p.speedup), change)
            listing.add_row(escape(where), *map(escape, cells), str(p.n))
            where = ""
    return listing


def sheet_of(corpus: Corpus, sheet: Sheet) -> Group:
    """What a name means on one data set, who uses it there and what it costs."""
    parts: list[RenderableType] = [f"\n[bold]On {escape(corpus.datasets[sheet.dataset].name)}[/]"]
    if sheet.meaning:
        parts.append(escape(sheet.meaning))
    if sheet.cards:
        listing = Table("variant", "params", "of which norm", "MACs", "convolutions", "card", box=SIMPLE_HEAD)
        for card in sheet.cards:
            f = card.facts
            sizes = (formats.millions(f["params"]), formats.millions(f["params_norm"]))
            costs = (formats.billions(f["macs"]), formats.billions(f["macs_conv"]))
            listing.add_row(escape(card.name), *sizes, *costs, card.key)
        parts.append(listing)
    else:
        parts.append("No variant on record, so no cost to show.")
    for use in sheet.uses:
        found = f"{use.match}: {corpus.cards[use.card].name}" if use.card else use.match
        parts.append(f"[yellow]{escape(found)}[/] ({escape(use.reason)})")
        parts.append(Padding(escape(", ".join(use.papers)), (0, 0, 0, 2)))
    return Group(*parts)
