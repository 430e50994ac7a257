"""`leaderboard retract`: withdraw numbers."""

from __future__ import annotations

from pathlib import Path

import click

from leaderboard.adding.draft import Draft
from leaderboard.adding.fixes import plan_retraction
from leaderboard.cli.asking import ask_option, dry_run_option, yes_option
from leaderboard.cli.showing import finish, show_plan
from leaderboard.records.workspace import find_workspace


@click.command()
@click.argument("result", metavar="PAPER:ROW")
@click.argument("field", required=False)
@click.option("--reason", required=True, metavar="TEXT", help="Why it does not hold.")
@click.option("--source", required=True, metavar="TEXT", help="What shows it.")
@click.option("--date", metavar="YYYY-MM-DD", help="When it was found; by default today.")
@ask_option
@yes_option
@dry_run_option
def command(
    result: str,
    field: str | None,
    reason: str,
    source: str,
    date: str | None,
    ask: bool | None,
    yes: bool,
    dry_run: bool,
) -> None:
    """Withdraw one number of a result (FIELD, such as top1), or without FIELD all of them.

    They stay in the record, shown as withdrawn, and take part in nothing.
    """
    draft = Draft(find_workspace(Path()))
    show_plan(plan_retraction(draft, result, field, reason, source, date))
    finish(draft, yes=yes, dry_run=dry_run, ask=ask, after=f"leaderboard preview {result.partition(':')[0]}")
