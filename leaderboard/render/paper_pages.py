"""Paper pages: what a source says as printed, beside what the site makes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from leaderboard.analysis.reporting import RULES
from leaderboard.records.vocabulary import COST_CONVENTIONS, SOURCES, TABLE_ROLES
from leaderboard.render.badges import Badge
from leaderboard.render.context import Link, Site
from leaderboard.render.formats import arxiv_url, doi_url, safe_url
from leaderboard.render.metrics import Head, heads
from leaderboard.render.output import Output
from leaderboard.render.quote_pages import quoted_from, quoted_in
from leaderboard.render.report_links import Record, Reports
from leaderboard.render.rows import KINDS, Row, used_notes
from leaderboard.render.sources import Source, source_of
from leaderboard.render.workings import network_text, printed_digits, unit_heading
from leaderboard.store.corpus import CorrectionView, PaperView, QuestionView, ResultView, TableView

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


@dataclass(frozen=True, slots=True)
class PrintedRow:
    """A result with its printed cells (digits, and the digits a correction puts in their place); where it stands in its
    record, and the address under which an error in it is reported, where the repository is known.
    """

    row: Row
    cells: tuple[tuple[str, str], ...]
    record: Record | None
    report: str | None


@dataclass(frozen=True, slots=True)
class PrintedTable:
    """A reported table: what its rows share, its columns with their meaning, and the dense network's numbers."""

    anchor: str
    locator: str
    source: Source
    heads: tuple[Head, ...]
    place: Link
    as_printed: str
    facts: tuple[tuple[str, str], ...]
    remark: str | None
    columns: tuple[tuple[str, str], ...]
    baseline: tuple[str, ...]
    rows: tuple[PrintedRow, ...]
    sweep: bool


@dataclass(frozen=True, slots=True)
class Correction:
    """A correction with the link of the result it concerns."""

    view: CorrectionView
    href: str
    label: str


@dataclass(frozen=True, slots=True)
class Question:
    """An open question with the results it concerns."""

    text: str
    results: tuple[Link, ...]


def write_papers(site: Site, output: Output, reports: Reports, badges: Mapping[str, Badge]) -> None:
    """One page a paper, in key order; ``badges`` by page."""
    corrections: dict[str, list[Correction]] = {}
    for view in site.corpus.corrections:
        found = correction(site, view)
        corrections.setdefault(view.result.partition(":")[0], []).append(found)
    questions: dict[str, list[Question]] = {}
    for asked in site.corpus.questions:
        questions.setdefault(asked.paper, []).append(question(site, asked))
    for key, paper in site.corpus.papers.items():
        _write(site, output, reports, paper, corrections.get(key, []), questions.get(key, []), badges)


def correction(site: Site, view: CorrectionView) -> Correction:
    """A correction ready for a page."""
    return Correction(view, site.places.result_id(view.result), site.rows[view.result].method)


def question(site: Site, view: QuestionView) -> Question:
    """An open question ready for a page; results are named within their paper."""
    links = []
    for name in view.results:
        identifier = name if name in site.rows else f"{view.paper}:{name}"
        links.append(Link(identifier.partition(":")[2], site.places.result_id(identifier)))
    return Question(view.text, tuple(links))


def _write(
    site: Site,
    output: Output,
    reports: Reports,
    paper: PaperView,
    corrections: list[Correction],
    questions: list[Question],
    badges: Mapping[str, Badge],
) -> None:
    results = site.by_paper.get(paper.key, [])
    groups: dict[int, list[ResultView]] = {}
    for r in results:
        groups.setdefault(r.table.id, []).append(r)
    fixed = {(c.view.result, c.view.name): c.view.new or "withdrawn" for c in corrections if not c.view.baseline}
    printed = [g for g in groups.values() if any(r.printed or r.trial_values for r in g) or g[0].table.baseline]
    bare = [r for g in groups.values() if g not in printed for r in g]
    page = site.places.paper[paper.key]
    output.page(
        page,
        "paper.html",
        paper.key,
        title=paper.title,
        paper=paper,
        kind=KINDS.get(paper.kind, paper.kind),
        date=f"{_MONTHS[paper.month - 1]} {paper.year}" if paper.month else str(paper.year),
        addresses=addresses(paper),
        methods=[site.method_link(m) for m in site.methods_by_paper.get(paper.key, [])],
        compares_to=[site.known_paper_link(p.key) for p in site.papers_in_order(paper.compares_to)],
        compared_by=[site.known_paper_link(p.key) for p in site.papers_in_order(paper.compared_by)],
        tables_printed=[_table(site, g, fixed, reports) for g in printed],
        bare=_bare(site, bare),
        notes=used_notes(site.rows_of(results)),
        rules=RULES,
        verdicts=site.checklists[paper.key],
        quoted_in=quoted_in(site, paper.key),
        quoted_from=quoted_from(site, paper.key),
        corrections=corrections,
        questions=questions,
        total=len(results),
        record_place=reports.record(paper.file),
        badge=badges[page],
    )


def addresses(paper: PaperView) -> list[tuple[str, str, str | None]]:
    """What an address is, its text, and the link where it is safe to follow."""
    found: list[tuple[str, str, str | None]] = []
    if paper.arxiv:
        found.append(("arXiv", paper.arxiv, arxiv_url(paper.arxiv)))
    if paper.doi:
        found.append(("DOI", paper.doi, doi_url(paper.doi)))
    if paper.url:
        found.append(("Page", paper.url, safe_url(paper.url)))
    if paper.code:
        found.append(("Code", paper.code, safe_url(paper.code)))
    return found


def _place(site: Site, r: ResultView) -> Link:
    row = site.rows[r.id]
    return Link(
        f"{row.architecture} on {row.dataset}", row.place_href or site.places.architecture[r.table.architecture]
    )


def _bare(site: Site, results: list[ResultView]) -> list[tuple[Row, Link]]:
    return [(site.rows[r.id], _place(site, r)) for r in results]


def _table(site: Site, results: list[ResultView], fixed: dict[tuple[str, str], str], reports: Reports) -> PrintedTable:
    table = results[0].table
    named = [[p.name for p in table.baseline], *([*(p.name for p in r.printed), *r.trial_values] for r in results)]
    columns = list(dict.fromkeys(name for names in named for name in names))
    baseline = {p.name: printed_digits(p) for p in table.baseline}
    return PrintedTable(
        anchor=f"t-{table.position}",
        locator=table.locator,
        source=source_of(table),
        heads=heads(table.metric),
        place=_place(site, results[0]),
        as_printed=_as_printed(site, table),
        facts=tuple(_facts(site, results[0])),
        remark=table.remark,
        columns=tuple((name, unit_heading(name)) for name in columns),
        baseline=tuple(baseline.get(name, "") for name in columns) if baseline else (),
        rows=tuple(_printed_row(site, r, columns, fixed, reports) for r in results),
        sweep=table.role == "sweep",
    )


def _printed_row(
    site: Site, r: ResultView, columns: list[str], fixed: dict[tuple[str, str], str], reports: Reports
) -> PrintedRow:
    cells = {name: ", ".join(listed) for name, listed in r.trial_values.items()}
    cells |= {p.name: printed_digits(p) for p in r.printed}
    row, file = site.rows[r.id], site.corpus.papers[r.paper].file
    printed = tuple((cells.get(name, ""), fixed.get((r.id, name), "")) for name in columns)
    return PrintedRow(row, printed, reports.record(file, r.id), reports.report(row, file))


def _as_printed(site: Site, table: TableView) -> str:
    """The source's own words where they differ from the site's names."""
    dataset = site.corpus.datasets[table.dataset].name
    architecture = site.corpus.architectures[table.board].name
    if (table.dataset_as_printed, table.architecture_as_printed) == (dataset, architecture):
        return ""
    return f"{table.architecture_as_printed} on {table.dataset_as_printed}"


def _facts(site: Site, r: ResultView) -> list[tuple[str, str]]:
    table = r.table
    facts = [("Source", SOURCES.get(table.source, table.source))]
    if table.baseline_locator:
        facts.append(("Dense network", table.baseline_locator))
    facts.append(("Network", network_text(r, site.corpus)))
    if table.convention_basis != "none":
        words = COST_CONVENTIONS[table.convention] if table.convention else "not known how they are counted"
        facts.append(("Operations", f"{words} ({table.convention_basis}: {table.convention_reason})"))
    if table.role != "results":
        facts.append(("Kind", TABLE_ROLES.get(table.role, table.role)))
    return facts
