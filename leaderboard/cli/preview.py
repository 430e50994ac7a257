"""`leaderboard preview`: a paper's page as it would be."""

from __future__ import annotations

import gc
from pathlib import Path

import click

from leaderboard.preview import preview
from leaderboard.records.workspace import find_workspace


@click.command()
@click.argument("paper")
@click.option("--open", "opened", is_flag=True, help="Open it in the browser.")
def command(paper: str, opened: bool) -> None:
    """Render PAPER's page and its boards into build/preview and say where they are.

    The real site and database are not touched.
    """
    gc.disable()
    found = preview(find_workspace(Path()), paper, lambda line: None)
    click.echo(f"paper  {found.page}")
    for name, page in found.boards:
        click.echo(f"board  {page}  ({name})")
    if opened:
        click.launch(found.page.as_uri())
