"""`leaderboard diff`: what a change of the records does to the numbers."""

from __future__ import annotations

import gc
import sys
from pathlib import Path

import click

from leaderboard.changes.as_json import as_json
from leaderboard.changes.as_markdown import as_markdown
from leaderboard.changes.as_text import as_text
from leaderboard.changes.difference import difference
from leaderboard.records.workspace import find_workspace


@click.command()
@click.argument("revision", metavar="[REV]", default="HEAD")
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "markdown", "json"]),
    default="text",
    show_default=True,
    help="For the terminal, for a comment on a pull request, or for machines.",
)
@click.option("--all", "everything", is_flag=True, help="Do not shorten long lists (text only; JSON never does).")
def command(revision: str, style: str, everything: bool) -> None:
    """Compare the records at the git revision REV (by default HEAD) with those in the folder.

    Lists what was added, removed and altered, which normalised numbers and classes changed and why, and which results
    moved on or off a frontier. Nothing is checked out or written. Exit code 1 when a row or a measured record was
    deleted, or a printed number altered, without a [[correction]] that gives the reason.
    """
    gc.disable()  # many small values and no cycles, as in a build
    found = difference(find_workspace(Path()), revision)
    match style:
        case "json":
            text = as_json(found)
        case "markdown":
            text = as_markdown(found)
        case _:
            text = as_text(found, everything=everything)
    click.echo(text, nl=False)
    if found.faults:
        sys.exit(1)
