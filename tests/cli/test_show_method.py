"""`leaderboard show` of methods, and of our runs beside what is reported."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result

from leaderboard.cli import show
from tests.browser.rig import whole

Show = Callable[..., Result]


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> Show:
    """The command on the invented corpus, in a wide terminal."""
    monkeypatch.setattr(show, "read_database", lambda url: whole())

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(show.command, arguments, env={"COLUMNS": "160"})

    return run


def lines(result: Result) -> list[list[str]]:
    """The cells of every line of tables."""
    assert result.exit_code == 0, result.output
    return [line.split() for line in result.output.splitlines()]


def test_a_name_stands_for_all_methods_that_have_it(shown: Show) -> None:
    """Whatever its capitals, the one whose paper proposes it first; a key stands for one."""
    found = shown("method", "aLPHa")
    text = found.output
    assert text.index("Alpha (alpha). Proposed in Title of one (one)") < text.index(
        "ALPHA (alpha-2). Named in Title of two"
    )
    assert "No results" in text
    alone = shown("method", "alpha-2").output
    assert "Alpha (alpha)" not in alone and "ALPHA (alpha-2)" in alone


def test_results_and_runs_stand_below(shown: Show) -> None:
    """Results of searches stay out; of our runs only those that re-run the method, with mean, deviation and seeds."""
    rows = lines(shown("method", "alpha"))
    assert [row[-6:] for row in rows if "Ours" in row] == [
        ["2.00×", "1.00×", "−0.40", "±", "0.10", "3"],
        ["4.00×", "2.00×", "−0.90", "±", "0.10", "3"],
    ]
    assert not any("worse" in row for row in rows), "a method that re-runs nothing"
    assert "Ours: All of it is invented." in shown("method", "alpha").output
    assert lines(shown("method", "OURS"))[-1] == ["Ours:", "All", "of", "it", "is", "invented."]


def test_a_board_has_the_best_of_our_runs(shown: Show) -> None:
    """At each target, and none on a board whose network was not run."""
    rows = lines(shown("board", "cifar-10--resnet-56"))
    best = [row for row in rows if {"Ours", "worse"} & set(row)]
    assert [row[-6:-4] for row in best] == [["2.00×", "1.00×"], ["4.00×", "2.00×"]]
    assert "Measured here" not in shown("board", "wikitext--llama--perplexity").output


def test_a_misspelt_method_is_suggested(shown: Show) -> None:
    found = shown("method", "alpa")
    assert found.exit_code != 0
    assert "did you mean Alpha" in str(found.exception)
