"""`leaderboard history`: keep the file from which the page of changes and the feed are made."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from leaderboard.changes.history import FILE
from leaderboard.changes.recording import missing_entries, update_history
from leaderboard.records.workspace import find_workspace


@click.group()
def command() -> None:
    """Keep reported_results/history.toml, from which the site's page of changes and its feed are made."""


@command.command()
@click.option("--check", is_flag=True, help="Write nothing; exit code 1 when a change has no entry.")
def update(check: bool) -> None:
    """Add an entry for every commit that changed the data and has none yet.

    Entries hold facts of the data, never the words of commits, and what is written is never changed again. Commit the
    data first, then the history.
    """
    workspace = find_workspace(Path())
    entries = missing_entries(workspace) if check else update_history(workspace)
    for entry in entries:
        click.echo(f"{entry.date:%Y-%m-%d %H:%M} {entry.title}")
    number = f"{len(entries):,} entr{'y' if len(entries) == 1 else 'ies'}"
    click.echo(f"{number} {'missing in' if check else 'added to'} {FILE}", err=True)
    if check and entries:
        sys.exit(1)
