"""`leaderboard check`: list every problem of record files."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from leaderboard.catalogue import load_catalogue
from leaderboard.changes.history import read_history
from leaderboard.errors import UsageError
from leaderboard.problems import Format, Problem, format_problems
from leaderboard.publishing import read_publishing
from leaderboard.records.files import record_files, relative_name
from leaderboard.records.model import Workspace
from leaderboard.records.reading import Locator, RecordFile, read_files
from leaderboard.records.workspace import find_workspace
from leaderboard.rules.engine import check_records


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


def check_workspace(workspace: Workspace, paths: tuple[Path, ...] = ()) -> tuple[list[RecordFile], list[Problem]]:
    """The record files asked for (default: all, and the catalogue) with every problem in them."""
    entries = [path for path in paths if path.absolute().is_relative_to(workspace.catalogue.absolute())]
    papers = [path for path in paths if path not in entries]
    every, problems = read_files(workspace, [workspace.papers, *papers])
    catalogue, strange_entries = load_catalogue(workspace)
    records = [one.record for one in every if one.record is not None]
    unread = [one.key for one in every if one.record is None]
    problems += strange_entries + [problem for one in every for problem in one.problems]
    problems += check_records(records, catalogue, Locator(workspace), unread)
    problems += read_history(workspace)[1] + read_publishing(workspace)[1]
    if not paths:
        return every, problems
    names = {relative_name(workspace, path) for path in [*record_files(workspace, papers)[0], *entries]}
    asked = [problem for problem in problems if any(_within(problem.file, name) for name in names)]
    return [one for one in every if one.file in names], asked


def _within(file: str, name: str) -> bool:
    return file == name or file.startswith(f"{name}/")
