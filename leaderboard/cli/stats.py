"""`leaderboard stats`: the figures of the corpus, computed from the database."""

from __future__ import annotations

import json

import click

from leaderboard.analysis.figures import figures
from leaderboard.cli.opening import read_database


@click.command()
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--database", metavar="URL", help="Any SQLAlchemy URL; by default build/leaderboard.sqlite.")
def command(style: str, database: str | None) -> None:
    """Print the figures of the 2020 meta-analysis beside the published ones.

    They count the rows of its results file as printed; where corrections change a count, the note gives both.
    """
    found = figures(read_database(database))
    if style == "json":
        listed = [
            {"name": f.name, "value": f.value, "published": f.published, "agrees": f.agrees, "note": f.note}
            for f in found
        ]
        click.echo(json.dumps({"figures": listed}, ensure_ascii=False, indent=2))
        return
    if not found:
        click.echo("The database holds no row of the 2020 corpus; import it with `leaderboard import meta-analysis`.")
        return
    width = max(len(f.name) for f in found)
    for f in found:
        verdict = {True: "as published", False: f"published: {f.published}", None: ""}[f.agrees]
        tail = "; ".join(part for part in (verdict, f.note) if part)
        click.echo(f"{f.name:<{width}}  {f.value}{f'  ({tail})' if tail else ''}")
