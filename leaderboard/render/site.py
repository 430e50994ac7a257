"""The whole site into one empty folder; the caller swaps it in when it is complete."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jinja2

from leaderboard import __version__
from leaderboard.analysis.boards import boards
from leaderboard.analysis.figures import Figure
from leaderboard.errors import DataError, LeaderboardError
from leaderboard.render import formats, pages
from leaderboard.render.downloads import Download
from leaderboard.render.linkcheck import LinkCheck
from leaderboard.render.views import Address
from leaderboard.store.corpus import Corpus


@dataclass(frozen=True, slots=True)
class RenderSummary:
    """What was written."""

    pages: int
    size_bytes: int


class Writer:
    """Renders templates into files of ``out`` and collects links and anchors."""

    def __init__(self, out: Path, sources: Path) -> None:
        self.out = out.resolve()
        self.links = LinkCheck()
        self.pages = 0
        self.size_bytes = 0
        self.environment = jinja2.Environment(
            loader=jinja2.FileSystemLoader(sources / "templates"),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.environment.globals.update(version=__version__, count=formats.count, safe_url=formats.safe_url)

    def page(self, path: str, template: str, **values: Any) -> None:
        """Render ``template`` to ``path``; failures name the page."""
        target = self._inside(path)
        try:
            text = self.environment.get_template(template).render(root="../" * path.count("/"), page=path, **values)
        except LeaderboardError:
            raise
        except Exception as error:
            raise DataError(f"page {path} ({template}): {type(error).__name__}: {error}") from error
        self.links.page(path, text)
        target.parent.mkdir(exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="\n")
        self.pages += 1
        self.size_bytes += len(text)

    def script(self, path: str, text: str) -> None:
        """Write a script that the pages load."""
        target = self._inside(path)
        target.parent.mkdir(exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="\n")
        self.links.file(path)

    def static(self, sources: Path) -> None:
        """Copy the style and script files."""
        for source in sorted((sources / "static").iterdir()):
            (self.out / "static").mkdir(exist_ok=True)
            shutil.copyfile(source, self.out / "static" / source.name)
            self.links.file(f"static/{source.name}")

    def _inside(self, path: str) -> Path:
        target = (self.out / path).resolve()
        if not target.is_relative_to(self.out):
            raise DataError(f"page {path!r} would leave the site's folder")
        return target


def render_site(
    corpus: Corpus,
    out: Path,
    sources: Path,
    *,
    downloads: Sequence[Download],
    figures: Sequence[Figure],
    dictionary: Sequence[tuple[str, str, str]],
    progress: Callable[[str, int], None],
) -> RenderSummary:
    """Write every page, script and style file of the site into ``out``, then check every link and anchor.

    Raises DataError naming the page for a missing template variable, colliding page names or a broken link.
    """
    writer = Writer(out, sources)
    writer.static(sources)
    for download in downloads:
        writer.links.file(download.path)
    found = boards(corpus)
    address = Address(corpus, found)
    for words, step in (
        ("boards", lambda: pages.board_pages(writer, corpus, found, address)),
        ("papers", lambda: pages.paper_pages(writer, corpus, address)),
        ("methods", lambda: pages.method_pages(writer, corpus, address)),
        ("architectures", lambda: pages.architecture_pages(writer, corpus, found, address)),
        ("results", lambda: pages.results_pages(writer, corpus, address)),
        ("overviews", lambda: pages.overview_pages(writer, corpus, found, address, figures, downloads, dictionary)),
    ):
        step()
        progress(words, writer.pages)
    writer.links.finish()
    return RenderSummary(writer.pages, writer.size_bytes)
