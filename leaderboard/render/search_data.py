"""What the search in the header looks through: names and pages of everything, as one classic script."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import Any

from leaderboard.analysis.boards import Board
from leaderboard.render.context import Site
from leaderboard.render.metrics import scored
from leaderboard.render.output import Output
from leaderboard.render.scripts import assignment

PATH = "static/search-data.js"


def write_search_data(site: Site, output: Output) -> None:
    """The script; pages load it only when somebody searches."""
    output.file(PATH, assignment("LEADERBOARD_NAMES", search_data(site)))


def search_data(site: Site) -> dict[str, Any]:
    """Everything with a name, coded so that no name stands twice.

    ``datasets``, ``architectures``: [name, papers, page]; ``papers``: [label, title, page, papers comparing with it];
    ``methods``: [name, position of the paper, page, and for all but the first of one name how far back that one is];
    ``boards``: [data set, architecture, papers, metric, page] with positions in the lists before and in ``metrics``. A
    page is its file's name without ending. What follows from the rest is left out: a page that is the name in lower
    case, the paper's page before ``--`` in that of a method (written ``*rest``), and a board's page made of those of
    data set, architecture and metric.
    """
    corpus, places = site.corpus, site.places
    datasets, architectures, papers = (list(found) for found in (corpus.datasets, corpus.architectures, corpus.papers))
    metrics = sorted({board.metric for board in site.boards if board.metric})
    return {
        "datasets": [
            _named(corpus.datasets[k].name, _users(site.boards, dataset=k), places.dataset[k]) for k in datasets
        ],
        "architectures": [
            _named(corpus.architectures[k].name, _users(site.boards, architecture=k), places.architecture[k])
            for k in architectures
        ],
        "papers": [_paper(site, k) for k in papers],
        "methods": list(_methods(site, papers)),
        "metrics": [[scored(metric).name, metric] for metric in metrics],
        "boards": [_board(site, b, datasets, architectures, metrics) for b in site.boards],
    }


def _stem(path: str) -> str:
    return PurePosixPath(path).name.removesuffix(".html")


def _paper(site: Site, key: str) -> list[Any]:
    paper = site.corpus.papers[key]
    return [site.paper_link(key).text, paper.title, _stem(site.places.paper[key]), len(paper.compared_by)]


def _users(boards: Iterable[Board], dataset: str | None = None, architecture: str | None = None) -> int:
    """How many papers evaluate on a data set, or an architecture."""
    return len({p for b in boards if b.dataset == dataset or b.architecture == architecture for p in b.papers})


def _named(name: str, papers: int, path: str) -> list[Any]:
    page = _stem(path)
    return [name, papers] if page == name.lower().replace(" ", "-") else [name, papers, page]


def _methods(site: Site, papers: list[str]) -> Iterator[list[Any]]:
    """Those of one name together, first the one that is shown for all of them."""
    for of_one_name in site.methods_by_name.values():
        for place, key in enumerate(of_one_name):
            method = site.corpus.methods[key]
            paper = method.facts["paper"]
            page, start = _stem(site.places.method[key]), _stem(site.places.paper[paper]) + "--"
            coded = "*" + page.removeprefix(start) if page.startswith(start) else page
            yield [method.name, papers.index(paper), coded, *([place] if place else [])]


def _board(site: Site, board: Board, datasets: list[str], architectures: list[str], metrics: list[str]) -> list[Any]:
    parts = [_stem(site.places.dataset[board.dataset]), _stem(site.places.architecture[board.architecture])]
    metric = metrics.index(board.metric) if board.metric else None
    coded: list[Any] = [datasets.index(board.dataset), architectures.index(board.architecture), len(board.papers)]
    page = _stem(site.places.board[board.key])
    if page != "--".join([*parts, *([board.metric] if board.metric else [])]):
        return [*coded, metric, page]
    return coded if metric is None else [*coded, metric]
