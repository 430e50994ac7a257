"""Pages of names: methods, architectures and data sets, with their results everywhere."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from leaderboard.analysis.boards import Board
from leaderboard.render.context import Link, Site
from leaderboard.render.formats import count
from leaderboard.render.output import Output
from leaderboard.render.rows import used_notes
from leaderboard.render.strips import Strip, strip
from leaderboard.store.corpus import NamedView, ResultView


@dataclass(frozen=True, slots=True)
class Baselines:
    """Dense accuracies that papers report for one architecture on one data set."""

    dataset: str
    papers: int
    low: str
    high: str
    strip: Strip | None


def write_names(site: Site, output: Output) -> None:
    """One page for each method, architecture and data set."""
    boards = _boards_by_key(site.boards)
    for key, method in site.corpus.methods.items():
        _method(site, output, method, site.by_method.get(key, []), boards)
    for key, architecture in site.corpus.architectures.items():
        _architecture(site, output, architecture, site.by_architecture.get(key, []), boards)
    for key, dataset in site.corpus.datasets.items():
        _dataset(site, output, dataset, site.by_dataset.get(key, []), boards)


def _boards_by_key(boards: Iterable[Board]) -> dict[tuple[str, str], Board]:
    return {(board.dataset, board.architecture): board for board in boards}


def _boards_of(
    site: Site, results: list[ResultView], boards: dict[tuple[str, str], Board], name: str
) -> list[tuple[Link, str]]:
    """The boards that results stand on, most results first; ``name`` is the side the page itself is not about."""
    counts: dict[tuple[str, str], int] = {}
    for r in results:
        key = (r.table.dataset, r.table.architecture)
        counts[key] = counts.get(key, 0) + 1
    found = []
    for key in sorted(counts, key=lambda k: (-counts[k], k)):
        dataset, architecture = site.corpus.datasets[key[0]].name, site.corpus.architectures[key[1]].name
        text = {"both": f"{architecture} on {dataset}", "dataset": dataset, "architecture": architecture}[name]
        board = boards.get(key)
        href = site.places.board[board.key] if board else ""
        found.append((Link(text, href), count(counts[key], "result")))
    return found


def _method(
    site: Site, output: Output, method: NamedView, results: list[ResultView], boards: dict[tuple[str, str], Board]
) -> None:
    chosen = [r for r in results if r.table.role != "sweep"]
    sweeps = [r for r in results if r.table.role == "sweep"]
    table = [row for row in site.rows_of(chosen) if row.has_numbers]
    bare = [row for row in site.rows_of(chosen) if not row.has_numbers]
    original = method.facts.get("reimplements") or ""
    output.page(
        site.places.method[method.key],
        "method.html",
        method.key,
        title=method.name,
        method=method,
        paper=site.corpus.papers[method.facts["paper"]],
        paper_link=site.paper_link(method.facts["paper"]),
        original=site.method_link(original) if original in site.corpus.methods else None,
        boards=_boards_of(site, results, boards, "both"),
        rows=table,
        bare=bare,
        sweeps=site.rows_of(sweeps),
        notes=used_notes(table),
        papers=[site.paper_link(p.key) for p in site.papers_in_order({r.paper for r in results})],
    )


def _architecture(
    site: Site, output: Output, view: NamedView, results: list[ResultView], boards: dict[tuple[str, str], Board]
) -> None:
    family = view.facts.get("family")
    relatives = [
        Link(other.name, site.places.architecture[key])
        for key, other in site.corpus.architectures.items()
        if family and other.facts.get("family") == family and key != view.key
    ]
    printed = sorted({r.table.architecture_as_printed for r in results} - {view.name})
    output.page(
        site.places.architecture[view.key],
        "architecture.html",
        view.key,
        title=view.name,
        view=view,
        relatives=relatives,
        printed=printed,
        boards=_boards_of(site, results, boards, "dataset"),
        papers=_users(site, results),
        baselines=_baselines(site, results),
        total=len(results),
    )


def _dataset(
    site: Site, output: Output, view: NamedView, results: list[ResultView], boards: dict[tuple[str, str], Board]
) -> None:
    output.page(
        site.places.dataset[view.key],
        "dataset.html",
        view.key,
        title=view.name,
        view=view,
        boards=_boards_of(site, results, boards, "architecture"),
        papers=_users(site, results),
        total=len(results),
    )


def _users(site: Site, results: list[ResultView]) -> list[Link]:
    counts: dict[str, int] = {}
    for r in results:
        counts[r.paper] = counts.get(r.paper, 0) + 1
    return [site.paper_link(p.key, count(counts[p.key], "result")) for p in site.papers_in_order(counts)]


def _baselines(site: Site, results: list[ResultView]) -> list[Baselines]:
    """Dense top-1 by data set, most papers first; a strip plot where three papers or more report one."""
    found: dict[str, dict[tuple[str, float], str]] = {}
    for r in results:
        value = r.value("baseline_top1")
        if value is not None:
            found.setdefault(r.table.dataset, {}).setdefault((r.paper, value), site.places.result(r))
    listed = []
    for dataset, values in found.items():
        papers = {paper for paper, _ in values}
        points = [(value, site.corpus.papers[paper].label, href) for (paper, value), href in values.items()]
        numbers = [value for _, value in values]
        drawn = strip(points) if len(papers) >= 3 else None
        name = site.corpus.datasets[dataset].name
        listed.append(Baselines(name, len(papers), f"{min(numbers):.2f}", f"{max(numbers):.2f}", drawn))
    return sorted(listed, key=lambda b: (-b.papers, b.dataset))
