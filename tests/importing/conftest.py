"""A collection of a few rows in a workspace of its own."""

from __future__ import annotations

import csv
import lzma
from collections.abc import Callable
from pathlib import Path

import pytest

from leaderboard.catalogue.loading import load_catalogue
from leaderboard.errors import DataError
from leaderboard.importing.since_2019.collection import COLUMNS, FILES, TRIALS_FILE
from leaderboard.importing.since_2019.importer import Imported, import_collection
from leaderboard.records.model import PaperRecord, Workspace
from tests.conftest import ROOT

ROW = {
    "paper_title": "A Paper",
    "authors": "Ann Author et al.",
    "year": "2021",
    "venue": "ICLR",
    "method": "Own",
    "dataset": "CIFAR-10",
    "architecture_as_written": "ResNet-56",
    "structure": "filter",
    "reported_by": "self",
    "source_repo": "ann/code",
    "source_path": "README.md",
    "source_commit": "c" * 40,
    "source_locator": "Results; line 7",
}
TRIALS = (
    "dataframe_row,network,prune_method,is_iterative,retrain_method,density,retrain_time,trial,test_acc,val_acc,flops\n"
)


class Collection:
    """Rows of `paper` (or of the `paper_key` they name) and curation files, written when they are imported."""

    def __init__(self, folder: Path) -> None:
        self.workspace = Workspace(folder / "workspace")
        self.folder = folder / "collection"
        self.curations = self.workspace.root / "reported_results" / "imports" / "since-2019"
        self.curations.mkdir(parents=True)
        self.folder.mkdir()
        (self.workspace.root / "reported_results" / "catalogue").symlink_to(ROOT / "reported_results" / "catalogue")
        self.rows: dict[str, list[dict[str, str]]] = {name: [] for name in FILES}
        self.trials = TRIALS

    def add(self, csv_name: str = "structured.csv", **cells: str) -> str:
        """Add a row and give its id."""
        key = cells.setdefault("paper_key", "paper")
        number = sum(row["paper_key"] == key for rows in self.rows.values() for row in rows) + 1
        cells.setdefault("id", f"{key}#{number}")
        self.rows[csv_name].append({**dict.fromkeys(COLUMNS, ""), **ROW, **cells})
        return cells["id"]

    def curate(self, text: str, key: str = "paper") -> None:
        """The curation file of a source, without its first two lines."""
        (self.curations / f"{key}.toml").write_text(f'schema = 1\nkey = "{key}"\n{text}', encoding="utf-8")

    def write(self) -> None:
        """The files as the importer reads them."""
        for name, rows in self.rows.items():
            with (self.folder / name).open("w", newline="", encoding="utf-8") as stream:
                writer = csv.DictWriter(stream, COLUMNS)
                writer.writeheader()
                writer.writerows(rows)
        (self.folder / TRIALS_FILE).write_bytes(lzma.compress(self.trials.encode()))

    def run(self) -> Imported:
        """Write the files and import them."""
        self.write()
        catalogue, problems = load_catalogue(self.workspace)
        assert not problems
        return import_collection(self.folder, self.workspace, catalogue)

    def record(self) -> PaperRecord:
        """The one record that the import gives."""
        (record,) = self.run().records
        return record

    def refusals(self) -> list[str]:
        """What the import refuses, line by line."""
        with pytest.raises(DataError) as caught:
            self.run()
        return [problem.text() for problem in caught.value.problems]


@pytest.fixture
def collection(tmp_path: Path) -> Collection:
    return Collection(tmp_path)


Numbers = Callable[[PaperRecord], list[dict[str, str]]]


def texts(record: PaperRecord) -> list[dict[str, str]]:
    """The printed numbers of all rows, table by table."""
    return [{name: one.text for name, one in row.values.items()} for table in record.tables for row in table.rows]
