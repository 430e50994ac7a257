"""Board pages: charts, what is best at a ratio, and every result on one data set and architecture."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from leaderboard.analysis.boards import AXES, CHANGES, THRESHOLDS, Axis, Board, Change, Point, TradeOff
from leaderboard.analysis.comparability import CLASSES
from leaderboard.analysis.gap import tuned
from leaderboard.analysis.measured import Campaign, MeasuredPoint
from leaderboard.render.charts import AXIS_WORDS, Chart, Measured, Words, chart
from leaderboard.render.context import Link, Site
from leaderboard.render.formats import count, points, ratio
from leaderboard.render.marks import STYLES, Style, style, styles
from leaderboard.render.measured_pages import campaign_link, campaign_path
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


@dataclass(frozen=True, slots=True)
class MeasuredHere:
    """A campaign on the board's network: target ratios, and for each method shown its mark and changes.

    ``pruned_only`` says that nothing is trained after pruning.
    """

    link: Link
    pruned_only: bool
    targets: tuple[str, ...]
    rows: tuple[tuple[Style, Link, tuple[str, ...]], ...]


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
    ours = _ours(site, board)
    filled = _filled_styles(site, shown, ours)
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
        measured=[_measured_here(site, c, listed, filled) for c, listed in ours],
        gaps=len({g.claim.result.id for g in site.gaps if g.board.key == board.key}),
    )


Ours = list[tuple[Campaign, list[MeasuredPoint]]]  # campaigns and what of them a board shows


def _ours(site: Site, board: Board) -> Ours:
    return [(c, _worth_showing(site, board, c)) for c in site.campaigns_of(board)]


def _worth_showing(site: Site, board: Board, campaign: Campaign) -> list[MeasuredPoint]:
    """Points of methods that a paper claims something of on the board, and of those that are best at some ratio.

    All forty methods in one chart would hide each other; the campaign's own page has them.
    """
    claimed = {r.method for r in board.results}
    counterparts = site.corpus.counterparts
    named = {m for m in campaign.methods if m in counterparts and claimed & set(counterparts[m].claims)}
    pruned = [p for p in campaign.points if p.target > 1]
    best = {
        max((p for p in pruned if p.target == t), key=lambda p: p.change).method for t in {p.target for p in pruned}
    }
    return [p for p in pruned if p.method in named | best]


def _filled_styles(site: Site, shown: dict[str, Style], ours: Ours) -> dict[str, Style]:
    """A measured method has the mark of the reported one that it re-runs, else the next free one."""
    found: dict[str, Style] = {}
    for method in sorted({p.method for _, listed in ours for p in listed}):
        counterpart = site.corpus.counterparts.get(method)
        same = [shown[key] for key in (counterpart.claims if counterpart else ()) if key in shown]
        found[method] = same[0] if same else style(len(shown) + len(found))
    return found


def _charts(
    site: Site,
    board: Board,
    change: Change,
    shown: dict[str, Style],
    words: Words,
    ours: Ours,
    filled: dict[str, Style],
) -> list[Chart]:
    charts = []
    for axis in AXES:
        found = board.trade_off(axis, change) or TradeOff(axis, change, (), (), ())
        marks = _filled(site, axis, ours, filled) if change == "delta_top1" else []
        if found.points or marks:
            charts.append(chart(found, shown, words, marks))
    return charts


def _filled(site: Site, axis: Axis, ours: Ours, filled: dict[str, Style]) -> list[Measured]:
    marks = []
    for campaign, listed in ours:
        for p in listed:
            x = p.ratio if axis == "compression_ratio" else p.speedup
            name, runs = site.measured_name(p.method), count(len(p.runs), "run")
            spread = f" ± {p.spread:.2f}" if p.spread is not None else ""
            title = (
                f"{name}, measured under {campaign.protocol}: {points(p.change)}{spread} points at {ratio(x)}, {runs}"
            )
            line = f"{campaign.protocol} {campaign.version} {campaign.network} {p.method}"
            href = campaign_path(campaign, p.method)
            marks.append(Measured(line, x, p.change, p.spread, filled[p.method], href, title))
    return marks


def _measured_here(
    site: Site, campaign: Campaign, listed: list[MeasuredPoint], filled: dict[str, Style]
) -> MeasuredHere:
    targets = sorted({p.target for p in listed})
    methods = sorted({p.method for p in listed}, key=lambda m: site.measured_name(m).casefold())
    rows = []
    for method in methods:
        at = {p.target: p for p in listed if p.method == method}
        link = Link(site.measured_name(method), campaign_path(campaign, method))
        cells = tuple(_cell(at[t]) if t in at else "–" for t in targets)
        rows.append((filled[method], link, cells))
    pruned_only = not any(tuned(p) for p in listed)
    return MeasuredHere(campaign_link(site, campaign), pruned_only, tuple(f"{t:g}×" for t in targets), tuple(rows))


def _cell(p: MeasuredPoint) -> str:
    spread = f" ± {p.spread:.2f} ({len(p.runs)})" if p.spread is not None else " (1)"
    return f"{points(p.change)}{spread}"


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
        f"{r.table.dataset}--{r.table.board}"
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
