"""The whole site, written page by page into an empty folder and checked before it counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from leaderboard.analysis.figures import Figure
from leaderboard.changes.history import History
from leaderboard.errors import DataError
from leaderboard.publishing import Publishing
from leaderboard.render.badges import write_badges
from leaderboard.render.board_index import write_board_index
from leaderboard.render.board_pages import write_boards
from leaderboard.render.change_pages import write_changes
from leaderboard.render.context import Site
from leaderboard.render.downloads import Download
from leaderboard.render.front_page import write_front_page
from leaderboard.render.gap_pages import write_gap
from leaderboard.render.marks import SHAPES
from leaderboard.render.measured_pages import write_measured
from leaderboard.render.meta.pages import write_analysis
from leaderboard.render.name_index import write_name_index
from leaderboard.render.name_pages import write_names
from leaderboard.render.navigation import HOME, SECTIONS, section_of
from leaderboard.render.output import Output
from leaderboard.render.paper_pages import write_papers
from leaderboard.render.previews import has_pillow, write_previews
from leaderboard.render.progress_pages import write_progress
from leaderboard.render.quality_pages import write_quality
from leaderboard.render.quote_pages import write_quotes
from leaderboard.render.reference_pages import write_reference
from leaderboard.render.report_links import Reports
from leaderboard.render.result_pages import write_results
from leaderboard.render.rows import NOTES
from leaderboard.render.search_data import write_search_data
from leaderboard.render.sitemap import ROBOTS, write_sitemap
from leaderboard.render.structured import describe


@dataclass(frozen=True, slots=True)
class RenderSummary:
    """What was written: number of pages, bytes of all files, in words what lets the site be found ("" where its address
    is not known), and by template its first page.
    """

    pages: int
    bytes: int
    published: str
    first: Mapping[str, str]


def render_site(
    site: Site,
    out: Path,
    sources: Path,
    *,
    downloads: Sequence[Download],
    figures: Sequence[Figure],
    progress: Callable[[str, int], None],
    history: History | None = None,
    publishing: Publishing | None = None,
    lines: Mapping[str, int] | None = None,
) -> RenderSummary:
    """Write every page into ``out``; ``sources`` holds ``templates/`` and ``static/``.

    ``out`` must hold nothing but the files of ``downloads``. ``progress`` is called after each kind of page with its
    name and the number of pages so far. ``history`` tells the changes of the data, ``publishing`` where the site and
    its records will stand, ``lines`` the line of each result (by id) in its record. Equal input gives equal bytes.
    Raises DataError, naming page and record, for whatever would make a wrong page: a missing variable, two records with
    one page, a broken link.
    """
    history, publishing = history or History(), publishing or Publishing()
    shared = {
        "home": HOME,
        "sections": SECTIONS,
        "section_of": section_of,
        "shapes": SHAPES,
        "codes": NOTES,
    }
    output = Output(out, sources / "templates", shared, publishing)
    _static(output, sources / "static")
    describe(site, output, downloads)
    pictures = write_previews(site, output)
    badges = write_badges(site, output)
    reports = Reports(publishing.repository, publishing.base_url, lines or {})
    steps: tuple[tuple[str, Callable[[], None]], ...] = (
        ("boards", lambda: write_boards(site, output)),
        ("papers", lambda: write_papers(site, output, reports, badges)),
        ("names", lambda: write_names(site, output, badges)),
        ("lists", lambda: _lists(site, output)),
        ("results", lambda: write_results(site, output)),
        ("measured", lambda: write_measured(site, output)),
        ("gap", lambda: write_gap(site, output)),
        ("progress", lambda: write_progress(site, output)),
        ("analysis", lambda: write_analysis(site, output, figures, downloads)),
        ("quotes", lambda: write_quotes(site, output)),
        ("quality", lambda: write_quality(site, output, downloads)),
        ("reference", lambda: write_reference(site, output, downloads)),
        ("changes", lambda: write_changes(site, output, history)),
        ("index", lambda: write_front_page(site, output, history)),
    )
    for name, write in steps:
        write()
        progress(name, output.pages)
    mapped = write_sitemap(site, output, history)
    output.links.finish()
    return RenderSummary(output.pages, output.bytes, _published(publishing, mapped, pictures), output.first)


def _lists(site: Site, output: Output) -> None:
    """Pages and script by which readers find everything else."""
    write_board_index(site, output)
    write_name_index(site, output)
    write_search_data(site, output)


def _published(publishing: Publishing, mapped: int, pictures: int) -> str:
    """What was made for others to find the site by, and what was left out, with the reason."""
    if not publishing.base_url:
        return ""
    drawn = f"{pictures:,} previews" if has_pillow() else "no previews: Pillow is not installed (extra `previews`)"
    robots = ROBOTS if publishing.at_root else f"no {ROBOTS}, which counts at the root of a host only"
    return f"for {publishing.base_url}: a map of {mapped:,} pages, {drawn}, {robots}"


def _static(output: Output, folder: Path) -> None:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    if not files:
        raise DataError(f"{folder} holds no style sheet and no script; the site's sources are incomplete")
    for path in files:
        output.file(f"static/{path.relative_to(folder).as_posix()}", path.read_bytes())
