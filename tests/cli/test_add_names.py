"""`leaderboard add dataset|architecture|method|venue`: deliberate entries of the catalogue; comments and order stay."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import CATALOGUE, Cli, files


def catalogue(workspace: Path, name: str) -> str:
    return (workspace / "reported_results/catalogue" / name).read_text()


def test_an_entry_goes_where_its_key_belongs(workspace: Path, cli: Cli) -> None:
    """Between the entries of smaller and greater keys, and comments stay with theirs."""
    done = cli("add", "architecture", "ResNet-54", "--family", "ResNet", "--year", "2016", "--alias", "R54")

    assert (done.code, done.err) == (0, "")
    block = (
        '[[architecture]]\nkey = "resnet-54"\nname = "ResNet-54"\naliases = ["R54"]\nfamily = "ResNet"\nyear = 2016\n\n'
    )
    expected = CATALOGUE["architectures.toml"].replace("# the small one", f"{block}# the small one")
    assert catalogue(workspace, "architectures.toml") == f"schema = 1\n\n{expected}"


def test_another_spelling_of_a_known_name(workspace: Path, cli: Cli) -> None:
    """The entry grows and nothing else changes, with or without spellings before."""
    assert cli("add", "architecture", "ResNet56", "--alias-of", "ResNet-56").code == 0
    assert cli("add", "dataset", "CIFAR10", "--alias-of", "CIFAR-10").code == 0

    expected = CATALOGUE["architectures.toml"].replace('["Res56"]', '["Res56", "ResNet56"]')
    assert catalogue(workspace, "architectures.toml") == f"schema = 1\n\n{expected}"
    expected = CATALOGUE["datasets.toml"].replace('"CIFAR-10"\n', '"CIFAR-10"\naliases = ["CIFAR10"]\n')
    assert catalogue(workspace, "datasets.toml").replace("\n\n", "\n") == f"schema = 1\n\n{expected}".replace(
        "\n\n", "\n"
    )


def test_methods_venues_and_data_sets(workspace: Path, cli: Cli) -> None:
    assert cli("add", "method", "one", "Two-step", "--printed", "2S").code == 0
    assert cli("add", "venue", "WACV", "--bibtex", "applications of computer vision").code == 0
    assert cli("add", "dataset", "SVHN", "--task", "image classification", "--test-images", "26032").code == 0

    assert 'key = "one--two-step"\nname = "Two-step"\npaper = "one"\nprinted = ["2S"]\n' in catalogue(
        workspace, "methods.toml"
    )
    assert 'name = "WACV"\nbibtex = ["applications of computer vision"]\n' in catalogue(workspace, "venues.toml")
    assert "test_images = 26032\n" in catalogue(workspace, "datasets.toml")
    assert cli("check").code == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("architecture", "res56"), "the catalogue has 'res56' already: ResNet-56 (key resnet-56)"),
        (
            ("architecture", "R", "--alias-of", "ResNet-5"),
            "knows no architecture 'ResNet-5'; did you mean 'ResNet-56'?",
        ),
        (("architecture", "Res56", "--alias-of", "ResNet-50"), "'Res56' is a spelling of ResNet-56 already"),
        (("architecture", "ResNet‑9"), "architecture 'ResNet‑9': U+2011 (non-breaking hyphen) in the name"),
        (("dataset", "X", "--key", "a/b"), "dataset 'a/b': `a/b` cannot be part of a file name or address"),
        (("method", "two", "X"), "no paper has the key 'two'"),
    ],
)
def test_what_is_taken_or_wrong_is_said(workspace: Path, cli: Cli, arguments: tuple[str, ...], message: str) -> None:
    before = files(workspace)

    done = cli("add", *arguments)

    assert done.code == 2
    assert message in done.err
    assert files(workspace) == before
