"""Board pages: charts, what is best at a ratio, and every result on one data set and architecture."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from leaderboard.analysis.boards import AXES, CHANGES, THRESHOLDS, Board, Change, Point, TradeOff, board_key
from leaderboard.analysis.comparability import CLASSES
from leaderboard.render.board_measured import (
    Shown,
    filled_styles,
    measured_here,
    measured_marks,
    other_points,
    shown_here,
)
from leaderboard.render.charts import AXIS_WORDS, Chart, Words, chart
from leaderboard.render.context import Link, Site
from leaderboard.render.formats import count, points, ratio
from leaderboard.render.marks import STYLES, Style, styles
from leaderboard.render.output import Output
from leaderboard.render.rows import Row, used_notes
from leaderboard.store.corpus import ResultView


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """A mark and the method it stands for; ``aside`` when none of its results is ranked."""

    style: Style
    method: Link
    aside: bool


@dataclass(frozen=True, slots=True)
class Best:
    """One line of "best at k× or more": for each axis the best of classes A and B, and of A where that differs."""

    threshold: str
    cells: tuple[tuple[BestCell, ...], ...]


@dataclass(frozen=True, slots=True)
class BestCell:
    """The best change at a ratio: what reaches it, at which ratio, in which class."""

    change: str
    links: tuple[Link, ...]
    ratio: str
    klass: str


def write_boards(site: Site, output: Output) -> None:
    """One page a board, busiest first."""
    for board in site.boards:
        _write(site, output, board)


def _write(site: Site, output: Output, board: Board) -> None:
    drawn = {p.result.method for t in board.trade_offs for p in t.points if p.result.table.role != "sweep"}
    shown = styles(sorted(drawn, key=lambda m: (site.corpus.methods[m].name.casefold(), m)))
    ranked = {p.result.method for t in board.trade_offs for p in t.points if p.ranked}
    words = Words(
        href=lambda p: site.places.result(p.result),
        method=lambda p: site.corpus.methods[p.result.method].name,
        sentence=lambda p: _sentence(site, p),
    )
    ours = shown_here(site, board)
    filled = filled_styles(site, shown, ours)
    charts = {change: _charts(site, board, change, shown, words, ours, filled) for change in CHANGES}
    chosen = [r for r in board.results if r.table.role != "sweep"]
    numbered = [r for r in chosen if site.rows[r.id].has_numbers]
    table = site.rows_of(sorted(numbered, key=lambda r: _order(site, r)))
    main = board.main_change
    output.page(
        site.places.board[board.key],
        "board.html",
        board.key,
        title=site.board_name(board),
        board=board,
        dataset=site.corpus.datasets[board.dataset],
        dataset_href=site.places.dataset[board.dataset],
        architecture=site.corpus.architectures[board.architecture],
        architecture_href=site.places.architecture[board.architecture],
        counts=_counts(board, table),
        change=AXIS_WORDS[main],
        only_top5=main == "delta_top5",
        charts=charts[main],
        second=charts["delta_top5"] if main == "delta_top1" else [],
        legend=[LegendEntry(s, site.method_link(m), m not in ranked) for m, s in shown.items()],
        repeats=len(shown) > STYLES,
        best=_best_table(site, board),
        axes=[AXIS_WORDS[axis] for axis in AXES],
        rows=table,
        notes=used_notes(table),
        sweeps=site.rows_of(r for r in board.results if r.table.role == "sweep"),
        unrecorded=_unrecorded(site, chosen),
        baselines=_baselines(board),
        classes=_classes(board, chosen),
        reference=site.corpus.cards[board.reference] if board.reference else None,
        elsewhere=_elsewhere(site, board),
        guests=_guests(site, board),
        measured=[measured_here(site, here, filled, dash) for dash, here in enumerate(ours)],
        gaps=len({g.claim.result.id for g in site.gaps if g.board.key == board.key}),
    )


def _charts(
    site: Site,
    board: Board,
    change: Change,
    shown: dict[str, Style],
    words: Words,
    ours: list[Shown],
    filled: dict[str, Style],
) -> list[Chart]:
    charts = []
    for axis in AXES:
        found = board.trade_off(axis, change) or TradeOff(axis, change, (), (), ())
        mine = ours if change == "delta_top1" else []
        marks = measured_marks(site, axis, mine, filled)
        if found.points or marks:
            charts.append(chart(found, shown, words, marks, other_points(axis, mine)))
    return charts


def _sentence(site: Site, p: Point) -> str:
    row = site.rows[p.result.id]
    name = f"{row.method}{f' {p.result.variant}' if p.result.variant else ''} ({row.paper})"
    return f"{name}: {points(p.change)} points at {ratio(p.ratio)}" + (
        f"; class {p.klass}" + (f": {'; '.join(p.reasons)}" if p.reasons else "")
    )


def _order(site: Site, r: ResultView) -> tuple[int, int, str, str, float]:
    """Papers by date; within a method by falling size of its effect on cost."""
    paper = site.corpus.papers[r.paper]
    cost = r.value("compression_ratio") or r.value("theoretical_speedup") or 0.0
    return (paper.year, paper.month or 0, paper.key, r.method, cost)


def _counts(board: Board, table: list[Row]) -> str:
    """The line under the heading."""
    sweeps = sum(r.table.role == "sweep" for r in board.results)
    methods = len({r.method for r in board.results})
    parts = [
        count(len(board.papers), "paper"),
        count(methods, "method"),
        f"{count(len(table), 'result')} with numbers",
    ]
    if sweeps:
        parts.append(f"{sweeps:,} runs of searches")
    return ", ".join(parts)


def _best_table(site: Site, board: Board) -> list[Best]:
    trade_offs = [board.trade_off(axis, board.main_change) for axis in AXES]
    found = [
        Best(f"{threshold}×", tuple(tuple(_best_cells(site, t, threshold)) if t else () for t in trade_offs))
        for threshold in THRESHOLDS
    ]
    return [best for best in found if any(best.cells)]


def _best_cells(site: Site, trade_off: TradeOff, threshold: float) -> Iterator[BestCell]:
    best, strict = trade_off.best_at_least(threshold), trade_off.best_at_least(threshold, strict=True)
    for found in (best, strict if strict != best else ()):
        if found:
            rows = [site.rows[p.result.id] for p in found]
            links = tuple(Link(row.method, row.href, row.paper) for row in rows)
            klass = "A" if found == strict else "/".join(sorted({row.klass for row in rows}))
            yield BestCell(points(found[0].change), links, ratio(found[0].ratio), klass)


def _classes(board: Board, results: Iterable[ResultView]) -> list[tuple[str, int]]:
    """How many of the chosen results each class holds."""
    uses = Counter(board.standings[r.id].klass for r in results)
    return [(klass, uses[klass]) for klass in CLASSES]


def _elsewhere(site: Site, board: Board) -> list[Link]:
    """Boards of results that are printed under this board's name but are another network."""
    other = {
        board_key(r)
        for r in site.corpus.results
        if (r.table.dataset, r.table.architecture) == (board.dataset, board.architecture)
        and r.table.board != board.architecture
    }
    return [site.board_link(b) for b in site.boards if b.key in other]


def _guests(site: Site, board: Board) -> list[Link]:
    """Papers whose results stand here under another printed name."""
    names = {
        (r.paper, r.table.architecture_as_printed) for r in board.results if r.table.architecture != board.architecture
    }
    return [site.paper_link(paper, f"prints {name}") for paper, name in sorted(names)]


def _unrecorded(site: Site, results: Iterable[ResultView]) -> list[tuple[Link, list[Link]]]:
    """Results without a number, by paper: what else was evaluated here."""
    groups: dict[str, list[Link]] = {}
    for r in results:
        row = site.rows[r.id]
        if not row.has_numbers:
            name = " ".join(filter(None, (row.method, row.variant)))
            groups.setdefault(r.paper, []).append(Link(name, row.href))
    return [(site.paper_link(p.key), groups[p.key]) for p in site.papers_in_order(groups)]


def _baselines(board: Board) -> str:
    """The spread of dense accuracies, which bounds what differences between papers can mean."""
    values = {(r.paper, v) for r in board.results if (v := r.value("baseline_top1")) is not None}
    papers = {paper for paper, _ in values}
    if len(papers) < 2:
        return ""
    low, high = min(v for _, v in values), max(v for _, v in values)
    return f"The dense networks that {len(papers)} papers start from here span {low:.2f} to {high:.2f} % top-1."
