"""`leaderboard build`: the main job."""

from __future__ import annotations

import gc
from pathlib import Path

import click

from leaderboard.build import build
from leaderboard.cli.opening import DATABASE
from leaderboard.cli.publishing import publishing_options
from leaderboard.publishing import publishing
from leaderboard.records.workspace import find_workspace
from leaderboard.store.database import database_url


@click.command()
@click.option("--out", type=click.Path(path_type=Path), help="Folder of the site; by default build/site.")
@click.option("--database", metavar="URL", help="Any SQLAlchemy URL; by default build/leaderboard.sqlite.")
@publishing_options
def command(out: Path | None, database: str | None, base_url: str, repository: str) -> None:
    """Build the database and the site from the records.

    Checks, normalises, stores, joins, analyses and renders; the new site replaces the old one only when it is
    complete. Prints what was read, used and set aside, and why.
    """
    settings = publishing(base_url, repository)
    gc.disable()  # a build makes millions of small values and no cycles; collecting them costs more than it frees
    workspace = find_workspace(Path())
    folder = out if out is not None else workspace.root / "build" / "site"
    url = database_url(database, workspace.root / DATABASE)
    summary = build(workspace, folder, url, lambda line: click.secho(line, dim=True, err=True), settings)
    for line in summary.lines:
        click.echo(line)
    for problem in summary.warnings:
        click.secho(f"warning: {problem.text()}", fg="yellow", err=True)
    click.echo(f"The site is at {folder / 'index.html'}")
