"""A result as the tables of all pages show it: texts, links and notes, worked out once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from leaderboard.analysis.comparability import INCOMPARABLE, Standing
from leaderboard.normalise.flags import FLAGS
from leaderboard.render.formats import cell
from leaderboard.render.metrics import scored
from leaderboard.render.places import Places
from leaderboard.render.sources import Source, source_of
from leaderboard.render.workings import (
    absent,
    convention_text,
    main_quantities,
    network_text,
    printed_text,
    remarks,
    spread_name,
    trials,
    working,
)
from leaderboard.store.corpus import Corpus, ResultView

# Columns of the tables of results, in order; the spread follows them.
CELLS = ("compression_ratio", "theoretical_speedup", "baseline_top1", "top1", "delta_top1", "delta_top5")
SCORE_CELLS = ("compression_ratio", "theoretical_speedup", "baseline_score", "score", "delta_score")
# Badges of sources that are no paper.
KINDS = {"paper": ""}


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
    """A result ready for a template.

    ``cells`` pair text and style class, in the order of ``CELLS`` (of another metric ``SCORE_CELLS``) and the spread.
    ``metric`` is the name of what it is scored by, "" for top-1, ``kind`` that of its source where it is no paper,
    ``structure`` what is pruned together, "" where nobody says.
    """

    id: str
    anchor: str
    href: str
    method: str
    method_href: str
    paper: str
    paper_href: str
    paper_title: str
    kind: str
    year: int
    structure: str
    metric: str
    variant: str | None
    dataset: str
    architecture: str
    place_href: str | None
    cells: tuple[tuple[str, str], ...]
    notes: tuple[Note, ...]
    klass: str  # A, B, C; "" where there is nothing to compare
    reasons: tuple[str, ...]
    aside: bool
    source: Source
    network: str
    convention: str
    working: tuple[tuple[str, str, str], ...]  # quantity, explanation, superseded number or ""
    absent: str
    printed: str
    trials: tuple[str, ...]
    settings: str
    remarks: tuple[str, ...]
    same_as: str | None  # address of the result that counts
    has_numbers: bool

    @property
    def named(self) -> str:
        """The method and its variant, with what both begin with said once."""
        if not self.variant:
            return self.method
        same = self.variant.casefold().startswith(self.method.casefold())
        return self.variant if same else f"{self.method} {self.variant}"


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
        kind=KINDS.get(paper.kind, paper.kind),
        year=paper.year,
        structure=r.structure or "",
        metric=scored(r.table.metric).name if r.table.metric else "",
        variant=r.variant,
        dataset=corpus.datasets[r.table.dataset].name,
        architecture=corpus.architectures[r.table.board].name,
        place_href=places.board_of(r),
        cells=(*(_cell(r, name) for name in (SCORE_CELLS if r.table.metric else CELLS)), _spread_cell(r)),
        notes=tuple(NOTES.get(flag, Note("?", flag, flag)) for flag in r.flags),
        klass=standing.klass or "",
        reasons=standing.reasons if standing.klass else (),
        aside=standing.klass == "C" or not INCOMPARABLE.keys().isdisjoint(r.flags),
        source=source_of(r.table, r.locator),
        network=network_text(r, corpus),
        convention=convention_text(r),
        working=tuple(working(r)),
        absent=absent(r),
        printed=", ".join(printed_text(p) for p in r.printed),
        trials=tuple(trials(r)),
        settings=", ".join(f"{name} = {value}" for name, value in r.settings.items()),
        remarks=tuple(remarks(r, corpus)),
        same_as=places.result_id(counted) if (counted := r.same_as or standing.counted_at) else None,
        has_numbers=any(
            values[name].value is not None for name in main_quantities(r) if not name.startswith("baseline")
        ),
    )


def _cell(r: ResultView, name: str) -> tuple[str, str]:
    value = r.quantities[name]
    style = "" if value.value is not None else " blank" if value.status == "not_reported" else " other"
    return cell(value, name, scored(r.table.metric).decimals), style + (" fixed" if value.corrected else "")


def _spread_cell(r: ResultView) -> tuple[str, str]:
    deviation, count = r.value(spread_name(r)), r.value("trials")
    runs = "1" if count is None and "single-run" in r.flags else f"{count:g}" if count else None
    if deviation is None and runs is None:
        return "–", " blank"
    known = "?" if deviation is None else f"±{scored(r.table.metric).score(deviation)}"
    return f"{known} ({runs or '?'})", ""


def used_notes(shown: Sequence[Row]) -> list[Note]:
    """The footnotes that a table needs, in the order of their letters."""
    used = {note.flag for row in shown for note in row.notes}
    known = [note for flag, note in NOTES.items() if flag in used]
    return known + [Note("?", flag, flag) for flag in sorted(used - NOTES.keys())]
