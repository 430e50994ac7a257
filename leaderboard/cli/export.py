"""`leaderboard export`: results, papers, comparisons, architecture cards, measured runs, claims beside them or what
they say as a file.
"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from leaderboard.cli.opening import read_database
from leaderboard.errors import UsageError
from leaderboard.files import write_file

WHAT = ("results", "papers", "comparisons", "architectures", "runs", "gaps", "findings")  # the tables of render/exports


@click.command()
@click.argument("what", type=click.Choice(WHAT))
@click.option(
    "--format",
    "style",
    type=click.Choice(["csv", "json", "parquet", "sqlite"]),
    default="csv",
    show_default=True,
    help="Parquet needs the extra `parquet`.",
)
@click.option("--database", metavar="URL", help="Any SQLAlchemy URL; by default build/leaderboard.sqlite.")
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="File; by default the terminal.")
def command(what: str, style: str, database: str | None, output: Path | None) -> None:
    """Write results, papers, comparisons, architecture cards, measured runs, claims beside them (gaps) or what they say
    of the 2020 paper's findings as CSV, JSON, Parquet or SQLite.

    Ratios are old/new, accuracies in percent, changes in points; an empty cell is a number that was not reported.
    """
    if output is None and style in ("parquet", "sqlite"):
        raise UsageError(f"{style} is not text: name a file with -o")
    from leaderboard.analysis.analysed import Analysed
    from leaderboard.render.exports import TABLES
    from leaderboard.render.exports.files import FORMATS, export

    table = TABLES[what](Analysed(read_database(database)))
    content = export(table, FORMATS[FORMATS.index(style)])
    if output is None:
        sys.stdout.buffer.write(content)
        return
    write_file(output, content)
    click.echo(f"{len(table.rows):,} rows, {len(content):,} bytes: {output}", err=True)
