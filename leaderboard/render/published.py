"""What the head of a page tells others of it: its one address, a description, a picture, structured data.

All of it needs absolute addresses, so there is none where the site's own is not known.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from leaderboard.publishing import Publishing
from leaderboard.render.linkcheck import LinkCheck
from leaderboard.store.corpus import ResultView

SITE_NAME = "Pruning leaderboard"
SUMMARY = (
    "Results that papers report about neural-network pruning, kept as printed and normalised so that they can be "
    "compared, each with its source and its working."
)
UNLISTED = frozenset({"404.html"})  # stands at no address of its own
Json = Mapping[str, Any]


def chosen(results: Iterable[ResultView]) -> list[ResultView]:
    """The results that their authors chose to report: what is told of a page elsewhere counts no runs of searches."""
    return [r for r in results if r.table.role != "sweep"]


@dataclass(frozen=True, slots=True)
class Picture:
    """A preview for social networks; ``alt`` says in words what it shows."""

    path: str
    alt: str
    width: int
    height: int


@dataclass
class Published:
    """Filled before pages are written: descriptions, pictures and structured data by the path of the page."""

    settings: Publishing
    links: LinkCheck
    descriptions: dict[str, str] = field(default_factory=dict)
    pictures: dict[str, Picture] = field(default_factory=dict)
    structured: dict[str, Sequence[Json]] = field(default_factory=dict)
    default_picture: Picture | None = None

    @property
    def base(self) -> str:
        return self.settings.base_url

    def lists(self, page: str) -> bool:
        """Whether a page has an address to be found under."""
        return bool(self.base) and page not in UNLISTED

    def url(self, path: str, of: str = "") -> str:
        """The absolute address of a page or file; the front page's is the folder's. The link is checked, and a broken
        one laid to the page ``of``.
        """
        self.links.refer(of or path, path)
        return self.base + ("" if path == "index.html" else path)

    def description(self, page: str) -> str:
        """What a page holds, in a sentence; where nothing more exact is known, what the site is."""
        return self.descriptions.get(page, SUMMARY)

    def picture(self, page: str) -> Picture | None:
        """The page's own preview, else the site's, if there are any."""
        return self.pictures.get(page, self.default_picture)
