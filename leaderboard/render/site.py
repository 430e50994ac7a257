"""The whole site, written page by page into an empty folder and checked before it counts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from leaderboard.analysis.figures import Figure
from leaderboard.changes.history import History
from leaderboard.errors import DataError
from leaderboard.render.board_pages import write_boards
from leaderboard.render.change_pages import CHANGES, write_changes
from leaderboard.render.context import Site
from leaderboard.render.downloads import Download
from leaderboard.render.gap_pages import write_gap
from leaderboard.render.marks import SHAPES
from leaderboard.render.measured_pages import write_measured
from leaderboard.render.name_pages import write_names
from leaderboard.render.output import Output
from leaderboard.render.overview_pages import write_coverage, write_index
from leaderboard.render.paper_pages import write_papers
from leaderboard.render.progress_pages import write_progress
from leaderboard.render.quality_pages import write_quality
from leaderboard.render.quote_pages import write_quotes
from leaderboard.render.reference_pages import write_reference
from leaderboard.render.result_pages import write_results
from leaderboard.render.rows import NOTES
from leaderboard.store.corpus import Corpus

_NAVIGATION = (
    ("index.html", "Boards"),
    ("results.html", "Results"),
    ("progress.html", "Progress"),
    ("measured.html", "Measured"),
    ("coverage.html", "Coverage"),
    ("quality.html", "Quality"),
    ("definitions.html", "Definitions"),
    ("methodology.html", "Methodology"),
    ("data.html", "Data"),
    (CHANGES, "Changes"),
)


@dataclass(frozen=True, slots=True)
class RenderSummary:
    """What was written: number of pages, and bytes of pages and static files together."""

    pages: int
    bytes: int


def render_site(
    corpus: Corpus,
    out: Path,
    sources: Path,
    *,
    downloads: Sequence[Download],
    figures: Sequence[Figure],
    dictionary: Sequence[tuple[str, str, str]],
    progress: Callable[[str, int], None],
    history: History | None = None,
) -> RenderSummary:
    """Write every page into ``out``; ``sources`` holds ``templates/`` and ``static/``.

    ``out`` must hold nothing but the files of ``downloads``. ``progress`` is called after each kind of page with its
    name and the number of pages so far. ``history`` tells the changes of the data, and the site's address. Equal input
    gives equal bytes. Raises DataError, naming page and record, for whatever would make a wrong page: a missing
    variable, two records with one page, a broken link.
    """
    site = Site(corpus)
    history = history or History()
    shared = {"navigation": _NAVIGATION, "shapes": SHAPES, "codes": NOTES}
    output = Output(out, sources / "templates", shared, history.site_url)
    _static(output, sources / "static")
    steps: tuple[tuple[str, Callable[[], None]], ...] = (
        ("boards", lambda: write_boards(site, output)),
        ("papers", lambda: write_papers(site, output)),
        ("names", lambda: write_names(site, output)),
        ("results", lambda: write_results(site, output)),
        ("measured", lambda: write_measured(site, output)),
        ("gap", lambda: write_gap(site, output)),
        ("progress", lambda: write_progress(site, output)),
        ("coverage", lambda: write_coverage(site, output, figures)),
        ("quotes", lambda: write_quotes(site, output)),
        ("quality", lambda: write_quality(site, output)),
        ("reference", lambda: write_reference(site, output, downloads, dictionary)),
        ("changes", lambda: write_changes(site, output, history)),
        ("index", lambda: write_index(site, output)),
    )
    for name, write in steps:
        write()
        progress(name, output.pages)
    output.links.finish()
    return RenderSummary(output.pages, output.bytes)


def _static(output: Output, folder: Path) -> None:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    if not files:
        raise DataError(f"{folder} holds no style sheet and no script; the site's sources are incomplete")
    for path in files:
        output.file(f"static/{path.relative_to(folder).as_posix()}", path.read_bytes())
