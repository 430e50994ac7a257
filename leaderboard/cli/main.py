"""The command `leaderboard`: one module a command, imported only when that command runs."""

from __future__ import annotations

import importlib
import sys

import click

from leaderboard import __version__
from leaderboard.errors import DataError, LeaderboardError

COMMANDS = {
    "add": "Add a paper, a table, a result or a name to the records.",
    "build": "Build the database and the site from the records.",
    "catalogue": "Look after the catalogue: profile the architecture cards.",
    "check": "Check record files and list every problem.",
    "correct": "Supersede a number found wrong; both stay to be seen.",
    "diff": "Show what changed of the records since a git revision, and what that does to the numbers.",
    "export": "Write results, papers or comparisons as CSV, JSON, Parquet or SQLite.",
    "history": "Keep the history of the data up to date, for the page of changes and the feed.",
    "import": "Bring a published data set into the records.",
    "init": "Make a workspace in a folder.",
    "preview": "Render a paper's page as it would be, aside from the real site.",
    "release": "Pack site and data into one zip, the same for equal records.",
    "retract": "Withdraw a number, or all numbers of a result.",
    "run": "Run pruning methods under a protocol and record what is measured.",
    "show": "Show a board, paper, method, result or architecture in the terminal.",
    "stats": "Print the figures of the corpus, computed from the database.",
}


class LazyGroup(click.Group):
    """Commands by name; ``leaderboard.cli.<name>`` (or ``import_``) defines ``command``."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = "import_" if cmd_name == "import" else cmd_name
        command = importlib.import_module(f"leaderboard.cli.{module}").command
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing any of them, so that `--help` stays fast."""
        with formatter.section("Commands"):
            formatter.write_dl(sorted(COMMANDS.items()))


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="leaderboard")
def cli() -> None:
    """What papers report about neural-network pruning, normalised, as a leaderboard site.

    Exit codes: 0 fine, 1 problems in the data, 2 wrong usage, 3 trouble with the machine.
    """


def main() -> None:
    """Run the command line; errors of ours become one red line and their exit code."""
    try:
        sys.exit(cli(standalone_mode=False) or 0)
    except click.Abort:
        click.secho("Stopped.", fg="red", err=True)
        sys.exit(3)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except LeaderboardError as error:
        if isinstance(error, DataError):
            for problem in sorted(error.problems):
                click.echo(problem.text(), err=True)
        click.secho(f"error: {error}", fg="red", err=True)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
