"""`leaderboard add table`: from what people have to normalised rows, all or nothing, every refusal with its cell."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Cli, files

README = """# A method

| Method | Top-1 (%) | FLOPs reduction (%) | Params (%) | Download |
|:-------|----------:|--------------------:|-----------:|----------|
| Baseline | 93.50 | 0.0 | 0 | - |
| **Ours** | **93.64** | 52.60 | 50.1 | [link](https://x.org/a) |
| L1-norm | 93.02 ± 0.11 | 50.00 | 49.0 | [link](https://x.org/b) |
| HRank | -- | 74.10 | 68.1 | n/a |
"""
LATEX = r"""
\begin{tabular}{llcc}
\toprule
Network & Method & Top-1 (\%) & Params (M) \\ \midrule
\multirow{2}{*}{ResNet-56} & Dense & 93.04 & 0.85 \\
 & Ours & $93.06 \pm 0.10$ & \textbf{0.73} \\ \midrule
ResNet-50 & Dense & 76.13 & 25.56 \\
ResNet-50 & Ours & 75.01 & 13.0 \\
\bottomrule
\end{tabular}
"""
PLACE = ("--locator", "Table 2", "--dataset", "CIFAR-10", "--architecture", "ResNet-56")
SHARE = ("--map", "Params (%)=params_removed:percent")


def write(folder: Path, name: str, text: str) -> str:
    (folder / name).write_text(text, encoding="utf-8")
    return name


def test_a_readme_table_becomes_a_table_of_the_record(workspace: Path, cli: Cli) -> None:
    """Digits as printed, the dense row as baseline, ± as spread, the paper's own method unnamed; comments stay."""
    write(workspace, "README.md", README)
    before = files(workspace)

    done = cli("add", "table", "one", "README.md", *PLACE, *SHARE, "--baseline-row", "Baseline", "--yes")

    assert (done.code, done.err) == (0, "")
    after = files(workspace)
    added = after["papers/one.toml"].removeprefix(before["papers/one.toml"]).decode()
    assert (
        added
        == """
[[table]]
locator = "Table 2"
source = "repository"
dataset = "CIFAR-10"
architecture = "ResNet-56"
columns = { top1 = "percent", top1_std = "percent", params_removed = "percent", flops_removed = "percent" }
baseline = { top1 = 93.50 }
rows = [
  { top1 = 93.64, params_removed = 50.1, flops_removed = 52.60 },
  { method = "L1-norm", top1 = 93.02, top1_std = 0.11, params_removed = 49.0, flops_removed = 50.00 },
  { method = "HRank", params_removed = 68.1, flops_removed = 74.10 },
]
"""
    )
    new = after["catalogue/methods.toml"].removeprefix(before["catalogue/methods.toml"]).decode()
    assert (
        new
        == """
[[method]]
key = "one--hrank"
name = "HRank"
paper = "one"
printed = ["HRank"]

[[method]]
key = "one--l1-norm"
name = "L1-norm"
paper = "one"
printed = ["L1-norm"]
"""
    )
    assert {name for name in before if before[name] != after[name]} == {"papers/one.toml", "catalogue/methods.toml"}


def test_the_preview_shows_columns_rows_working_and_names(workspace: Path, cli: Cli) -> None:
    """What is about to happen, with the reasons, and nothing written."""
    write(workspace, "README.md", README)
    before = files(workspace)

    done = cli("add", "table", "one", "README.md", *PLACE, *SHARE, "--baseline-row", "Baseline", "--dry-run")

    for line in (
        "  Top-1 (%)           -> top1, percent (the header says top-1 and %)",
        "  FLOPs reduction (%) -> flops_removed, percent (the header says operations and reduction and %)",
        "  Params (%)          -> params_removed, percent (as told)",
        "  Download            -> left out (the header speaks of links, and no cell is a number)",
        "  dense: top1 93.50 percent",
        " t2r1   One        2.00×     2.11×   93.64     +0.14",
        "  t2r1  as printed: top1 93.64, params_removed 50.1, flops_removed 52.60",
        "        2.11x = 1 / (1 - 52.60 %): operations removed",
        "        +0.14 = 93.64 − 93.50: pruned minus dense top-1",
        "  L1-norm = one--l1-norm",
        "note numbers after ± are taken as standard deviations; where they are something else: --no-spread",
        "note row 1 is the dense network: its flops_removed of 0.0 says nothing and is left out",
        "Nothing written (--dry-run).",
    ):
        assert line in done.out
    assert files(workspace) == before


def test_latex_with_two_networks_becomes_two_tables(workspace: Path, cli: Cli) -> None:
    """Merged names are carried down, each network has its own dense row."""
    write(workspace, "t.tex", LATEX)

    flags = ("--locator", "Table 4", "--dataset", "ImageNet", "--baseline-row", "Dense", "--yes")
    done = cli("add", "table", "one", "t.tex", *flags)

    assert (done.code, done.err) == (0, "")
    text = (workspace / "reported_results/papers/one.toml").read_text()
    assert text.endswith("""
[[table]]
locator = "Table 4"
source = "printed"
dataset = "ImageNet"
architecture = "ResNet-56"
columns = { top1 = "percent", top1_std = "percent", params = "millions" }
baseline = { top1 = 93.04, params = 0.85 }
rows = [
  { top1 = 93.06, top1_std = 0.10, params = 0.73 },
]

[[table]]
locator = "Table 4"
source = "printed"
dataset = "ImageNet"
architecture = "ResNet-50"
columns = { top1 = "percent", params = "millions" }
baseline = { top1 = 76.13, params = 25.56 }
rows = [
  { top1 = 75.01, params = 13.0 },
]
""")


def test_the_table_may_come_from_standard_input(workspace: Path, cli: Cli) -> None:
    """Piped, it needs --yes, since nobody can be asked."""
    table = "Method\tTop-1 (%)\nA\t93.1\n"
    before = files(workspace)

    asked = cli("add", "table", "one", *PLACE, typed=table)
    assert asked.code == 2
    assert "nobody to ask" in asked.err and "93.1" in asked.out
    assert files(workspace) == before

    assert cli("add", "table", "one", "-", *PLACE, "--yes", typed=table).code == 0
    assert '{ method = "A", top1 = 93.1 },' in (workspace / "reported_results/papers/one.toml").read_text()


def test_what_is_open_is_asked_for(workspace: Path, cli: Cli) -> None:
    """A number chooses, a wrong answer is asked again, and `n` writes nothing."""
    write(workspace, "README.md", README)
    before = files(workspace)

    done = cli("add", "table", "one", "README.md", *PLACE, "--ask", typed="kept\n2\ny\nn\n")

    assert done.code == 0
    assert 'Column "Params (%)" (cells: 0, 50.1, 49.0)' in done.err
    assert "`kept` is no column of the records" in done.err
    assert "params_kept, percent (as answered)" in done.out
    assert done.out.endswith("Nothing written.\n")
    assert files(workspace) == before


def test_data_set_and_network_are_asked_for(workspace: Path, cli: Cli) -> None:
    """Until the catalogue knows the answer, with the nearest names."""
    write(workspace, "t.csv", "Method,Top-1 (%)\nA,93.1\n")

    done = cli("add", "table", "one", "t.csv", "--locator", "T", "--ask", typed="CIFAR\nCIFAR-10\nRes56\ny\n")

    assert done.code == 0
    assert "'CIFAR' is not known; did you mean CIFAR-10? A new name needs --new-dataset or --alias." in done.err
    assert 'architecture = "Res56"\n' in (workspace / "reported_results/papers/one.toml").read_text()


def test_several_tables_of_one_file(workspace: Path, cli: Cli) -> None:
    """They are listed; --table chooses."""
    write(
        workspace,
        "README.md",
        "| Method | Top-1 (%) |\n|--|--|\n| A | 93.1 |\n\n| Method | Top-5 (%) |\n|--|--|\n| A | 99.1 |\n",
    )

    done = cli("add", "table", "one", "README.md", *PLACE)
    assert (done.code, done.err) == (
        2,
        "error: README.md holds 2 tables; choose one:\n"
        "  --table 1: line 1, 1 rows: Method | Top-1 (%)\n"
        "  --table 2: line 5, 1 rows: Method | Top-5 (%)\n",
    )
    assert cli("add", "table", "one", "README.md", *PLACE, "--table", "2", "--yes").code == 0


def test_columns_of_places_settings_and_dense_numbers(workspace: Path, cli: Cli) -> None:
    """Every key of a row can be a column; dense numbers beside each row make one table for each baseline."""
    write(
        workspace,
        "t.csv",
        "Net,Data,Model,Base Top-1 (%),Top-1 (%),Epochs\nResNet-56,CIFAR-10,Ours,93.0,92.5,40\n"
        "ResNet-56,CIFAR-10,Ours,93.0,92.1,80\nRes56,CIFAR-10,Ours,93.4,92.0,40\n",
    )
    flags = ("--architecture-column", "Net", "--method-column", "Model", "--map", "Epochs=settings.epochs")
    more = ("--cost-convention", "macs", "--set", "role=results", "--set", "baseline_locator=Table 1")

    done = cli("add", "table", "one", "t.csv", "--locator", "T", *flags, *more, "--yes")

    assert (done.code, done.err) == (0, "")
    text = (workspace / "reported_results/papers/one.toml").read_text()
    assert 'cost_convention = "macs"' in text and 'baseline_locator = "Table 1"' in text
    assert '{ top1 = 92.5, settings = { epochs = "40" } },\n  { top1 = 92.1, settings = { epochs = "80" } },' in text
    assert "baseline = { top1 = 93.0 }" in text and "baseline = { top1 = 93.4 }" in text
    assert text.count("[[table]]") == 3


def test_quoted_and_rerun_rows_are_linked_with_their_methods(workspace: Path, cli: Cli) -> None:
    """The words of another paper's method become an entry of this paper that points there."""
    done = cli(
        *("add", "paper", "--title", "Second paper", "--author", "Ben B", "--year", "2025", "--key", "two", "--yes"),
    )
    assert done.code == 0
    write(workspace, "t.csv", "Method,Top-1 (%)\nOne,93.1\nMine,93.2\n")

    noted = cli("add", "table", "two", "t.csv", *PLACE, "--dry-run")
    assert (
        'one has a method of this name; if these are its numbers: --reported-by "One=quoted" (or =rerun)' in noted.out
    )

    done = cli("add", "table", "two", "t.csv", *PLACE, "--reported-by", "One=rerun", "--yes")
    assert (done.code, done.err) == (0, "")
    assert 'reimplements = "one"' in (workspace / "reported_results/catalogue/methods.toml").read_text()
    text = (workspace / "reported_results/papers/two.toml").read_text()
    assert '{ method = "One", top1 = 93.1, reported_by = "rerun" },' in text

    write(workspace, "t.csv", "Method,Top-1 (%)\nOne,91.1\nMine,91.2\n")
    done = cli("add", "table", "two", "t.csv", "--locator", "T", *PLACE[2:], "--reported-by", "One=quoted:one", "--yes")
    assert (done.code, done.err) == (0, "")
    text = (workspace / "reported_results/papers/two.toml").read_text()
    assert '{ method = "One", top1 = 91.1, reported_by = "quoted", quoted_from = "one" },' in text


def test_spellings_and_new_names_are_settled_on_the_way(workspace: Path, cli: Cli) -> None:
    """Unknown networks are named cell by cell, with the flag for another spelling and the one for a new network."""
    write(workspace, "t.csv", "Network,Method,Top-1 (%)\nResNet56,A,93.1\nTinyNet,A,80.0\n")
    flags = ("--locator", "T", "--dataset", "CIFAR-10")

    done = cli("add", "table", "one", "t.csv", *flags, "--yes")
    assert done.code == 1
    assert done.err.startswith(
        't.csv:2:1: row 1, column "Network": unknown architecture `ResNet56`; did you mean `ResNet-56` or '
        '`ResNet-50` or `Res56`? Else --alias "ResNet56=ResNet-56" if it is another spelling of that, or '
        '--new-architecture "ResNet56" if it is new [unknown-architecture]\n'
        't.csv:3:1: row 2, column "Network": unknown architecture `TinyNet`; if it is new: '
        '--new-architecture "TinyNet" [unknown-architecture]\n'
    )

    names = ("--alias", "ResNet56=ResNet-56", "--new-architecture", "TinyNet")
    assert cli("add", "table", "one", "t.csv", *flags, *names, "--yes").code == 0
    catalogue = (workspace / "reported_results/catalogue/architectures.toml").read_text()
    assert 'aliases = ["Res56", "ResNet56"]' in catalogue and 'key = "tinynet"' in catalogue
    assert cli("check").code == 0


def test_headings_between_rows_are_the_network(workspace: Path, cli: Cli) -> None:
    """Where the catalogue knows every one of them."""
    text = (
        "\\begin{tabular}{lc}\nMethod & Top-1 (\\%) \\\\ \\hline\n\\multicolumn{2}{l}{\\textbf{ResNet-56}} \\\\\n"
        "Original & 93.3 \\\\\nA & 93.1 \\\\ \\hline\n\\multicolumn{2}{l}{ResNet-50} \\\\\nOriginal & 94.0 \\\\\n"
        "A & 93.9 \\\\\n\\end{tabular}\n"
    )
    write(workspace, "t.tex", text)
    flags = ("--locator", "T", "--dataset", "CIFAR-10", "--baseline-row", "Original", "--yes")

    done = cli("add", "table", "one", "t.tex", *flags)

    assert (done.code, done.err) == (0, "")
    record = (workspace / "reported_results/papers/one.toml").read_text()
    assert 'architecture = "ResNet-56"\ncolumns = { top1 = "percent" }\nbaseline = { top1 = 93.3 }\n' in record
    assert 'architecture = "ResNet-50"\ncolumns = { top1 = "percent" }\nbaseline = { top1 = 94.0 }\n' in record


def test_what_stands_in_brackets_after_ours_is_the_variant(workspace: Path, cli: Cli) -> None:
    """ "Ours (50%)" and "Ours (70%)" are one method at two settings; brackets after other names stay part of them."""
    rows = "| Ours (50%) | 93.1 |\n| Ours (70%) | 92.0 |\n| L1 (retrained) | 92.5 |\n"
    write(workspace, "README.md", f"| Method | Top-1 (%) |\n|---|---|\n{rows}")

    done = cli("add", "table", "one", "README.md", *PLACE, "--yes")

    assert (done.code, done.err) == (0, "")
    added = files(workspace)["papers/one.toml"].decode()
    assert '{ variant = "50%", top1 = 93.1 },' in added
    assert '{ variant = "70%", top1 = 92.0 },' in added
    assert '{ method = "L1 (retrained)", top1 = 92.5 },' in added
