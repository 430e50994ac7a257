"""The main job: records -> check -> normalise -> store -> join -> analyse -> render."""

from __future__ import annotations

import hashlib
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from sqlalchemy.engine import URL

from leaderboard.analysis.figures import Figure, figures
from leaderboard.analysis.measured import join_counts
from leaderboard.analysis.quotes import quote_counts
from leaderboard.catalogue import Catalogue, load_catalogue
from leaderboard.changes.history import History, read_history
from leaderboard.errors import DataError
from leaderboard.files import clear_leftovers, lock_folder, machine_trouble, replace_folder
from leaderboard.normalise import NormalisedResult, Quantity, normalise
from leaderboard.problems import Problem
from leaderboard.publishing import Publishing, read_publishing
from leaderboard.records.held_equal import HeldEqual, read_protocols
from leaderboard.records.measured import MeasuredRun, read_runs
from leaderboard.records.model import PaperRecord, Workspace
from leaderboard.records.reading import Locator, read_files
from leaderboard.render.context import Site
from leaderboard.resources import site_sources
from leaderboard.rules.engine import check_records
from leaderboard.store.corpus import Corpus, read_corpus
from leaderboard.store.database import new_database, open_database, sqlite_file
from leaderboard.store.filling import fill
from leaderboard.store.tables import SCHEMA_VERSION

Say = Callable[[str], None]
T = TypeVar("T")
_AS_SET = Publishing()


@dataclass
class Summary:
    """Counts of everything a build read, used and set aside, in lines for the terminal."""

    lines: list[str] = field(default_factory=list)
    warnings: tuple[Problem, ...] = ()
    pages: int = 0

    def add(self, topic: str, text: str) -> None:
        """One line; ``topic`` is the step's verb."""
        self.lines.append(f"{topic:<11} {text}")


def build(workspace: Workspace, out: Path, url: URL, say: Say, publishing: Publishing = _AS_SET) -> Summary:
    """Build the database at ``url`` and the site in ``out`` from the workspace's records.

    Both replace their predecessors only when complete; whatever goes wrong, the old ones stay whole. ``publishing``
    says where the site and its records will stand; what it leaves open is taken from the workspace's settings. Raises
    DataError for problems in the records (all of them listed), MachineError for trouble with disk or database.
    """
    summary = Summary()
    history, settings = _history(workspace), publishing.over(_settings(workspace))
    database = sqlite_file(url)
    with lock_folder(out.absolute().parent, say):
        if database is not None:
            clear_leftovers(database)
        records, catalogue = _step("reading and checking records", say, lambda: _checked(workspace, summary))
        results = _step("normalising", say, lambda: normalise(records, catalogue))
        _count(results, summary)
        joined = _step("joining measured runs", say, lambda: _measured(workspace, catalogue, summary))
        _step("storing", say, lambda: _store(url, workspace, records, catalogue, results, joined, summary))
        corpus = _step("reading back", say, lambda: _read(url))
        site = Site(corpus)
        _count_joined(corpus, summary)
        _count_quotes(site, summary)
        found = _step("analysing", say, lambda: figures(corpus))
        lines = _lines(workspace, records) if settings.repository else {}
        _step("rendering", say, lambda: _render(site, found, out, database, summary, history, settings, lines))
    return summary


def _step(words: str, say: Say, work: Callable[[], T]) -> T:
    start = time.monotonic()
    result = work()
    say(f"{words}: {time.monotonic() - start:.2f} s")
    return result


def _checked(workspace: Workspace, summary: Summary) -> tuple[list[PaperRecord], Catalogue]:
    files, problems = read_files(workspace)
    catalogue, strange = load_catalogue(workspace)
    records = [one.record for one in files if one.record is not None]
    unread = [one.key for one in files if one.record is None]
    problems += strange + [problem for one in files for problem in one.problems]
    problems += check_records(records, catalogue, Locator(workspace), unread)
    errors = [problem for problem in problems if problem.severity == "error"]
    if errors:
        raise DataError(f"nothing built: {len(errors)} errors in the records; the old site stays", errors)
    summary.warnings = tuple(sorted(p for p in problems if p.severity == "warning"))
    tables = [table for record in records for table in record.tables]
    rows = sum(len(table.rows) for table in tables)
    summary.add("read", f"{len(records)} papers, {len(tables):,} tables, {rows:,} results")
    names = (len(catalogue.datasets), len(catalogue.architectures), len(catalogue.methods))
    summary.add("catalogue", "{} data sets, {} architectures, {} methods".format(*names))
    corrections = sum(len(record.corrections) for record in records)
    questions = sum(len(record.questions) for record in records)
    counted = f"{len(summary.warnings)} warnings, {corrections} corrections, {questions} open questions"
    summary.add("checked", f"no errors, {counted}")
    return records, catalogue


def _count(results: Sequence[NormalisedResult], summary: Summary) -> None:
    counts: Counter[str] = Counter()
    for result in results:
        found = result.corrected or result.quantities
        counts.update(name for name, quantity in found.items() if isinstance(quantity, Quantity))
        counts["sweep"] += result.table.role == "sweep"
        counts["dense"] += result.table.role == "dense"
        counts["elsewhere"] += result.row.same_as is not None
        counts["empty"] += not any(isinstance(quantity, Quantity) for quantity in found.values())
    summary.add(
        "normalised",
        f"{counts['compression_ratio']:,} compression ratios, {counts['theoretical_speedup']:,} speedups, "
        f"{counts['delta_top1']:,} changes of top-1, {counts['delta_top5']:,} of top-5",
    )
    summary.add(
        "set aside", f"{counts['empty']:,} results without a number that can be compared (listed on their pages)"
    )
    if counts["sweep"] or counts["dense"]:
        text = f"{counts['sweep']:,} runs of searches over settings (drawn faintly, never on a frontier)"
        summary.add("set aside", f"{text}, {counts['dense']:,} dense runs")
    if counts["elsewhere"]:
        summary.add("set aside", f"{counts['elsewhere']:,} repeats of a measurement counted elsewhere")


def _store(
    url: URL,
    workspace: Workspace,
    records: Sequence[PaperRecord],
    catalogue: Catalogue,
    results: Sequence[NormalisedResult],
    joined: Joined,
    summary: Summary,
) -> None:
    digest = hashlib.sha256()
    for record in records:
        with machine_trouble(workspace.root / record.file):
            digest.update((workspace.root / record.file).read_bytes())
    for run in (*joined.runs, *(run for run, _ in joined.unmatched)):
        digest.update(run.record.encode())
    for protocol in joined.protocols:
        digest.update(f"{protocol.digest} {protocol.title} {protocol.shortened}".encode())
    meta = {"schema_version": str(SCHEMA_VERSION), "records_sha256": digest.hexdigest()}
    with new_database(url) as connection:
        fill(connection, catalogue, records, results, meta, joined.runs, joined.unmatched, joined.protocols)
    summary.add("stored", url.render_as_string(hide_password=True).removeprefix("sqlite:///"))


def _lines(workspace: Workspace, records: Sequence[PaperRecord]) -> dict[str, int]:
    """The line of each result's row in its file, by the result's id."""
    locate = Locator(workspace)
    return {
        f"{record.paper.key}:{row.id}": locate(record.file, ("table", table.index, "rows", row.index))[0]
        for record in records
        for table in record.tables
        for row in table.rows
    }


def _settings(workspace: Workspace) -> Publishing:
    settings, problems = read_publishing(workspace)
    if problems:
        raise DataError(f"nothing built: {len(problems)} errors in the settings of the site", problems)
    return settings


def _history(workspace: Workspace) -> History:
    history, problems = read_history(workspace)
    if problems:
        raise DataError(f"nothing built: {len(problems)} errors in the history of the data", problems)
    return history


def _read(url: URL) -> Corpus:
    engine = open_database(url)
    try:
        with engine.connect() as connection:
            return read_corpus(connection)
    finally:
        engine.dispose()


@dataclass(frozen=True, slots=True)
class Joined:
    """Measured runs that belong to a card and its board, and those that do not, with the reason."""

    runs: tuple[MeasuredRun, ...]
    unmatched: tuple[tuple[MeasuredRun, str], ...]
    protocols: tuple[HeldEqual, ...] = ()


def _measured(workspace: Workspace, catalogue: Catalogue, summary: Summary) -> Joined:
    """The measured runs, many to one card by its key; a run without one is counted, stored and listed, never
    dropped.
    """
    runs, problems = read_runs(workspace)
    protocols, strange = read_protocols(workspace)
    if problems := [*problems, *strange]:
        raise DataError(f"nothing built: {len(problems)} measured records are not as they were written", problems)
    renamed = {old: one.key for one in catalogue.measured_methods.values() for old in one.former}
    runs = [replace(run, method=renamed.get(run.method, run.method)) for run in runs]
    reasons = [(run, _unplaced(run, catalogue)) for run in runs]
    placed = tuple(run for run, reason in reasons if not reason)
    lost = tuple((run, reason) for run, reason in reasons if reason)
    assert len(placed) + len(lost) == len(runs) == len({run.id for run in runs})
    outcomes = Counter(run.outcome for run in placed)
    counted = ", ".join(f"{count:,} {outcome}" for outcome, count in sorted(outcomes.items())) or "none recorded yet"
    summary.add("joined", f"{len(placed):,} measured runs ({counted})")
    if lost:
        names = ", ".join(sorted({f"{run.network} on {run.dataset}" for run, _ in lost}))
        summary.add("set aside", f"{len(lost):,} measured runs without a card and board of their own: {names}")
    return Joined(placed, lost, tuple(protocols))


def _count_joined(corpus: Corpus, summary: Summary) -> None:
    """What the measured runs were matched with, in two lines, and what they were not."""
    counts = join_counts(corpus)
    if not counts.runs:
        return
    boardless = f", {sum(counts.boardless.values()):,} to networks that no paper reports on" if counts.boardless else ""
    summary.add("joined", f"{counts.on_boards:,} measured runs to boards{boardless}")
    nameless = f", {sum(counts.nameless.values()):,} without an entry in the catalogue" if counts.nameless else ""
    methods = f"{counts.claimed:,} measured runs to reported methods, {counts.unclaimed:,} re-run none on record"
    summary.add("joined", methods + nameless + (f": {', '.join(counts.nameless)}" if nameless else ""))


def _count_quotes(site: Site, summary: Summary) -> None:
    """What the numbers that papers copy from each other were linked with; the parts add up."""
    counts = quote_counts(site.quotes.values())
    if counts.quotes:
        linked = f"{counts.unchanged:,} unchanged, {counts.altered:,} altered, {counts.bare:,} without a shared number"
        summary.add("quoted", f"{counts.quotes:,} results; original on record: {linked}")
        orphans = f"{counts.first:,} count, {counts.repeats:,} repeat one of them"
        summary.add("quoted", f"no original on record: {orphans}; {counts.unsourced:,} name no source")


def _unplaced(run: MeasuredRun, catalogue: Catalogue) -> str:
    """Why a run belongs to no board; empty when it does. Blanks match nothing."""
    if not run.network or not run.dataset:
        return "it names no network or no data set"
    card = catalogue.cards.by_key.get(run.network)
    if card is None:
        return f"no card has the key {run.network}"
    if card.dataset != run.dataset or run.dataset not in catalogue.datasets:
        return f"its card is of {card.dataset}, the run of {run.dataset}"
    return "" if card.board in catalogue.architectures else f"no architecture has the key {card.board}"


def _render(
    site: Site,
    found: list[Figure],
    out: Path,
    database: Path | None,
    summary: Summary,
    history: History,
    publishing: Publishing,
    lines: Mapping[str, int],
) -> None:
    from leaderboard.render.downloads import write_downloads
    from leaderboard.render.exports.files import has_parquet
    from leaderboard.render.site import render_site

    with replace_folder(out) as folder, machine_trouble(out):
        downloads = write_downloads(site, folder, database)
        rendered = render_site(
            site,
            folder,
            site_sources(),
            downloads=downloads,
            figures=found,
            progress=lambda words, count: None,
            history=history,
            publishing=publishing,
            lines=lines,
        )
    summary.pages = rendered.pages
    wrong = [figure.name for figure in found if figure.agrees is False]
    text = (
        f"{len(found)} corpus figures, {len(found) - len(wrong)} as published" if found else "no corpus to compare with"
    )
    summary.add("analysed", text + (f"; differing: {', '.join(wrong)}" if wrong else ""))
    without = "" if has_parquet() else " (no Parquet: pyarrow is not installed)"
    summary.add("rendered", f"{rendered.pages} pages, {len(downloads)} downloads{without}")
    if rendered.published:
        summary.add("published", rendered.published)
