"""`leaderboard init`: make a workspace."""

from __future__ import annotations

import shutil
from pathlib import Path

import click

from leaderboard.errors import UsageError
from leaderboard.files import machine_trouble
from leaderboard.resources import shipped_records


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), default=".")
@click.option("--empty", is_flag=True, help="Only the catalogue, without the papers this version ships.")
def command(folder: Path, empty: bool) -> None:
    """Make a workspace in FOLDER (by default here): reported_results/ with the papers this version ships.

    Nothing is overwritten: a folder that has reported_results/ already is refused.
    """
    target = folder / "reported_results"
    if target.exists():
        raise UsageError(f"{target} exists; choose another folder")
    source = shipped_records()
    with machine_trouble(target):
        folder.mkdir(parents=True, exist_ok=True)
        left_out = shutil.ignore_patterns("site.toml", *(("papers", "history.toml") if empty else ()))
        shutil.copytree(source, target, ignore=left_out)
        (target / "papers").mkdir(exist_ok=True)
    papers = len(list((target / "papers").glob("*.toml")))
    click.echo(f"Made {target} with {papers} papers and the catalogue.")
    click.echo("Next: `leaderboard check`, then `leaderboard build`; the format is described in docs/records.md.")
