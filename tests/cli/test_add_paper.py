"""`leaderboard add paper`: facts from BibTeX and flags, a key, and no paper twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Cli, files

BIBTEX = r"""@string{x = {y}}
@inproceedings{muller2024towards,
  title = {{PruneIt}: Towards the Pruning of {ResNets} with $L_0$ norms},
  author = {M{\"u}ller, Eva and Garc{\'\i}a, Jos{\'e}},
  booktitle = {Proceedings of the 41st International Conference on Machine Learning},
  year = {2024}, month = jul,
  eprint = {2401.01234},
  url = {https://example.org/paper}
}
"""


def test_a_bibtex_entry_becomes_a_record(workspace: Path, cli: Cli) -> None:
    """Accents, the venue from its words, the arXiv identifier, a proposed key, and the method's name on request."""
    (workspace / "p.bib").write_text(BIBTEX, encoding="utf-8")

    done = cli("add", "paper", "--bibtex", "p.bib", "--code", "https://example.org/code", "--method", "PruneIt")

    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("muller2024-pruneit-pruning: PruneIt: Towards the Pruning of ResNets with L0 norms\n")
    text = (workspace / "reported_results/papers/muller2024-pruneit-pruning.toml").read_text(encoding="utf-8")
    assert text.startswith("""schema = 1

[paper]
key = "muller2024-pruneit-pruning"
title = "PruneIt: Towards the Pruning of ResNets with L0 norms"
authors = ["Eva Müller", "José García"]
year = 2024
month = 7
venue = "ICML"
arxiv = "2401.01234"
url = "https://example.org/paper"
code = "https://example.org/code"
bibtex = '''
@inproceedings{muller2024towards,
""")
    methods = (workspace / "reported_results/catalogue/methods.toml").read_text()
    assert '[[method]]\nkey = "muller2024-pruneit-pruning"\nname = "PruneIt"\n' in methods
    assert cli("check").code == 0


def test_bibtex_may_come_from_standard_input(workspace: Path, cli: Cli) -> None:
    assert cli("add", "paper", "--bibtex", "-", "--key", "x", "--yes", typed=BIBTEX).code == 0
    assert (workspace / "reported_results/papers/x.toml").exists()


FACTS = ("--author", "Ada Author", "--year", "2024")


@pytest.mark.parametrize(
    ("flags", "message"),
    [
        (("--title", "Another", "--key", "ONE"), "there is a paper with the key `one` (A synthetic paper)"),
        (
            ("--title", "Another", "--arxiv", "2401.00001v3"),
            "this paper is there already: `two` (Two of a kind, a long title) has the arXiv identifier 2401.00001",
        ),
        (("--title", "Another", "--doi", "10.1000/ABC"), "has the DOI 10.1000/abc"),
        (("--title", "A  synthetic PAPER."), "this paper seems to be there already: `one` (A synthetic paper)"),
        (("--title", "Two of a kind: A long titel"), "if it is another paper: --distinct-from two"),
    ],
)
def test_a_paper_that_is_there_is_named(workspace: Path, cli: Cli, flags: tuple[str, ...], message: str) -> None:
    """By key, identifier or title, whatever the case, version or typing error."""
    two = ("--title", "Two of a kind, a long title", "--arxiv", "2401.00001", "--doi", "10.1000/abc", "--key", "two")
    assert cli("add", "paper", *two, *FACTS, "--yes").code == 0
    before = files(workspace)

    done = cli("add", "paper", *flags, *FACTS, "--yes")

    assert done.code == 2
    assert message in done.err
    assert files(workspace) == before


def test_a_paper_with_nearly_the_same_title_can_be_another(workspace: Path, cli: Cli) -> None:
    flags = ("--title", "A synthetic paper", *FACTS, "--distinct-from", "one", "--yes")

    assert cli("add", "paper", *flags).out.startswith("author2024-synthetic-paper: A synthetic paper\n")


@pytest.mark.parametrize(
    ("flags", "message"),
    [
        (("--arxiv", "1608.08710"), "say also --title, --author, --year (or --bibtex FILE)"),
        (
            ("--title", "T", *FACTS, "--venue", "ICLM"),
            "unknown venue 'ICLM'; did you mean ICML? Else add it: leaderboard add venue \"ICLM\" --kind conference",
        ),
        (("--title", "T", *FACTS, "--arxiv", "x"), "arxiv: `x` is not an arXiv identifier"),
        (("--title", "T", *FACTS, "--key", "../x"), "key: `../x` cannot be part of a file name or address"),
    ],
)
def test_what_is_missing_or_wrong_is_said(workspace: Path, cli: Cli, flags: tuple[str, ...], message: str) -> None:
    before = files(workspace)

    done = cli("add", "paper", *flags)

    assert done.code == 2
    assert message in done.err
    assert files(workspace) == before


def test_the_checks_of_the_format_come_last(workspace: Path, cli: Cli) -> None:
    """A bad address is a problem of the record as it would be."""
    done = cli("add", "paper", "--title", "T", *FACTS, "--url", "javascript:alert(1)", "--yes")

    assert done.code == 1
    assert "paper.url: address with the scheme `javascript`" in done.err
    assert not list((workspace / "reported_results/papers").glob("author*"))


def test_missing_facts_are_asked_for(workspace: Path, cli: Cli) -> None:
    """With a proposed key that Enter accepts."""
    done = cli("add", "paper", "--ask", typed="On pruning\nAda Author; Ben Bee\n2025\n\ny\n")

    assert done.code == 0
    text = (workspace / "reported_results/papers/author2025-pruning.toml").read_text()
    assert 'authors = ["Ada Author", "Ben Bee"]' in text


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("@article{a,\n title={x},\n author={A {B},\n year=2020\n}\n", "<stdin>:1:1: unclosed { in BibTeX entry"),
        (
            "@article{a, year=1}\n\n@article{b, year=2}\n",
            "<stdin>:3:1: 2 BibTeX entries; the file holds a (line 1), b (line 3)",
        ),
        ("nothing", "<stdin>:1:1: 0 BibTeX entries; the file holds none"),
    ],
)
def test_bibtex_that_is_no_single_entry_is_refused_with_its_line(
    workspace: Path, cli: Cli, text: str, message: str
) -> None:
    done = cli("add", "paper", "--bibtex", "-", typed=text)

    assert done.code == 1
    assert message in done.err


def test_one_of_several_entries_can_be_chosen(workspace: Path, cli: Cli) -> None:
    text = BIBTEX + "@article{b, title={Other}, author={A B}, year={2020}}\n"

    done = cli("add", "paper", "--bibtex", "-", "--entry", "b", "--yes", typed=text)

    assert done.out.startswith("b2020-other: Other\n")
