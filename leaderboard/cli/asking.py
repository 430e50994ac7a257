"""Asking the person at the terminal, where there is one."""

from __future__ import annotations

import sys
from typing import Any

import click

from leaderboard.adding.headers import Guess
from leaderboard.adding.mapping import parse_target
from leaderboard.adding.names import Kind
from leaderboard.adding.tabular import Grid
from leaderboard.catalogue import Catalogue
from leaderboard.errors import UsageError

ask_option = click.option(
    "--ask/--no-ask",
    "ask",
    default=None,
    help="Ask for what is unclear, or refuse it naming the flag to give; by default ask where there is a terminal.",
)
yes_option = click.option("--yes", "-y", is_flag=True, help="Write without asking.")
dry_run_option = click.option("--dry-run", is_flag=True, help="Show what would be written; write nothing.")


def names_options(command: Any) -> Any:
    """The flags that put names into the catalogue on the way."""
    words = (("dataset", "data set"), ("architecture", "architecture"))
    command = click.option(
        "--alias", "aliases", multiple=True, metavar="NAME=KNOWN", help="NAME is another spelling of a known name."
    )(command)
    for flag, kind in reversed(words):
        shown = f"Put a new {kind} into the catalogue; repeatable."
        command = click.option(f"--new-{flag}", multiple=True, metavar="NAME", help=shown)(command)
    return command


def can_ask(wish: bool | None) -> bool:
    """Whether somebody sits at the terminal, unless the flags say so themselves."""
    return sys.stdin.isatty() if wish is None else wish


def ask_column(grid: Grid, index: int, found: Guess) -> str:
    """Ask what a column is until the answer is a known target."""
    name = grid.names[index]
    examples = list(dict.fromkeys(cell.words for _, cell in grid.column(index) if cell.words))[:3]
    click.secho(f'\nColumn "{name}" (cells: {", ".join(examples) or "all empty"}): the header {found.why}.', err=True)
    for number, target in enumerate(found.targets, 1):
        click.echo(f"  {number}  {target}", err=True)
    click.echo("  or write NAME:UNIT (such as top1:percent), method, variant, or ignore", err=True)
    while True:
        answer = str(click.prompt("What is it?", err=True)).strip()
        if answer.isdecimal() and 1 <= int(answer) <= len(found.targets):
            return found.targets[int(answer) - 1]
        try:
            parse_target(answer)
        except UsageError as error:
            click.secho(f"{error}", fg="red", err=True)
            continue
        return answer


def ask_place(kind: Kind, catalogue: Catalogue) -> str:
    """Ask for a data set or network until the catalogue knows the answer."""
    look_up = catalogue.dataset if kind == "dataset" else catalogue.architecture
    while True:
        name = str(click.prompt("Which data set?" if kind == "dataset" else "Which architecture?", err=True)).strip()
        if look_up(name) is not None:
            return name
        near = catalogue.nearest(kind, name)
        hint = f"did you mean {' or '.join(near)}? " if near else ""
        click.secho(f"{name!r} is not known; {hint}A new name needs --new-{kind} or --alias.", fg="red", err=True)


def ask_dense(row: int, word: str) -> bool:
    """Ask whether a row is the unpruned network."""
    question = f"Row {row} ({word}) reads like the dense network: use its numbers as the baseline?"
    return click.confirm(question, default=True, err=True)


def ask_missing(name: str, words: str) -> str:
    """Ask for one missing fact, such as a title."""
    return str(click.prompt(f"{words} (--{name})", err=True)).strip()


def confirmed(question: str, wish: bool | None, yes: bool) -> bool:
    """Whether to write. Without --yes and with nobody to ask, UsageError: nothing is written by accident."""
    if yes:
        return True
    if not can_ask(wish):
        raise UsageError("nothing written: there is nobody to ask; look at the above, then add --yes")
    return click.confirm(question, default=False, err=True)
