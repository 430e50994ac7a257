"""`leaderboard correct` and `retract`: superseded, never edited."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Cli, files

WHY = ("--reason", "digits swapped", "--source", "https://example.org/results.txt", "--date", "2026-11-24", "--yes")


def added(workspace: Path, before: dict[str, bytes]) -> str:
    """What stands at the end of the record that stood not there before."""
    after = files(workspace)
    assert {name for name in after if after[name] != before.get(name)} == {"papers/one.toml"}
    assert after["papers/one.toml"].startswith(before["papers/one.toml"])
    return after["papers/one.toml"].removeprefix(before["papers/one.toml"]).decode()


def test_a_correction_supersedes_a_number(workspace: Path, cli: Cli) -> None:
    """The old number stays; what follows from the new one is shown before."""
    before = files(workspace)

    done = cli("correct", "one:a", "top1=92.05", *WHY)

    assert (done.code, done.err) == (0, "")
    assert "−0.95 = 92.05 − 93.00: pruned minus dense top-1" in done.out
    assert "note top1 of a: 92.50 -> 92.05" in done.out
    assert (
        added(workspace, before)
        == """
[[correction]]
row = "a"
column = "top1"
old = 92.50
new = 92.05
reason = "digits swapped"
source = "https://example.org/results.txt"
date = "2026-11-24"
"""
    )
    assert cli("check").code == 0


def test_a_baseline_and_a_column_can_be_corrected(workspace: Path, cli: Cli) -> None:
    before = files(workspace)

    assert cli("correct", "one:a", "baseline.top1=93.10", *WHY).code == 0
    assert "baseline = true\n" in added(workspace, before)
    assert cli("correct", "one:b", "params_removed=75.0", "--new-column", "params_kept", *WHY).code == 0
    assert 'new_column = "params_kept"\n' in added(workspace, before)


def test_one_number_is_withdrawn(workspace: Path, cli: Cli) -> None:
    before = files(workspace)

    assert cli("retract", "one:a", "top1", *WHY).code == 0
    assert "new =" not in added(workspace, before)
    assert added(workspace, before).count("[[correction]]") == 1


def test_all_numbers_that_still_stand_are_withdrawn(workspace: Path, cli: Cli) -> None:
    """Then there is nothing left to withdraw."""
    before = files(workspace)
    assert cli("retract", "one:a", "top1", *WHY).code == 0

    done = cli("retract", "one:a", *WHY)
    assert "note params_removed of a: 50.0 -> withdrawn" in done.out
    assert added(workspace, before).count("[[correction]]") == 2

    done = cli("retract", "one:a", *WHY)
    assert (done.code, done.err) == (2, "error: every number of one:a is withdrawn already\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("one:z", "top1=1"), "error: reported_results/papers/one.toml has no row 'z'"),
        (("two:a", "top1=1"), "error: no paper has the key 'two'; known: one\n"),
        (("one", "top1=1"), "error: 'one': write PAPER:ROW, as `leaderboard show paper one` lists them\n"),
        (("one:a", "top5=1"), "error: row a has no top5; it holds top1 92.50, params_removed 50.0\n"),
        (("one:a", "top1=92.50"), "error: top1 of one:a is 92.50 already\n"),
        (("one:a", "top1=92%"), "error: 'top1=92%': write the bare number, in percent as the column is\n"),
        (("one:a", "top1"), "error: 'top1': write FIELD=VALUE, such as top1=93.06\n"),
    ],
)
def test_what_does_not_fit_is_said(workspace: Path, cli: Cli, arguments: tuple[str, str], message: str) -> None:
    before = files(workspace)

    done = cli("correct", *arguments, *WHY)

    assert done.code == 2
    assert done.err.startswith(message)
    assert files(workspace) == before


def test_a_reason_and_a_source_are_needed(workspace: Path, cli: Cli) -> None:
    assert cli("retract", "one:a", "--reason", "x").code == 2
