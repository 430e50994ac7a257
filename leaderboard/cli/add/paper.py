"""`leaderboard add paper`: a new record file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from leaderboard.adding.bibliography import propose_key, read_bibtex
from leaderboard.adding.draft import Draft
from leaderboard.adding.papers import NEEDED, new_paper
from leaderboard.cli.asking import ask_missing, ask_option, can_ask, dry_run_option, yes_option
from leaderboard.cli.reading import read_input
from leaderboard.cli.showing import finish
from leaderboard.records.workspace import find_workspace

_FLAGS = {"title": "title", "authors": "author", "year": "year"}


@click.command(short_help="A paper, from BibTeX, flags or answers.")
@click.option("--bibtex", metavar="FILE|-", help="Take the facts from a BibTeX entry; `-` reads it from the input.")
@click.option("--entry", metavar="CITEKEY", help="Which entry, where the BibTeX file has several.")
@click.option("--arxiv", metavar="ID", help="arXiv identifier, such as 1608.08710. Nothing is downloaded.")
@click.option("--key", help="Name of the record; by default made from author, year and title.")
@click.option("--title")
@click.option("--author", "authors", multiple=True, metavar="NAME", help="First name first; once for each author.")
@click.option("--year", type=int, help="Of publication at the venue.")
@click.option("--month", type=int)
@click.option("--venue", help="A name of the catalogue's venues.")
@click.option("--doi", metavar="DOI", help="Without https://doi.org/.")
@click.option("--url", help="Where it can be read.")
@click.option("--code", metavar="URL", help="Where the authors' code is.")
@click.option("--compares-to", multiple=True, metavar="KEY", help="Paper whose method it compares with; repeatable.")
@click.option("--method", metavar="NAME", help="Name of the paper's own method.")
@click.option("--distinct-from", multiple=True, metavar="KEY", help="It is another paper than KEY, like its title is.")
@ask_option
@yes_option
@dry_run_option
def paper(
    bibtex: str | None,
    entry: str | None,
    method: str | None,
    distinct_from: tuple[str, ...],
    ask: bool | None,
    yes: bool,
    dry_run: bool,
    **flags: Any,
) -> None:
    """Add a paper from a BibTeX entry, or from flags, or by being asked.

    A paper that is there already (same key, arXiv identifier, DOI, or nearly the same title) is named and not added
    again. Flags go before the BibTeX entry.
    """
    draft = Draft(find_workspace(Path()))
    given: dict[str, Any] = {}
    place = ""
    if bibtex is not None:
        facts = read_bibtex(*read_input(bibtex), draft.catalogue, entry)
        given, place = facts.given, facts.place
    given |= {name: value for name, value in flags.items() if value not in (None, ())}
    asks = can_ask(ask) and bibtex != "-"
    if asks:
        _ask_for_missing(given)
    _refuse_missing(given)
    if asks and "key" not in given:
        proposed = propose_key(given["title"], given["authors"], given["year"])
        given["key"] = click.prompt("Key (--key)", default=proposed, err=True)
    found = new_paper(draft, given, method, distinct_from)
    click.echo(f"{found.key}: {found.title}\n  {', '.join(found.authors)}, {found.venue or 'no venue'} {found.year}")
    if place and found.venue is None:
        click.secho(f"  no known venue in `{place}`: give --venue, else it stays unpublished", fg="yellow")
    finish(
        draft,
        yes=yes or not asks,
        dry_run=dry_run,
        ask=ask,
        after=f'leaderboard add table {found.key} FILE --locator "Table 1"',
    )


def _ask_for_missing(given: dict[str, Any]) -> None:
    for name in NEEDED:
        if not given.get(name):
            answer = ask_missing(_FLAGS[name], {"authors": "Authors, separated by `;`"}.get(name, name.capitalize()))
            parts = tuple(part.strip() for part in answer.split(";") if part.strip())
            given[name] = {"authors": parts, "year": int(answer) if answer.isdecimal() else None}.get(name, answer)


def _refuse_missing(given: dict[str, Any]) -> None:
    missing = [f"--{_FLAGS[name]}" for name in NEEDED if not given.get(name)]
    if missing:
        raise click.UsageError(f"say also {', '.join(missing)}" + ("" if sys.stdin.isatty() else " (or --bibtex FILE)"))
