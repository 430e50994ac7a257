"""Every rule catches its wrong record, and passes the same record put right."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from leaderboard.catalogue import Catalogue, Dataset, Method, load_catalogue
from leaderboard.records.model import PaperRecord, Workspace
from leaderboard.records.reading import read_record
from leaderboard.rules.engine import check_records
from leaderboard.rules.registry import all_rules

CASES: list[dict[str, Any]] = tomllib.loads(Path(__file__).with_name("cases.toml").read_text("utf-8"))["case"]
# Rules on names and references, which tests/records/test_rules.py has cases of.
ELSEWHERE = (
    *("unknown-architecture", "unknown-dataset", "unknown-method", "unknown-venue", "unknown-paper"),
    *("unknown-result", "unknown-quoted-source", "duplicate-origin", "duplicate-paper", "duplicate-result"),
    *("correction", "question-row"),
)


@pytest.fixture(scope="module")
def catalogue(checkout: Workspace) -> Catalogue:
    """The committed catalogue, with methods for the invented papers and a data set of 360 test images."""
    found, _ = load_catalogue(checkout)
    papers = ("one", "two", "three", "two1", "two2")
    return Catalogue(
        [*(d for d in found.datasets.values() if d.key != "digits"), Dataset("digits", "digits", test_images=360)],
        found.architectures.values(),
        [Method(f"own-{key}", f"Own {key}", key) for key in papers],
        found.venues.values(),
        found.cards,
    )


def record(key: str, tables: list[str], *, year: int = 2020, paper: str = "") -> PaperRecord:
    head = f'schema = 1\n[paper]\nkey = "{key}"\ntitle = "T"\nauthors = ["A"]\nyear = {year}\n{paper}\n'
    read = read_record((head + "\n".join(tables)).encode(), f"{key}.toml", key)
    assert read.problems == ()
    assert read.record is not None
    return read.record


def table(
    settings: str, rows: str | list[str], *heads: str, dataset: str = "ImageNet", architecture: str = "ResNet-50"
) -> str:
    """A printed table; ``settings`` and ``heads`` are its keys, separated by commas outside of braces."""
    listed = [rows] if isinstance(rows, str) else rows
    inside = "".join(f"  {{ {row} }},\n" for row in listed)
    keys = "\n".join(part for text in (settings, *heads) for part in _keys(text))
    return (
        f'[[table]]\nlocator = "Table 1"\nsource = "printed"\ndataset = "{dataset}"\n'
        f'architecture = "{architecture}"\n{keys}\nrows = [\n{inside}]\n'
    )


def _keys(text: str) -> list[str]:
    """``a = {…}, b = 1`` as lines: cut at commas that no brace or quote encloses."""
    parts, depth, quoted, start = [], 0, False, 0
    for at, letter in enumerate(text):
        quoted ^= letter == '"'
        depth += {"{": 1, "}": -1}.get(letter, 0) if not quoted else 0
        if letter == "," and depth == 0 and not quoted:
            parts.append(text[start:at].strip())
            start = at + 1
    return [*parts, text[start:].strip()]


def records(case: dict[str, Any], side: str) -> list[PaperRecord]:
    """The records of one side, ``wrong`` or ``right``."""
    place = {name: case[name] for name in ("dataset", "architecture") if name in case}
    settings = case.get("table", 'columns = { top1 = "percent" }')
    heads = [case[f"head_{side}"]] if f"head_{side}" in case else []
    tables = [table(settings, case.get(side, "top1 = 70.0"), *heads, **place)]
    if again := case.get("again"):
        columns = next(part for part in _keys(settings) if part.startswith("columns"))
        other_place = {name: again[name] for name in ("dataset", "architecture") if name in again}
        tables.append(table(columns, case[side], again[side], **other_place))
    found = [record("one", tables, paper=case.get(f"paper_{side}", ""))]
    if other := case.get("other"):
        keys = ["two", *(f"two{n}" for n in range(1, other.get("times", 1)))]
        found += [record(key, [table(other["table"], _varied(other["rows"], n))]) for n, key in enumerate(keys)]
        if other.get("later"):
            found.append(record("three", [table(other["table"], other["rows"])], year=2023))
    return found


def _varied(rows: str, number: int) -> str:
    return rows if number == 0 else rows.replace("75.00", f"74.{number}1")


@pytest.mark.parametrize("case", CASES, ids=[f"{case['rule']}-{i}" for i, case in enumerate(CASES)])
def test_the_wrong_record_is_caught_and_the_right_one_passes(case: dict[str, Any], catalogue: Catalogue) -> None:
    """Exactly this rule finds something, with a remedy; put right, nothing is found."""
    wrong = check_records(records(case, "wrong"), catalogue)
    assert {problem.rule for problem in wrong} == {case["rule"], *case.get("alongside", ())}
    assert all(problem.message and problem.remedy for problem in wrong)
    assert {problem.rule for problem in check_records(records(case, "right"), catalogue)} == set()


def test_every_rule_has_a_case() -> None:
    """A rule without a wrong record might find nothing at all."""
    assert set(all_rules()) - set(ELSEWHERE) == {case["rule"] for case in CASES}


def test_two_spellings_of_a_data_set_are_one(catalogue: Catalogue) -> None:
    """A dense accuracy that is the same on `ImageNet` and `ILSVRC-2012` is no coincidence to look into."""
    settings = 'columns = { top1 = "percent" }, baseline = { top1 = 76.13 }'
    tables = [table(settings, "top1 = 75.04"), table(settings, "top1 = 74.04", dataset="ILSVRC-2012")]

    assert check_records([record("one", tables)], catalogue) == []


@pytest.mark.parametrize(("params", "caught"), [("30.000", True), ("26.000", False)])
def test_zeros_that_a_secondary_source_may_have_added_are_those_behind_the_point(
    catalogue: Catalogue, params: str, caught: bool
) -> None:
    """30.000 million may have been 30, but not 25.56; 26.000 may have been 25.56 rounded."""
    settings = f'columns = {{ params = "millions", top1 = "percent" }}, baseline = {{ params = {params} }}'
    second_hand = table(settings, "params = 5.000, top1 = 70.0").replace('"printed"', '"secondary"')

    found = check_records([record("one", [second_hand])], catalogue)
    assert [p.rule for p in found] == (["dense-size"] if caught else [])


def test_a_waiver_with_a_reason_silences_a_warning(catalogue: Catalogue) -> None:
    """And only its own rule, in its own row."""
    settings = 'columns = { top1 = "percent", top1_delta = "percent" }, baseline = { top1 = 76.10 }'
    waived = 'top1 = 75.40, top1_delta = -0.20, waive = { "change-of-accuracy" = "the source prints it so" }'
    rows = [waived, "top1 = 74.40, top1_delta = -0.20"]
    found = check_records([record("one", [table(settings, rows)])], catalogue)

    assert [(p.rule, p.field) for p in found] == [("change-of-accuracy", "table.0.rows.1.top1_delta")]


def test_a_correction_settles_what_a_rule_found(catalogue: Catalogue) -> None:
    """A number that is superseded is not found again."""
    settings = 'columns = { top1 = "percent", top1_delta = "percent" }, baseline = { top1 = 76.10 }'
    fixed = (
        '[[correction]]\nrow = "t1r1"\ncolumn = "top1_delta"\nold = -0.20\nnew = -0.70\n'
        'reason = "misread"\nsource = "the abstract"\ndate = "2026-01-01"\n'
    )
    row = "top1 = 75.40, top1_delta = -0.20"

    assert check_records([record("one", [table(settings, row)])], catalogue)
    assert check_records([record("one", [table(settings, row), fixed])], catalogue) == []
