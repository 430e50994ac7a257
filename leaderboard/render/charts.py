"""Trade-off charts as plain values for the SVG template: change of accuracy over a ratio on a log axis."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from leaderboard.analysis.boards import Point, TradeOff
from leaderboard.analysis.series import series
from leaderboard.render import scales
from leaderboard.render.chart_labels import place_labels
from leaderboard.render.chart_notes import measured_notes, reported_notes
from leaderboard.render.chart_parts import Chart, Curve, Drawing, Mark, Measured, Tick, Words
from leaderboard.render.marks import Style
from leaderboard.render.metrics import TOP1, Scored
from leaderboard.render.scales import Scale

FAR_BELOW = 3.0  # points
DASHES = 3  # solid and two broken lines: classes d1 and d2 of the style sheet

AXIS_WORDS = {"compression_ratio": "compression ratio", "theoretical_speedup": "theoretical speedup"}


def chart_id(axis: str, change: str) -> str:
    """The anchor of a chart on its page."""
    return f"chart-{change}-{axis}".replace("_", "-")


def chart(
    trade_off: TradeOff,
    styles: Mapping[str, Style],
    words: Words,
    measured: Sequence[Measured] = (),
    others: Sequence[tuple[float, float]] = (),
    by: Scored = TOP1,
) -> Chart:
    """Lay a trade-off out. ``styles`` is by method; runs of searches become faint dots, clipped with a note;
    ``measured`` are our own results, filled, which widen the frame like reported ones; ``others`` (ratio, change)
    those without a mark of their own, grey dots that do not. ``by`` is what the changes are of: up is always better.
    """
    chosen, swept = split(trade_off)
    frame = chosen or swept
    ratios = scales.ratio_range([p.ratio for p in frame] + [m.ratio for m in measured])
    reported = [p.change for p in frame]
    changes = scales.change_range(reported + _worth_framing(reported, measured), points=by.unit == "points")
    drawings = []
    for space in (scales.WIDE, scales.NARROW):
        scale = Scale(space, ratios, changes)
        drawings.append(_drawing(trade_off, scale, styles, words, measured, others, by))
    axis = AXIS_WORDS[trade_off.axis]
    return Chart(
        id=chart_id(trade_off.axis, trade_off.change),
        title=f"{by.gain[0].upper()}{by.gain[1:]} against {axis}",
        x_title=f"{axis}, log scale",
        y_title=by.axis,
        drawings=tuple(drawings),
        notes=(
            *reported_notes(chosen, swept, Scale(scales.WIDE, ratios, changes), by),
            *measured_notes(measured, others, Scale(scales.WIDE, ratios, changes)),
        ),
    )


def _worth_framing(reported: Sequence[float], measured: Sequence[Measured]) -> list[float]:
    """Measured changes that widen the frame: what is far below all that papers report would flatten everything else,
    and is marked on the lower edge instead.
    """
    lowest = min(reported, default=-math.inf) - FAR_BELOW
    return [m.change for m in measured if m.change >= lowest]


def split(trade_off: TradeOff) -> tuple[list[Point], list[Point]]:
    """Points that authors chose to report, and single runs of searches."""
    chosen = [p for p in trade_off.points if p.result.table.role != "sweep"]
    return chosen, [p for p in trade_off.points if p.result.table.role == "sweep"]


def _drawing(
    trade_off: TradeOff,
    scale: Scale,
    styles: Mapping[str, Style],
    words: Words,
    measured: Sequence[Measured],
    others: Sequence[tuple[float, float]],
    by: Scored,
) -> Drawing:
    chosen, swept = split(trade_off)
    reported = tuple(_mark(p, trade_off, scale, styles, words, by) for p in chosen)
    marks = (*reported, *(_measured_mark(m, scale) for m in measured if m.ratio >= scale.ratios[0]))
    strict = "" if trade_off.strict == trade_off.frontier else _steps(trade_off.strict, scale)
    names = [(scale.x(p.ratio), scale.y(p.change), words.method(p), words.ref(p)) for p in trade_off.frontier]
    wide = scale.frame.name == "wide"
    return Drawing(
        frame=scale.frame,
        x_ticks=tuple(Tick(scale.x(t), f"{t:g}×") for t in scales.ratio_ticks(scale.ratios, 9 if wide else 6)),
        y_ticks=tuple(Tick(scale.y(t), tick_text(t)) for t in scales.change_ticks(scale.changes)),
        zero=scale.y(0),
        dots=_dots(swept, scale, words),
        others="".join(f"M{scale.x(x)} {scale.y(y)}h0" for x, y in others if scale.holds(x, y)),
        curves=(*_reported_curves(chosen, scale, styles, words), *_measured_curves(measured, scale)),
        frontier=_steps(trade_off.frontier, scale),
        strict=strict,
        marks=marks,
        labels=place_labels(names, [(m.x, m.y) for m in marks], scale.frame, 22 if wide else 14),
    )


def tick_text(change: float) -> str:
    """+0.5, −12,000, 0"""
    text = f"{change:+,.4f}".rstrip("0").rstrip(".")
    return text.replace("-", "−") if text.strip("+-0") else "0"


def _dots(swept: list[Point], scale: Scale, words: Words) -> tuple[tuple[int, str], ...]:
    """Runs of searches inside the frame, those of one paper and structure in one path."""
    groups: dict[tuple[str, str | None], list[Point]] = {}
    for p in swept:
        if scale.holds(p.ratio, p.change):
            groups.setdefault((p.result.paper, p.result.structure), []).append(p)
    return tuple(
        (words.ref(group[0]), "".join(f"M{scale.x(p.ratio)} {scale.y(p.change)}h0" for p in group))
        for group in groups.values()
    )


def _reported_curves(chosen: list[Point], scale: Scale, styles: Mapping[str, Style], words: Words) -> tuple[Curve, ...]:
    return tuple(
        Curve(
            styles[s.method].colour,
            0,
            " ".join(f"{scale.x(p.ratio)},{scale.y(p.change)}" for p in s.points),
            tuple(words.ref(p) for p in s.points),
        )
        for s in series(chosen)
        if len(s.points) > 1
    )


def _mark(p: Point, trade_off: TradeOff, scale: Scale, styles: Mapping[str, Style], words: Words, by: Scored) -> Mark:
    value = p.result.quantities[trade_off.change]
    deviation = p.result.value("std_score" if trade_off.change == "delta_score" else "std_top1")
    bar = None
    if deviation:
        bar = (scale.y(p.change - deviation), scale.y(p.change + deviation))
    elif value.low is not None and value.high is not None:
        low, high = sorted((by.own(value.low), by.own(value.high)))
        bar = (scale.y(low), scale.y(high))
    if bar is not None and bar[0] - bar[1] < 2:
        bar = None
    return Mark(
        x=scale.x(p.ratio),
        y=scale.y(p.change),
        style=styles[p.result.method],
        href=words.href(p),
        title=words.sentence(p),
        aside=not p.ranked,
        measured=p.result.kind == "measured",
        cut=p.change < scale.changes[0],
        bar=bar,
        ref=words.ref(p),
    )


def _measured_mark(m: Measured, scale: Scale) -> Mark:
    bar = (scale.y(m.change - m.spread), scale.y(m.change + m.spread)) if m.spread else None
    return Mark(
        x=scale.x(m.ratio),
        y=scale.y(m.change),
        style=m.style,
        href=m.href,
        title=m.title,
        aside=False,
        measured=True,
        cut=m.change < scale.changes[0],
        bar=bar if bar is not None and bar[0] - bar[1] >= 2 else None,
    )


def _measured_curves(measured: Sequence[Measured], scale: Scale) -> tuple[Curve, ...]:
    lines: dict[str, list[Measured]] = {}
    for m in measured:
        lines.setdefault(m.line, []).append(m)
    return tuple(
        Curve(line[0].style.colour, line[0].dash, " ".join(f"{scale.x(m.ratio)},{scale.y(m.change)}" for m in line))
        for line in (sorted(line, key=lambda m: m.ratio) for line in lines.values())
        if len(line) > 1
    )


def _steps(frontier: tuple[Point, ...], scale: Scale) -> str:
    """Steps down to the right: the accuracy of a corner is reached at its ratio and at all smaller ones."""
    corners = [(scale.x(p.ratio), scale.y(p.change)) for p in frontier if scale.holds(p.ratio, p.change)]
    left = scale.frame.left
    return "".join(f"M{left} {y}H{x}" if i == 0 else f"V{y}H{x}" for i, (x, y) in enumerate(corners))
