"""Trade-off charts laid out for the template: change of accuracy over a ratio on a log axis, at any width.

Across, places are shares of the width (per cent for marks, thousandths for lines), so that one drawing fits every
screen and its texts keep their size; down, they are pixels. `static/board-chart.js` draws the same from a board's data
when a reader chooses other axes, with the rules of this module.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from leaderboard.render import scales
from leaderboard.render.chart_labels import Label, place_labels
from leaderboard.render.formats import count, ratio
from leaderboard.render.marks import Style
from leaderboard.render.scales import Frame, Scale

FRAME = Frame("plot", 1000, 330, left=0, right=0, top=14, bottom=6)
NOMINAL = 500  # pixels: the width that names are placed for; narrower screens do without them
FAR_BELOW = 3.0  # points
DASHES = 3  # solid and two broken lines: classes d1 and d2 of the style sheet
SERIES = 8  # as many as are told apart at a glance, in eight colours and eight shapes


@dataclass(frozen=True, slots=True)
class Spot:
    """A mark to be drawn: its method's key, ratio, change (up is better) and what is known of its spread.

    ``half`` is half of its 95 % interval, None where only rounding is known; ``known`` says whether it rests on the
    result's own spread or on what stands in for it. ``line`` names the curve that it belongs to, "" for none.
    """

    series: str
    ratio: float
    change: float
    filled: bool = False
    ranked: bool = True
    half: float | None = None
    known: bool = False
    line: str = ""
    dash: int = 0


@dataclass(frozen=True, slots=True)
class Tick:
    """A grid line and its label: per cent across, pixels down."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Bar:
    """An interval: per cent across, pixels of both ends; dotted where the spread is not the result's own."""

    x: float
    y1: float
    y2: float
    known: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Marks of one look: classes, shape, and their places (per cent, pixels); ``cut`` are those on the lower edge."""

    classes: str
    shape: str
    places: tuple[tuple[float, float], ...]
    cut: tuple[tuple[float, float], ...]
    bars: tuple[Bar, ...] = ()


@dataclass(frozen=True, slots=True)
class Curve:
    """A line that joins the marks of one method: its classes, and points in thousandths and pixels."""

    classes: str
    points: str


@dataclass(frozen=True, slots=True)
class Plot:
    """A chart; ``label`` says in a sentence what it shows, for those who do not see it."""

    id: str
    title: str
    label: str
    x_title: str
    y_title: str
    height: int
    base: float
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    zero: float | None
    dots: str
    curves: tuple[Curve, ...]
    frontier: str
    strict: str  # frontier among class A; empty where it is the frontier
    groups: tuple[Group, ...]
    names: tuple[Label, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Steps:
    """Corners of the two frontiers as (ratio, change), by rising ratio, and the names of those of ``both``."""

    both: tuple[tuple[float, float], ...] = ()
    strict: tuple[tuple[float, float], ...] = ()
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Titles:
    """What a chart is called, and its axes."""

    id: str
    title: str
    label: str
    x: str
    y: str


def plot(
    titles: Titles,
    spots: Sequence[Spot],
    chosen: Mapping[str, Style],
    steps: Steps = Steps(),
    dots: Sequence[tuple[float, float]] = (),
    *,
    points: bool = True,
    floor: float | None = None,
    notes: Sequence[str] = (),
) -> Plot:
    """Lay a chart out. ``chosen`` are the methods with a look of their own, the others are grey; ``dots`` (ratio,
    change) are runs of searches; ``points`` says that changes are in points of accuracy. Marks that are far below the
    rest, or below ``floor``, stand on the lower edge.
    """
    scale = scale_of(spots, dots, points=points, floor=floor)
    both, strict = _steps(steps.both, scale), _steps(steps.strict, scale)
    marks = [(scale.x(s.ratio) * NOMINAL / FRAME.width, scale.y(s.change)) for s in spots]
    corners = [
        (scale.x(x) * NOMINAL / FRAME.width, scale.y(y), name)
        for (x, y), name in zip(steps.both, steps.names, strict=True)
        if scale.holds(x, y)
    ]
    low = scale.changes[0]
    return Plot(
        titles.id,
        titles.title,
        titles.label,
        titles.x,
        titles.y,
        FRAME.height,
        FRAME.height - FRAME.bottom,
        tuple(Tick(_across(t, scale), f"{t:g}×") for t in scales.ratio_ticks(scale.ratios, 7)),
        tuple(Tick(scale.y(t), tick_text(t)) for t in scales.change_ticks(scale.changes)),
        scale.y(0) if low <= 0 <= scale.changes[1] else None,
        "".join(f"M{scale.x(x)} {scale.y(y)}h0" for x, y in dots if scale.holds(x, y)),
        tuple(_curves(spots, chosen, scale)),
        both,
        "" if strict == both else strict,
        tuple(_groups(spots, chosen, scale)),
        place_labels(corners, marks, NOMINAL, FRAME.top, FRAME.height - FRAME.bottom),
        tuple(notes),
    )


def scale_of(
    spots: Sequence[Spot],
    dots: Sequence[tuple[float, float]] = (),
    *,
    points: bool = True,
    floor: float | None = None,
) -> Scale:
    """The frame: reported results decide how low it goes; our own widen it unless they are far below all of them. No
    change below ``floor`` widens it.
    """
    reported = [s for s in spots if not s.filled]
    low = min((s.change for s in reported), default=None)
    framing = [s for s in spots if not s.filled or low is None or s.change >= low - FAR_BELOW]
    ratios = [s.ratio for s in spots] or [x for x, _ in dots] or [2.0]
    changes = [s.change for s in framing if floor is None or s.change >= floor] or [y for _, y in dots] or [0.0]
    return Scale(FRAME, scales.ratio_range(ratios), scales.change_range(changes, points=points))


def below_frame(spots: Iterable[Spot], scale: Scale, tell: Callable[[float], str]) -> list[str]:
    """In words the marks on the lower edge, the first four by number; nothing where there are none."""
    cut = [s for s in spots if s.change < scale.changes[0]]
    if not cut:
        return []
    listed = "; ".join(f"{tell(s.change)} at {ratio(s.ratio)}" for s in cut[:4])
    more = f"; and {len(cut) - 4} more" if len(cut) > 4 else ""
    return [f"{count(len(cut), 'mark')} below the frame, on its lower edge with an arrow: {listed}{more}."]


def tick_text(change: float) -> str:
    """+0.5, −12,000, 0"""
    text = f"{change:+,.4f}".rstrip("0").rstrip(".")
    return text.replace("-", "−") if text.strip("+-0") else "0"


def _across(ratio: float, scale: Scale) -> float:
    return round(scale.x(ratio) / 10, 2)


def _looks(spot: Spot, chosen: Mapping[str, Style]) -> tuple[str, str]:
    """Classes and shape: eight methods in colour, the others grey, class C as small crosses."""
    if not spot.ranked:
        return "s aside", "kx"
    filled = " filled" if spot.filled else ""
    style = chosen.get(spot.series)
    return (f"s rest{filled}", "ko") if style is None else (f"s c{style.colour}{filled}", f"k{style.shape}")


def _groups(spots: Sequence[Spot], chosen: Mapping[str, Style], scale: Scale) -> Iterable[Group]:
    """Marks by look, grey ones first so that the chosen lie above them."""
    found: dict[tuple[str, str], list[Spot]] = {}
    for spot in spots:
        found.setdefault(_looks(spot, chosen), []).append(spot)
    order = {"s aside": 0, "s rest": 1, "s rest filled": 2}
    for (classes, shape), group in sorted(found.items(), key=lambda item: (order.get(item[0][0], 3), item[0])):
        places = [(_across(s.ratio, scale), scale.y(s.change), s.change < scale.changes[0]) for s in group]
        bars = [_bar(s, scale) for s in group if s.series in chosen and s.ranked]
        yield Group(
            classes,
            shape,
            tuple((x, y) for x, y, cut in places if not cut),
            tuple((x, y) for x, y, cut in places if cut),
            tuple(bar for bar in bars if bar is not None),
        )


def _bar(spot: Spot, scale: Scale) -> Bar | None:
    """The interval of a mark inside the frame, where it is long enough to be seen."""
    if spot.half is None or spot.change < scale.changes[0]:
        return None
    y1, y2 = scale.y(spot.change + spot.half), scale.y(spot.change - spot.half)
    return Bar(_across(spot.ratio, scale), y1, y2, spot.known) if y2 - y1 >= 2 else None


def _curves(spots: Sequence[Spot], chosen: Mapping[str, Style], scale: Scale) -> Iterable[Curve]:
    """Lines of the chosen methods through the marks of one paper, or of one protocol. Where a ratio has several marks
    they are of several settings that the source does not tell apart, and no line joins them.
    """
    lines: dict[str, list[Spot]] = {}
    for spot in spots:
        if spot.line and spot.ranked and spot.series in chosen:
            lines.setdefault(spot.line, []).append(spot)
    for line in lines.values():
        if len({s.ratio for s in line}) == len(line) > 1:
            ordered = sorted(line, key=lambda s: s.ratio)
            style = chosen[line[0].series]
            dash = f" d{line[0].dash}" if line[0].dash else ""
            yield Curve(
                f"curve c{style.colour}{dash}", " ".join(f"{scale.x(s.ratio)},{scale.y(s.change)}" for s in ordered)
            )


def _steps(corners: Sequence[tuple[float, float]], scale: Scale) -> str:
    """Steps down to the right: the accuracy of a corner is reached at its ratio and at all smaller ones."""
    inside = [(scale.x(x), scale.y(y)) for x, y in corners if scale.holds(x, y)]
    return "".join(f"M0 {y}H{x}" if i == 0 else f"V{y}H{x}" for i, (x, y) in enumerate(inside))
