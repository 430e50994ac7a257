"""The page of all results: the first of them as a table, the explorer's form and data, and pages of the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from leaderboard.render.context import Site
from leaderboard.render.explorer_data import explorer_data
from leaderboard.render.explorer_rows import NUMBERS, ExplorerRow, Source, explorer_rows
from leaderboard.render.formats import count, number
from leaderboard.render.metrics import scored
from leaderboard.render.output import Output
from leaderboard.render.rows import NOTES, Note

FIRST_ROWS = 200  # as many as the explorer shows at first
PAGE_ROWS = 500
DATA = "static/results-data.js"
# In the order of loading: each part of the explorer adds to one object.
SCRIPTS = ("data", "query", "state", "facets", "bar", "table", "csv")
# The columns of the first view, each as wide as the style sheet says.
COLUMNS = (
    "method",
    "arch",
    "dataset",
    "paper",
    "compression",
    "speedup",
    "pruned",
    "change",
    "spread",
    "class",
    "notes",
)
_BLANKS = {None: ("–", " blank"), "f": ("failed", " other"), "n": ("n/a", " other")}
_SHOWN = ("compression", "speedup", "pruned", "change")


@dataclass(frozen=True, slots=True)
class Facet:
    """A group of choices; ``find`` says what to look for where there are many, ``open`` whether it is unfolded."""

    key: str
    title: str
    find: str = ""
    open: bool = False


# In the order of the form. Years are a span, ``with`` is a list of which all must hold; of all others any one does.
FACETS = (
    Facet("kind", "Reported or measured", open=True),
    Facet("dataset", "Data set", "a data set", open=True),
    Facet("arch", "Architecture", "an architecture", open=True),
    Facet("method", "Method", "a method", open=True),
    Facet("structure", "Structure", open=True),
    Facet("class", "Comparability class"),
    Facet("year", "Year"),
    Facet("task", "Task", "a task"),
    Facet("metric", "Scored by", "a metric"),
    Facet("paper", "Paper or protocol", "author, year or title"),
    Facet("peer", "Peer review"),
    Facet("by", "Who ran it"),
    Facet("role", "Kind of result"),
    Facet("with", "Only with"),
)


@dataclass(frozen=True, slots=True)
class LightRow:
    """A row without links but that to its working; ``cells`` pair text and style class."""

    method: str
    variant: str
    architecture: str
    dataset: str
    metric: str
    paper: str
    kind: str
    href: str
    cells: tuple[tuple[str, str], ...]
    klass: str
    notes: tuple[Note, ...]
    style: str


def page_path(number: int) -> str:
    """``results.html``, ``results-2.html`` …"""
    return "results.html" if number == 1 else f"results-{number}.html"


def write_results(site: Site, output: Output) -> None:
    """All pages of results, and the explorer's data."""
    sources, rows = explorer_rows(site)
    output.file(DATA, explorer_data(site, sources, rows))
    starts = [0, *range(FIRST_ROWS, len(rows), PAGE_ROWS)]
    for page, (start, end) in enumerate(zip(starts, [*starts[1:], len(rows)], strict=True), 1):
        shown = rows[start:end]
        output.page(
            page_path(page),
            "results.html",
            title="All results" if page == 1 else f"All results, page {page}",
            rows=[_light(site, sources, row) for row in shown],
            notes=_notes(shown),
            number=page,
            pages=[(n, page_path(n)) for n in range(1, len(starts) + 1)],
            range=f"{start + 1:,}–{end:,}" if shown else "0",
            reported=count(sum(not row.measured for row in rows), "result"),
            measured=sum(row.measured for row in rows),
            total=count(len(rows), "result"),
            facets=FACETS,
            columns=COLUMNS,
            scripts=SCRIPTS,
        )


def _light(site: Site, sources: dict[str, Source], row: ExplorerRow) -> LightRow:
    corpus, source = site.corpus, sources[row.source]
    return LightRow(
        method=row.name,
        variant=row.variant if row.variant != row.name else "",
        architecture=corpus.architectures[row.architecture].name,
        dataset=corpus.datasets[row.dataset].name,
        metric=scored(row.metric).name if row.metric else "",
        paper=source.label,
        kind=source.kind,
        href=row.href,
        cells=(*(_cell(row, name) for name in _SHOWN), _spread(row)),
        klass=row.klass,
        notes=tuple(NOTES.get(flag, Note("?", flag, flag)) for flag in row.flags),
        style="measured" if row.measured else "aside" if row.aside else "",
    )


def _cell(row: ExplorerRow, name: str) -> tuple[str, str]:
    value = row.numbers[name]
    if not isinstance(value, float):
        return _BLANKS[value]
    return number(value, NUMBERS[name], scored(row.metric).decimals), ""


def _spread(row: ExplorerRow) -> tuple[str, str]:
    """One standard deviation and the number of runs behind it: ``±0.30 (3)``, ``? (1)``."""
    spread, trials = row.numbers["spread"], row.numbers["trials"]
    runs = f"{trials:g}" if isinstance(trials, float) else "1" if "single-run" in row.flags else ""
    if not isinstance(spread, float) and not runs:
        return _BLANKS[None]
    known = f"±{scored(row.metric).score(spread)}" if isinstance(spread, float) else "?"
    return f"{known} ({runs or '?'})", ""


def _notes(rows: Sequence[ExplorerRow]) -> tuple[Note, ...]:
    """The footnotes of rows, in the order of their letters."""
    used = {flag for row in rows for flag in row.flags}
    known = [note for flag, note in NOTES.items() if flag in used]
    return (*known, *(Note("?", flag, flag) for flag in sorted(used - NOTES.keys())))
