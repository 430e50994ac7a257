"""What the import refuses: every problem at once, with file, line, column and what to write where."""

from __future__ import annotations

import pytest

from tests.importing.conftest import Collection


def test_a_number_without_a_place_is_refused(collection: Collection) -> None:
    """Once for a source and column, with the number of rows and the curation file to write into."""
    collection.add(top1="93.5", sparsity_pct="50", other_metric_name="FID", other_metric_value="3")
    collection.add(top1="93.5", sparsity_pct="60")
    found = collection.refusals()

    assert len(found) == 2
    assert found[0].startswith("structured.csv:2:")
    assert "no rule says what `FID` means (here '3')" in found[0]
    assert 'write `metrics = { "FID" = "…" }` in reported_results/imports/since-2019/paper.toml' in found[0]
    assert "no rule says what `sparsity_pct` means (here '50') (and 1 more rows of this source)" in found[1]


@pytest.mark.parametrize(
    "cells, curation, message",
    [
        ({"top1": "n.a."}, "", "'n.a.' is not a number of `top1`"),
        ({"top1": "120"}, "", "120 percent is out of range for `top1`"),
        ({"top1": "93.5", "dataset": ""}, "", "no dataset is named"),
        ({"top1": "93.5", "architecture_as_written": ""}, "", "no architecture is named"),
        ({"top1": "93.5", "year": ""}, "", "'' is no year"),
        ({"top1": "93.5", "venue": "Nowhere"}, "", "unknown venue `Nowhere`"),
        ({"other_metric_name": "a;b", "other_metric_value": "1"}, "", "2 names, 1 values"),
        (
            {"other_metric_name": "a;b", "other_metric_value": "1;2"},
            '[[rule]]\nmetrics = { a = "accuracy:percent", b = "accuracy:percent" }\n',
            "`a` and `b` both give `accuracy`",
        ),
        ({"top1": "93.5"}, '[[rule]]\ntrials = "seeds (.*)"\n', "the note has no trials by `seeds (.*)`"),
        (
            {"top1": "93.5", "note": "seeds 93.1 93.2"},
            '[[rule]]\ntrials = "seeds (.*)"\n',
            "2 trials in the note,  stated; median 93.5",
        ),
        ({"top1": "93.5"}, '[[rule]]\nduplicate_of = "other"\n', "no row of other stands in this line"),
        ({"top1": "93.5"}, '[[rule]]\ncolour = "red"\n', "unknown key `colour`"),
        ({"top1": "93.5"}, '[[rule]]\nwhere = { colour = "red" }\n', "no column is called `colour`"),
        ({"top1": "93.5"}, '[[rule]]\nwhere = { method = "~(" }\n', "is no regular expression"),
        ({"top1": "93.5"}, '[[rule]]\ncolumns = { top1 = "top2:percent" }\n', "`top2` is no column of records"),
        ({"top1": "93.5"}, '[[rule]]\ncolumns = { top = "top1:percent" }\n', "no column is called `top`"),
        ({"top1": "93.5"}, '[[rule]]\ndataset = "MNIST"\n', "a data set or architecture without evidence"),
        ({"top1": "93.5"}, '[[rule]]\nstructure = "filters"\n', "unknown word `filters`"),
        ({"top1": "93.5"}, '[[rule]]\ncaveats = ["odd"]\n', "unknown word `odd`"),
        ({"top1": "93.5"}, '[[rule]]\ndense = "yes"\n', "'yes' does not fit"),
        ({"top1": "93.5"}, '[paper]\nkind = "blog"\n', "unknown kind `blog`"),
        ({"top1": "93.5"}, "[[rule]\n", "cannot be read"),
        ({"top1": "93.5", "id": "other#1"}, "", "'other#1' is not the source's key, `#` and a number"),
    ],
)
def test_what_means_nothing_is_refused(
    collection: Collection, cells: dict[str, str], curation: str, message: str
) -> None:
    """With a message that says what it is."""
    collection.add(**cells)
    if curation:
        collection.curate(curation)

    assert any(message in line for line in collection.refusals())


def test_a_repeated_id_names_the_first_line(collection: Collection) -> None:
    """An id is the key of the account."""
    collection.add(top1="93.5")
    collection.add("unstructured.csv", top1="93.5", id="paper#1")

    assert collection.refusals() == [
        "unstructured.csv:2:1: id: repeated id 'paper#1'; first in structured.csv:2 [import]"
    ]


def test_a_twin_with_other_numbers_is_refused(collection: Collection) -> None:
    """One line prints one row."""
    collection.add(top1="93.5")
    collection.add("unstructured.csv", paper_key="other", top1="93.6")
    collection.curate('[[rule]]\nduplicate_of = "other"\n')

    assert any("top1 differ from those of other#1" in line for line in collection.refusals())


def test_a_curation_of_no_source_is_refused(collection: Collection) -> None:
    """A misspelt file name would be read by nobody."""
    collection.add(top1="93.5")
    collection.curate("", key="papper")

    assert any("papper.toml:1:1: key: no such source" in line for line in collection.refusals())


def test_trials_that_the_file_of_trials_does_not_have_are_refused(collection: Collection) -> None:
    """Those of Renda et al. are compared with their file, setting by setting."""
    cells = {
        "paper_key": "renda-2020-rewinding",
        "top1": "0.91",
        "n_trials": "2",
        "note": "trials: 0.91 0.92;",
        "params_kept_pct": "0.5",
        "epochs": "10.0",
        "architecture_as_written": "resnet20",
        "source_locator": "dataframe rows 0..1",
    }
    collection.add("unstructured.csv", **cells)
    collection.curate(
        '[[rule]]\ntrials = "trials: (.*?);"\n'
        'columns = { top1 = "top1:fraction", params_kept_pct = "params_kept:fraction" }\n',
        key="renda-2020-rewinding",
    )
    line = "{},resnet20,U,False,finetune,0.5,10.0,trial,{},,\n"
    head = collection.trials
    collection.trials = head + line.format(0, "0.91") + line.format(1, "0.93")
    assert any("the trials are not those of the trials file" in one for one in collection.refusals())

    collection.trials = head + line.format(0, "0.91") + line.format(1, "0.92")
    assert collection.run().trials_compared == 1
