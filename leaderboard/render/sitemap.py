"""The map of the site for search engines (sitemaps.org), and robots.txt where it counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from leaderboard.changes.history import History
from leaderboard.render.change_pages import CHANGES
from leaderboard.render.context import Site
from leaderboard.render.output import Output

SITEMAP, ROBOTS = "sitemap.xml", "robots.txt"
MOST = 50_000  # addresses a file; base addresses are short enough that such a file stays below 50 MB
_PAGES, _MAPS = "sitemap.xml", "sitemap-index.xml"  # templates


@dataclass(frozen=True, slots=True)
class Entry:
    """An absolute address, and when what it shows changed last, "" where the history does not say."""

    address: str
    changed: str = ""


def write_sitemap(site: Site, output: Output, history: History, most: int = MOST) -> int:
    """Write the map of all pages written so far, in several files beyond ``most``; returns the number of pages.

    Nothing is written where the site's address is not known. Dates are those of changes of the data, never of a build.
    """
    published = output.published
    if not published.base:
        return 0
    changed = last_changes(site, history)
    pages = [path for path in output.paths if path.endswith(".html") and published.lists(path)]
    entries = [Entry(published.url(path, SITEMAP), changed.get(path, "")) for path in pages]
    if len(entries) <= most:
        output.drawing(SITEMAP, _PAGES, entries=entries)
    else:
        parts = [
            _part(output, number, entries[i : i + most]) for number, i in enumerate(range(0, len(entries), most), 1)
        ]
        output.drawing(SITEMAP, _MAPS, entries=parts)
    if published.settings.at_root:
        output.file(ROBOTS, f"User-agent: *\nAllow: /\n\nSitemap: {published.url(SITEMAP, ROBOTS)}\n".encode())
    return len(entries)


def _part(output: Output, number: int, entries: Sequence[Entry]) -> Entry:
    path = f"sitemap-{number}.xml"
    output.drawing(path, _PAGES, entries=entries)
    return Entry(output.published.url(path, SITEMAP), max(entry.changed for entry in entries))


def last_changes(site: Site, history: History) -> Mapping[str, str]:
    """When the data behind a page changed last, for pages of papers, boards with them, and of changes, in UTC."""
    papers: dict[str, str] = {}
    newest = ""
    for entry in history.entries:
        stamp = f"{entry.date:%Y-%m-%dT%H:%M:%SZ}"
        newest = max(newest, stamp)
        named = [paper.key for paper in entry.papers] + [c.result.partition(":")[0] for c in entry.corrections]
        for key in named:
            papers[key] = max(papers.get(key, ""), stamp)
    found = {site.places.paper[key]: papers[key] for key in site.corpus.papers if key in papers}
    for board in site.boards:
        found[site.places.board[board.key]] = max(papers.get(key, "") for key in board.papers)
    return {**found, CHANGES: newest}
