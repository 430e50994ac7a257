"""Step lines of the best change over years, as plain values for the SVG template."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

from leaderboard.analysis.boards import Point
from leaderboard.analysis.progress import BUDGETS, Line, Progress, Step
from leaderboard.render import scales
from leaderboard.render.metrics import Scored
from leaderboard.render.plots import Tick, tick_text
from leaderboard.render.scales import Frame

WIDE = Frame("wide", 580, 250, right=34)
NARROW = Frame("narrow", 350, 230, left=44, right=30)


@dataclass(frozen=True, slots=True)
class RecordMark:
    """A record where it was set: place, link and tooltip."""

    x: float
    y: float
    href: str
    title: str


@dataclass(frozen=True, slots=True)
class StepLine:
    """One budget: colour, path, whether it counts class A alone, its records, and its name at the right end."""

    colour: int
    path: str
    strict: bool
    marks: tuple[RecordMark, ...]
    label: str
    end: tuple[float, float]


@dataclass(frozen=True, slots=True)
class ProgressDrawing:
    """The lines laid out for one frame."""

    frame: Frame
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    zero: float
    lines: tuple[StepLine, ...]


def drawings(
    found: Progress, by: Scored, href: Callable[[Point], str], name: Callable[[Point], str]
) -> tuple[ProgressDrawing, ...]:
    """Wide and narrow. A line of class A is left out where it is that of A and B."""
    lines = [line for line in found.lines if not line.strict or _differs(found, line)]
    changes = [step.change for line in lines for step in line.steps]
    span = scales.change_range(changes, points=by.unit == "points")
    return tuple(_drawing(found, lines, span, frame, by, href, name) for frame in (WIDE, NARROW))


def _differs(found: Progress, line: Line) -> bool:
    both = found.line(line.budget, strict=False)
    return both is None or [(s.year, s.change) for s in both.steps] != [(s.year, s.change) for s in line.steps]


def _drawing(
    found: Progress,
    lines: list[Line],
    span: tuple[float, float],
    frame: Frame,
    by: Scored,
    href: Callable[[Point], str],
    name: Callable[[Point], str],
) -> ProgressDrawing:
    first, last = found.years[0], found.years[-1]
    width = frame.width - frame.left - frame.right - 20
    scale = scales.Scale(frame, (1.0, 2.0), span)

    def x(year: int) -> float:
        return round(frame.left + 10 + (year - first) / (last - first) * width, 1)

    every = max(1, -(-len(found.years) // (12 if frame.name == "wide" else 6)))
    return ProgressDrawing(
        frame,
        tuple(Tick(x(year), str(year)) for year in found.years[::every]),
        tuple(Tick(scale.y(t), tick_text(t)) for t in scales.change_ticks(span, 6)),
        scale.y(0),
        _apart([_line(line, x, scale.y, frame, by, href, name) for line in lines]),
    )


def _apart(lines: list[StepLine]) -> tuple[StepLine, ...]:
    """Names at the right end that would cover each other are moved down, the highest first."""
    lowest, moved = -math.inf, {}
    for line in sorted((line for line in lines if line.label), key=lambda one: one.end[1]):
        lowest = max(line.end[1], lowest + 12)
        moved[line.label] = (line.end[0], lowest)
    return tuple(replace(line, end=moved[line.label]) if line.label else line for line in lines)


def _line(
    line: Line,
    x: Callable[[int], float],
    y: Callable[[float], float],
    frame: Frame,
    by: Scored,
    href: Callable[[Point], str],
    name: Callable[[Point], str],
) -> StepLine:
    start, end = line.steps[0], line.steps[-1]
    path = f"M{x(start.year)} {y(start.change)}"
    path += "".join(f"H{x(step.year)}V{y(step.change)}" for step in line.steps[1:] if step.new)
    right = frame.width - frame.right
    marks = tuple(_mark(line, step, p, x, y, by, href, name) for step in line.steps if step.new for p in step.holders)
    label = "" if line.strict else f"{line.budget:g}×"
    return StepLine(
        BUDGETS.index(line.budget), f"{path}H{right}", line.strict, marks, label, (right + 4, y(end.change) + 4)
    )


def _mark(
    line: Line,
    step: Step,
    p: Point,
    x: Callable[[int], float],
    y: Callable[[float], float],
    by: Scored,
    href: Callable[[Point], str],
    name: Callable[[Point], str],
) -> RecordMark:
    title = f"{step.year}: {by.change(step.change)} at {line.budget:g}× or more, {name(p)}, class {p.klass}"
    return RecordMark(x(step.year), y(step.change), href(p), title)
