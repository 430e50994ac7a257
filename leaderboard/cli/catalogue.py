"""`leaderboard catalogue`: look after the catalogue."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from leaderboard.errors import DataError, require_runners
from leaderboard.records.workspace import find_workspace


@click.group()
def command() -> None:
    """Look after the catalogue: profile the architecture cards."""


@command.command()
@click.option("--check", is_flag=True, help="Write nothing; exit 1 if a card differs from its network.")
@click.argument("folder", type=click.Path(path_type=Path, exists=True), default=Path())
def profile(check: bool, folder: Path) -> None:
    """Compute parameters and multiply-adds of every architecture card from its real network.

    FOLDER is the workspace, by default the one around the current folder. Rewrites the cost blocks of
    reported_results/catalogue/cards.toml and nothing else in it. Needs torch.
    """
    cards = find_workspace(folder).catalogue / "cards.toml"
    runner = _runner()
    differences = runner.profile_cards(cards) if check else runner.rewrite_cards(cards)
    for difference in differences:
        click.echo(difference.text())
    if check and differences:
        raise DataError(f"{len(differences)} numbers in {cards} are not the computed ones")
    click.echo(f"{len(differences)} numbers changed." if differences else "Every card agrees with its network.")


def _runner() -> Any:
    """The module ``runners.profile``, imported here because only this command needs torch."""
    require_runners("profiling cards")
    from runners import profile as runner

    return runner
