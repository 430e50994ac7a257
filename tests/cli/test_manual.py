"""Every command has help, stands in docs/cli.md, and every flag of the commands that add is in their manual."""

from __future__ import annotations

import click
import pytest

from leaderboard.cli.main import COMMANDS, cli
from tests.conftest import ROOT

ADDING = ("add", "correct", "retract", "preview")


def commands(group: click.Group, path: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], click.Command]]:
    """Every command below a group, with its words."""
    found: list[tuple[tuple[str, ...], click.Command]] = []
    context = click.Context(group)
    for name in group.list_commands(context):
        one = group.get_command(context, name)
        assert one is not None
        found += commands(one, (*path, name)) if isinstance(one, click.Group) else [((*path, name), one)]
    return found


ALL = [(words, one) for words, one in commands(cli) if words[0] in ADDING]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_stands_in_the_reference(name: str) -> None:
    assert f"leaderboard {name} " in (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(("words", "command"), ALL, ids=[" ".join(words) for words, _ in ALL])
def test_every_command_has_help_and_its_flags_are_explained(words: tuple[str, ...], command: click.Command) -> None:
    """In the manual, or in the help where the flag says it all."""
    assert command.help
    manual = (ROOT / "docs" / "adding.md").read_text(encoding="utf-8")
    assert f"leaderboard {' '.join(words)}" in manual
    for parameter in command.params:
        if isinstance(parameter, click.Option) and not parameter.help:
            assert f"`{parameter.opts[0]}" in manual or parameter.name in manual, parameter.opts
    if words == ("add", "table"):
        flags = [p.opts[0] for p in command.params if isinstance(p, click.Option)]
        assert [flag for flag in flags if flag not in manual] == []
