"""A board's charts: which methods have a look of their own, and its lines as marks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from leaderboard.analysis.boards import AXES, Axis, Board, Point
from leaderboard.render.board_lines import TIMED, Line, X
from leaderboard.render.context import Site
from leaderboard.render.formats import count
from leaderboard.render.marks import SHAPES, Style
from leaderboard.render.metrics import Scored
from leaderboard.render.plots import DASHES, SERIES, Plot, Spot, Steps, Titles, below_frame, plot, scale_of

AXIS_WORDS = {
    "compression_ratio": "compression ratio",
    "theoretical_speedup": "theoretical speedup",
    "measured_speedup": "measured speedup",
}
FEWEST_TIMED = 3  # measured speedups that make a chart


def chart_id(axis: str, change: str) -> str:
    """The anchor of a chart on its page."""
    return f"chart-{change}-{axis}".replace("_", "-")


def chosen_series(board: Board, lines: Sequence[Line]) -> dict[str, Style]:
    """The methods drawn in colour until a reader chooses others, at most eight: those with most corners of the
    frontiers, then those that were run here too, then those of our runs that are best at most ratios, then those with
    most results.
    """
    corners: Counter[str] = Counter()
    for axis in AXES:
        found = board.trade_off(axis, board.main_change)
        corners.update(p.result.method for p in (found.frontier if found else ()))
    ranked = [line for line in lines if line.ranked and line.up[0] is not None]
    uses = Counter(line.series for line in ranked)
    both = {line.series for line in ranked if line.source == "measured"} & {
        line.series for line in ranked if line.source != "measured"
    }
    best = _best_of_ours(ranked)
    order = sorted(uses, key=lambda s: (-corners[s], s not in both, -best[s], -uses[s], s))
    return {name: Style(place, place % len(SHAPES)) for place, name in enumerate(order[:SERIES])}


def _best_of_ours(lines: Sequence[Line]) -> Counter[str]:
    """At how many target ratios of our protocols the mean of each series is the best of several."""
    found: dict[tuple[str, str], list[tuple[float, str]]] = {}
    for line in lines:
        if line.source == "measured" and (up := line.up[0]) is not None:
            found.setdefault((line.by, line.variant), []).append((up, line.series))
    return Counter(max(at)[1] for at in found.values() if len(at) > 1)


def board_charts(
    site: Site, board: Board, lines: Sequence[Line], chosen: Mapping[str, Style], by: Scored
) -> list[Plot]:
    """A chart of the main change against each ratio that any line has beside it."""
    protocols = list(dict.fromkeys(line.by for line in lines if line.source == "measured"))
    dashes = {name: min(place, DASHES - 1) for place, name in enumerate(protocols)}
    found = [_chart(site, board, lines, chosen, by, place, dashes) for place in range(len(X))]
    return [one for one in found if one is not None]


def _chart(
    site: Site,
    board: Board,
    lines: Sequence[Line],
    chosen: Mapping[str, Style],
    by: Scored,
    place: int,
    dashes: Mapping[str, int],
) -> Plot | None:
    axis = X[place]
    spots = [
        Spot(
            line.series,
            x,
            y,
            filled=line.source == "measured",
            ranked=line.ranked,
            half=line.margin.half if line.margin and line.margin.basis != "rounding" else None,
            known=line.margin is not None and line.margin.basis in ("runs", "deviation"),
            line=line.curve,
            dash=dashes.get(line.by, 0) if line.source == "measured" else 0,
        )
        for line in lines
        if line.drawn and (x := line.across[place]) is not None and (y := line.up[0]) is not None
    ]
    dots = swept(board, axis) if place != TIMED else []
    if (not spots and not dots) or (place == TIMED and len(spots) < FEWEST_TIMED):
        return None
    words = AXIS_WORDS[axis]
    title = f"{by.gain[0].upper()}{by.gain[1:]} against {words}"
    label = f"{title}: {count(len(spots), 'mark')}; the same numbers stand in the table of results."
    titles = Titles(chart_id(axis, board.main_change), title, label, f"{words}, log scale", by.axis)
    notes = _notes(spots, dots, by)
    return plot(titles, spots, chosen, _frontier(site, board, place), dots, points=by.unit == "points", notes=notes)


def swept(board: Board, axis: str) -> list[tuple[float, float]]:
    """Ratio and main change of every run of a search."""
    found = next((t for t in board.trade_offs if (t.axis, t.change) == (axis, board.main_change)), None)
    return [(p.ratio, p.change) for p in (found.points if found else ()) if p.result.table.role == "sweep"]


def _frontier(site: Site, board: Board, place: int) -> Steps:
    axis: Axis | None = None if place == TIMED else AXES[place]
    found = board.trade_off(axis, board.main_change) if axis else None
    if found is None:
        return Steps()

    def corners(points: Sequence[Point]) -> tuple[tuple[float, float], ...]:
        return tuple((p.ratio, p.change) for p in points)

    names = tuple(site.corpus.methods[p.result.method].name for p in found.frontier)
    return Steps(corners(found.frontier), corners(found.strict), names)


def _notes(spots: Sequence[Spot], dots: Sequence[tuple[float, float]], by: Scored) -> list[str]:
    """What lies outside the frame."""
    scale = scale_of(spots, dots, points=by.unit == "points")
    notes = below_frame(spots, scale, by.change)
    if dots:
        outside = sum(not scale.holds(x, y) for x, y in dots)
        text = f"Faint dots: {count(len(dots), 'single run')} of searches over settings"
        notes.append(text + (f", {outside:,} of them outside the frame and not drawn." if outside else "."))
    return notes
