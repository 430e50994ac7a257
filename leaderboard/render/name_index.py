"""The page of all names: what the search finds, for readers without a script."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from leaderboard.render.context import Link, Site
from leaderboard.render.formats import count
from leaderboard.render.output import Output


@dataclass(frozen=True, slots=True)
class Names:
    """All names of one kind by first letter; ``anchor`` names their place on the page."""

    kind: str
    anchor: str
    total: int
    letters: tuple[tuple[str, tuple[Link, ...]], ...]


def write_name_index(site: Site, output: Output) -> None:
    """Papers, methods, architectures and data sets from A to Z."""
    corpus = site.corpus
    papers = [site.paper_link(key, corpus.papers[key].title) for key in corpus.papers]
    methods = [site.method_link(key, site.paper_link(view.facts["paper"]).text) for key, view in corpus.methods.items()]
    architectures = [
        Link(view.name, site.places.architecture[key], count(len(site.by_architecture.get(key, ())), "result"))
        for key, view in corpus.architectures.items()
    ]
    datasets = [
        Link(view.name, site.places.dataset[key], count(len(site.by_dataset.get(key, ())), "result"))
        for key, view in corpus.datasets.items()
    ]
    output.page(
        "names.html",
        "names.html",
        title="All names",
        groups=[
            _names("papers", papers),
            _names("methods", methods),
            _names("architectures", architectures),
            _names("data sets", datasets),
        ],
    )


def _names(kind: str, links: Iterable[Link]) -> Names:
    ordered = sorted(links, key=lambda link: (_letter(link.text), _sortable(link.text), link.href))
    letters = tuple((letter, tuple(found)) for letter, found in groupby(ordered, key=lambda link: _letter(link.text)))
    return Names(kind, kind.replace(" ", ""), len(ordered), letters)


def _sortable(text: str) -> str:
    """Without accents and case, so that the order depends on no locale."""
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).casefold()


def _letter(text: str) -> str:
    first = _sortable(text)[:1].upper()
    return first if "A" <= first <= "Z" else "#"
