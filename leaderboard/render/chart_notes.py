"""What lies outside a chart's frame, said below it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from leaderboard.analysis.boards import Point
from leaderboard.render.chart_parts import Measured
from leaderboard.render.formats import count
from leaderboard.render.formats import ratio as show_ratio
from leaderboard.render.metrics import Scored
from leaderboard.render.scales import Scale


def measured_notes(measured: Sequence[Measured], others: Sequence[tuple[float, float]], scale: Scale) -> Iterator[str]:
    """What of our own runs lies outside the frame."""
    cut = sum(m.change < scale.changes[0] for m in measured)
    if cut:
        yield f"{count(cut, 'measured result')} below the frame, on its lower edge; the numbers are in the table."
    if others:
        outside = sum(not scale.holds(x, y) for x, y in others)
        text = f"Grey dots: {count(len(others), 'measured result')} of other methods"
        yield text + (f", {outside:,} of them outside the frame and not drawn." if outside else ".")


def reported_notes(chosen: list[Point], swept: list[Point], scale: Scale, by: Scored) -> tuple[str, ...]:
    """What of the reported results lies outside the frame."""
    notes = []
    cut = [p for p in chosen if p.change < scale.changes[0]]
    if cut:
        listed = "; ".join(f"{by.change(p.change)} at {show_ratio(p.ratio)}" for p in cut[:6])
        more = f"; and {len(cut) - 6} more" if len(cut) > 6 else ""
        notes.append(
            f"{count(len(cut), 'result')} below the frame, marked by arrows on its lower edge: {listed}{more}."
        )
    if swept:
        outside = sum(not scale.holds(p.ratio, p.change) for p in swept)
        text = f"Faint dots: {count(len(swept), 'single run')} of searches over settings"
        notes.append(text + (f", {outside:,} of them outside the frame and not drawn." if outside else "."))
    return tuple(notes)
