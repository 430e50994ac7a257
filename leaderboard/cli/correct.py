"""`leaderboard correct`: supersede a number found wrong."""

from __future__ import annotations

from pathlib import Path

import click

from leaderboard.adding.draft import Draft
from leaderboard.adding.fixes import plan_correction
from leaderboard.cli.asking import ask_option, dry_run_option, yes_option
from leaderboard.cli.showing import finish, show_plan
from leaderboard.records.workspace import find_workspace


@click.command()
@click.argument("result", metavar="PAPER:ROW")
@click.argument("pair", metavar="FIELD=VALUE")
@click.option("--reason", required=True, metavar="TEXT", help="What went wrong.")
@click.option("--source", required=True, metavar="TEXT", help="What shows it: a second place, not a doubt.")
@click.option("--date", metavar="YYYY-MM-DD", help="When it was found; by default today.")
@click.option("--new-column", metavar="NAME", help="The column that the number belongs in.")
@ask_option
@yes_option
@dry_run_option
def command(
    result: str,
    pair: str,
    reason: str,
    source: str,
    date: str | None,
    new_column: str | None,
    ask: bool | None,
    yes: bool,
    dry_run: bool,
) -> None:
    """Supersede one number of a result; the old one stays in the record and both are shown.

    FIELD is a column such as top1, or baseline.top1 for the dense network of the result's table. The value is
    written in the unit of the column.
    """
    draft = Draft(find_workspace(Path()))
    show_plan(plan_correction(draft, result, pair, reason, source, date, new_column))
    finish(draft, yes=yes, dry_run=dry_run, ask=ask, after=f"leaderboard preview {result.partition(':')[0]}")
