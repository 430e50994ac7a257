"""Sites built by the command line: the committed records, and small workspaces of a test's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from leaderboard.records.model import Workspace
from leaderboard.store.database import database_url

CATALOGUE = {
    "datasets.toml": '[[dataset]]\nkey = "cifar-10"\nname = "CIFAR-10"\n',
    "architectures.toml": '[[architecture]]\nkey = "resnet-56"\nname = "ResNet-56"\n',
    "venues.toml": '[[venue]]\nkey = "icml"\nname = "ICML"\n',
    "methods.toml": '[[method]]\nkey = "one"\nname = "One"\npaper = "one"\n',
}
PAPER = """schema = 1

[paper]
key = "one"
title = "A synthetic paper"
authors = ["Ada Author"]
year = 2024
venue = "ICML"

[[table]]
locator = "Table 1"
source = "printed"
dataset = "CIFAR-10"
architecture = "ResNet-56"
columns = { top1 = "percent", params_removed = "percent" }
baseline = { top1 = 93.00 }
rows = [
  { id = "a", top1 = 92.50, params_removed = 50.0 },
  { id = "b", top1 = 91.00, params_removed = 75.0 },
]
"""


def write_workspace(folder: Path, papers: dict[str, str], catalogue: dict[str, str] | None = None) -> Path:
    """A workspace of synthetic records (never the real site's)."""
    (folder / "reported_results" / "papers").mkdir(parents=True)
    (folder / "reported_results" / "catalogue").mkdir()
    for name, text in {**CATALOGUE, **(catalogue or {})}.items():
        (folder / "reported_results" / "catalogue" / name).write_text(f"schema = 1\n\n{text}", encoding="utf-8")
    for key, text in papers.items():
        (folder / "reported_results" / "papers" / f"{key}.toml").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def real_site(tmp_path_factory: pytest.TempPathFactory, checkout: Workspace) -> Path:
    """The site of the committed records."""
    from leaderboard.build import build

    folder = tmp_path_factory.mktemp("real")
    build(checkout, folder / "site", database_url(None, folder / "leaderboard.sqlite"), lambda line: None)
    return folder / "site"
