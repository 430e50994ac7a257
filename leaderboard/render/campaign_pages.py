"""A page for each network under a protocol: charts, and every method's change at every ratio."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, median

from leaderboard.analysis.intervals import half_width
from leaderboard.analysis.measured import Campaign, MeasuredPoint
from leaderboard.render.campaign_links import campaign_link, campaign_path
from leaderboard.render.context import Link, Site
from leaderboard.render.formats import count, points, ratio
from leaderboard.render.held_equal import held_equal_words, sweep_command
from leaderboard.render.marks import Style
from leaderboard.render.output import Output
from leaderboard.render.plots import SERIES, Plot, Spot, Titles, below_frame, plot, scale_of


@dataclass(frozen=True, slots=True)
class CellView:
    """Mean change with its spread and number of seeds, in words; the achieved ratio where it is not the target's."""

    change: str
    spread: str
    achieved: str
    best: bool


@dataclass(frozen=True, slots=True)
class MethodRow:
    """A method's changes at the protocol's ratios; None where it has no run."""

    method: Link
    cells: tuple[CellView | None, ...]


def write_campaign(site: Site, output: Output, campaign: Campaign) -> None:
    shown = _chosen(campaign)
    card = site.corpus.cards[campaign.network]
    board = site.board_of(campaign)
    held = site.corpus.held_equal.get(campaign.fixed)
    targets = sorted({p.target for p in campaign.points if p.target > 1})
    output.page(
        campaign_path(campaign),
        "campaign.html",
        campaign.protocol,
        title=campaign_link(site, campaign).text,
        campaign=campaign,
        card=card,
        dataset=Link(site.corpus.datasets[campaign.dataset].name, site.places.dataset[campaign.dataset]),
        board=site.board_link(board) if board else None,
        architecture=site.places.architecture[campaign.architecture],
        dense=_span([f"{top1:.2f}" for top1 in sorted(campaign.dense)]),
        charts=[_chart(campaign, shown, axis) for axis in _axes(campaign)],
        legend=[(style, _link(site, campaign, name)) for name, style in shown.items()],
        targets=[f"{t:g}×" for t in targets],
        rows=_rows(site, campaign, targets),
        times=_times(site, campaign, targets),
        unpruned=[_unpruned_words(p) for p in campaign.points if p.target == 1],
        repeat=sweep_command(campaign.protocol, campaign.network, campaign.dataset, held),
        held=held_equal_words(held, campaign.network) if held else [],
        protocol=held.title if held else "",
        seeds=_seeds(campaign),
    )


def _link(site: Site, campaign: Campaign, method: str) -> Link:
    """The page of a method's runs by the method's name."""
    return Link(site.measured_name(method), campaign_path(campaign, method))


def _span(values: Sequence[str]) -> str:
    """The first of percentages to the last; one where they are equal."""
    return f"{' to '.join(dict.fromkeys((values[0], values[-1])))} %" if values else "–"


def _seeds(campaign: Campaign) -> str:
    """``0, 1, 2``; from five that follow on from each other ``0 to 14``."""
    found = campaign.seeds
    whole = len(found) >= 5 and found == tuple(range(found[0], found[-1] + 1))
    return f"{found[0]} to {found[-1]}" if whole else ", ".join(map(str, found))


def _unpruned(campaign: Campaign) -> set[str]:
    """Methods without a pruned point: the dense network, tuned like the others."""
    return set(campaign.methods) - {p.method for p in campaign.points if p.target > 1}


def _unpruned_words(p: MeasuredPoint) -> str:
    spread = f" ± {p.spread:.2f}" if p.spread is not None else ""
    return f"{p.method}, {points(p.change)}{spread} points over {p.counted}"


def _rows(site: Site, campaign: Campaign, targets: list[float]) -> list[MethodRow]:
    best, unpruned = campaign.best, _unpruned(campaign)
    at = {(p.method, p.target): p for p in campaign.points}
    return [
        MethodRow(
            _link(site, campaign, method),
            tuple(_cell(p, best.get(t)) if (p := at.get((method, t))) else None for t in targets),
        )
        for method in campaign.methods
        if method not in unpruned
    ]


def _cell(p: MeasuredPoint, best: MeasuredPoint | None) -> CellView:
    spread = f"± {p.spread:.2f} ({p.n})" if p.spread is not None else "one run"
    achieved = "" if abs(p.ratio / p.target - 1) <= 0.01 else f"at {ratio(p.ratio)}"
    return CellView(points(p.change), spread, achieved, best is not None and p.change == best.change)


def _chosen(campaign: Campaign) -> dict[str, Style]:
    """The methods drawn in colour, at most eight: those most often best at a ratio, then those with the best mean."""
    pruned = [p for p in campaign.points if p.target > 1]
    tops = Counter(p.method for p in campaign.best.values())
    means: dict[str, float] = {m: fmean(p.change for p in pruned if p.method == m) for m in {p.method for p in pruned}}
    order = sorted(means, key=lambda m: (-tops[m], -means[m], m))
    return {name: Style(place, place) for place, name in enumerate(order[:SERIES])}


TIMED = "measured speedup"
_AXES: dict[str, Callable[[MeasuredPoint], float | None]] = {
    "compression ratio": lambda p: p.ratio,
    "theoretical speedup": lambda p: p.speedup,
    TIMED: lambda p: p.timed,
}


def _axes(campaign: Campaign) -> list[str]:
    """What charts of a campaign can have across."""
    timed = any(p.timed is not None for p in campaign.points)
    return [name for name in _AXES if timed or name != TIMED]


def _times(site: Site, campaign: Campaign, targets: list[float]) -> list[tuple[Link, list[str]]]:
    """The measured speedup of each method at each ratio with the theoretical one, for campaigns that timed passes."""
    at = {
        (p.method, p.target): f"{ratio(p.timed)} of {ratio(p.speedup)}"
        for p in campaign.points
        if p.timed is not None and p.target > 1
    }
    return [
        (_link(site, campaign, method), [at.get((method, target), "–") for target in targets])
        for method in sorted({method for method, _ in at})
    ]


def _chart(campaign: Campaign, chosen: Mapping[str, Style], axis: str) -> Plot:
    spots = [
        Spot(
            p.method,
            x,
            p.change,
            filled=True,
            half=half_width(p.spread, p.n) if p.spread else None,
            known=True,
            line=p.method,
        )
        for p in campaign.points
        if p.target > 1 and (x := _AXES[axis](p)) is not None
    ]
    title = f"Change of top-1 against {axis}"
    label = (
        f"{title}: {count(len(spots), 'mean')} of {count(len(campaign.methods), 'method')}; the table has the numbers."
    )
    titles = Titles(f"chart-{axis.replace(' ', '-')}", title, label, f"{axis}, log scale", "change of top-1 (points)")
    floor = _floor(campaign)
    return plot(titles, spots, chosen, floor=floor, notes=below_frame(spots, scale_of(spots, floor=floor), points))


def _floor(campaign: Campaign) -> float:
    """How low the charts go, a point at least: half as far again as the median method falls at the ratio that costs it
    most. Methods that collapse would leave no room to tell the others apart.
    """
    targets: dict[float, list[float]] = {}
    for p in campaign.points:
        if p.target > 1:
            targets.setdefault(p.target, []).append(p.change)
    return min([-1.0, *(1.5 * median(changes) for changes in targets.values())])
