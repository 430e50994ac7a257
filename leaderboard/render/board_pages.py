"""Board pages: charts, what is best at a ratio, and every result on one data set and architecture."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from leaderboard.analysis.boards import AXES, CHANGES, Board, Change, Point, TradeOff, board_key
from leaderboard.analysis.comparability import CLASSES, SAME_DENSE
from leaderboard.render.board_best import best_axes, best_by_structure, best_table
from leaderboard.render.board_filter import board_filter, numbering
from leaderboard.render.board_measured import (
    Shown,
    filled_styles,
    measured_here,
    measured_marks,
    other_points,
    shown_here,
)
from leaderboard.render.chart_parts import Chart, Words
from leaderboard.render.charts import AXIS_WORDS, chart
from leaderboard.render.context import Link, Site
from leaderboard.render.formats import count, ratio
from leaderboard.render.marks import STYLES, Style, styles
from leaderboard.render.metrics import Scored, heads, scored, scored_by
from leaderboard.render.output import Output
from leaderboard.render.progress_pages import progress_here
from leaderboard.render.rows import Row, used_notes
from leaderboard.store.corpus import ResultView


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """A mark and the method it stands for; ``aside`` when none of its results is ranked, ``key`` for the filter."""

    style: Style
    method: Link
    aside: bool
    key: str


def write_boards(site: Site, output: Output) -> None:
    """One page a board, busiest first."""
    for board in site.boards:
        _write(site, output, board)


def _write(site: Site, output: Output, board: Board) -> None:
    drawn = {p.result.method for t in board.trade_offs for p in t.points if p.result.table.role != "sweep"}
    shown = styles(sorted(drawn, key=lambda m: (site.corpus.methods[m].name.casefold(), m)))
    ranked = {p.result.method for t in board.trade_offs for p in t.points if p.ranked}
    ours = shown_here(site, board)
    filled = filled_styles(site, shown, ours)
    charts = {change: _charts(site, board, change, shown, ours, filled) for change in CHANGES}
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
        by=scored_by(board.metric, main),
        only_top5=main == "delta_top5",
        charts=charts[main],
        second=charts["delta_top5"] if main == "delta_top1" else [],
        legend=_legend(site, shown, ranked),
        repeats=len(shown) > STYLES,
        best=best_table(site, board),
        structures=best_by_structure(site, board),
        axes=[AXIS_WORDS[axis] for axis in best_axes(board)],
        progress=progress_here(site, board),
        measured=[measured_here(site, here, filled, dash) for dash, here in enumerate(ours)],
        gaps=len({g.claim.result.id for g in site.gaps if g.board.key == board.key}),
        reference=site.corpus.cards[board.reference] if board.reference else None,
        elsewhere=_elsewhere(site, board),
        guests=_guests(site, board),
        **_results(site, board),
    )


def _legend(site: Site, shown: dict[str, Style], ranked: set[str]) -> list[LegendEntry]:
    """Methods by name; those that share one are told apart by the paper that names them."""
    names = Counter(site.corpus.methods[key].name.casefold() for key in shown)
    found = []
    for key, one in shown.items():
        method = site.corpus.methods[key]
        aside = site.corpus.papers[method.facts["paper"]].label if names[method.name.casefold()] > 1 else ""
        found.append(LegendEntry(one, site.method_link(key, aside), key not in ranked, key))
    return found


def _results(site: Site, board: Board) -> dict[str, object]:
    """What the page says of the results themselves, and the filter over them."""
    chosen = [r for r in board.results if r.table.role != "sweep"]
    numbered = [r for r in chosen if site.rows[r.id].has_numbers]
    table = site.rows_of(sorted(numbered, key=lambda r: _order(site, r)))
    return {
        "counts": _counts(board, table),
        "rows": table,
        "heads": heads(board.metric),
        "refs": numbering(board),
        "filter": board_filter(site, board, table),
        "notes": used_notes(table),
        "sweeps": site.rows_of(r for r in board.results if r.table.role == "sweep"),
        "unrecorded": _unrecorded(site, chosen),
        "baselines": _baselines(board),
        "classes": _classes(board, chosen),
        "reasons": _reasons(board, chosen),
    }


def _charts(
    site: Site, board: Board, change: Change, shown: dict[str, Style], ours: list[Shown], filled: dict[str, Style]
) -> list[Chart]:
    by = scored_by(board.metric, change)
    numbers = numbering(board)
    words = Words(
        href=lambda p: site.places.result(p.result),
        method=lambda p: site.corpus.methods[p.result.method].name,
        sentence=lambda p: _sentence(site, p, by),
        ref=lambda p: numbers[p.result.id],
    )
    charts = []
    for axis in AXES:
        found = board.trade_off(axis, change) or TradeOff(axis, change, (), (), ())
        mine = ours if change == "delta_top1" else []
        marks = measured_marks(site, axis, mine, filled)
        if found.points or marks:
            charts.append(chart(found, shown, words, marks, other_points(axis, mine), by))
    return charts


def _sentence(site: Site, p: Point, by: Scored) -> str:
    row = site.rows[p.result.id]
    name = f"{row.method}{f' {p.result.variant}' if p.result.variant else ''} ({row.paper})"
    score = p.result.value("score")
    reached = f"{by.name} {by.score(score)}, " if score is not None else ""
    why = f": {'; '.join(p.reasons)}" if p.klass == "C" else ""
    return f"{name}: {reached}{by.change(p.change)} at {ratio(p.ratio)}; class {p.klass}{why}"


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


def _classes(board: Board, results: Iterable[ResultView]) -> list[tuple[str, int]]:
    """How many of the chosen results each class holds."""
    uses = Counter(board.standings[r.id].klass for r in results)
    return [(klass, uses[klass]) for klass in CLASSES]


def _reasons(board: Board, results: Iterable[ResultView]) -> list[tuple[str, str, int]]:
    """Class, reason and number of results, most frequent first; what stands after a colon differs by result."""
    uses: Counter[tuple[str, str]] = Counter()
    for r in results:
        found = board.standings[r.id]
        if found.klass not in (None, "A"):
            uses.update({(found.klass, reason.partition(":")[0]) for reason in found.reasons})
    return [(klass, reason, uses[klass, reason]) for klass, reason in sorted(uses, key=lambda k: (k[0], -uses[k], k))]


def _elsewhere(site: Site, board: Board) -> list[Link]:
    """Boards of results that are printed under this board's name but are another network."""
    other = {
        board_key(r.table)
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
    """The spread of dense scores, which bounds what differences between papers can mean."""
    if board.metric is not None:
        return _dense_scores(board, scored(board.metric))
    values = {(r.paper, v) for r in board.results if (v := r.value("baseline_top1")) is not None}
    papers = {paper for paper, _ in values}
    if len(papers) < 2:
        return ""
    low, high = min(v for _, v in values), max(v for _, v in values)
    return f"The dense networks that {len(papers)} papers start from here span {low:.2f} to {high:.2f} % top-1."


def _dense_scores(board: Board, by: Scored) -> str:
    """Dense scores by how many papers start from them: those within a per cent are taken for one evaluation."""
    papers: dict[float, set[str]] = {}
    for r in board.results:
        value = r.value("baseline_score")
        if value is not None:
            papers.setdefault(value, set()).add(r.paper)
    if len(papers) < 2:
        return ""
    common = sorted(papers, key=lambda v: (-len(papers[v]), v))
    listed = ", ".join(f"{by.score(v)} in {count(len(papers[v]), 'paper')}" for v in common[:6])
    more = f" and {len(common) - 6} other values" if len(common) > 6 else ""
    if max(papers) - min(papers) <= SAME_DENSE * min(abs(v) for v in papers):
        return f"Dense {by.name} here: {listed}{more}, within {100 * SAME_DENSE:g} %: one evaluation."
    return (
        f"Dense {by.name} here: {listed}{more}. Scores more than {100 * SAME_DENSE:g} % away from the most frequent "
        "come from other weights or another evaluation: their results are class C, shown and not ranked."
    )
