"""From rows and rules to results, tables and baselines."""

from __future__ import annotations

import pytest

from tests.importing.conftest import Collection, texts


def test_defaults_place_what_is_unambiguous(collection: Collection) -> None:
    """Accuracies, errors, sizes, operations and trials need no rule; epochs are a setting."""
    collection.add(
        top1="93.50",
        top1_std="0.10",
        n_trials="3",
        params_remaining_m="0.48",
        params_removed_pct="43.5",
        flops_remaining="62.7M",
        epochs="160",
        scoring="L1",
    )
    record = collection.record()

    assert texts(record) == [
        {
            "trials": "3",
            "top1": "93.50",
            "top1_std": "0.10",
            "params": "0.48",
            "params_removed": "43.5",
            "flops": "62.7",
        }
    ]
    table = record.tables[0]
    assert table.columns["flops"] == "mega"
    assert table.rows[0].settings == {"epochs": "160", "scoring": "L1"}
    assert (table.locator, table.rows[0].locator, table.source) == ("Results", "line 7", "repository")
    assert (table.repository, table.path, table.commit) == ("https://github.com/ann/code", "README.md", "c" * 40)
    assert record.paper.authors == ("Ann Author", "others")
    assert table.rows[0].origin == "since-2019/structured.csv#paper#1"


def test_multiply_adds_are_the_rule_s_word(collection: Collection) -> None:
    """With `cost_convention = "macs"` the columns of operations are multiply-adds."""
    collection.add(top1="93.50", flops_remaining="62.7M", baseline_flops="125.5M")
    collection.curate('[[rule]]\ncost_convention = "macs"\n')
    table = collection.record().tables[0]

    assert table.columns == {"top1": "percent", "macs": "mega"}
    assert {name: one.text for name, one in table.baseline.items()} == {"macs": "125.5"}


def test_rules_merge_in_order(collection: Collection) -> None:
    """Later rules win key by key; caveats and remarks add up."""
    collection.add(top1="93.50", sparsity_pct="0.5", method_variant="A")
    collection.curate(
        '[[rule]]\ncolumns = { sparsity_pct = "sparsity:percent" }\ncaveats = ["nominal-ratio"]\nremark = "One."\n'
        '[[rule]]\nwhere = { method_variant = "~^A" }\ncolumns = { sparsity_pct = "sparsity:fraction" }\n'
        'caveats = ["rounded-coarsely"]\nremark = "Two."\n'
    )
    table = collection.record().tables[0]

    assert table.columns["sparsity"] == "fraction"
    assert (table.caveats, table.remark) == (("nominal-ratio", "rounded-coarsely"), "One. Two.")


def test_metrics_on_several_data_sets_make_several_results(collection: Collection) -> None:
    """Each gets a table; sizes go with all of them, and the origin tells them apart."""
    collection.add(
        dataset="WikiText2",
        architecture_as_written="LLaMA-7B",
        other_metric_name="PIQA; perplexity; FID",
        other_metric_value="78.1;12.30;3",
        params_remaining_m="5.39B",
    )
    collection.curate(
        '[[rule]]\ncolumns = { params_remaining_m = "params:suffix" }\n'
        'metrics = { PIQA = "accuracy:percent@PIQA", perplexity = "perplexity:absolute", FID = "aside:no column" }\n'
    )
    done = collection.run()
    record = done.records[0]

    assert [table.dataset for table in record.tables] == ["PIQA", "WikiText2"]
    assert texts(record) == [{"params": "5.39", "accuracy": "78.1"}, {"params": "5.39", "perplexity": "12.30"}]
    assert [table.rows[0].id for table in record.tables] == ["1-accuracy-piqa", "1-perplexity"]
    assert record.tables[0].rows[0].origin == "since-2019/structured.csv#paper#1:accuracy@PIQA"
    assert done.entries[0].numbers == "3 used, 1 aside (FID: no column)"


def test_a_dense_row_becomes_the_baseline(collection: Collection) -> None:
    """Of its own data set, network and file; what a baseline cannot hold is left out."""
    collection.add(method="Dense", structure="none", top1="94.00", params_remaining_m="0.85", sparsity_pct="0")
    collection.add(top1="93.50", source_locator="Results; line 8")
    collection.add(top1="76.00", dataset="ImageNet", source_locator="Results; line 9")
    collection.curate(
        '[[rule]]\nwhere = { method = "Dense" }\ndense = true\n'
        'columns = { sparsity_pct = "aside:zero by definition" }\n'
    )
    done = collection.run()
    tables = done.records[0].tables

    assert [{name: one.text for name, one in table.baseline.items()} for table in tables] == [
        {"top1": "94.00", "params": "0.85"},
        {},
    ]
    assert tables[0].baseline_columns == {"params": "millions"}
    assert (tables[0].baseline_locator, [row.id for row in tables[0].rows]) == ("line 7", ["2"])
    assert [entry.outcome for entry in done.entries] == ["baseline", "result", "result"]


def test_a_row_s_own_dense_numbers_win(collection: Collection) -> None:
    """Rows with other dense numbers stand in a table of their own."""
    collection.add(method="Dense", top1="94.00", params_remaining_m="0.85")
    collection.add(top1="93.50")
    collection.add(top1="93.10", baseline_top1="93.80")
    collection.curate('[[rule]]\nwhere = { method = "Dense" }\ndense = true\n')
    first, second = collection.record().tables

    assert [first.baseline["top1"].text, second.baseline["top1"].text] == ["94.00", "93.80"]
    assert second.baseline["params"].text == "0.85"


def test_several_dense_rows_that_differ_are_nobody_s_baseline(collection: Collection) -> None:
    """Unless variant or settings tell which is meant; they stand in a table of dense runs."""
    for top1, variant in (("94.00", "long"), ("93.00", "short")):
        collection.add(method="Dense", top1=top1, method_variant=variant)
    collection.add(top1="92.00", method_variant="short")
    collection.add(top1="91.00", method_variant="other")
    collection.curate('[[rule]]\nwhere = { method = "Dense" }\ndense = true\n')
    done = collection.run()
    told, untold, dense = done.records[0].tables

    assert told.baseline["top1"].text == "93.00"
    assert (untold.baseline, done.ambiguous) == ({}, ["paper:4"])
    assert (dense.role, [row.values["top1"].text for row in dense.rows]) == ("dense", ["94.00"])
    assert [entry.outcome for entry in done.entries] == ["dense", "baseline", "result", "result"]


def test_single_trials_stand_for_their_median(collection: Collection) -> None:
    """The note's numbers are the trials; the median and the count are not entered beside them."""
    collection.add(top1="93.2", n_trials="3", note="seeds 93.1 / 93.2 / 93.4; best of 5")
    collection.curate('[[rule]]\ntrials = "seeds (.*?);"\n')
    (row,) = collection.record().tables[0].rows

    assert [one.text for one in row.trial_values["top1"]] == ["93.1", "93.2", "93.4"]
    assert not row.values


def test_units_and_place_divide_tables(collection: Collection) -> None:
    """Two magnitudes of one column, two locators or two commits are no one table."""
    collection.add(top1="93.5", flops_remaining="62M")
    collection.add(top1="93.6", flops_remaining="0.07G")
    collection.add(top1="93.7", flops_remaining="63M")
    collection.add(top1="93.8", flops_remaining="64M", source_locator="Further results; line 9")
    tables = collection.record().tables

    assert [[row.id for row in table.rows] for table in tables] == [["1", "3"], ["2"], ["4"]]


def test_an_image_says_so(collection: Collection) -> None:
    """A table that the source prints as an image was typed from it."""
    collection.add(top1="93.5", source_path="figs/table1.PNG", source_locator="Table 1; image table, transcript row 3")
    table = collection.record().tables[0]

    assert (table.locator, table.rows[0].locator) == ("Table 1", "image table, transcript row 3")
    assert table.remark == "The source prints this table as an image, which was typed from."


def test_a_name_that_is_not_printed_needs_evidence(collection: Collection) -> None:
    """It stands in the table's remark."""
    collection.add(top1="76.5", dataset="")
    collection.curate('[[rule]]\ndataset = "ImageNet"\nevidence = "the command in the README"\n')
    table = collection.record().tables[0]

    assert (table.dataset, table.remark) == ("ImageNet", "What shows the data set: the command in the README.")


@pytest.mark.parametrize(
    ("structure", "variant", "pattern"),
    [
        ("n:m", "2:4", "2:4"),
        ("n:m", "unit 1:4, 75%", "1:4"),
        ("n:m", "2 by 4", "2:4"),
        ("n:m", "4:2", None),  # no pattern: N is less than M
        ("n:m", "2:4 then 1:4", None),  # which of the two?
        ("unstructured", "2:4", None),
    ],
)
def test_patterns_are_read_from_variants(
    collection: Collection, structure: str, variant: str, pattern: str | None
) -> None:
    """Only where the row is N:M, and its words name one pattern."""
    collection.add("unstructured.csv", top1="93.5", structure=structure, method_variant=variant)
    collection.curate("")
    (record,) = collection.run().records

    assert record.tables[0].rows[0].pattern == pattern


def test_rows_aside_quoted_and_the_same(collection: Collection) -> None:
    """Each outcome is in the account with its reason."""
    collection.add(top1="93.5", method="Speed")
    collection.add(top1="93.6", method="SFP", reported_by="cited")
    collection.add(top1="93.7", method="Twin")
    collection.curate(
        '[[rule]]\nwhere = { method = "Speed" }\naside = "no score"\n'
        '[[rule]]\nwhere = { method = "SFP" }\nquoted_from = "soft-filter-pruning"\n'
        '[[rule]]\nwhere = { method = "Twin" }\nsame_as = "nisp:1"\n'
    )
    done = collection.run()

    assert [(one.outcome, one.reason) for one in done.entries] == [
        ("aside", "no score"),
        ("linked", "quoted from soft-filter-pruning"),
        ("linked", "same as nisp:1"),
    ]
    assert done.records[0].tables[0].rows[0].reported_by == "quoted"
    assert done.records[0].paper.compares_to == ("soft-filter-pruning",)


def test_one_printed_row_in_both_files_is_entered_once(collection: Collection) -> None:
    """By repository, path and line; the account says where it is entered."""
    collection.add(top1="93.5")
    collection.add("unstructured.csv", paper_key="other", top1="93.5", source_locator="Table L7")
    collection.curate('[[rule]]\nduplicate_of = "other"\n')
    done = collection.run()

    assert [record.paper.key for record in done.records] == ["other"]
    assert [(one.outcome, one.where) for one in done.entries] == [("result", "other:1"), ("duplicate", "other#1")]
