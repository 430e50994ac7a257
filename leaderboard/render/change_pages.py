"""The page of changes and the Atom feed (RFC 4287), both made from the history of the data."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from leaderboard.analysis.boards import board_key
from leaderboard.changes.history import ChangeEntry, CorrectionEntry, History, PaperEntry, RunsEntry
from leaderboard.render.campaign_links import campaign_path
from leaderboard.render.context import Link, Site
from leaderboard.render.formats import count
from leaderboard.render.output import Output

CHANGES, FEED = "changelog.html", "feed.xml"
NEWEST = 50  # entries of the feed; the page has all
NO_CHANGE = "1970-01-01T00:00:00Z"  # a feed must say when it changed, also when nothing has
AUTHORITY = "pruning-leaderboard.invalid"  # names in the feed stay the same wherever the site stands (RFC 4151)
_NOT_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Named:
    """A name with what is said of it; ``href`` is empty where it has no page (any more)."""

    text: str
    href: str
    aside: str = ""
    boards: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class CorrectionView:
    """A correction, with the result it is about."""

    result: Named
    column: str
    old: str
    new: str | None
    new_column: str | None


@dataclass(frozen=True, slots=True)
class Change:
    """One entry as the page and the feed show it."""

    anchor: str
    tag: str
    stamp: str
    time: str
    title: str
    added: tuple[Named, ...]
    papers: tuple[Named, ...]
    corrections: tuple[CorrectionView, ...]
    runs: tuple[Named, ...]
    catalogue: tuple[str, ...]


def write_changes(site: Site, output: Output, history: History) -> None:
    """Both files; newest first, entries of one moment in the order of the history backwards."""
    changes = newest_changes(site, history)
    output.page(FEED, FEED, changes=changes[:NEWEST], updated=_newest(changes), base=output.published.base)
    days = [(day, list(found)) for day, found in groupby(changes, key=lambda change: change.stamp[:10])]
    output.page(CHANGES, CHANGES, title="Changes of the data", days=days, total=len(changes))


def newest_changes(site: Site, history: History, limit: int | None = None) -> list[Change]:
    """The newest entries, or all."""
    ordered = sorted(enumerate(history.entries), key=lambda one: (one[1].date, one[0]), reverse=True)
    maker = _Maker(site)
    return [maker.change(entry) for _, entry in ordered[:limit]]


def _newest(changes: list[Change]) -> str:
    return max((change.stamp for change in changes), default=NO_CHANGE)


class _Maker:
    """Finds the pages of what an entry names; what has none any more is shown as text."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.results = {result.id: result for result in site.corpus.results}
        self.boards = {board.key: board for board in site.boards}
        self.networks: dict[tuple[str, str], list[str]] = {}
        for table in site.corpus.tables.values():
            name = f"{table.architecture_as_printed} on {table.dataset_as_printed}"
            key = board_key(table)
            if key in self.boards:
                self.networks.setdefault((table.paper, name), []).append(key)
        self.campaigns = {(c.protocol, c.network): c for c in site.campaigns}

    def change(self, entry: ChangeEntry) -> Change:
        """One entry."""
        corrected = Counter(correction.result.partition(":")[0] for correction in entry.corrections)
        return Change(
            f"c-{entry.name}",
            f"tag:{AUTHORITY},{entry.date:%Y-%m-%d}:change/{entry.name}",
            f"{entry.date:%Y-%m-%dT%H:%M:%SZ}",
            f"{entry.date:%H:%M} UTC",
            _clean(entry.title),
            tuple(self._paper(paper, corrected[paper.key]) for paper in entry.papers if paper.added),
            tuple(self._paper(paper, corrected[paper.key]) for paper in entry.papers if not paper.added),
            tuple(map(self._correction, entry.corrections)),
            tuple(map(self._runs, entry.runs)),
            tuple(map(_clean, entry.catalogue)),
        )

    def _paper(self, paper: PaperEntry, corrections: int) -> Named:
        aside = ", ".join([*_facts(paper), *([count(corrections, "correction")] if corrections else [])])
        if paper.key not in self.site.corpus.papers:
            return Named(_clean(paper.key), "", aside)
        link = self.site.paper_link(paper.key)
        keys = dict.fromkeys(key for name in paper.on for key in self.networks.get((paper.key, name), ()))
        boards = (self.site.board_link(self.boards[key]) for key in keys)
        text = f"{_clean(link.text)}: {_clean(link.title)}"
        return Named(text, link.href, aside, tuple(Link(_clean(b.text), b.href) for b in boards))

    def _correction(self, c: CorrectionEntry) -> CorrectionView:
        known = self.results.get(c.result)
        result = Named(_clean(c.result), self.site.places.result(known) if known else "")
        column = f"{c.column} of the dense network" if c.baseline else c.column
        after = [None if text is None else _clean(text) for text in (c.new, c.new_column)]
        return CorrectionView(result, _clean(column), _clean(c.old), *after)

    def _runs(self, runs: RunsEntry) -> Named:
        parts = ((runs.added, "added"), (runs.removed, "removed"), (runs.changed, "replaced"))
        aside = ", ".join(f"{count(number, 'run')} {verb}" for number, verb in parts if number)
        card = self.site.corpus.cards.get(runs.network)
        name = f"{card.name if card else runs.network} under {runs.protocol}"
        campaign = self.campaigns.get((runs.protocol, runs.network))
        return Named(_clean(name), campaign_path(campaign) if campaign else "", aside)


def _facts(paper: PaperEntry) -> Iterator[str]:
    if paper.removed:
        yield "removed"
    counted: Iterable[tuple[int, str, str]] = (
        (paper.tables, "table", "added"),
        (paper.results, "result", "added"),
        (paper.results_removed, "result", "removed"),
        (paper.numbers_added, "number", "added"),
        (paper.numbers_altered, "number", "altered"),
        (paper.questions, "open question", "added"),
        (paper.facts, "other fact", "revised"),
    )
    for number, noun, verb in counted:
        if number and not (paper.added and verb == "added"):
            yield f"{count(number, noun)} {verb}"
        elif number:
            yield count(number, noun)


def _clean(text: str) -> str:
    """What XML cannot hold is replaced; the page shows the same."""
    return _NOT_XML.sub("\ufffd", text)
