"""Pages of what the numbers say: dense baselines, speedup against compression, pruning against architectures."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from leaderboard.analysis.meta.baselines import Quantity, Spread
from leaderboard.analysis.meta.ratios import BothRatios, Ratios
from leaderboard.analysis.meta.sizes import DenseNetwork, PrunedNetwork, Sizes
from leaderboard.render import scales
from leaderboard.render.context import Link, Site
from leaderboard.render.formats import billions, count, millions, points, ratio
from leaderboard.render.meta.drawings import (
    Layer,
    Plot,
    Scale,
    Strip,
    Tick,
    across,
    dots,
    log_ticks,
    percent,
    spread_names,
    steps,
    upward,
)
from leaderboard.render.meta.findings import WINDOW, correlation_words, name_of, spread_words
from leaderboard.render.meta.heads import head
from leaderboard.render.output import Output

MOST_STRIPS, MOST_BETTER, LEAST_TOP1 = 20, 20, 50.0


@dataclass(frozen=True, slots=True)
class StripChart:
    """Rows of dense numbers on one axis, with the table of their ends."""

    title: str
    axis: str
    ticks: tuple[Tick, ...]
    strips: tuple[Strip, ...]
    rows: tuple[tuple[Link, int, str, str, str], ...]


@dataclass(frozen=True, slots=True)
class WindowRow:
    """Speedups at one compression: population, ratio, results, papers, and the results at both ends."""

    population: str
    at: str
    results: int
    papers: int
    low: Link | None
    high: Link | None


@dataclass(frozen=True, slots=True)
class BetterRow:
    """A pruned network that beats every dense one no larger: by how many points, and which the best of those is."""

    result: Link
    network: Link
    cost: str
    top1: str
    rival: Link
    by: str


def write_baselines(site: Site, output: Output, available: Collection[str]) -> None:
    """Dense networks of one name: accuracy, parameters, multiply-adds."""
    titles: dict[Quantity, tuple[str, str]] = {
        "top1": ("Top-1 before pruning", "points of top-1 from the median"),
        "params": ("Parameters before pruning", "percent from the median"),
        "macs": ("Multiply-adds before pruning", "percent from the median"),
    }
    charts = [_strip_chart(site, found, *titles[quantity]) for quantity, found in site.meta.baselines.items() if found]
    output.page(
        "analysis/baselines.html",
        "analysis/baselines.html",
        title="One name, many dense networks",
        head=head(site, "baselines", available),
        charts=charts,
    )


def _strip_chart(site: Site, found: Sequence[Spread], title: str, axis: str) -> StripChart:
    shown = found[:MOST_STRIPS]
    offsets = [[_offset(s, value) for _, value in s.values] for s in shown]
    low, high = min(map(min, offsets)), max(map(max, offsets))
    pad = max((high - low) * 0.04, 0.1)
    scale = Scale(low - pad, high + pad)
    strips = []
    for s, places in zip(shown, offsets, strict=True):
        at = tuple(percent(scale.share(value)) for value in places)
        words = f"{count(s.papers, 'paper')}: {spread_words(s)}"
        strips.append(Strip(name_of(site, s), _sheet(site, s), tuple(dict.fromkeys(at)), at[0], at[-1], words))
    ticks = across(scale, [(t, f"{t:+g}".replace("-", "−")) for t in scales.change_ticks((scale.low, scale.high), 7)])
    rows = tuple(
        (Link(name_of(site, s), _sheet(site, s)), s.papers, _dense(s, s.low), _dense(s, s.middle), _dense(s, s.high))
        for s in found
    )
    return StripChart(title, axis, ticks, tuple(strips), rows)


def _offset(spread: Spread, value: float) -> float:
    return value - spread.middle if spread.quantity == "top1" else 100 * (value / spread.middle - 1)


def _dense(spread: Spread, value: float) -> str:
    if spread.quantity == "top1":
        return f"{value:.2f} %"
    return millions(round(value)) if spread.quantity == "params" else billions(round(value))


def _sheet(site: Site, spread: Spread) -> str:
    return site.places.architecture[spread.architecture]


def write_ratios(site: Site, output: Output, available: Collection[str]) -> None:
    """Speedup against compression."""
    output.page(
        "analysis/ratios.html",
        "analysis/ratios.html",
        title="Speedup against compression",
        head=head(site, "ratios", available),
        plots_of=[_ratio_plot(found) for found in site.meta.ratios if found.points],
        window=f"{WINDOW:g}×",
        windows=[row for found in site.meta.ratios for row in _windows(site, found)],
        correlations=[
            (r.population.name, len(r.points), len({p.result.paper for p in r.points}), r.faster, r.slower, words)
            for r in site.meta.ratios
            if (words := correlation_words(r))
        ],
    )


def _ratio_plot(found: Ratios) -> Plot:
    both = [value for p in found.points for value in (p.compression, p.speedup)]
    scale = Scale(min(1.0, *both) / 1.05, max(2.0, *both) * 1.1, log=True)
    ticks = log_ticks(scale, lambda value: f"{value:g}×")
    window = {p.result.id for w in found.windows if w.at == WINDOW for p in w.points}

    def drawn(inside: bool) -> str:
        chosen = [(p.compression, p.speedup) for p in found.points if (p.result.id in window) == inside]
        return dots(chosen, scale, scale)

    results = count(len(found.points), "result")
    return Plot(
        title=f"{found.population.name}: {results} of {count(len({p.result.paper for p in found.points}), 'paper')}",
        alt=f"Theoretical speedup against compression ratio of {results}: {found.faster} sped up more than compressed, "
        f"{found.slower} less; rank correlation {correlation_words(found)}",
        x_title="compression ratio",
        y_title="theoretical speedup",
        x_ticks=across(scale, ticks),
        y_ticks=upward(scale, ticks),
        layers=(Layer("equal", "M0 1000L1000 0"), Layer("round", drawn(False)), Layer("hard", drawn(True))),
    )


def _windows(site: Site, found: Ratios) -> list[WindowRow]:
    def end(p: BothRatios) -> Link:
        row = site.rows[p.result.id]
        return Link(ratio(p.speedup), row.href, f"{row.method}, {row.paper}")

    return [
        WindowRow(
            found.population.name,
            f"{w.at:g}×",
            len(w.points),
            w.papers,
            end(w.points[0]) if w.points else None,
            end(w.points[-1]) if w.points else None,
        )
        for w in found.windows
    ]


def write_architectures(site: Site, output: Output, available: Collection[str]) -> None:
    """Pruned networks beside dense ones of other architectures."""
    by_size = site.meta.sizes[0]
    output.page(
        "analysis/architectures.html",
        "analysis/architectures.html",
        title="Pruning or a better architecture",
        head=head(site, "architectures", available),
        plots_of=[_size_plot(site, found) for found in site.meta.sizes if found.pruned],
        least=f"{LEAST_TOP1:g} %",
        hidden=[(_UNITS[s.of], sum(p.top1 < LEAST_TOP1 for p in s.pruned)) for s in site.meta.sizes],
        dense=[_dense_row(site, one) for one in by_size.dense],
        better=[(_UNITS[s.of], _better(site, s)) for s in site.meta.sizes],
    )


_UNITS = {"params": "parameters", "macs": "multiply-adds"}


def _size_plot(site: Site, found: Sizes) -> Plot:
    drawn = [p for p in found.pruned if p.top1 >= LEAST_TOP1]
    costs = [*(p.cost for p in drawn), *(d.cost(found.of) for d in found.dense)]
    tops = [*(p.top1 for p in drawn), *(d.top1 for d in found.dense)]
    x, y = Scale(min(costs) / 1.2, max(costs) * 1.25, log=True), Scale(LEAST_TOP1, max(tops) + 1.5)

    def marks(better: bool) -> str:
        return dots(((p.cost, p.top1) for p in drawn if bool(p.better) == better), x, y)

    envelope = found.envelope
    named = sorted(found.dense, key=lambda d: (d not in envelope, -d.papers, d.architecture))
    names = [
        (x.share(d.cost(found.of)), 1 - y.share(d.top1), site.corpus.architectures[d.architecture].name)
        for d in named
        if d.top1 >= LEAST_TOP1
    ]
    better = sum(bool(p.better) for p in found.pruned)
    return Plot(
        title=f"Top-1 on ImageNet against {_UNITS[found.of]}",
        alt=f"Top-1 against {_UNITS[found.of]} of {count(len(found.pruned), 'pruned network')} and "
        f"{count(len(found.dense), 'dense one')}; {better} of the pruned ones are more accurate than every dense one "
        "within their cost",
        x_title=_UNITS[found.of],
        y_title="top-1 (%)",
        x_ticks=across(x, log_ticks(x, _short, (1, 3) if x.high / x.low < 1e4 else (1,))),
        y_ticks=upward(y, [(t, f"{t:g}") for t in scales.change_ticks((y.low, y.high), 8)]),
        layers=(
            Layer("round", marks(False)),
            Layer("envelope", steps([(d.cost(found.of), d.top1) for d in envelope], x, y)),
            Layer("hard", marks(True)),
            Layer("dense", dots(((d.cost(found.of), d.top1) for d in found.dense if d.top1 >= LEAST_TOP1), x, y)),
        ),
        names=spread_names(names),
    )


def _short(value: float) -> str:
    for unit, scale in (("G", 1e9), ("M", 1e6), ("k", 1e3)):
        if value >= scale:
            return f"{value / scale:g} {unit}"
    return f"{value:g}"


def _dense_row(site: Site, one: DenseNetwork) -> tuple[Link, str, int, str, str, str]:
    name = Link(site.corpus.architectures[one.architecture].name, site.places.architecture[one.architecture])
    cost = (millions(round(one.params)), billions(round(one.macs)))
    return name, str(one.year or "–"), one.papers, *cost, f"{one.top1:.2f}"


def _better(site: Site, found: Sizes) -> list[BetterRow]:
    """Those with the largest margin first."""
    ahead = [(p.top1 - p.rival.top1, p, p.rival) for p in found.pruned if p.better and p.rival]
    ahead.sort(key=lambda one: (-one[0], one[1].result.id))
    return [_better_row(site, found, margin, p, rival) for margin, p, rival in ahead[:MOST_BETTER]]


def _better_row(site: Site, found: Sizes, margin: float, p: PrunedNetwork, rival: DenseNetwork) -> BetterRow:
    names, places = site.corpus.architectures, site.places.architecture
    row, board = site.rows[p.result.id], p.result.table.board
    return BetterRow(
        Link(row.method, row.href, row.paper),
        Link(names[board].name, places[board]),
        millions(round(p.cost)) if found.of == "params" else billions(round(p.cost)),
        f"{p.top1:.2f}",
        Link(names[rival.architecture].name, places[rival.architecture], f"{rival.top1:.2f}"),
        points(margin),
    )
