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


PLAIN = [(words, one) for words, one in commands(cli) if words[0] not in (*ADDING, "run")]


@pytest.mark.parametrize(("words", "command"), PLAIN, ids=[" ".join(words) for words, _ in PLAIN])
def test_the_reference_has_every_option(words: tuple[str, ...], command: click.Command) -> None:
    """On the command's own line (the flags of those that add are in their manual, those of runs in theirs)."""
    lines = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8").splitlines()
    (line,) = [one for one in lines if one.startswith(f"leaderboard {' '.join(words)}") or _grouped(words, one)]
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert any(option in line for option in parameter.opts), (words, parameter.opts)


def _grouped(words: tuple[str, ...], line: str) -> bool:
    """Whether a line of the reference is of several commands of one group: ``show board|paper …``."""
    start = f"leaderboard {words[0]} "
    return len(words) > 1 and line.startswith(start) and words[1] in line.removeprefix(start).split()[0].split("|")
