"""What `leaderboard add table` refuses: with the cell or the flag, all at once, and every file as it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Cli, files
from tests.cli.test_add_table import PLACE, README, write


def test_everything_that_is_open_is_refused_in_one_go(workspace: Path, cli: Cli) -> None:
    """Each with the flag to give."""
    write(workspace, "README.md", README)
    before = files(workspace)

    done = cli("add", "table", "one", "README.md", "--locator", "Table 2", "--dataset", "CIFAR10", "--yes")

    assert done.code == 1
    assert done.err == (
        "README.md:3:3: --architecture: no architecture is given; give --architecture NAME, or --architecture-column "
        "COLUMN [unknown-architecture]\n"
        "README.md:3:3: --dataset: unknown data set `CIFAR10`; did you mean `CIFAR-10`? Else --alias "
        '"CIFAR10=CIFAR-10" if it is another spelling of that, or --new-dataset "CIFAR10" if it is new '
        "[unknown-dataset]\n"
        'README.md:3:46: column "Params (%)": the header says parameters in percent, but not whether removed or kept; '
        'give --map "Params (%)=params_removed:percent" or --map "Params (%)=params_kept:percent", or '
        '--ignore "Params (%)" [table-column]\n'
        'README.md:5:3: row 1, column "Method": `Baseline` reads like the dense network; give --baseline-row '
        '"Baseline" to take its numbers as the baseline, or --all-pruned if it is none [table-baseline]\n'
        "error: nothing written: say this first\n"
    )
    assert files(workspace) == before


@pytest.mark.parametrize(
    ("file", "table", "problem"),
    [
        (
            "t.tex",
            "Method & Top-1 (\\%) \\\\ \\hline\nA & \\multirow{2}{*}{93.5} \\\\\nB & \\\\\n",
            't.tex:2:5: row 1, column "Top-1 (%)": `93.5` stands in a merged cell; '
            "write the number in each of the rows it holds for [table-cell]",
        ),
        (
            "t.tex",
            "Method & Top-1 (\\%) & Top-5 (\\%) \\\\ \\hline\nA & \\multicolumn{2}{c}{93.5} \\\\\n",
            't.tex:2:5: row 1, column "Top-1 (%)": `93.5` stands in a merged cell; '
            "write the number in each of the columns it holds for [table-cell]",
        ),
        (
            "t.csv",
            'Method,Top-1 (%)\nA,93.5\nB,"93,1"\n',
            't.csv:3:3: row 2, column "Top-1 (%)": `93,1` has a comma; '
            "write decimals with a point, and thousands without a comma [table-cell]",
        ),
        (
            "t.csv",
            "Method,Params (M)\nA,1.2M\nB,800K\n",
            't.csv:3:3: row 2, column "Params (M)": `800 K`, but row 1 is with M: mixed units; '
            "bring the column to one unit [table-unit]",
        ),
        (
            "t.csv",
            "Method,Top-1 (%)\nA,93.5%\nB,93.1\n",
            't.csv:3:3: row 2, column "Top-1 (%)": `93.1`, but row 1 is with %: mixed units; '
            "bring the column to one unit [table-unit]",
        ),
        (
            "t.csv",
            "Method,Top-1 (%)\nA,935\n",
            't.csv:2:3: row 1, column "Top-1 (%)": 935 is out of range; must be at least 0 and at most 100; '
            "check the unit too [range]",
        ),
        (
            "t.csv",
            "Method,Params (M)\nA,1.2±0.1\n",
            't.csv:2:3: row 1, column "Params (M)": `± 0.1`, but the records have no spread of params; '
            "take it out of the cell, or give --no-spread [table-cell]",
        ),
        (
            "t.csv",
            "Method,Top-1 (%)\n,93.1\n",
            't.csv:2:1: row 1, column "Method": no method; fill the cell, or give --fill-down to repeat the one above '
            "[table-cell]",
        ),
        (
            "t.csv",
            "Method,Top-1 (%),Top-5 (%)\nA,93.1,71\n",
            "t.csv:2:1: row 1: top-5 of 71.00 % is below top-1 of 93.10 %; check the columns; "
            "an error rate belongs under `top5_error` [top5-below-top1]",
        ),
    ],
)
def test_a_cell_that_cannot_be_taken_is_named(workspace: Path, cli: Cli, file: str, table: str, problem: str) -> None:
    """File, line, column, row and the column's name; the records stay byte for byte."""
    write(workspace, file, table)
    before = files(workspace)

    done = cli("add", "table", "one", file, *PLACE, "--yes")

    assert done.code == 1
    assert done.err.startswith(problem)
    assert files(workspace) == before


def test_an_unknown_key_of_a_table_is_refused(workspace: Path, cli: Cli) -> None:
    """The format knows which keys there are."""
    write(workspace, "t.csv", "Method,Top-1 (%)\nA,93.1\n")

    done = cli("add", "table", "one", "t.csv", *PLACE, "--set", "rol=sweep")

    assert (done.code, done.err) == (
        2,
        "error: the records of this version have no key `rol` of a table; did you mean `role`?\n",
    )


def test_the_same_table_is_not_added_twice(workspace: Path, cli: Cli) -> None:
    write(workspace, "t.csv", "Method,Top-1 (%)\nA,93.1\n")
    assert cli("add", "table", "one", "t.csv", *PLACE, "--yes").code == 0
    before = files(workspace)

    done = cli("add", "table", "one", "t.csv", *PLACE, "--yes")

    assert done.code == 1
    assert "holds these numbers of Table 2 (ResNet-56 on CIFAR-10) already" in done.err
    assert files(workspace) == before


def test_when_the_second_file_cannot_be_written_the_first_is_put_back(
    workspace: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Record and catalogue change together or not at all."""
    write(workspace, "t.csv", "Method,Top-1 (%)\nA,93.1\n")
    before = files(workspace)
    calls: list[Path] = []
    rename = Path.replace

    def full(self: Path, target: Path) -> Path:
        calls.append(target)
        if target.name == "one.toml":
            raise OSError(28, "No space left on device", str(target))
        return rename(self, target)

    monkeypatch.setattr(Path, "replace", full)
    done = cli("add", "table", "one", "t.csv", *PLACE, "--yes")

    assert done.code == 3
    assert "one.toml: No space left on device" in done.err
    assert [path.name for path in calls] == ["methods.toml", "one.toml", "methods.toml"]
    assert files(workspace) == before


def test_a_file_that_changed_meanwhile_is_not_overwritten(
    workspace: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody edits the record while the question waits."""
    write(workspace, "t.csv", "Method,Top-1 (%)\nA,93.1\n")
    record = workspace / "reported_results/papers/one.toml"

    def answer(*_: object, **__: object) -> bool:
        record.write_text(record.read_text() + "# edited\n")
        return True

    monkeypatch.setattr("leaderboard.cli.showing.confirmed", answer)
    done = cli("add", "table", "one", "t.csv", *PLACE)

    assert done.code == 3
    assert "changed by somebody else meanwhile" in done.err
    assert record.read_text().endswith("# edited\n")
    assert b"one--a" not in files(workspace)["catalogue/methods.toml"]


def test_errors_that_were_there_before_do_not_stop_it(workspace: Path, cli: Cli) -> None:
    """Another paper's errors are not this one's; a record with errors of its own is refused."""
    broken = workspace / "reported_results/papers/broken.toml"
    broken.write_text("schema = 1\n[paper\n")
    write(workspace, "t.csv", "Method,Top-1 (%)\nA,93.1\n")

    assert cli("add", "table", "one", "t.csv", *PLACE, "--yes").code == 0
    done = cli("add", "table", "broken", "t.csv", *PLACE, "--yes")
    assert done.code == 1
    assert "broken.toml has errors; mend them first" in done.err


def test_windows_line_ends_stay(workspace: Path, cli: Cli) -> None:
    """The record's and the catalogue's."""
    for name in ("papers/one.toml", "catalogue/methods.toml"):
        path = workspace / "reported_results" / name
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    write(workspace, "t.csv", "Method,Top-1 (%)\nA,93.1\n")

    assert cli("add", "table", "one", "t.csv", *PLACE, "--yes").code == 0
    for name in ("papers/one.toml", "catalogue/methods.toml"):
        data = (workspace / "reported_results" / name).read_bytes()
        assert data.count(b"\r\n") == data.count(b"\n")


def test_no_temporary_file_is_left(workspace: Path, cli: Cli) -> None:
    write(workspace, "t.csv", "Method,Top-1 (%)\nA,93.1\n")
    assert cli("add", "table", "one", "t.csv", *PLACE, "--yes").code == 0
    assert [path.name for path in (workspace / "reported_results").rglob(".*")] == []


def test_dense_rows_of_several_names_and_flags_that_contradict_them(workspace: Path, cli: Cli) -> None:
    """Each must be spoken of; a number is given once; a dense row without pruned ones is named."""
    text = "Network,Method,Top-1 (%)\nResNet-56,Baseline,93.0\nResNet-56,A,92.0\nResNet-50,Dense,76.1\n"
    write(workspace, "t.csv", text)
    flags = ("--locator", "T", "--dataset", "CIFAR-10", "--baseline-row", "Baseline")

    done = cli("add", "table", "one", "t.csv", *flags)
    assert done.err.startswith('t.csv:4:11: row 3, column "Method": `Dense` reads like the dense network')
    done = cli("add", "table", "one", "t.csv", *flags, "--baseline-row", "Dense", "--baseline", "top1=93.1:percent")
    assert done.err == "error: --baseline top1: row 1, the dense network, gives it too; leave one out\n"
    done = cli("add", "table", "one", "t.csv", *flags, "--baseline-row", "Dense", "--dry-run")
    assert "note row 3 is the dense network of no other row and is left out" in done.out


def test_one_method_in_two_spellings_is_refused(workspace: Path, cli: Cli) -> None:
    """It would become two methods."""
    write(workspace, "t.csv", "Method,Top-1 (%)\nL1-norm,93.0\nL1 Norm,92.0\n")

    done = cli("add", "table", "one", "t.csv", *PLACE, "--yes")

    assert (done.code, done.err) == (
        2,
        "error: the method `L1 Norm` is `L1-norm` in this paper already; write it so, or "
        "`leaderboard add method one 'L1 Norm'` if it is another one\n",
    )
