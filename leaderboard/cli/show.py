"""`leaderboard show`: boards, papers, methods, results and architectures in the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import click
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from leaderboard.analysis.analysed import Analysed
from leaderboard.analysis.architectures import sheets
from leaderboard.analysis.boards import Board
from leaderboard.cli.opening import read_database
from leaderboard.cli.tables import SHOWN, measured_table, results_table, sheet_of
from leaderboard.errors import UsageError
from leaderboard.normalise.flags import FLAGS
from leaderboard.records.nearest import nearest
from leaderboard.records.vocabulary import METRICS
from leaderboard.render import formats
from leaderboard.render.context import Site
from leaderboard.render.namesakes import how
from leaderboard.render.sources import source_address
from leaderboard.render.workings import convention_text, network_text
from leaderboard.store.corpus import Corpus, CounterpartView, ResultView

database_option = click.option(
    "--database", metavar="URL", help="Any SQLAlchemy URL; by default build/leaderboard.sqlite."
)


@click.group()
def command() -> None:
    """Show a board, paper, method, result or architecture in the terminal, from the built database."""


@command.command()
@click.argument("name")
@database_option
def board(name: str, database: str | None) -> None:
    """Show the board NAME, written <data set>--<architecture>[--<metric>], for example imagenet--resnet-50."""
    site = Site(read_database(database))
    found = {b.key: b for b in site.boards}
    if name not in found:
        raise _unknown("board", name, found)
    _board(site, found[name])


def _board(site: Site, one: Board) -> None:
    console, corpus = Console(), site.corpus
    listed = [r for r in one.results if r.table.role == "results" and _numbers(r)]
    title = f"{corpus.architectures[one.architecture].name} on {corpus.datasets[one.dataset].name}"
    if one.metric:
        title += f", {METRICS[one.metric].words} ({METRICS[one.metric].better} is better)"
    console.print(results_table(corpus, sorted(listed, key=_by_ratio), title, site.standings))
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
    if here := [(campaign, campaign.best.values()) for campaign in site.campaigns if campaign.place == one.place]:
        console.print(measured_table(site, "Measured here, the best mean at each compression ratio", here))


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
    console.print(results_table(corpus, listed, "Results", Analysed(corpus).standings, place=True))
    if len(results) > len(listed):
        console.print(f"{len(results) - len(listed)} single runs of searches or of the dense network not listed.")
    for question in corpus.questions:
        if question.paper == key:
            console.print(f"[yellow]Open question:[/] {escape(question.text)}")


@command.command()
@click.argument("name")
@database_option
def method(name: str, database: str | None) -> None:
    """Show the method NAME (or its key) with its results; a name stands for the methods of all papers that have it."""
    site = Site(read_database(database))
    corpus = site.corpus
    keys = [name] if name in corpus.methods else site.methods_by_name.get(name.casefold(), [])
    reruns = _reruns(corpus, name, keys)
    if not keys and not reruns:
        known = [view.name for view in corpus.methods.values()] + [one.name for one in corpus.counterparts.values()]
        raise _unknown("method", name, [*known, *corpus.methods, *corpus.counterparts])
    console = Console()
    for key in keys:
        one, results = corpus.methods[key], site.by_method.get(key, [])
        listed = [r for r in results if r.table.role == "results"]
        paper = corpus.papers[one.facts["paper"]]
        relation = f"{how(paper, results)} {paper.title} ({paper.key})"
        console.print(f"[bold]{escape(one.name)}[/] ({escape(key)}). {escape(relation)}")
        table = results_table(corpus, listed, "Results", site.standings, place=True)
        console.print(table if listed else "No results")
    ran = {one.key for one in reruns}
    if here := [(c, points) for c in site.campaigns if (points := [p for p in c.points if p.method in ran])]:
        console.print(measured_table(site, "Measured here", here))
    for rerun in reruns:
        console.print(f"{escape(rerun.name)}: {escape(rerun.fidelity or 'no reported method is the same.')}")


def _reruns(corpus: Corpus, name: str, keys: Iterable[str]) -> list[CounterpartView]:
    """Our methods that re-run one of ``keys``, or have the name themselves."""
    return [
        one
        for one in corpus.counterparts.values()
        if set(one.claims) & set(keys) or name.casefold() in (one.key, one.name.casefold())
    ]


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
        console.print(sheet_of(corpus, sheet))


def _numbers(one: ResultView) -> bool:
    return any(one.value(quantity) is not None for quantity in SHOWN)


def _by_ratio(one: ResultView) -> tuple[float, str]:
    return -(one.value("compression_ratio") or one.value("theoretical_speedup") or 0.0), one.id


def _unknown(kind: str, name: str, known: Iterable[str] | Mapping[str, object]) -> UsageError:
    near = nearest(name, known, 3)
    hint = f"; did you mean {' or '.join(near)}?" if near else ""
    return UsageError(f"no {kind} {name!r} in the database{hint}")
