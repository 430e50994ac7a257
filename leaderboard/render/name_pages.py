"""Pages of names: those of methods and architectures, and of data sets with the papers that use them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from leaderboard.analysis.boards import Board
from leaderboard.render.architecture_pages import write_architecture
from leaderboard.render.badges import Badge
from leaderboard.render.board_lists import boards_of
from leaderboard.render.context import Link, Site
from leaderboard.render.formats import count
from leaderboard.render.method_pages import write_method
from leaderboard.render.output import Output
from leaderboard.store.corpus import NamedView, ResultView


def write_names(site: Site, output: Output, badges: Mapping[str, Badge]) -> None:
    """One page for each method, architecture and data set; ``badges`` by page."""
    boards = _boards_by_key(site.boards)
    for key, method in site.corpus.methods.items():
        write_method(site, output, method, site.by_method.get(key, []), boards, badges[site.places.method[key]])
    for key, architecture in site.corpus.architectures.items():
        write_architecture(site, output, architecture, site.by_architecture.get(key, []), boards)
    for key, dataset in site.corpus.datasets.items():
        _dataset(site, output, dataset, site.by_dataset.get(key, []), boards)


def _boards_by_key(boards: Iterable[Board]) -> dict[str, Board]:
    return {board.key: board for board in boards}


def _dataset(site: Site, output: Output, view: NamedView, results: list[ResultView], boards: dict[str, Board]) -> None:
    output.page(
        site.places.dataset[view.key],
        "dataset.html",
        view.key,
        title=view.name,
        view=view,
        boards=boards_of(site, results, boards, "architecture"),
        papers=_users(site, results),
        total=len(results),
    )


def _users(site: Site, results: list[ResultView]) -> list[Link]:
    counts: dict[str, int] = {}
    for r in results:
        counts[r.paper] = counts.get(r.paper, 0) + 1
    return [site.paper_link(p.key, count(counts[p.key], "result")) for p in site.papers_in_order(counts)]
