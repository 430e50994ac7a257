"""`leaderboard add dataset|architecture|method|venue`: names for the catalogue, deliberately."""

from __future__ import annotations

import typing
from pathlib import Path

import click

from leaderboard.adding.draft import Draft
from leaderboard.adding.entries import Entry
from leaderboard.adding.methods import slug
from leaderboard.adding.names import Kind, draft_aliases, draft_entry
from leaderboard.catalogue.entries import Architecture, Dataset, Method, Structure, Venue, VenueKind
from leaderboard.cli.asking import dry_run_option
from leaderboard.cli.showing import finish
from leaderboard.records.workspace import find_workspace

_key = click.option("--key", help="By default made from the name.")
_alias = click.option("--alias", "aliases", multiple=True, metavar="NAME", help="Another spelling; repeatable.")
_alias_of = click.option("--alias-of", metavar="KNOWN", help="NAME is only another spelling of a known name.")
_note = click.option("--note", default="", metavar="TEXT")


@click.command(short_help="A data set's name, or another spelling.")
@click.argument("name")
@_key
@_alias
@_alias_of
@_note
@click.option("--task", default="", metavar="TEXT", help="Such as `image classification`.")
@click.option("--test-images", type=int, metavar="N", help="Size of the split that accuracies are reported on.")
@click.option("--large", is_flag=True, help="Of ImageNet's order or beyond.")
@dry_run_option
def dataset(
    name: str,
    key: str | None,
    aliases: tuple[str, ...],
    alias_of: str | None,
    note: str,
    task: str,
    test_images: int | None,
    large: bool,
    dry_run: bool,
) -> None:
    """Add a data set to the catalogue, or with --alias-of another spelling of one."""
    entry = Dataset(key or slug(name), name, aliases, task=task, test_images=test_images, large=large, note=note)
    _add("dataset", entry, alias_of, dry_run)


@click.command(short_help="An architecture's name, or another spelling.")
@click.argument("name")
@_key
@_alias
@_alias_of
@_note
@click.option("--family", default="", metavar="TEXT", help="Such as ResNet.")
@click.option("--year", type=int)
@click.option("--source", default="", metavar="TEXT", help="Where it is defined, such as `He et al., CVPR 2016`.")
@dry_run_option
def architecture(
    name: str,
    key: str | None,
    aliases: tuple[str, ...],
    alias_of: str | None,
    note: str,
    family: str,
    year: int | None,
    source: str,
    dry_run: bool,
) -> None:
    """Add an architecture's name to the catalogue, or with --alias-of another spelling of one."""
    entry = Architecture(key or slug(name), name, aliases, family=family, year=year, source=source, note=note)
    _add("architecture", entry, alias_of, dry_run)


@click.command(short_help="A method of a paper, by hand.")
@click.argument("paper")
@click.argument("name")
@_key
@_alias
@_note
@click.option("--printed", multiple=True, metavar="WORD", help="The paper's words for it, by default NAME; repeatable.")
@click.option("--own", is_flag=True, help="It is the paper's own single method, which its rows do not name.")
@click.option("--reimplements", metavar="METHOD", help="Key of the method of another paper that it is.")
@click.option("--structure", type=click.Choice(typing.get_args(Structure)), help="What it prunes together.")
@dry_run_option
def method(
    paper: str,
    name: str,
    key: str | None,
    aliases: tuple[str, ...],
    note: str,
    printed: tuple[str, ...],
    own: bool,
    reimplements: str | None,
    structure: Structure | None,
    dry_run: bool,
) -> None:
    """Add a method of PAPER to the catalogue; `add table` does so by itself for the words of a table."""
    key = key or (paper if own else f"{paper}--{slug(name)}")
    words = (*(("",) if own else ()), *(printed or (() if own else (name,))))
    entry = Method(key, name, paper, words, aliases, structure=structure, reimplements=reimplements, note=note)
    _add("method", entry, None, dry_run)


@click.command(short_help="A place of publication, or another spelling.")
@click.argument("name")
@_key
@_alias
@_alias_of
@_note
@click.option("--kind", type=click.Choice(typing.get_args(VenueKind)), default="conference", show_default=True)
@click.option("--bibtex", multiple=True, metavar="WORDS", help="Words that name it in BibTeX entries; repeatable.")
@dry_run_option
def venue(
    name: str,
    key: str | None,
    aliases: tuple[str, ...],
    alias_of: str | None,
    note: str,
    kind: VenueKind,
    bibtex: tuple[str, ...],
    dry_run: bool,
) -> None:
    """Add a place of publication to the catalogue, or with --alias-of another spelling of one."""
    _add("venue", Venue(key or slug(name), name, aliases, kind, bibtex, note), alias_of, dry_run)


def _add(kind: Kind, entry: Entry, alias_of: str | None, dry_run: bool) -> None:
    draft = Draft(find_workspace(Path()))
    if isinstance(entry, Method):
        draft.record(entry.paper)
    if alias_of is not None:
        known = draft_aliases(draft, kind, alias_of, [entry.name, *entry.aliases])
        click.echo(f"{kind} {known.name}: also spelt {', '.join([entry.name, *entry.aliases])}")
    else:
        draft_entry(draft, kind, entry)
        click.echo(f"{kind} {entry.name} (key {entry.key})")
    draft.trial()
    finish(draft, yes=True, dry_run=dry_run, ask=None)
