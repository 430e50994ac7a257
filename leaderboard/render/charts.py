"""Trade-off charts as plain values for the SVG template: change of accuracy over a ratio on a log axis."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from leaderboard.analysis.boards import Point, TradeOff
from leaderboard.analysis.series import series
from leaderboard.render import scales
from leaderboard.render.formats import clip, count
from leaderboard.render.formats import points as show_points
from leaderboard.render.formats import ratio as show_ratio
from leaderboard.render.marks import Style
from leaderboard.render.scales import Frame, Scale


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark: place in the viewBox, style, link and tooltip; ``cut`` marks stand on the frame's lower edge."""

    x: float
    y: float
    style: Style
    href: str
    title: str
    aside: bool
    measured: bool
    cut: bool
    bar: tuple[float, float] | None  # y of the ends of a known spread or rounding interval


@dataclass(frozen=True, slots=True)
class Tick:
    """A grid line and its label."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Label:
    """A method's name beside its mark on the frontier."""

    x: float
    y: float
    anchor: str
    text: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart laid out for one frame; everything the template draws, in order."""

    frame: Frame
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    zero: float
    dots: str
    others: str  # measured methods without a mark of their own
    curves: tuple[tuple[int, int, str], ...]  # colour, kind of dash, points of a polyline
    frontier: str
    strict: str  # frontier among class A; empty where it is the frontier
    marks: tuple[Mark, ...]
    labels: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A trade-off drawn for a wide and for a narrow screen, with what must be said about it."""

    id: str
    title: str
    x_title: str
    y_title: str
    drawings: tuple[Drawing, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Measured:
    """A filled mark: mean and standard deviation over seeds of one measured method at one ratio.

    ``line`` names the curve that it belongs to; marks of one curve are joined, from ``dash`` 1 on by a broken line.
    """

    line: str
    ratio: float
    change: float
    spread: float | None
    style: Style
    href: str
    title: str
    dash: int = 0


@dataclass(frozen=True, slots=True)
class Words:
    """How a chart names its points: link of a result, name of a method, sentence of a point."""

    href: Callable[[Point], str]
    method: Callable[[Point], str]
    sentence: Callable[[Point], str]


FAR_BELOW = 3.0  # points
DASHES = 3  # solid and two broken lines: classes d1 and d2 of the style sheet

AXIS_WORDS = {
    "compression_ratio": "compression ratio",
    "theoretical_speedup": "theoretical speedup",
    "delta_top1": "change of top-1",
    "delta_top5": "change of top-5",
    "delta_score": "gain in score",
}


def chart(
    trade_off: TradeOff,
    styles: Mapping[str, Style],
    words: Words,
    measured: Sequence[Measured] = (),
    others: Sequence[tuple[float, float]] = (),
) -> Chart:
    """Lay a trade-off out. ``styles`` is by method; runs of searches become faint dots, clipped with a note;
    ``measured`` are our own results, filled, which widen the frame like reported ones; ``others`` (ratio, change)
    those without a mark of their own, grey dots that do not.
    """
    chosen, swept = split(trade_off)
    frame = chosen or swept
    ratios = scales.ratio_range([p.ratio for p in frame] + [m.ratio for m in measured])
    changes = scales.change_range([p.change for p in frame] + _worth_framing([p.change for p in frame], measured))
    drawings = []
    for space in (scales.WIDE, scales.NARROW):
        scale = Scale(space, ratios, changes)
        drawings.append(_drawing(trade_off, scale, styles, words, measured, others))
    axis, change = AXIS_WORDS[trade_off.axis], AXIS_WORDS[trade_off.change]
    return Chart(
        id=f"chart-{trade_off.change}-{trade_off.axis}".replace("_", "-"),
        title=f"{change.capitalize()} against {axis}",
        x_title=f"{axis}, log scale",
        y_title=f"{change} (points)",
        drawings=tuple(drawings),
        notes=(
            *_notes(chosen, swept, Scale(scales.WIDE, ratios, changes)),
            *_measured_notes(measured, others, Scale(scales.WIDE, ratios, changes)),
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
) -> Drawing:
    chosen, swept = split(trade_off)
    inside = [p for p in swept if scale.holds(p.ratio, p.change)]
    reported = tuple(_mark(p, trade_off, scale, styles, words) for p in chosen)
    marks = (*reported, *(_measured_mark(m, scale) for m in measured if m.ratio >= scale.ratios[0]))
    strict = "" if trade_off.strict == trade_off.frontier else _steps(trade_off.strict, scale)
    named = {p.result.id: words.method(p) for p in trade_off.frontier}
    names = [(scale.x(p.ratio), scale.y(p.change), named[p.result.id]) for p in trade_off.frontier]
    wide = scale.frame.name == "wide"
    return Drawing(
        frame=scale.frame,
        x_ticks=tuple(Tick(scale.x(t), f"{t:g}×") for t in scales.ratio_ticks(scale.ratios, 9 if wide else 6)),
        y_ticks=tuple(Tick(scale.y(t), _tick(t)) for t in scales.change_ticks(scale.changes)),
        zero=scale.y(0),
        dots="".join(f"M{scale.x(p.ratio)} {scale.y(p.change)}h0" for p in inside),
        others="".join(f"M{scale.x(x)} {scale.y(y)}h0" for x, y in others if scale.holds(x, y)),
        curves=tuple(
            (styles[s.method].colour, 0, " ".join(f"{scale.x(p.ratio)},{scale.y(p.change)}" for p in s.points))
            for s in series(chosen)
            if len(s.points) > 1
        )
        + _measured_curves(measured, scale),
        frontier=_steps(trade_off.frontier, scale),
        strict=strict,
        marks=marks,
        labels=_labels(names, [(m.x, m.y) for m in marks], scale.frame, 22 if wide else 14),
    )


def _tick(change: float) -> str:
    text = show_points(change)
    return text.rstrip("0").rstrip(".") if text != "0.00" else "0"


def _mark(p: Point, trade_off: TradeOff, scale: Scale, styles: Mapping[str, Style], words: Words) -> Mark:
    value = p.result.quantities[trade_off.change]
    deviation = p.result.value("std_score" if trade_off.change == "delta_score" else "std_top1")
    bar = None
    if deviation:
        bar = (scale.y(p.change - deviation), scale.y(p.change + deviation))
    elif value.low is not None and value.high is not None:
        bar = (scale.y(value.low), scale.y(value.high))
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


def _measured_curves(measured: Sequence[Measured], scale: Scale) -> tuple[tuple[int, int, str], ...]:
    lines: dict[str, list[Measured]] = {}
    for m in measured:
        lines.setdefault(m.line, []).append(m)
    return tuple(
        (line[0].style.colour, line[0].dash, " ".join(f"{scale.x(m.ratio)},{scale.y(m.change)}" for m in line))
        for line in (sorted(line, key=lambda m: m.ratio) for line in lines.values())
        if len(line) > 1
    )


def _steps(frontier: tuple[Point, ...], scale: Scale) -> str:
    """Steps down to the right: the accuracy of a corner is reached at its ratio and at all smaller ones."""
    corners = [(scale.x(p.ratio), scale.y(p.change)) for p in frontier if scale.holds(p.ratio, p.change)]
    left = scale.frame.left
    return "".join(f"M{left} {y}H{x}" if i == 0 else f"V{y}H{x}" for i, (x, y) in enumerate(corners))


def _labels(
    names: list[tuple[float, float, str]], marks: list[tuple[float, float]], frame: Frame, longest: int
) -> tuple[Label, ...]:
    """Names of the frontier's marks where they cover neither a mark nor each other; the rest stays unnamed.

    A method is named once, at its largest ratio if there is room.
    """
    placed: list[tuple[float, float, float, float]] = []
    found: dict[str, Label] = {}
    for x, y, name in reversed(names):
        if name in found:
            continue
        text = clip(name, longest)
        width = 6.2 * len(text)
        for anchor, at_x, at_y in (
            ("start", x + 8, y - 7),
            ("end", x - 8, y - 8),
            ("start", x + 8, y + 14),
            ("end", x - 8, y + 15),
        ):
            left = at_x if anchor == "start" else at_x - width
            box = (left, at_y - 10, left + width, at_y + 2)
            inside = (
                frame.left < box[0]
                and box[2] < frame.width - 2
                and frame.top <= box[1]
                and box[3] < frame.height - frame.bottom
            )
            covers = any(box[0] - 5 < mx < box[2] + 5 and box[1] - 4 < my < box[3] + 4 for mx, my in marks)
            crosses = any(box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3] for b in placed)
            if inside and not covers and not crosses:
                placed.append(box)
                found[name] = Label(round(at_x, 1), round(at_y, 1), anchor, text)
                break
    return tuple(found.values())


def _measured_notes(measured: Sequence[Measured], others: Sequence[tuple[float, float]], scale: Scale) -> Iterator[str]:
    cut = sum(m.change < scale.changes[0] for m in measured)
    if cut:
        yield f"{count(cut, 'measured result')} below the frame, on its lower edge; the numbers are in the table."
    if others:
        outside = sum(not scale.holds(x, y) for x, y in others)
        text = f"Grey dots: {count(len(others), 'measured result')} of other methods"
        yield text + (f", {outside:,} of them outside the frame and not drawn." if outside else ".")


def _notes(chosen: list[Point], swept: list[Point], scale: Scale) -> tuple[str, ...]:
    notes = []
    cut = [p for p in chosen if p.change < scale.changes[0]]
    if cut:
        listed = "; ".join(f"{show_points(p.change)} at {show_ratio(p.ratio)}" for p in cut[:6])
        more = f"; and {len(cut) - 6} more" if len(cut) > 6 else ""
        notes.append(
            f"{count(len(cut), 'result')} below the frame, marked by arrows on its lower edge: {listed}{more}."
        )
    if swept:
        outside = sum(not scale.holds(p.ratio, p.change) for p in swept)
        text = f"Faint dots: {count(len(swept), 'single run')} of searches over settings"
        notes.append(text + (f", {outside:,} of them outside the frame and not drawn." if outside else "."))
    return tuple(notes)
