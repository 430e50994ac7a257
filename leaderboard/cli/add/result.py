"""`leaderboard add result`: one row of numbers."""

from __future__ import annotations

from pathlib import Path

import click

from leaderboard.adding.draft import Draft
from leaderboard.adding.names import Names
from leaderboard.adding.results import plan_result
from leaderboard.cli.asking import ask_option, dry_run_option, names_options, yes_option
from leaderboard.cli.showing import finish, show_plan
from leaderboard.records.workspace import find_workspace


@click.command(short_help="One row of numbers.")
@click.argument("paper")
@click.argument("pairs", nargs=-1, required=True, metavar="KEY=VALUE...")
@click.option("--own-method", metavar="NAME", help="Name of the paper's own method, where it is new.")
@names_options
@ask_option
@yes_option
@dry_run_option
def result(
    paper: str,
    pairs: tuple[str, ...],
    own_method: str | None,
    new_dataset: tuple[str, ...],
    new_architecture: tuple[str, ...],
    aliases: tuple[str, ...],
    ask: bool | None,
    yes: bool,
    dry_run: bool,
) -> None:
    """Add one result to PAPER, each number as NAME=VALUE:UNIT.

    For example: leaderboard add result pruning-filters dataset=CIFAR-10 architecture=ResNet-56 locator="Table 1"
    variant=A top1=93.10:percent params_removed=9.4:percent baseline.top1=93.04:percent

    The row joins the paper's table of that place if units and baseline are the same, else it begins one.
    """
    draft = Draft(find_workspace(Path()))
    plan = plan_result(draft, paper, pairs, Names(new_dataset, new_architecture, aliases), own_method)
    show_plan(plan)
    finish(draft, yes=yes, dry_run=dry_run, ask=ask, after=f"leaderboard preview {paper}")
