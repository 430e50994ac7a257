"""`leaderboard show`: boards, papers, results and architectures as terminal tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import click
from rich.box import SIMPLE_HEAD
from rich.console import Console, Group, RenderableType
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table

from leaderboard.analysis.analysed import Analysed
from leaderboard.analysis.architectures import Sheet, sheets
from leaderboard.analysis.boards import Board
from leaderboard.analysis.comparability import Standing
from leaderboard.cli.opening import read_database
from leaderboard.errors import UsageError
from leaderboard.normalise.flags import FLAGS
from leaderboard.records.nearest import nearest
from leaderboard.records.vocabulary import METRICS
from leaderboard.render import formats
from leaderboard.render.sources import source_address
from leaderboard.render.workings import convention_text, network_text
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
database_option = click.option(
    "--database", metavar="URL", help="Any SQLAlchemy URL; by default build/leaderboard.sqlite."
)


@click.group()
def command() -> None:
    """Show a board, paper, result or architecture in the terminal, from the built database."""


@command.command()
@click.argument("name")
@database_option
def board(name: str, database: str | None) -> None:
    """Show the board NAME, written <data set>--<architecture>[--<metric>], for example imagenet--resnet-50."""
    analysed = Analysed(read_database(database))
    found = {b.key: b for b in analysed.boards}
    if name not in found:
        raise _unknown("board", name, found)
    _board(analysed.corpus, found[name], analysed.standings)


def _board(corpus: Corpus, one: Board, standings: Mapping[str, Standing]) -> None:
    console = Console()
    listed = [r for r in one.results if r.table.role == "results" and _numbers(r)]
    title = f"{corpus.architectures[one.architecture].name} on {corpus.datasets[one.dataset].name}"
    if one.metric:
        title += f", {METRICS[one.metric].words} ({METRICS[one.metric].better} is better)"
    console.print(_results(corpus, sorted(listed, key=_by_ratio), title, standings))
    runs = sum(r.table.role != "results" for r in one.results)
    empty = len(one.results) - runs - len(listed)
    console.print(f"{len(one.papers)} papers; {empty} results without numbers; {runs} single runs not listed.")
    for trade_off in one.trade_offs:
        best = ", ".join(
            f"{formats.cell(p.result.quantities[trade_off.change], trade_off.change)} at {formats.ratio(p.ratio)} "
            f"({p.result.id})"
            for p in trade_off.frontier
        )
        console.print(f"[bold]Frontier[/], {SHOWN[trade_off.change]} by {SHOWN[trade_off.axis]}: {escape(best)}")


@command.command()
@click.argument("key")
@database_option
def paper(key: str, database: str | None) -> None:
    """Show the paper KEY: its facts, whom it compares with, and its results."""
    corpus = read_database(database)
    if key not in corpus.papers:
        raise _unknown("paper", key, corpus.papers)
    one = corpus.papers[key]
    console = Console()
    console.print(f"[bold]{escape(one.title)}[/]\n{escape(one.author_line)}")
    console.print(f"{escape(one.venue or 'no venue')} {one.year}; record {escape(one.file)}")
    console.print(f"Compares with: {', '.join(one.compares_to) or 'no other paper'}")
    console.print(f"Compared with by: {', '.join(one.compared_by) or 'no other paper'}")
    if one.remark:
        console.print(escape(one.remark))
    results = [r for r in corpus.results if r.paper == key]
    listed = [r for r in results if r.table.role == "results"]
    console.print(_results(corpus, listed, "Results", Analysed(corpus).standings, place=True))
    if len(results) > len(listed):
        console.print(f"{len(results) - len(listed)} single runs of searches or of the dense network not listed.")
    for question in corpus.questions:
        if question.paper == key:
            console.print(f"[yellow]Open question:[/] {escape(question.text)}")


@command.command()
@click.argument("name")
@database_option
def result(name: str, database: str | None) -> None:
    """Show the result NAME, written <paper>:<id>, with the working of every number."""
    corpus = read_database(database)
    found = {r.id: r for r in corpus.results}
    if name not in found:
        raise _unknown("result", name, found)
    one = found[name]
    console = Console()
    table = one.table
    console.print(f"[bold]{escape(one.id)}[/]: {escape(str(corpus.methods[one.method].facts['label']))}")
    console.print(f"{escape(table.dataset_as_printed)}, {escape(table.architecture_as_printed)} ({table.locator})")
    printed = ", ".join(f"{p.name} {p.printed or p.status} {p.unit}" for p in one.printed)
    dense = ", ".join(f"{p.name} {p.printed} {p.unit}" for p in table.baseline)
    console.print(f"As printed: {printed or 'no numbers'}\nDense: {dense or 'no numbers'}")
    listing = Table("quantity", "value", "basis", "working", box=SIMPLE_HEAD)
    for quantity, value in one.quantities.items():
        listing.add_row(quantity, formats.cell(value, quantity), value.basis or "", escape(value.explanation))
    console.print(listing)
    standing = Analysed(corpus).standings[one.id]
    console.print(f"Network: {escape(network_text(one, corpus))}")
    if convention := convention_text(one):
        console.print(f"Operations: {escape(convention)}")
    console.print(f"Class: {standing.klass or 'none'}{''.join(f'{chr(10)}  {escape(r)}' for r in standing.reasons)}")
    for flag in one.flags:
        console.print(f"[yellow]{flag}[/]: {escape(FLAGS.get(flag, ''))}")
    if address := source_address(table, one.locator):
        console.print(f"Source: {escape(address)}", soft_wrap=True)
    console.print(f"Origin: {escape(one.origin or 'this record')}")


@command.command()
@click.argument("name")
@database_option
def architecture(name: str, database: str | None) -> None:
    """Explain the architecture NAME (as papers print it, or its key): what it is, why, who uses it, what it costs."""
    corpus = read_database(database)
    spelt = {table.architecture_as_printed: table.architecture for table in corpus.tables.values()}
    spelt |= {view.name: key for key, view in corpus.architectures.items()}
    key = spelt.get(name, name)
    if key not in corpus.architectures:
        raise _unknown("architecture", name, [*spelt, *corpus.architectures])
    one = corpus.architectures[key]
    console = Console()
    console.print(f"[bold]{escape(one.name)}[/] ({key}), {one.facts['kind']}; {one.facts['family'] or 'no family'}")
    if one.facts["note"]:
        console.print(escape(str(one.facts["note"])))
    if one.facts["source"]:
        console.print(f"Source: {escape(str(one.facts['source']))}")
    for sheet in sheets(corpus, key):
        console.print(_sheet(corpus, sheet))


def _sheet(corpus: Corpus, sheet: Sheet) -> Group:
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


def _results(
    corpus: Corpus,
    results: Iterable[ResultView],
    title: str,
    standings: Mapping[str, Standing],
    *,
    place: bool = False,
) -> Table:
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


def _numbers(one: ResultView) -> bool:
    return any(one.value(quantity) is not None for quantity in SHOWN)


def _by_ratio(one: ResultView) -> tuple[float, str]:
    return -(one.value("compression_ratio") or one.value("theoretical_speedup") or 0.0), one.id


def _unknown(kind: str, name: str, known: Iterable[str] | Mapping[str, object]) -> UsageError:
    near = nearest(name, known, 3)
    hint = f"; did you mean {' or '.join(near)}?" if near else ""
    return UsageError(f"no {kind} {name!r} in the database{hint}")
