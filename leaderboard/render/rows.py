"""A result as the tables of all pages show it: texts, links and notes, worked out once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from leaderboard.analysis.comparability import INCOMPARABLE, Standing
from leaderboard.normalise.flags import FLAGS
from leaderboard.normalise.result import QUANTITIES
from leaderboard.records.vocabulary import COLUMNS
from leaderboard.render.formats import QUANTITY_WORDS, RATIOS, cell, number
from leaderboard.render.places import Places
from leaderboard.store.corpus import Corpus, PrintedNumber, ResultView, Value

# Columns of the tables of results, in order; the spread follows them.
CELLS = ("compression_ratio", "theoretical_speedup", "baseline_top1", "top1", "delta_top1", "delta_top5")
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
    "milliseconds": " ms",
    "microseconds": " µs",
    "seconds": " s",
}


def _codes() -> dict[str, str]:
    """Letters for flags, as footnotes have them: a … z, aa, ab …, in the order of the definitions page."""
    letters = [chr(97 + i) for i in range(26)]
    return dict(zip(FLAGS, [*letters, *(f"a{x}" for x in letters), *(f"b{x}" for x in letters)], strict=False))


CODES = _codes()


@dataclass(frozen=True, slots=True)
class Note:
    """A flag as a footnote: its letter, name and meaning."""

    code: str
    flag: str
    meaning: str


NOTES = {flag: Note(CODES[flag], flag, meaning) for flag, meaning in FLAGS.items()}


@dataclass(frozen=True, slots=True)
class Row:
    """A result ready for a template. ``cells`` pair text and style class, in the order of ``CELLS`` and the spread."""

    id: str
    anchor: str
    href: str
    method: str
    method_href: str
    paper: str
    paper_href: str
    paper_title: str
    variant: str | None
    dataset: str
    architecture: str
    place_href: str | None
    cells: tuple[tuple[str, str], ...]
    notes: tuple[Note, ...]
    klass: str  # A, B, C; "" where there is nothing to compare
    reasons: tuple[str, ...]
    aside: bool
    network: str
    convention: str
    working: tuple[tuple[str, str, str], ...]  # quantity, explanation, superseded number or ""
    absent: str
    printed: str
    settings: str
    remarks: tuple[str, ...]
    same_as: str | None  # address of the result that counts
    has_numbers: bool


def rows(corpus: Corpus, places: Places, standings: Mapping[str, Standing]) -> dict[str, Row]:
    """Every result by its id, in record order; ``standings`` has the class of each."""
    return {result.id: _row(result, corpus, places, standings[result.id]) for result in corpus.results}


def _row(r: ResultView, corpus: Corpus, places: Places, standing: Standing) -> Row:
    paper = corpus.papers[r.paper]
    values = r.quantities
    return Row(
        id=r.id,
        anchor=r.anchor,
        href=places.result(r),
        method=corpus.methods[r.method].name,
        method_href=places.method[r.method],
        paper=paper.label,
        paper_href=places.paper[r.paper],
        paper_title=paper.title,
        variant=r.variant,
        dataset=corpus.datasets[r.table.dataset].name,
        architecture=corpus.architectures[r.table.board].name,
        place_href=places.board_of(r),
        cells=(*(_cell(r, name) for name in CELLS), _spread_cell(r)),
        notes=tuple(NOTES.get(flag, Note("?", flag, flag)) for flag in r.flags),
        klass=standing.klass or "",
        reasons=standing.reasons if standing.klass else (),
        aside=standing.klass == "C" or not INCOMPARABLE.keys().isdisjoint(r.flags),
        network=network_text(r, corpus),
        convention=convention_text(r),
        working=tuple(_working(r)),
        absent=", ".join(QUANTITY_WORDS[name] for name in _main(r) if _absent(values[name])),
        printed=", ".join(printed_text(p) for p in r.printed),
        settings=", ".join(f"{name} = {value}" for name, value in r.settings.items()),
        remarks=tuple(_remarks(r, corpus)),
        same_as=places.result_id(r.same_as) if r.same_as else None,
        has_numbers=any(values[name].value is not None for name in _main(r) if not name.startswith("baseline")),
    )


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


def _working(r: ResultView) -> Iterator[tuple[str, str, str]]:
    for name in (*_main(r), "trials", f"std_{'top1' if r.table.metric is None else 'score'}"):
        value = r.quantities[name]
        if not _absent(value):
            before = ""
            if value.corrected:
                before = "no number" if value.superseded is None else number(value.superseded, name)
            yield QUANTITY_WORDS[name], value.explanation, before


def _main(r: ResultView) -> tuple[str, ...]:
    """The quantities that matter for a result: top-1 and top-5, or its table's other metric."""
    kinds = ("score",) if r.table.metric else ("top1", "top5")
    return tuple(
        name for name in QUANTITIES if name in RATIOS or name.removeprefix("baseline_").removeprefix("delta_") in kinds
    )


def _absent(value: Value) -> bool:
    return value.status == "not_reported" and not value.corrected


def _cell(r: ResultView, name: str) -> tuple[str, str]:
    value = r.quantities[name]
    style = "" if value.value is not None else " blank" if value.status == "not_reported" else " other"
    return cell(value, name), style + (" fixed" if value.corrected else "")


def _spread_cell(r: ResultView) -> tuple[str, str]:
    deviation, trials = r.value("std_score" if r.table.metric else "std_top1"), r.value("trials")
    runs = "1" if trials is None and "single-run" in r.flags else f"{trials:g}" if trials else None
    if deviation is None and runs is None:
        return "–", " blank"
    return f"{'?' if deviation is None else f'{deviation:.2f}'} ({runs or '?'})", ""


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


def _remarks(r: ResultView, corpus: Corpus) -> Iterable[str]:
    if r.quoted_from:
        source = corpus.papers.get(r.quoted_from)
        yield f"Quoted from {source.label if source else r.quoted_from}."
    if r.remark:
        yield r.remark
    if r.method_as_printed and r.method_as_printed != corpus.methods[r.method].name:
        yield f"Called “{r.method_as_printed}” in the source."
    if r.origin:
        yield f"Imported from {r.origin}."


def used_notes(shown: Sequence[Row]) -> list[Note]:
    """The footnotes that a table needs, in the order of their letters."""
    used = {note.flag for row in shown for note in row.notes}
    known = [note for flag, note in NOTES.items() if flag in used]
    return known + [Note("?", flag, flag) for flag in sorted(used - NOTES.keys())]
