"""Rules across records: names, references, identity, and waivers."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from leaderboard.catalogue import Architecture, Catalogue, Dataset, Method, Venue
from leaderboard.problems import Problem
from leaderboard.records.model import PaperRecord
from leaderboard.records.reading import read_record
from leaderboard.rules.engine import check_records
from leaderboard.rules.registry import RULES, Context, Finding, all_rules, rule

CATALOGUE = Catalogue(
    datasets=[Dataset("cifar-10", "CIFAR-10"), Dataset("imagenet", "ImageNet", ("ILSVRC-2012",))],
    architectures=[Architecture("resnet-56", "ResNet-56", ("ResNet56",))],
    methods=[
        Method("own", "Own", "one", ("", "Own")),
        Method("own-2", "Own 2", "two", ("",)),
        Method("two-own", "Own", "two", ("Own",), reimplements="own"),
    ],
    venues=[Venue("neurips", "NeurIPS", ("NIPS",))],
)
ROW = "top1 = 93.50, top5 = 99.1, macs_removed = 50.0"


def record(key: str, rows: list[str], *, paper: str = "", table: str = "", end: str = "") -> PaperRecord:
    """A record with one table of ``rows``; must be readable."""
    lines = "".join(f"  {{ {row} }},\n" for row in rows)
    text = (
        f'schema = 1\n[paper]\nkey = "{key}"\ntitle = "T"\nauthors = ["A"]\nyear = 2024\n{paper}\n'
        '[[table]]\nlocator = "Table 1"\nsource = "printed"\n'
        + (table or 'dataset = "CIFAR-10"\narchitecture = "ResNet-56"')
        + '\ncolumns = { top1 = "percent", top5 = "percent", macs_removed = "percent" }\n'
        f"rows = [\n{lines}]\n{end}"
    )
    read = read_record(text.encode(), f"{key}.toml", key)
    assert read.problems == ()
    assert read.record is not None
    return read.record


OURS = (
    "unknown-",
    "duplicate-",
    "correction",
    "question-row",
    "idle-waiver",
    "test-",
)  # rules on numbers have tests of their own


def lines(*records: PaperRecord, unread: tuple[str, ...] = ()) -> list[str]:
    found = check_records(records, CATALOGUE, unread=unread)
    return [f"{p.file}: {p.field}: {p.message}; {p.remedy} [{p.rule}]" for p in found if p.rule.startswith(OURS)]


def test_a_good_record_has_no_findings() -> None:
    """Names by any spelling, own method without a word."""
    assert lines(record("one", [ROW], paper='venue = "NIPS"')) == []


def test_unknown_names_are_refused_with_the_nearest_known_ones() -> None:
    """A near miss is suggested, never accepted, whatever the difference is: case, space, hyphen."""
    bad = record(
        "one",
        ['method = "Ovn", top1 = 1.0', 'method = "Ovn", top1 = 2.0'],
        paper='venue = "NeurlPS"',
        table='dataset = "cifar 10"\narchitecture = "resnet56"',
    )

    add = "Else add it to reported_results/catalogue/"
    assert lines(bad) == [
        f"one.toml: paper.venue: unknown venue `NeurlPS`; did you mean `NeurIPS`? {add}venues.toml [unknown-venue]",
        "one.toml: table.0.architecture: unknown architecture `resnet56`; "
        f"did you mean `ResNet56` or `ResNet-56`? {add}architectures.toml [unknown-architecture]",
        "one.toml: table.0.dataset: unknown data set `cifar 10`; "
        f"did you mean `CIFAR-10`? {add}datasets.toml [unknown-dataset]",
        "one.toml: table.0.rows.0.method: unknown method `Ovn`; "
        f"did you mean `Own`? {add}methods.toml [unknown-method]",
    ]


def test_a_paper_without_an_own_method_must_name_its_methods() -> None:
    """A row without `method` means the paper's own one, so the catalogue must have it."""
    (line,) = lines(record("three", [ROW]))
    assert "the catalogue has no own method of `three`" in line


def test_references_must_lead_somewhere() -> None:
    """Papers compared with, results that are the same, quoted ones, all at their places."""
    bad = record(
        "one",
        [
            'top1 = 1.0, same_as = "two:nothing"',
            'top1 = 2.0, same_as = "one:t1r2"',
            'top1 = 3.0, same_as = "one:t1r1"',
            'top1 = 4.0, quoted_from = "nobody", reported_by = "quoted"',
            'top1 = 5.0, quoted_from = "two"',
            'top1 = 6.0, quoted_from = "two:x", reported_by = "quoted"',
            'top1 = 7.0, same_as = "two:t1r1"',
        ],
        paper='compares_to = ["two", "one", "nobody"]',
    )

    assert [line.partition(": ")[2] for line in lines(bad, record("two", [ROW]))] == [
        "paper.compares_to.1: a paper does not compare with itself; leave it out [unknown-paper]",
        "paper.compares_to.2: no paper has the key `nobody`; add its record first [unknown-paper]",
        "table.0.rows.0.same_as: no result is called `two:nothing`; write `paper-key:row-id` [unknown-result]",
        "table.0.rows.1.same_as: the row names itself; name the row that counts, or leave it out [unknown-result]",
        "table.0.rows.2.same_as: `one:t1r1` itself points on to `two:nothing`; "
        "name the row that is counted [unknown-result]",
        "table.0.rows.3.quoted_from: no paper has the key `nobody`; add its record first [unknown-quoted-source]",
        "table.0.rows.4.quoted_from: the row is quoted from `two` but reported by `paper`; "
        'write `reported_by = "quoted"` [unknown-quoted-source]',
        "table.0.rows.5.quoted_from: no result is called `two:x`; write `paper-key:row-id` [unknown-quoted-source]",
    ]


def test_a_paper_whose_file_is_broken_is_not_reported_as_missing() -> None:
    """Its own problem says enough."""
    bad = record("one", ['top1 = 1.0, same_as = "two:x"'], paper='compares_to = ["two"]')
    assert lines(bad, unread=("two",)) == []


def test_one_result_in_two_files_is_found_across_units_and_spellings() -> None:
    """Method words of two papers that mean one method, and equal numbers: counted twice unless linked."""
    one = record("one", [ROW])
    other = record(
        "two",
        [f'method = "Own", {ROW.replace("93.50", "93.5")}'],
        table='dataset = "cifar-10"\narchitecture = "ResNet56"',
    )
    linked = record("two", [f'method = "Own", {ROW}, same_as = "one:t1r1"'])
    quoted = record("two", [f'method = "Own", {ROW}, reported_by = "quoted", quoted_from = "one"'])

    assert lines(one, other) == [
        "two.toml: table.0.rows.0: `two:t1r1` repeats all numbers of `one:t1r1` (one.toml); "
        'delete it, write `same_as = "one:t1r1"`, or mark it quoted [duplicate-result]'
    ]
    assert lines(one, linked) == []
    assert lines(one, quoted) == []


def test_one_result_twice_in_one_file() -> None:
    """Unless variant or settings tell the rows apart; two equal numbers prove nothing."""
    assert [line.split(": ")[1] for line in lines(record("one", [ROW, ROW]))] == ["table.0.rows.1"]
    assert lines(record("one", [f'variant = "A", {ROW}', f'variant = "B", {ROW}'])) == []
    assert lines(record("one", [f'settings = {{ seed = "1" }}, {ROW}', f'settings = {{ seed = "2" }}, {ROW}'])) == []
    assert lines(record("one", ["top1 = 93.5, top5 = 99.1", "top1 = 93.5, top5 = 99.1"])) == []


def test_one_origin_or_identifier_is_used_once() -> None:
    """Rows imported from one place, and one paper under two keys."""
    one = record("one", ['top1 = 1.0, origin = "results.csv:7"'], paper='arxiv = "2401.00001"')
    two = record("two", ['top1 = 2.0, origin = "results.csv:7"'], paper='arxiv = "2401.00001v2"')

    assert [line.rpartition(" ")[2] for line in lines(one, two)] == ["[duplicate-paper]", "[duplicate-origin]"]


def test_corrections_and_questions_fit_the_rows_they_name() -> None:
    """The number to correct must stand there as it is quoted, to the digit."""
    tail = '\nreason = "r"\nsource = "s"\ndate = "2026-11-24"\n'
    end = "".join(
        f'[[correction]]\nrow = "{row}"\ncolumn = "{column}"\nold = {old}{tail}'
        for row, column, old in [
            ("t1r1", "top1", "93.50"),
            ("t1r1", "top1", "93.5"),
            ("t1r1", "map", "1"),
            ("t1r9", "top1", "1"),
        ]
    )
    bad = record("one", [ROW], end=end + '[[question]]\ntext = "Which?"\nrows = ["t1r1", "t1r2"]\n')

    assert [line.partition(": ")[2] for line in lines(bad)] == [
        "correction.1.old: row `t1r1` does not hold 93.5; "
        "write the number as printed; a correction leaves it in place [correction]",
        "correction.2.column: row `t1r1` has no number for `map`; name the column it is in [correction]",
        "correction.3.row: no row has the id `t1r9`; did you mean `t1r1`? [correction]",
        "question.0.rows.1: no row has the id `t1r2`; did you mean `t1r1`? [question-row]",
    ]


@pytest.fixture
def odd_number_rule() -> Iterator[None]:
    """A warning about every number of a row whose top-1 is below 50."""

    @rule("test-low", "warning")
    def low(context: Context) -> Iterator[Finding]:
        """So that there is a warning to waive."""
        for placed in context.all_rows():
            if placed.row.values["top1"].value < 50:
                yield Finding(placed.record, (*placed.path, "top1"), "low")

    yield
    del RULES["test-low"]


@pytest.mark.usefixtures("odd_number_rule")
def test_a_waiver_silences_its_rule_for_its_row_or_table_only() -> None:
    """One that silences nothing is itself a warning, and errors cannot be waived."""
    waive = 'waive = { "test-low" = "measured so" }'
    table = f'dataset = "CIFAR-10"\narchitecture = "ResNet-56"\n{waive}'

    assert [line.split(": ")[1] for line in lines(record("one", [f"top1 = 1.0, {waive}", "top1 = 2.0"]))] == [
        "table.0.rows.1.top1"
    ]
    assert lines(record("one", ["top1 = 1.0", "top1 = 2.0"], table=table)) == []
    idle = record(
        "one",
        [
            f"top1 = 60.0, {waive}",
            'top1 = 61.0, waive = { test-lo = "x" }',
            'top1 = 62.0, waive = { unknown-method = "x" }',
        ],
    )
    assert [line.partition(": ")[2] for line in lines(idle)] == [
        "table.0.rows.0.waive.test-low: the waiver of `test-low` silences nothing; delete it [idle-waiver]",
        "table.0.rows.1.waive.test-lo: no rule is called `test-lo`; did you mean `test-low`? [idle-waiver]",
        "table.0.rows.2.waive.unknown-method: `unknown-method` is an error, which no waiver silences; "
        "mend it [idle-waiver]",
    ]


def test_every_rule_says_why_and_has_one_name() -> None:
    """The page that lists the rules is made from the docstrings."""
    assert all(one.why.strip().endswith(".") and "\n\n\n" not in one.why for one in all_rules().values())

    def silent(context: Context) -> list[Finding]:
        return []

    with pytest.raises(ValueError, match="does not say why"):
        rule("new-rule", "error")(silent)
    known: Callable[[Context], list[Finding]] = silent
    known.__doc__ = "Because."
    with pytest.raises(ValueError, match="two rules are called"):
        rule("unknown-venue", "error")(known)


def test_places_come_from_the_locator_and_only_for_problems() -> None:
    """A record without problems is never scanned for places."""
    asked: list[str] = []

    def locate(file: str, path: tuple[str | int, ...]) -> tuple[int, int]:
        asked.append(file)
        return 7, 3

    good, bad = record("one", [ROW]), record("two", [ROW], paper='venue = "Nowhere"')
    found: list[Problem] = [p for p in check_records([good, bad], CATALOGUE, locate) if p.rule == "unknown-venue"]

    assert [(p.line, p.column) for p in found] == [(7, 3)]
    assert "one.toml" not in asked
