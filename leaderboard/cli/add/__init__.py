"""`leaderboard add`: bring a paper, a table, a result or a name into the records; one module a thing."""

from __future__ import annotations

import click

from leaderboard.cli.add.names import architecture, dataset, method, venue
from leaderboard.cli.add.paper import paper
from leaderboard.cli.add.result import result
from leaderboard.cli.add.table import table


@click.group()
def command() -> None:
    """Add a paper, a table, a result or a name to the records.

    Everything is shown before it is written, and written only if the workspace stays free of new errors.
    """


for one in (architecture, dataset, method, paper, result, table, venue):
    command.add_command(one)
