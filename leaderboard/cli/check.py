"""`leaderboard check`: list every problem of record files."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from leaderboard.errors import UsageError
from leaderboard.problems import Format, format_problems
from leaderboard.records.model import Workspace
from leaderboard.records.workspace import find_workspace
from leaderboard.rules.workspace import check_workspace


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json", "github"]),
    default="text",
    show_default=True,
    help="How problems are printed.",
)
def command(paths: tuple[Path, ...], style: Format) -> None:
    """Check record files and list every problem.

    PATHS are files or folders, by default the whole workspace. The other records of the workspace are read
    too, since papers refer to each other. Warnings do not fail the check; errors end it with exit code 1.
    """
    workspace = _workspace_of(paths)
    files, problems = check_workspace(workspace, paths)
    click.echo(format_problems(problems, style), nl=False)
    errors = sum(problem.severity == "error" for problem in problems)
    warnings = sum(problem.severity == "warning" for problem in problems)
    rows = sum(len(table.rows) for one in files if one.record for table in one.record.tables)
    counts = ((len(files), "file"), (rows, "result"), (errors, "error"), (warnings, "warning"))
    click.echo(", ".join(f"{n:,} {noun}{'' if n == 1 else 's'}" for n, noun in counts), err=True)
    if errors:
        sys.exit(1)


def _workspace_of(paths: tuple[Path, ...]) -> Workspace:
    """The workspace that holds the first path, else the current folder's."""
    for start in (*paths[:1], Path()):
        try:
            return find_workspace(start)
        except UsageError as error:
            missing = error
    raise missing
