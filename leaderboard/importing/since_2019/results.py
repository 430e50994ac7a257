"""From an interpreted row to its results: one for every data set and metric that it scores."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from leaderboard.importing.since_2019.interpret import Interpreted, Reading, tidy
from leaderboard.importing.since_2019.targets import family
from leaderboard.records.model import Printed, ReportedRow
from leaderboard.records.vocabulary import COLUMNS

REPORTED_BY = {"self": "paper", "baseline-rerun": "rerun", "cited": "quoted"}
# The end of a locator that says where in the table the row stands.
_PLACE = re.compile(
    r"^(?P<table>.*?)[\s;,:]*\b(?P<row>(?:image table, )?"
    r"(?:transcript row|dataframe rows|rows?|lines?|L(?=\d)|column)\s*\d[\d.,\-]*(?: (?:col|header).*)?)$"
)

_PATTERN = re.compile(r"\b([1-9]\d?)(?::| by )([1-9]\d?)\b")

Number = tuple[str, Printed]  # unit, digits


@dataclass(frozen=True, slots=True)
class Result:
    """One result to be: numbers of one data set and one family of metrics, with the dense numbers its row prints.

    ``dense`` is true for runs of the unpruned network, which become baselines of other results.
    """

    of: Interpreted
    dataset: str
    family: str | None
    values: Mapping[str, Number]
    baseline: Mapping[str, Number]
    id: str
    origin: str

    @property
    def dense(self) -> bool:
        return self.of.treatment.dense

    @property
    def place(self) -> tuple[str, str, str, str]:
        """Where dense networks are looked for: file, data set and network."""
        row = self.of.row
        return (row["source_repo"], row["source_path"], self.dataset, self.of.architecture)

    @property
    def locators(self) -> tuple[str, str | None]:
        """The table's locator and the row's within it."""
        row, table = self.of.row, self.of.treatment.table
        match = _PLACE.match(row["source_locator"])
        if table:
            return table, match["row"] if match else row["source_locator"]
        if match is None:
            return row["source_locator"] or PurePosixPath(row["source_path"]).name, None
        return match["table"] or PurePosixPath(row["source_path"]).name, match["row"]


def results(found: Interpreted, prefix: str = "") -> Iterator[Result]:
    """The results of a row; ``prefix`` sets their ids apart in a file that holds others."""
    places = list(dict.fromkeys((one.dataset, family(one.column)) for one in found.readings if _scores(one)))
    number, several = found.row.number, len(places) > 1
    for dataset, scored in places or [(None, None)]:
        ending = f"{scored}{f'@{dataset}' if dataset else ''}" if several else ""
        yield Result(
            of=found,
            dataset=tidy(dataset or found.dataset),
            family=None if scored == "top" else scored,
            values=_numbers(found, dataset, scored, baseline=False),
            baseline=_numbers(found, dataset, scored, baseline=True),
            id=prefix + number + (f"-{slug(ending)}" if ending else ""),
            origin=found.row.origin + (f":{ending}" if ending else ""),
        )


def _scores(one: Reading) -> bool:
    return not one.baseline and family(one.column) is not None


def _numbers(found: Interpreted, dataset: str | None, scored: str | None, *, baseline: bool) -> dict[str, Number]:
    """The numbers that go with one score: its own, and sizes and costs, which belong to all of them."""
    return {
        one.column: (one.unit, one.printed)
        for one in found.readings
        if one.baseline == baseline
        and (family(one.column) is None or (family(one.column) == (scored or "top") and one.dataset == dataset))
    }


def baseline_numbers(result: Result) -> dict[str, Number]:
    """What a dense network's result gives to a baseline: the columns that may stand there."""
    numbers = {name: number for name, number in result.values.items() if COLUMNS[name].baseline}
    for trials in result.of.trials.values():
        numbers.setdefault("trials", ("count", Printed.of(str(len(trials)))))
    return numbers


def row_of(result: Result, index: int, structure: str | None) -> ReportedRow:
    """The row of a record file. Caveats, remark and structure that all rows of a table share are moved there later."""
    found, row = result.of, result.of.row
    trials = {name: values for name, values in found.trials.items() if name in result.values}
    return ReportedRow(
        index=index,
        id=result.id,
        values={name: printed for name, (_, printed) in result.values.items() if name not in trials},
        method=tidy(row["method"]) or None,
        variant=" ".join(row["method_variant"].split()) or None,
        locator=result.locators[1],
        structure=structure,
        pattern=_pattern(row["method_variant"]) if (structure or structure_of(found)) == "n:m" else None,
        trial_values=trials,
        reported_by=REPORTED_BY[row["reported_by"]],
        quoted_from=found.treatment.quoted_from,
        same_as=found.treatment.same_as,
        origin=result.origin,
        caveats=found.treatment.caveats,
        remark=found.treatment.remark,
        settings=found.settings,
    )


def structure_of(found: Interpreted) -> str | None:
    """What is pruned together, in our words, from a rule or the collection's; None where neither says."""
    stated, word = found.treatment.structure, found.row["structure"].strip()
    if stated or not word:
        return stated
    folded = word.casefold()
    if "+" in word or "then" in folded:
        return "mixed"
    exact = {"unstructured": "unstructured", "row": "unstructured", "n:m": "n:m", "2:4": "n:m", "block": "block"}
    return exact.get(folded) or {"1xn block": "block", "none": "dense"}.get(folded, "structured")


def _pattern(variant: str) -> str | None:
    """The N:M pattern that the words of a variant name, where they name one: ``2:4``, ``unit 2:4, 50%``, ``2 by 4``."""
    found = {f"{n}:{m}" for n, m in _PATTERN.findall(variant) if int(n) < int(m)}
    return found.pop() if len(found) == 1 else None


def slug(text: str) -> str:
    """Lower-case ASCII letters, digits and hyphens, for ids and keys."""
    return re.sub(r"[^a-z0-9]+", "-", text.casefold()).strip("-")
