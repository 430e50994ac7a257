"""How a result was worked out, line by line, as the tables show it on demand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from leaderboard.normalise import RATIOS
from leaderboard.normalise.result import QUANTITIES
from leaderboard.records.vocabulary import COLUMNS
from leaderboard.render.formats import QUANTITY_WORDS, number
from leaderboard.render.metrics import scored
from leaderboard.store.corpus import Corpus, PrintedNumber, ResultView, Value

_UNIT_WORDS = {
    "percent": " %",
    "fraction": "",
    "count": "",
    "absolute": "",
    "thousands": " k",
    "millions": " M",
    "billions": " G",
    "mega": " M",
    "giga": " G",
    "tera": " T",
    "ratio": "×",
    "exponent": "",
    "milliseconds": " ms",
    "microseconds": " µs",
    "seconds": " s",
}


def main_quantities(r: ResultView) -> tuple[str, ...]:
    """The quantities that matter for a result: the ratios, and top-1 and top-5 or its table's other metric."""
    kinds = ("score",) if r.table.metric else ("top1", "top5")
    return tuple(
        name for name in QUANTITIES if name in RATIOS or name.removeprefix("baseline_").removeprefix("delta_") in kinds
    )


def working(r: ResultView) -> Iterator[tuple[str, str, str]]:
    """Quantity, how it was reached, and the number before a correction or ""."""
    decimals = scored(r.table.metric).decimals
    for name in (*main_quantities(r), "measured_speedup", "trials", spread_name(r)):
        value = r.quantities[name]
        if not is_absent(value):
            before = ""
            if value.corrected:
                before = "no number" if value.superseded is None else number(value.superseded, name, decimals)
            yield QUANTITY_WORDS[name], value.explanation, before


def absent(r: ResultView) -> str:
    """The main quantities that the source does not report, in words."""
    return ", ".join(QUANTITY_WORDS[name] for name in main_quantities(r) if is_absent(r.quantities[name]))


def is_absent(value: Value) -> bool:
    """Whether nothing is reported and no correction took a number away."""
    return value.status == "not_reported" and not value.corrected


def spread_name(r: ResultView) -> str:
    """The quantity that holds a result's spread."""
    return "std_score" if r.table.metric else "std_top1"


def trials(r: ResultView) -> Iterator[str]:
    """Single trials on record with their mean and deviation: ``top1 92.5, 92.7: 92.60 ± 0.14 (2)``."""
    main = r.table.metric or "top1"
    for column, listed in r.trial_values.items():
        text = f"{column} {', '.join(listed)}"
        mean, deviation = r.value("score" if r.table.metric else "top1"), r.value(spread_name(r))
        if column == main and mean is not None and deviation is not None:
            by = scored(r.table.metric)
            text += f": {by.score(mean)} ± {by.score(deviation)} ({len(listed)})"
        yield text


def network_text(r: ResultView, corpus: Corpus) -> str:
    """Which network a result was resolved to, and why: ``exact: ResNet-34. 21.6 M parameters …``"""
    table = r.table
    card = f" {corpus.cards[table.card].name}" if table.card else ""
    return f"{table.architecture_match}{card}: {table.match_reason}"


def convention_text(r: ResultView) -> str:
    """How the operations of a result were counted, and why; empty where it has none."""
    table = r.table
    if r.value("theoretical_speedup") is None or table.convention_basis == "none":
        return ""
    words = "unknown" if table.convention is None else f"{table.convention} ({table.convention_basis})"
    return f"{words}: {table.convention_reason}"


def printed_text(p: PrintedNumber) -> str:
    """A number as printed, with its column and unit: ``top1_error 7.13 %``."""
    return f"{p.name} {printed_digits(p)}"


def printed_digits(p: PrintedNumber) -> str:
    """The printed digits with their unit, or which blank it is."""
    if p.printed is None:
        return {"failed": "failed", "not_applicable": "n/a"}.get(p.status, "–")
    return p.printed + _UNIT_WORDS.get(p.unit, f" {p.unit}")


def unit_heading(name: str) -> str:
    """What a column of printed numbers means, for its heading's tooltip."""
    return COLUMNS[name].meaning if name in COLUMNS else name


def remarks(r: ResultView, corpus: Corpus) -> Iterable[str]:
    """What else is to be said of a result."""
    if r.quoted_from:
        source = corpus.papers.get(r.quoted_from.partition(":")[0])
        yield f"Quoted from {source.label if source else r.quoted_from}."
    if r.remark:
        yield r.remark
    if r.method_as_printed and r.method_as_printed != corpus.methods[r.method].name:
        yield f"Called “{r.method_as_printed}” in the source."
    if r.origin:
        yield f"Imported from {r.origin}."
