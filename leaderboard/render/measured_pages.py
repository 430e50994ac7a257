"""Our own runs: a page for each network under a protocol, and for each method on it the runs themselves."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import fmean
from typing import Any, get_args

from leaderboard.analysis.boards import Board
from leaderboard.analysis.findings import Finding, Verdict, findings
from leaderboard.analysis.intervals import half_width
from leaderboard.analysis.measured import Campaign, MeasuredPoint, join_counts
from leaderboard.render.context import Link, Site
from leaderboard.render.formats import count, points, ratio
from leaderboard.render.marks import Style
from leaderboard.render.output import Output
from leaderboard.render.plots import SERIES, Plot, Spot, Titles, plot
from leaderboard.store.corpus import RunView


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


@dataclass(frozen=True, slots=True)
class Statement:
    """What the runs say of a statement: how often which verdict, and for each place links, verdict and numbers."""

    words: str
    tally: str
    answers: tuple[tuple[tuple[Link, ...], str, str], ...]


@dataclass(frozen=True, slots=True)
class RunRow:
    """A run in words."""

    seed: int
    target: str
    numbers: tuple[str, ...]
    curve: str
    curve_words: str
    file: str


def campaign_path(campaign: Campaign, method: str | None = None) -> str:
    """Address of a campaign's page, or of the runs of one method in it."""
    version = "" if campaign.version == 1 else f"--{campaign.version}"
    name = f"{campaign.protocol}{version}--{campaign.network}"
    return f"measured/{name}.html" if method is None else f"run/{name}--{method}.html"


def protocol_name(campaign: Campaign) -> str:
    """The protocol, with its version from the second on."""
    return campaign.protocol if campaign.version == 1 else f"{campaign.protocol}, version {campaign.version}"


def campaign_link(site: Site, campaign: Campaign) -> Link:
    """``Digits CNN under digits-v1``"""
    name = site.corpus.cards[campaign.network].name
    runs = f"{count(len(campaign.methods), 'method')}, {count(campaign.runs, 'run')}"
    return Link(f"{name} under {protocol_name(campaign)}", campaign_path(campaign), runs)


def write_measured(site: Site, output: Output) -> None:
    """The list of campaigns, their pages, and those of their runs."""
    found = site.campaigns
    output.page(
        "measured.html",
        "measured.html",
        title="Measured here",
        campaigns=[campaign_link(site, c) for c in found],
        runs=len(site.corpus.runs),
        statements=_statements(site, findings(found)),
        joined=join_counts(site.corpus),
        boardless=[campaign_link(site, c) for c in found if _board_of(site, c) is None],
        unmatched=site.corpus.unmatched,
        failed=[r for r in site.corpus.runs if r.outcome != "finished"],
    )
    for campaign in found:
        _campaign(site, output, campaign)
        for method in campaign.methods:
            _runs(site, output, campaign, method)


def _statements(site: Site, listed: Iterable[Finding]) -> list[Statement]:
    """One for each statement, in the order of the findings."""
    groups: dict[str, list[Finding]] = {}
    for one in listed:
        groups.setdefault(one.statement, []).append(one)
    found = []
    for words, answers in groups.items():
        counted = Counter(one.verdict for one in answers)
        tally = ", ".join(f"{verdict}: {counted[verdict]}" for verdict in get_args(Verdict) if counted[verdict])
        rows = tuple((tuple(campaign_link(site, c) for c in one.place), one.verdict, one.numbers) for one in answers)
        found.append(Statement(words, tally, rows))
    return found


def _campaign(site: Site, output: Output, campaign: Campaign) -> None:
    shown = _chosen(campaign)
    card = site.corpus.cards[campaign.network]
    board = _board_of(site, campaign)
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
        dense=f"{min(campaign.dense):.2f} to {max(campaign.dense):.2f} %" if campaign.dense else "–",
        charts=[_chart(campaign, shown, axis) for axis in ("ratio", "speedup")],
        legend=[
            (style, Link(site.measured_name(name), campaign_path(campaign, name))) for name, style in shown.items()
        ],
        targets=[f"{t:g}×" for t in targets],
        rows=[_row(site, campaign, name, targets) for name in campaign.methods if name not in _unpruned(campaign)],
        unpruned=[_unpruned_words(p) for p in campaign.points if p.target == 1],
        repeat=f"leaderboard run sweep {campaign.protocol} --networks {campaign.network}",
        seeds=sorted({run.seed for p in campaign.points for run in p.runs}),
    )


def _board_of(site: Site, campaign: Campaign) -> Board | None:
    """The board of a campaign's network, None where no paper reports on it."""
    place = (campaign.dataset, campaign.architecture)
    return next((b for b in site.boards if (b.dataset, b.architecture, b.metric) == (*place, None)), None)


def _unpruned(campaign: Campaign) -> set[str]:
    """Methods without a pruned point: the dense network, tuned like the others."""
    return set(campaign.methods) - {p.method for p in campaign.points if p.target > 1}


def _unpruned_words(p: MeasuredPoint) -> str:
    spread = f" ± {p.spread:.2f}" if p.spread is not None else ""
    return f"{p.method}, {points(p.change)}{spread} points over {p.counted}"


def _row(site: Site, campaign: Campaign, method: str, targets: list[float]) -> MethodRow:
    cells = []
    for target in targets:
        at = [p for p in campaign.points if p.target == target]
        found = next((p for p in at if p.method == method), None)
        best = max((p.change for p in at), default=0.0)
        cells.append(None if found is None else _cell(found, best))
    return MethodRow(Link(site.measured_name(method), campaign_path(campaign, method)), tuple(cells))


def _cell(p: MeasuredPoint, best: float) -> CellView:
    spread = f"± {p.spread:.2f} ({p.n})" if p.spread is not None else "one run"
    achieved = "" if abs(p.ratio / p.target - 1) <= 0.01 else f"at {ratio(p.ratio)}"
    return CellView(points(p.change), spread, achieved, p.change == best)


def _chosen(campaign: Campaign) -> dict[str, Style]:
    """The methods drawn in colour, at most eight: those most often best at a ratio, then those with the best mean."""
    pruned = [p for p in campaign.points if p.target > 1]
    tops = Counter(
        max((p for p in pruned if p.target == t), key=lambda p: p.change).method for t in {p.target for p in pruned}
    )
    means: dict[str, float] = {m: fmean(p.change for p in pruned if p.method == m) for m in {p.method for p in pruned}}
    order = sorted(means, key=lambda m: (-tops[m], -means[m], m))
    return {name: Style(place, place) for place, name in enumerate(order[:SERIES])}


def _chart(campaign: Campaign, chosen: Mapping[str, Style], axis: str) -> Plot:
    spots = [
        Spot(
            p.method,
            p.ratio if axis == "ratio" else p.speedup,
            p.change,
            filled=True,
            half=half_width(p.spread, p.n) if p.spread else None,
            known=True,
            line=p.method,
        )
        for p in campaign.points
        if p.target > 1
    ]
    words = "compression ratio" if axis == "ratio" else "theoretical speedup"
    title = f"Change of top-1 against {words}"
    label = (
        f"{title}: {count(len(spots), 'mean')} of {count(len(campaign.methods), 'method')}; the table has the numbers."
    )
    titles = Titles(f"chart-measured-{axis}", title, label, f"{words}, log scale", "change of top-1 (points)")
    return plot(titles, spots, chosen)


def _runs(site: Site, output: Output, campaign: Campaign, method: str) -> None:
    listed = [run for p in campaign.points if p.method == method for run in p.runs]
    first: dict[str, Any] = json.loads(listed[0].record)
    timed = any("latency" in json.loads(run.record) for run in listed)
    output.page(
        campaign_path(campaign, method),
        "run.html",
        method,
        title=f"{site.measured_name(method)} on {site.corpus.cards[campaign.network].name}",
        method=method,
        claims=_claims(site, method),
        counterpart=site.corpus.counterparts.get(method),
        campaign=campaign_link(site, campaign),
        axes=list(first["settings"]["axes"].items()),
        environment=sorted({_environment(json.loads(r.record)["environment"]) for r in listed}),
        code=sorted({str(json.loads(r.record)["code"].get("commit")) for r in listed}),
        timed=timed,
        folder=listed[0].file.rpartition("/")[0],
        rows=[_run_row(run, timed) for run in listed],
        repeat=f"leaderboard run sweep {campaign.protocol} --methods {method} --networks {campaign.network}",
    )


def _claims(site: Site, method: str) -> list[Link]:
    """The reported methods that a measured one re-runs."""
    found = site.corpus.counterparts.get(method)
    return [site.method_link(key) for key in found.claims] if found else []


def _environment(found: Mapping[str, Any]) -> str:
    threads = count(found["threads"], "thread")
    steps = ", compiled steps" if found.get("compiled") else ""
    return (
        f"{found['device']} {found['device_name']}, {threads}{steps}, torch {found['torch']}, Python {found['python']}"
    )


def _run_row(run: RunView, timed: bool) -> RunRow:
    record = json.loads(run.record)
    metrics, tuned = record["metrics"], record["tuned"]
    best = tuned["test_of_best_validation_epoch"]
    epochs = [float(v) for v in tuned.get("history", {}).get("validation_top1", [])]
    return RunRow(
        run.seed,
        f"{run.ratio:g}×",
        (
            ratio(run.compression_ratio or 0),
            ratio(run.theoretical_speedup or 0),
            f"{run.dense_top1:.2f}",
            "–" if run.pruned_top1 is None else f"{run.pruned_top1:.2f}",
            f"{run.top1:.2f}",
            "–" if best is None else f"{best:.2f}",
            points(run.change or 0),
            f"{metrics['bytes_bitmask'] / 1024:,.1f}",
            _living(metrics),
            *((_timed(record),) if timed else ()),
            f"{record['seconds']['total']:.1f}",
        ),
        _sparkline(epochs),
        f"from {epochs[0]:.2f} to {epochs[-1]:.2f} % in {count(len(epochs), 'epoch')}" if epochs else "",
        run.file,
    )


def _living(metrics: Mapping[str, Any]) -> str:
    """Multiply-adds saved by taking dead channels out; in words where no path from input to output is left."""
    left = metrics.get("macs_compact")
    if left is None:
        return "–"
    return ratio(metrics["macs"] / left) if left else "no path left"


def _timed(record: Mapping[str, Any]) -> str:
    """The measured speedup at the largest batch that was timed."""
    times = record.get("latency", {})
    last = times[max(times, key=int)] if times else {}
    return ratio(last["speedup"]) if "speedup" in last else "–"


SPARK_WIDTH, SPARK_HEIGHT = 110, 22


def _sparkline(values: list[float]) -> str:
    """Points of a polyline over the epochs, from the lowest value to the highest; empty for fewer than two epochs."""
    if len(values) < 2:
        return ""
    low, high = min(values), max(values)
    step, span = (SPARK_WIDTH - 4) / (len(values) - 1), high - low or 1
    places = [(2 + i * step, 2 + (SPARK_HEIGHT - 4) * (high - v) / span) for i, v in enumerate(values)]
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
