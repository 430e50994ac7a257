"""`leaderboard add result`: one row, into the table it belongs to or one of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Cli, files

PLACE = ("dataset=CIFAR-10", "architecture=ResNet-56")


def test_a_row_joins_the_table_of_its_place(workspace: Path, cli: Cli) -> None:
    """One line is added and nothing else changes."""
    before = files(workspace)

    pairs = (*PLACE, "locator=Table 1", "variant=C", "top1=90.10:percent", "params_removed=82.0%")
    done = cli("add", "result", "one", *pairs, "--yes")

    assert (done.code, done.err) == (0, "")
    assert "note the row joins Table 1, the paper's table 1" in done.out
    assert "5.56x = 1 / (1 - 82.0 %): parameters removed" in done.out
    line = b'  { id = "t1r3", variant = "C", top1 = 90.10, params_removed = 82.0 },\n'
    expected = before["papers/one.toml"].replace(b"75.0 },\n", b"75.0 },\n" + line.replace(b'id = "t1r3", ', b""))
    assert files(workspace) == {**before, "papers/one.toml": expected}


def test_another_place_unit_or_baseline_begins_a_table(workspace: Path, cli: Cli) -> None:
    """With the method's entry, spread, dense numbers and further keys."""
    pairs = (
        "locator=Table 9",
        "method=L2",
        "top1=93.06±0.2:percent",
        "params=0.73:millions",
        "baseline.params=853:thousands",
    )

    done = cli("add", "result", "one", *PLACE, *pairs, "baseline.top1=93.04:percent", "cost_convention=macs", "--yes")

    assert (done.code, done.err) == (0, "")
    text = (workspace / "reported_results/papers/one.toml").read_text()
    assert text.endswith("""
[[table]]
locator = "Table 9"
source = "printed"
dataset = "CIFAR-10"
architecture = "ResNet-56"
cost_convention = "macs"
columns = { top1 = "percent", top1_std = "percent", params = "millions" }
baseline_columns = { params = "thousands" }
baseline = { top1 = 93.04, params = 853 }
rows = [
  { method = "L2", top1 = 93.06, top1_std = 0.2, params = 0.73 },
]
""")
    assert "  L2 = one--l2\n" in done.out


@pytest.mark.parametrize(
    ("pairs", "message"),
    [
        (("top1=93.5:percent",), 'error: say also dataset=CIFAR-10, architecture=ResNet-56, locator="Table 1"\n'),
        (
            (*PLACE, "locator=T", "top1=93.5"),
            "error: top1=93.5: say the unit: top1=93.5:percent or top1=93.5:fraction\n",
        ),
        ((*PLACE, "locator=T", "top1=93.5:percnt"), "error: `percnt` is no unit of top1; did you mean `percent`?\n"),
        (
            (*PLACE, "locator=T", "topl=93.5:percent"),
            "error: 'topl=93.5:percent': topl is no column and no key of a row or",
        ),
        ((*PLACE, "locator=T", "top1=93,5:percent"), "error: top1=93,5:percent: `93,5` has a comma;"),
        ((*PLACE, "locator=T", "top1=5M:percent"), "error: top1=5M:percent: top1 cannot be in M"),
        ((*PLACE, "locator=T", "top1=-:percent"), "error: top1=-:percent: leave out what is not reported\n"),
        (
            ("dataset=CIFAR-10", "architecture=ResNet56", "locator=T", "top1=9:percent"),
            "error: unknown architecture 'ResNet56'; did you mean `ResNet-56` or",
        ),
    ],
)
def test_what_is_missing_or_wrong_is_said(workspace: Path, cli: Cli, pairs: tuple[str, ...], message: str) -> None:
    before = files(workspace)

    done = cli("add", "result", "one", *pairs, "--yes")

    assert done.code == 2
    assert done.err.startswith(message)
    assert files(workspace) == before


def test_a_number_out_of_bounds_is_refused(workspace: Path, cli: Cli) -> None:
    before = files(workspace)

    done = cli("add", "result", "one", *PLACE, "locator=Table 1", "top1=935:percent", "--yes")

    assert done.code == 1
    assert "935 is out of range" in done.err
    assert files(workspace) == before


def test_new_names_are_created_only_when_told(workspace: Path, cli: Cli) -> None:
    """Paper, catalogue of networks and catalogue of methods in one step."""
    pairs = ("dataset=CIFAR-10", "architecture=MyNet-9", "locator=T", "method=X", "top1=90.0:percent")

    done = cli("add", "result", "one", *pairs, "--new-architecture", "MyNet-9", "--yes")

    assert (done.code, done.err) == (0, "")
    assert (
        '[[architecture]]\nkey = "mynet-9"\nname = "MyNet-9"\n\n'
        in (workspace / "reported_results/catalogue/architectures.toml").read_text()
    )
    assert cli("check").code == 0
