"""One row of the collection with its rules applied: every number has a column, is a setting, or is set aside."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Protocol

from leaderboard.importing.since_2019.collection import VALUE_COLUMNS, CollectedRow
from leaderboard.importing.since_2019.curation import Treatment
from leaderboard.importing.since_2019.numerals import BLANKS, Numeral, NumeralError, read_numeral
from leaderboard.importing.since_2019.targets import Aside, Quantity, Setting, Target
from leaderboard.records.model import Printed
from leaderboard.records.vocabulary import COLUMNS, UNITS

OPERATIONS = ("flops_remaining", "flops_removed_pct", "flops_kept_pct", "baseline_flops")
DEFAULTS: dict[str, Target] = {
    "top1": Quantity("top1", "percent"),
    "top1_std": Quantity("top1_std", "percent"),
    "top5": Quantity("top5", "percent"),
    "top1_err": Quantity("top1_error", "percent"),
    "n_trials": Quantity("trials", "count"),
    "params_remaining_m": Quantity("params", "millions"),
    "params_removed_pct": Quantity("params_removed", "percent"),
    "params_kept_pct": Quantity("params_kept", "percent"),
    "flops_remaining": Quantity("flops", "suffix"),
    "flops_removed_pct": Quantity("flops_removed", "percent"),
    "flops_kept_pct": Quantity("flops_kept", "percent"),
    "epochs": Setting("epochs"),
    "baseline_top1": Quantity("top1", "percent", baseline=True),
    "baseline_top5": Quantity("top5", "percent", baseline=True),
    "baseline_params_m": Quantity("params", "millions", baseline=True),
    "baseline_flops": Quantity("flops", "suffix", baseline=True),
}
_SEMICOLON = re.compile(r";(?![^()]*\))")
_TRIAL = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")


class Complain(Protocol):
    """Notes a problem at a column of a row."""

    def __call__(self, row: CollectedRow, column: str, name: str, message: str, remedy: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Reading:
    """A number under a column of the record; ``source`` is the CSV column or metric it comes from."""

    source: str
    column: str
    unit: str
    printed: Printed
    dataset: str | None = None
    baseline: bool = False


@dataclass(slots=True)
class Interpreted:
    """A row with all its numbers sorted; ``unused`` pairs each number that is not used with the reason."""

    row: CollectedRow
    treatment: Treatment
    readings: list[Reading] = field(default_factory=list)
    trials: dict[str, tuple[Printed, ...]] = field(default_factory=dict)
    settings: dict[str, str] = field(default_factory=dict)
    unused: list[tuple[str, str]] = field(default_factory=list)
    n_settings: int = 0

    @property
    def dataset(self) -> str:
        return tidy(self.treatment.dataset or self.row["dataset"])

    @property
    def architecture(self) -> str:
        return tidy(self.treatment.architecture or self.row["architecture_as_written"])


def tidy(name: str) -> str:
    """A name with single spaces and plain hyphens, as record files ask."""
    return " ".join(name.replace("\u2010", "-").replace("\u2011", "-").replace("\u2013", "-").split())


def interpret(row: CollectedRow, treatment: Treatment, complain: Complain) -> Interpreted:
    """Sort all numbers of a row; every one that no rule and no default places is a problem."""
    found = Interpreted(row, treatment)
    for column, text in _values(row):
        target = treatment.columns.get(column) or _default(column, treatment)
        if column.startswith("baseline_") and isinstance(target, Quantity):
            target = replace(target, baseline=True)
        _place(found, column, column, text, target, complain)
    for name, text in _metrics(row, complain):
        _place(found, "other_metric_name", name, text, treatment.metrics.get(name), complain)
    for name in ("scoring", "schedule", "fine_tuning"):
        if row[name]:
            found.settings[name.replace("_", "-")] = row[name]
    if treatment.trials:
        _read_trials(found, complain)
    return found


def _values(row: CollectedRow) -> Iterator[tuple[str, str]]:
    return ((column, row[column]) for column in VALUE_COLUMNS if row[column] not in BLANKS)


def _default(column: str, treatment: Treatment) -> Target | None:
    """What a column means when no rule says; operations are MACs where the source counts multiply-adds."""
    if column in treatment.percent_of_dense:
        return Aside("relative to the dense network's")
    target = DEFAULTS.get(column)
    if column in OPERATIONS and treatment.cost_convention == "macs" and isinstance(target, Quantity):
        return replace(target, column=target.column.replace("flops", "macs"))
    return target


def _metrics(row: CollectedRow, complain: Complain) -> Iterator[tuple[str, str]]:
    """Names and values of the two lists; semicolons within parentheses do not separate."""
    if not row["other_metric_name"]:
        return
    names = [name.strip() for name in _SEMICOLON.split(row["other_metric_name"])]
    values = [value.strip() for value in _SEMICOLON.split(row["other_metric_value"])]
    if len(names) != len(values):
        message = f"{len(names)} names, {len(values)} values"
        complain(row, "other_metric_value", "", message, "the two lists must be of one length")
        return
    yield from ((name, value) for name, value in zip(names, values, strict=True) if value not in BLANKS)


def _place(found: Interpreted, column: str, name: str, text: str, target: Target | None, complain: Complain) -> None:
    row, treatment = found.row, found.treatment
    if target is None:
        table = "columns" if column == name else "metrics"
        remedy = f'write `{table} = {{ "{name}" = "…" }}` in reported_results/imports/since-2019/{row.key}.toml'
        complain(row, column, name, f"no rule says what `{name}` means (here {text!r})", remedy)
    elif isinstance(target, Aside):
        found.unused.append((name, target.reason))
    elif isinstance(target, Setting):
        found.settings[target.name] = text
        found.n_settings += 1
    else:
        try:
            numeral = read_numeral(
                text,
                target,
                decimal_comma=treatment.decimal_comma,
                thousands_commas=treatment.thousands_commas,
            )
        except NumeralError as error:
            complain(row, column, name, error.message, error.remedy)
            return
        _keep(found, column, name, numeral, target, complain)


def _keep(found: Interpreted, column: str, name: str, numeral: Numeral, target: Quantity, complain: Complain) -> None:
    reading = Reading(name, target.column, numeral.unit, numeral.printed, target.dataset, target.baseline)
    spec = COLUMNS[target.column]
    base = numeral.printed.value * UNITS[spec.quantity][numeral.unit]
    if (spec.low is not None and base < spec.low) or (spec.high is not None and base > spec.high):
        message = f"{numeral.printed.text} {numeral.unit} is out of range for `{target.column}`"
        complain(found.row, column, name, message, "another unit, or `aside:…` for these rows")
        return
    for other in found.readings:
        if (other.column, other.dataset, other.baseline) == (reading.column, reading.dataset, reading.baseline):
            message = f"`{other.source}` and `{name}` both give `{target.column}`"
            complain(found.row, column, name, message, "set one aside, or name its data set with @")
            return
    found.readings.append(reading)
    if numeral.spread is not None:
        if "std" in target.modifiers:
            spread = f"{target.column}_std"
            found.readings.append(replace(reading, source=f"{name} ±", column=spread, printed=numeral.spread))
        else:
            found.unused.append((f"{name} ±", "what the printed spread is, is not known"))


def _read_trials(found: Interpreted, complain: Complain) -> None:
    """The single trials that the note lists take the place of the median among them."""
    row, pattern = found.row, found.treatment.trials
    assert pattern is not None
    match = re.search(pattern, row["note"])
    median = next((one for one in found.readings if one.source == "top1"), None)
    if match is None or median is None:
        message = f"the note has no trials by `{pattern}`" if median else "trials of no number"
        complain(row, "note", "", message, "mend the regular expression, or the rule's `where`")
        return
    trials = tuple(Printed.of(text) for text in _TRIAL.findall(match[1]))
    count = next((one for one in found.readings if one.column == "trials"), None)
    if median.printed not in trials or (count is not None and int(count.printed.value) != len(trials)):
        message = f"{len(trials)} trials in the note, {row['n_trials']} stated; median {row['top1']}"
        complain(row, "note", "", message, "the trials must be those of the row")
        return
    if len(trials) < 2:
        return
    if count is not None:
        found.readings.remove(count)
        found.unused.append(("n_trials", "counted from the single trials"))
    found.readings.remove(median)
    found.readings.append(replace(median, source="note"))
    found.trials[median.column] = trials
    found.unused.append(("top1", "the median of the single trials, which are kept"))
