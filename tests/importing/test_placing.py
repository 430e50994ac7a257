"""Adding tables to records that exist, and the generated catalogue of methods."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from leaderboard.errors import DataError
from leaderboard.importing.placing import add_tables
from leaderboard.importing.since_2019.methods import merged_file, method_entries
from leaderboard.records.model import PaperRecord, Printed
from leaderboard.records.reading import read_record
from tests.importing.conftest import Collection

OLD = """schema = 1

# a comment of somebody's
[paper]
key = "old"
title = "Old"
authors = ["Ann"]
year = 2019

[[table]]
locator = "Table 1"
source = "printed"
dataset = "CIFAR-10"
architecture = "ResNet-56"
columns = { top1 = "percent" }
rows = [
  { top1 = 93.0 },
]

[[question]]
text = "Which?"
"""


@pytest.fixture
def addition(collection: Collection) -> PaperRecord:
    """A table for the record `old`, whose file exists."""
    papers = collection.workspace.papers
    papers.mkdir()
    (papers / "old.toml").write_text(OLD, encoding="utf-8")
    collection.add(top1="93.5")
    collection.curate('record = "old"\n')
    done = collection.run()
    assert not done.records
    return done.additions[0]


def test_tables_are_added_and_all_else_stays(collection: Collection, addition: PaperRecord) -> None:
    """The old text is the beginning of the new one; adding again changes nothing."""
    path = collection.workspace.papers / "old.toml"
    first = add_tables(collection.workspace, [addition], "since-2019")
    text = path.read_text(encoding="utf-8")
    second = add_tables(collection.workspace, [addition], "since-2019")

    assert (first.written, second.unchanged) == ((addition.file,), (addition.file,))
    assert text.startswith(OLD)
    assert path.read_text(encoding="utf-8") == text
    record = read_record(text.encode(), "old.toml", "old").record
    assert record is not None
    assert [[row.id for row in table.rows] for table in record.tables] == [["t1r1"], ["paper-1"]]
    assert record.questions


def test_other_tables_of_the_collection_stop_it(collection: Collection, addition: PaperRecord) -> None:
    """Unless they are to be overwritten; what is not of the collection stays even then."""
    add_tables(collection.workspace, [addition], "since-2019")
    table = addition.tables[0]
    changed = replace(
        addition, tables=(replace(table, rows=(replace(table.rows[0], values={"top1": Printed.of("93.6")}),)),)
    )
    with pytest.raises(DataError, match="1 files differ"):
        add_tables(collection.workspace, [changed], "since-2019")

    add_tables(collection.workspace, [changed], "since-2019", overwrite=True)
    text = (collection.workspace.papers / "old.toml").read_text(encoding="utf-8")
    assert text.startswith(OLD)
    assert "93.6" in text
    assert "93.5" not in text


def test_a_record_that_is_not_there_stops_it(collection: Collection, addition: PaperRecord) -> None:
    """A misspelt `record` is a problem, not a new file."""
    with pytest.raises(DataError) as caught:
        add_tables(collection.workspace, [replace(addition, file="reported_results/papers/odl.toml")], "since-2019")

    assert "there is no such record" in caught.value.problems[0].message


def test_methods_are_written_once_a_word(collection: Collection, tmp_path: Path) -> None:
    """Keys are readable and unique; words that other files define are left out; other papers' entries stay."""
    for method, structure in (("L1", "filter"), ("l1", "filter"), ("Mixed", "filter"), ("Mixed", "2:4"), ("Known", "")):
        collection.add(top1="93.5", method=method, structure=structure)
    entries = method_entries(collection.run().records, {"paper": ["Known"]})

    assert [(one["key"], one["name"], one.get("structure")) for one in entries] == [
        ("paper--l1", "L1", "structured"),
        ("paper--mixed", "Mixed", None),
        ("paper--l1-2", "l1", "structured"),
    ]
    path = tmp_path / "methods.toml"
    path.write_text('[[method]]\nkey = "x"\nname = "X"\npaper = "another"\n', encoding="utf-8")
    assert 'key = "x"' in merged_file(path, entries, frozenset({"paper"}), whole=False)
    assert 'key = "x"' not in merged_file(path, entries, frozenset({"paper"}))
