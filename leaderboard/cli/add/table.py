"""`leaderboard add table`: a table of a paper or README becomes tables of its record."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from leaderboard.adding.draft import Draft
from leaderboard.adding.entry import Place
from leaderboard.adding.mapping import parse_maps
from leaderboard.adding.names import Names
from leaderboard.adding.results import parse_pairs
from leaderboard.adding.settings import table_fields
from leaderboard.adding.tables import Questions, Wishes, choose_table, plan_table
from leaderboard.adding.tabular import FORMATS
from leaderboard.cli.asking import (
    ask_column,
    ask_dense,
    ask_option,
    ask_place,
    can_ask,
    dry_run_option,
    names_options,
    yes_option,
)
from leaderboard.cli.reading import read_input
from leaderboard.cli.showing import finish, show_plan
from leaderboard.errors import UsageError
from leaderboard.records.model import Printed
from leaderboard.records.nearest import did_you_mean
from leaderboard.records.vocabulary import COST_CONVENTIONS, REPORTED_BY, SOURCES
from leaderboard.records.workspace import find_workspace

_COLUMNS = ("method", "variant", "dataset", "architecture")
_WHO = f"{', '.join(REPORTED_BY)}, or METHOD=quoted:PAPER; repeatable."
_KEYS = ("repository", "path", "commit", "cost_convention", "remark")


def _column_flags(command: Any) -> Any:
    for name in reversed(_COLUMNS):
        command = click.option(f"--{name}-column", metavar="COL", help=f"Column that holds the {name}.")(command)
    return command


@click.command(short_help="A table of a paper: CSV, TSV, Markdown or LaTeX.")
@click.argument("paper")
@click.argument("file", default="-")
@click.option("--format", "style", type=click.Choice(FORMATS), help="By default told from the file.")
@click.option("--table", "number", type=int, metavar="N", help="Which table, where the file has several.")
@click.option("--locator", required=True, metavar="TEXT", help='Where in the source, such as "Table 3".')
@click.option(
    "--source-kind", type=click.Choice(list(SOURCES)), help="By default `printed`, for a README `repository`."
)
@click.option("--dataset", metavar="NAME", help="In the source's words.")
@click.option("--architecture", metavar="NAME", help="In the source's words.")
@_column_flags
@click.option("--map", "maps", multiple=True, metavar="COL=NAME:UNIT", help='Such as "Top-1=top1:percent"; repeatable.')
@click.option("--ignore", "ignored", multiple=True, metavar="COL", help="Leave a column out; repeatable.")
@click.option("--baseline", "baselines", multiple=True, metavar="NAME=VALUE:UNIT", help="A dense number; repeatable.")
@click.option(
    "--baseline-row", "baseline_rows", multiple=True, metavar="NAME", help="The row so called is the dense network."
)
@click.option("--all-pruned", is_flag=True, help="No row is the dense network, whatever it is called.")
@click.option("--method", metavar="NAME", help="Method of all rows, where no column names it.")
@click.option("--own-method", metavar="NAME", help="Name of the paper's own method, where it is new.")
@click.option("--reported-by", multiple=True, metavar="[METHOD=]WHO", help=_WHO)
@click.option("--cost-convention", type=click.Choice(list(COST_CONVENTIONS)), help="How operations were counted.")
@click.option("--repository", metavar="URL")
@click.option("--path", metavar="FILE", help="Of the table, in the repository.")
@click.option("--commit", metavar="HASH")
@click.option("--remark", metavar="TEXT", help="Anything a reader should know.")
@click.option("--set", "pairs", multiple=True, metavar="KEY=VALUE", help="Any other key of a table; repeatable.")
@click.option("--fill-down", is_flag=True, help="An empty name is that of the row above.")
@click.option("--no-spread", is_flag=True, help="Leave out what stands after ±: it is no standard deviation.")
@names_options
@ask_option
@yes_option
@dry_run_option
def table(paper: str, file: str, yes: bool, dry_run: bool, ask: bool | None, **flags: Any) -> None:
    """Add a table to PAPER from FILE (CSV, TSV, Markdown, LaTeX), by default from standard input.

    Columns are mapped by --map and by what the headers say; what they leave open is asked for, or refused with the
    flag to give. Nothing is guessed from the size of a number. Digits stay as printed.
    """
    draft = Draft(find_workspace(Path()))
    draft.record(paper)
    wishes = _wishes(flags, file)
    text, name = read_input(file)
    questions = Questions(ask_column, ask_dense, ask_place) if can_ask(ask) else None
    grid = choose_table(text, name, wishes)
    plan = plan_table(draft, paper, grid, wishes, questions)
    show_plan(plan)
    finish(draft, yes=yes, dry_run=dry_run, ask=ask, after=f"leaderboard preview {paper}")


def _wishes(flags: dict[str, Any], file: str) -> Wishes:
    told = parse_maps(flags["maps"], flags["ignored"])
    told.update({flags[f"{name}_column"]: name for name in _COLUMNS if flags[f"{name}_column"]})
    keys = [f"{key}={flags[key]}" for key in _KEYS if flags[key]]
    shared, of, quoted = _reported(flags["reported_by"])
    place = Place(
        locator=flags["locator"],
        source=flags["source_kind"] or ("repository" if Path(file).stem.casefold() == "readme" else "printed"),
        dataset=flags["dataset"],
        architecture=flags["architecture"],
        method=flags["method"],
        fields=table_fields([*keys, *flags["pairs"]]),
        baseline=_baseline(flags["baselines"]),
        baseline_rows=flags["baseline_rows"],
        all_pruned=flags["all_pruned"],
        reported_by=shared,
        reported_of=of,
        quoted_of=quoted,
    )
    return Wishes(
        place,
        told,
        style=flags["style"],
        number=flags["number"],
        own_method=flags["own_method"],
        names=Names(flags["new_dataset"], flags["new_architecture"], flags["aliases"]),
        fill_down=flags["fill_down"],
        spreads=not flags["no_spread"],
    )


def _baseline(pairs: Iterable[str]) -> dict[str, tuple[Printed, str]]:
    given = parse_pairs(f"baseline.{pair.strip()}" for pair in pairs)
    return {name: (printed, given.baseline_units[name]) for name, printed in given.baseline.items()}


def _reported(words: Iterable[str]) -> tuple[str, dict[str, str], dict[str, str]]:
    """Who ran the rows, who ran those of single methods, and what is quoted."""
    shared, of, quoted = "paper", dict[str, str](), dict[str, str]()
    for word in words:
        method, sign, said = word.rpartition("=")
        who, _, origin = said.partition(":")
        if who not in REPORTED_BY or (origin and not sign):
            near = did_you_mean(who, REPORTED_BY)
            remedy = f"write {', '.join(REPORTED_BY)}, METHOD=WHO or METHOD=quoted:PAPER; {near}"
            raise UsageError(f"--reported-by {word!r}: {remedy}".rstrip("; "))
        if not sign:
            shared = who
            continue
        of[method.strip()] = who
        if origin:
            quoted[method.strip()] = origin
    return shared, of, quoted
