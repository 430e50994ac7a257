"""`leaderboard build`: the main job."""

from __future__ import annotations

import gc
from pathlib import Path

import click

from leaderboard.build import build
from leaderboard.changes.history import is_site_url
from leaderboard.cli.opening import DATABASE
from leaderboard.errors import UsageError
from leaderboard.records.workspace import find_workspace
from leaderboard.store.database import database_url


@click.command()
@click.option("--out", type=click.Path(path_type=Path), help="Folder of the site; by default build/site.")
@click.option("--database", metavar="URL", help="Any SQLAlchemy URL; by default build/leaderboard.sqlite.")
@click.option("--site-url", metavar="URL", default="", help="Where the site will stand: absolute links in its feed.")
def command(out: Path | None, database: str | None, site_url: str) -> None:
    """Build the database and the site from the records.

    Checks, normalises, stores, joins, analyses and renders; the new site replaces the old one only when it is
    complete. Prints what was read, used and set aside, and why.
    """
    site_url = f"{site_url.rstrip('/')}/" if site_url else ""
    if site_url and not is_site_url(site_url):
        raise UsageError(f"not the address of a site: {site_url!r}; write https://example.org/leaderboard/")
    gc.disable()  # a build makes millions of small values and no cycles; collecting them costs more than it frees
    workspace = find_workspace(Path())
    folder = out if out is not None else workspace.root / "build" / "site"
    url = database_url(database, workspace.root / DATABASE)
    summary = build(workspace, folder, url, lambda line: click.secho(line, dim=True, err=True), site_url)
    for line in summary.lines:
        click.echo(line)
    for problem in summary.warnings:
        click.secho(f"warning: {problem.text()}", fg="yellow", err=True)
    click.echo(f"The site is at {folder / 'index.html'}")
