"""From a table in a README to normalised numbers on the site: the whole way, in four commands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cli.conftest import Cli, files
from tests.cli.test_add_paper import BIBTEX
from tests.cli.test_add_table import PLACE, README, SHARE, write


def test_from_a_readme_to_the_site(workspace: Path, cli: Cli) -> None:
    """Ratio, speedup and change of accuracy stand on the paper's page and on its board, with their working."""
    write(workspace, "p.bib", BIBTEX)
    write(workspace, "README.md", README)

    key = "muller2024-pruneit-pruning"
    assert cli("add", "paper", "--bibtex", "p.bib").code == 0
    assert cli("add", "table", key, "README.md", *PLACE, *SHARE, "--baseline-row", "Baseline", "--yes").code == 0
    assert cli("check").code == 0
    assert cli("build").code == 0

    page = (workspace / f"build/site/paper/{key}.html").read_text(encoding="utf-8")
    for text in ("93.64", "2.11×", "+0.14", "2.11x = 1 / (1 - 52.60 %): operations removed, Table 2", "HRank"):
        assert text in page
    board = (workspace / "build/site/board/cifar-10--resnet-56.html").read_text(encoding="utf-8")
    assert f"paper/{key}.html#" in board and "+0.14" in board


def test_a_preview_leaves_site_and_database_alone(workspace: Path, cli: Cli) -> None:
    """The paper's page and its boards lie aside, and every link of theirs leads somewhere."""
    assert cli("build").code == 0
    before = {p: p.read_bytes() for p in (workspace / "build").rglob("*") if p.is_file() and p.suffix != ".lock"}
    records = files(workspace)
    write(workspace, "README.md", README)
    assert cli("add", "table", "one", "README.md", *PLACE, *SHARE, "--baseline-row", "Baseline", "--yes").code == 0

    done = cli("preview", "one")

    page = workspace / "build/preview/site/paper/one.html"
    board = workspace / "build/preview/site/board/cifar-10--resnet-56.html"
    assert (done.code, done.err) == (0, "")
    assert done.out == f"paper  {page}\nboard  {board}  (ResNet-56 on CIFAR-10)\n"
    assert "+0.14" in page.read_text(encoding="utf-8")
    for link in re.findall(r'(?:href|src)="([^":#]+)', page.read_text(encoding="utf-8")):
        assert (page.parent / link).exists(), link
    assert {path: path.read_bytes() for path in before} == before
    assert files(workspace) != records


def test_a_preview_of_no_paper_names_the_nearest(workspace: Path, cli: Cli) -> None:
    done = cli("preview", "oen")

    assert (done.code, done.err) == (2, "error: no paper has the key 'oen'; did you mean `one`?\n")


def test_a_preview_needs_sound_records(workspace: Path, cli: Cli) -> None:
    (workspace / "reported_results/papers/two.toml").write_text("nonsense")

    done = cli("preview", "one")

    assert done.code == 1
    assert not (workspace / "build/preview/site").exists()


def test_a_preview_can_be_opened(workspace: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    """In whatever browser the system has."""
    opened: list[str] = []
    monkeypatch.setattr("click.launch", opened.append)

    assert cli("preview", "one", "--open").code == 0
    assert opened == [(workspace / "build/preview/site/paper/one.html").as_uri()]
