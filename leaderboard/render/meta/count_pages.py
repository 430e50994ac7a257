"""Pages that count: comparisons between papers, pairs of data set and architecture, points of curves."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from leaderboard.analysis.boards import AXES, Board
from leaderboard.analysis.meta.populations import Population, Tally
from leaderboard.render.board_lists import board_by_architecture
from leaderboard.render.context import Link, Site
from leaderboard.render.formats import count
from leaderboard.render.meta.drawings import Bars, Layer, Plot, Tick, bars, bins, percent
from leaderboard.render.meta.heads import head
from leaderboard.render.output import Output
from leaderboard.render.tasks import by_task, task_of

MOST = 12  # papers named as those that most others compare with
YEAR_GAP = 0.11  # of the matrix: labels of years need so much room on a narrow screen


@dataclass(frozen=True, slots=True)
class CountTable:
    """The numbers of histograms side by side: a heading a column, and a row for each bar."""

    caption: str
    first: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int, ...]], ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """A board's line in the table: ``by_ratio`` and ``by_speedup`` are its ranked points."""

    dataset: Link
    board: Link
    task: str
    papers: int
    results: int
    by_ratio: int
    by_speedup: int


def write_comparisons(site: Site, output: Output, available: Collection[str]) -> None:
    """Who compares to whom: the matrix, how many comparisons papers have, and the list."""
    made = [(d.population, d.made) for d in site.meta.degrees]
    received = [(d.population, d.received) for d in site.meta.degrees]
    output.page(
        "analysis/comparisons.html",
        "analysis/comparisons.html",
        title="Who compares to whom",
        matrix_head=head(site, "matrix", available),
        head=head(site, "comparisons", available),
        matrix=_matrix(site),
        made=_histograms(made, "other papers that a paper compares with"),
        received=_histograms(received, "other papers that compare with a paper"),
        tables=(
            _table(made, "Papers by the number of others they compare with", "Compares with"),
            _table(received, "Papers by the number of others that compare with them", "Compared with by"),
        ),
        compared=_most_compared(site),
        comparisons=[
            (
                site.known_paper_link(p.key),
                [site.known_paper_link(q.key) for q in site.papers_in_order(p.compares_to)],
                [site.known_paper_link(q.key) for q in site.papers_in_order(p.compared_by)],
            )
            for p in site.papers_in_order(site.corpus.papers)
        ],
    )


def _most_compared(site: Site) -> list[Link]:
    """The papers that most others compare with."""
    papers = sorted(site.corpus.papers.values(), key=lambda p: (-len(p.compared_by), p.key))
    return [site.known_paper_link(p.key, count(len(p.compared_by), "paper")) for p in papers[:MOST] if p.compared_by]


def _matrix(site: Site) -> Plot | None:
    """Rows and columns are papers by year; one path for the comparisons within the 2020 corpus, one for the others."""
    found = site.meta.matrix
    if not found.cells:
        return None
    size = len(found.papers)
    old = next((p.papers for p in site.meta.populations if p.key == "2020"), frozenset())
    years = [site.corpus.papers[key].year for key in found.papers]
    within = [(a, b) for a, b in found.cells if found.papers[a] in old and found.papers[b] in old]
    later = sorted(set(found.cells) - set(within))
    ticks = _year_ticks(years)
    return Plot(
        title=f"{size} papers with a comparison on record, in order of publication",
        alt=f"Matrix of {size} papers, {years[0]} to {years[-1]}: {len(within)} comparisons within the 2020 corpus, "
        f"{len(later)} others",
        x_title="paper compared with",
        y_title="comparing paper",
        x_ticks=ticks,
        y_ticks=ticks,
        layers=(Layer("cell", _cells(within, size)), Layer("later", _cells(later, size))),
    )


def _cells(cells: Iterable[tuple[int, int]], size: int) -> str:
    """Small squares in the middle of their cells; on a narrow screen they are little more than their outline."""
    step = 1000 / size
    half = step / 5
    return "".join(
        f"M{(b + 0.5) * step - half:.0f} {(a + 0.5) * step - half:.0f}h{2 * half:.0f}v{2 * half:.0f}h-{2 * half:.0f}z"
        for a, b in cells
    )


def _year_ticks(years: Sequence[int]) -> tuple[Tick, ...]:
    """A line where a year begins, labelled where the label has room."""
    ticks: list[Tick] = []
    last = -1.0
    for n, year in enumerate(years):
        if n and years[n - 1] == year:
            continue
        at = n / len(years)
        labelled = at - last >= YEAR_GAP or last < 0
        ticks.append(Tick(percent(at), str(year) if labelled else ""))
        last = at if labelled else last
    return tuple(ticks)


def write_coverage(site: Site, output: Output, available: Collection[str]) -> None:
    """Who evaluates on what."""
    per_pair = [(p.population, p.per_pair) for p in site.meta.pairs]
    per_paper = [(p.population, p.per_paper) for p in site.meta.pairs]
    output.page(
        "coverage.html",
        "coverage.html",
        title="Coverage",
        head=head(site, "pairs", available),
        per_paper=_histograms(per_paper, "pairs of a paper, MNIST apart"),
        per_pair=_histograms(per_pair, "papers of a pair"),
        tables=(
            _table(per_paper, "Papers by the number of pairs they use, MNIST apart", "Pairs"),
            _table(per_pair, "Pairs by the number of papers that use them", "Papers"),
        ),
        pairs=[_pair(site, board) for board in site.boards if len(board.papers) > 1],
        single=[
            (task, [_pair(site, board) for board in boards])
            for task, boards in by_task(site, (board for board in site.boards if len(board.papers) < 2))
        ],
        singles=sum(len(board.papers) < 2 for board in site.boards),
    )


def _pair(site: Site, board: Board) -> Pair:
    points = {
        axis: sum(p.ranked for p in trade_off.points) if (trade_off := board.trade_off(axis, board.main_change)) else 0
        for axis in AXES
    }
    return Pair(
        Link(site.corpus.datasets[board.dataset].name, site.places.dataset[board.dataset]),
        board_by_architecture(site, board),
        task_of(site, board.dataset),
        len(board.papers),
        len(board.results),
        points["compression_ratio"],
        points["theoretical_speedup"],
    )


def write_points(site: Site, output: Output, available: Collection[str]) -> None:
    """How many points curves have."""
    curves = [(c.population, c.points) for c in site.meta.curves]
    output.page(
        "analysis/points.html",
        "analysis/points.html",
        title="Points of a trade-off curve",
        head=head(site, "points", available),
        histograms=_histograms(curves, "points of a curve"),
        table=_table(curves, "Curves by the number of their points", "Points"),
    )


def _histograms(found: Iterable[tuple[Population, Tally]], words: str) -> list[Bars]:
    return [bars(population.name, words, bins(tally)) for population, tally in found if tally.total]


def _table(found: Sequence[tuple[Population, Tally]], caption: str, first: str) -> CountTable:
    """A row for each count that occurs in any population."""
    numbers = [dict(tally.of) for _, tally in found]
    counts = sorted({count for one in numbers for count, uses in one.items() if uses})
    rows = tuple((str(count), tuple(one.get(count, 0) for one in numbers)) for count in counts)
    return CountTable(caption, first, tuple(population.name for population, _ in found), rows)
