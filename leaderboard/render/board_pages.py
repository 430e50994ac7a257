"""Board pages: what is best at a ratio, the trade-off, and every result on one data set and architecture."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from leaderboard.analysis.bands import stand_in
from leaderboard.analysis.boards import Board, TradeOff, board_key
from leaderboard.analysis.comparability import CLASSES, SAME_DENSE
from leaderboard.render.board_answer import answer, best_by_structure, main_axes, spread_words
from leaderboard.render.board_chart import AXIS_WORDS, board_charts, chosen_series
from leaderboard.render.board_data import board_data, why_data
from leaderboard.render.board_filter import board_filter
from leaderboard.render.board_lines import Line, flags_of, lines_of, timed
from leaderboard.render.board_measured import measured_here, shown_here
from leaderboard.render.context import Link, Site
from leaderboard.render.formats import count
from leaderboard.render.marks import Style
from leaderboard.render.metrics import TIMED_HEAD, Head, Scored, heads, scored, scored_by
from leaderboard.render.output import Output
from leaderboard.render.progress_pages import progress_here
from leaderboard.render.rows import NOTES, Note
from leaderboard.render.scripts import assignment
from leaderboard.store.corpus import ResultView

FIRST = 300  # lines that a board's own page lists; the others stand on a page of their own


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """A look and the method it stands for, with the number of its lines here; its place among the chosen."""

    style: Style
    method: Link
    lines: int


@dataclass(frozen=True, slots=True)
class Listed:
    """A line of the table: its number on the board, and what beats it on the first of the board's two frontiers:
    "" where it does not compete, "frontier" where nothing does.
    """

    number: int
    line: Line
    beaten: str
    beaten_by: int | None


def write_boards(site: Site, output: Output) -> None:
    """One page a board, busiest first, each with its scripts; long ones have a second page."""
    for board in site.boards:
        _write(site, output, board)


def _write(site: Site, output: Output, board: Board) -> None:
    standing = stand_in(board, site.campaigns_of(board))
    lines = lines_of(site, board, standing)
    chosen = chosen_series(board, lines)
    by = scored_by(board.metric, board.main_change)
    page = PurePosixPath(site.places.board[board.key])
    scripts = {kind: f"static/{kind}/{page.stem}.js" for kind in ("board", "why")} if lines else {}
    if lines:
        output.file(scripts["board"], assignment("boardData", board_data(site, board, lines, chosen, standing)))
        output.file(scripts["why"], assignment("boardWhy", why_data(site, lines)))
    listed = _listed(board, lines)
    more = f"board/more/{page.name}" if len(lines) > FIRST else ""
    table = {"board": board, "heads": _heads(site, board), "beaten_by": _first_axis(board), "notes": _notes(lines)}
    output.page(
        str(page),
        "board.html",
        board.key,
        title=site.board_name(board),
        scripts=scripts,
        more=more,
        counts=_counts(board, lines),
        baselines=_baselines(board),
        by=by,
        answer=answer(site, board, standing),
        spread=spread_words(board, standing, by),
        axes=[AXIS_WORDS[axis] for axis in main_axes(board)],
        structures=best_by_structure(site, board),
        charts=board_charts(site, board, lines, chosen, by),
        legend=_legend(site, lines, chosen),
        form=board_filter(board, lines),
        progress=progress_here(site, board),
        measured=[measured_here(site, here, chosen) for here in shown_here(site, board)],
        gaps=len({g.claim.result.id for g in site.gaps if g.board.key == board.key}),
        rows=listed[:FIRST],
        left=len(listed) - FIRST,
        sweeps=_sweeps(site, board),
        unrecorded=_unrecorded(site, board),
        about=_about(site, board),
        **table,
    )
    if more:
        name = site.board_name(board)
        rest = {"title": f"{name}: results {FIRST + 1} to {len(lines)}", "board_name": name, "first": str(page)}
        output.page(more, "board_more.html", board.key, rows=listed[FIRST:], **rest, **table)


def _about(site: Site, board: Board) -> dict[str, object]:
    """What is to be known of the network and its results before any two are compared."""
    chosen = [r for r in board.results if r.table.role != "sweep"]
    return {
        "dataset": site.corpus.datasets[board.dataset],
        "dataset_href": site.places.dataset[board.dataset],
        "architecture": site.corpus.architectures[board.architecture],
        "architecture_href": site.places.architecture[board.architecture],
        "reference": site.corpus.cards[board.reference] if board.reference else None,
        "elsewhere": _elsewhere(site, board),
        "guests": _guests(site, board),
        "classes": _classes(board, chosen),
        "reasons": _reasons(board, chosen),
    }


def _heads(site: Site, board: Board) -> list[Head]:
    found = list(heads(board.metric))
    return [*found[:2], TIMED_HEAD, *found[2:]] if timed(site, board) else found


def _first_axis(board: Board) -> str:
    axes = main_axes(board)
    return AXIS_WORDS[axes[0]] if axes else ""


def _notes(lines: Sequence[Line]) -> list[Note]:
    return [NOTES.get(flag, Note("?", flag, flag)) for flag in flags_of(lines)]


def _listed(board: Board, lines: Sequence[Line]) -> list[Listed]:
    """The lines with their numbers, and what beats them on the frontier of the first ratio the board has."""
    axes = main_axes(board)
    found = board.trade_off(axes[0], board.main_change) if axes else None
    beaten = _beaten(found) if found else {}
    numbers = {line.id: number for number, line in enumerate(lines)}
    names = {line.id: line.name for line in lines}
    listed = []
    for number, line in enumerate(lines):
        better = beaten.get(line.id)
        listed.append(Listed(number, line, names.get(better or "", better or ""), numbers.get(better or "")))
    return listed


def _beaten(found: TradeOff) -> dict[str, str]:
    """For every ranked result the one that beats it in both numbers, the most accurate of those that do."""
    corners = {p.result.id for p in found.frontier}
    beaten = {}
    for p in found.points:
        if p.ranked:
            better = found.best_at_least(p.ratio)
            beaten[p.result.id] = "frontier" if p.result.id in corners or not better else better[0].result.id
    return beaten


def _legend(site: Site, lines: Sequence[Line], chosen: dict[str, Style]) -> list[LegendEntry]:
    """The methods in colour; those that share a name are told apart by the paper that names them."""
    uses = Counter(line.series for line in lines)
    first = {line.series: line for line in reversed(lines)}
    names = Counter(first[key].name.casefold() for key in chosen)
    found = []
    for key, style in chosen.items():
        one, aside = first[key], ""
        href = site.places.method[key] if key in site.corpus.methods else one.href
        if names[one.name.casefold()] > 1:
            aside = one.by
        found.append(LegendEntry(style, Link(one.name, href, aside), uses[key]))
    return found


def _sweeps(site: Site, board: Board) -> list[Link]:
    """Papers with runs of searches here, which their own pages list."""
    uses = Counter(r.paper for r in board.results if r.table.role == "sweep")
    return [site.paper_link(p.key, f"{uses[p.key]:,}") for p in site.papers_in_order(uses)]


def _counts(board: Board, lines: Sequence[Line]) -> str:
    """The line under the heading."""
    sweeps = sum(r.table.role == "sweep" for r in board.results)
    reported, measured = sum(line.paper is not None for line in lines), sum(line.paper is None for line in lines)
    parts = [
        count(len(board.papers), "paper"),
        count(len({r.method for r in board.results}), "method"),
        f"{count(reported, 'result')} with numbers",
    ]
    if measured:
        parts.append(f"{count(measured, 'mean')} of our own runs")
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
        for r in site.by_architecture.get(board.architecture, [])
        if r.table.dataset == board.dataset and r.table.board != board.architecture
    }
    return [site.board_link(b) for b in site.boards if b.key in other]


def _guests(site: Site, board: Board) -> list[Link]:
    """Papers whose results stand here under another printed name."""
    names = {
        (r.paper, r.table.architecture_as_printed) for r in board.results if r.table.architecture != board.architecture
    }
    return [site.paper_link(paper, f"prints {name}") for paper, name in sorted(names)]


def _unrecorded(site: Site, board: Board) -> list[tuple[Link, list[Link]]]:
    """Results without a number, by paper: what else was evaluated here."""
    groups: dict[str, list[Link]] = {}
    for r in board.results:
        row = site.rows[r.id]
        if r.table.role != "sweep" and not row.has_numbers:
            groups.setdefault(r.paper, []).append(Link(row.named, row.href))
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
