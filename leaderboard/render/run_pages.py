"""A page for each method on a network under a protocol: settings, every run, and the command that repeats them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from leaderboard.analysis.measured import Campaign
from leaderboard.render.campaign_links import campaign_link, campaign_path
from leaderboard.render.context import Link, Site
from leaderboard.render.formats import count, plain, points, ratio
from leaderboard.render.held_equal import sweep_command
from leaderboard.render.output import Output
from leaderboard.store.corpus import RunView


@dataclass(frozen=True, slots=True)
class TimeRow:
    """Forward passes of the dense and the pruned network at one batch size, in words."""

    target: str
    seed: int
    batch: str
    dense: str
    pruned: str
    measured: str
    theoretical: str


@dataclass(frozen=True, slots=True)
class RunRow:
    """A run in words."""

    seed: int
    target: str
    numbers: tuple[str, ...]
    curve: str
    curve_words: str
    file: str


def write_runs(site: Site, output: Output, campaign: Campaign, method: str) -> None:
    """The runs of one method in a campaign, one by one."""
    listed = [run for p in campaign.points if p.method == method for run in p.runs]
    records: list[dict[str, Any]] = [json.loads(run.record) for run in listed]
    held = site.corpus.held_equal.get(campaign.fixed)
    times = [row for run, record in zip(listed, records, strict=True) for row in _times(run, record)]
    output.page(
        campaign_path(campaign, method),
        "run.html",
        method,
        title=f"{site.measured_name(method)} on {site.corpus.cards[campaign.network].name}",
        method=method,
        claims=_claims(site, method),
        counterpart=site.corpus.counterparts.get(method),
        campaign=campaign_link(site, campaign),
        axes=list(records[0]["settings"]["axes"].items()),
        environment=sorted({_environment(record["environment"]) for record in records}),
        code=sorted({str(record["code"].get("commit")) for record in records}),
        times=times,
        folder=listed[0].file.rpartition("/")[0],
        rows=[_run_row(run, record, bool(times)) for run, record in zip(listed, records, strict=True)],
        repeat=sweep_command(campaign.protocol, campaign.network, campaign.dataset, held, method=method),
        held=bool(held),
    )


def _claims(site: Site, method: str) -> list[Link]:
    """The reported methods that a measured one re-runs."""
    found = site.corpus.counterparts.get(method)
    methods = site.corpus.methods
    return (
        [site.method_link(key, site.paper_link(methods[key].facts["paper"]).text) for key in found.claims]
        if found
        else []
    )


def _environment(found: Mapping[str, Any]) -> str:
    threads = count(found["threads"], "thread")
    steps = ", compiled steps" if found.get("compiled") else ""
    return (
        f"{found['device']} {found['device_name']}, {threads}{steps}, torch {found['torch']}, Python {found['python']}"
    )


def _run_row(run: RunView, record: Mapping[str, Any], timed: bool) -> RunRow:
    metrics, tuned = record["metrics"], record["tuned"]
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
            _at_best_validation(record),
            points(run.change or 0),
            f"{metrics['bytes_bitmask'] / 1024:,.1f}",
            _living(metrics),
            *((_timed(run),) if timed else ()),
            f"{record['seconds']['total']:.1f}",
        ),
        _sparkline(epochs),
        f"from {epochs[0]:.2f} to {epochs[-1]:.2f} % in {count(len(epochs), 'epoch')}" if epochs else "",
        run.file,
    )


# Schedules under which pruning goes on in tuning, so that early epochs are those of a bigger network.
_PRUNES_ON = frozenset({"gradual", "growing-penalty", "movement", "soft"})


def _at_best_validation(record: Mapping[str, Any]) -> str:
    """Test accuracy of the epoch that validation chose; none where records do not tell whether the network was pruned
    as far by then.
    """
    best, history = record["tuned"]["test_of_best_validation_epoch"], record["tuned"].get("history", {})
    unknown = record["settings"]["axes"].get("schedule") in _PRUNES_ON and "left" not in history
    return "–" if best is None or unknown else f"{best:.2f}"


def _living(metrics: Mapping[str, Any]) -> str:
    """Multiply-adds saved by taking dead channels out; in words where no path from input to output is left."""
    left = metrics.get("macs_compact")
    if left is None:
        return "–"
    return ratio(metrics["macs"] / left) if left else "no path left"


def _timed(run: RunView) -> str:
    """The measured speedup at the largest batch that was timed."""
    return "–" if run.measured_speedup is None else ratio(run.measured_speedup)


def _times(run: RunView, record: Mapping[str, Any]) -> Iterator[TimeRow]:
    """By batch size; where passes did not fit, the reason in place of times."""
    for batch, found in sorted(record.get("latency", {}).items(), key=lambda pair: int(pair[0])):
        one = (f"{run.ratio:g}×", run.seed, f"{int(batch):,}")
        theoretical = ratio(run.theoretical_speedup or 0)
        if "speedup" in found:
            words = (_milliseconds(found["dense"]), _milliseconds(found["pruned"]), ratio(found["speedup"]))
        else:
            words = ("–", "–", str(found["not_measured"]))
        yield TimeRow(*one, *words, theoretical)


def _milliseconds(found: Mapping[str, float]) -> str:
    """Median and quartile range."""
    return f"{plain(found['median_ms'], 2)} ({plain(found['quartile_range_ms'], 2)})"


SPARK_WIDTH, SPARK_HEIGHT = 110, 22


def _sparkline(values: list[float]) -> str:
    """Points of a polyline over the epochs, from the lowest value to the highest; empty for fewer than two epochs."""
    if len(values) < 2:
        return ""
    low, high = min(values), max(values)
    step, span = (SPARK_WIDTH - 4) / (len(values) - 1), high - low or 1
    places = [(2 + i * step, 2 + (SPARK_HEIGHT - 4) * (high - v) / span) for i, v in enumerate(values)]
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
