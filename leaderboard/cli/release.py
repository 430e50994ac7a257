"""`leaderboard release`: site and data in one zip."""

from __future__ import annotations

import gc
from pathlib import Path

import click

from leaderboard import __version__
from leaderboard.cli.publishing import publishing_options
from leaderboard.publishing import publishing
from leaderboard.records.workspace import find_workspace
from leaderboard.release import release


@click.command()
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The zip; by default build/pruning-leaderboard-<version>.zip.",
)
@click.option("--overwrite", is_flag=True, help="Replace the zip if it exists.")
@publishing_options
def command(output: Path | None, overwrite: bool, base_url: str, repository: str) -> None:
    """Pack site and data into one zip for a release.

    Builds the site from the records, aside from the one in build/site, and packs it with the records, checksums and a
    README. Equal records give an equal file on any day: names are sorted, dates and permissions fixed.
    """
    settings = publishing(base_url, repository)
    gc.disable()  # as in a build
    workspace = find_workspace(Path())
    target = output or workspace.root / "build" / f"pruning-leaderboard-{__version__}.zip"
    made = release(workspace, target, lambda line: click.secho(line, dim=True, err=True), settings, overwrite=overwrite)
    for line in made.summary.lines:
        click.echo(line, err=True)
    click.echo(f"{made.files:,} files, {made.size_bytes:,} bytes: {made.path}")
    click.echo(f"{made.sha256}  {made.path.name}")
