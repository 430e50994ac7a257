"""Invented corpora of any size for the explorer, and a plain computation of what it should show."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from leaderboard.analysis.boards import all_standings, boards
from leaderboard.analysis.measured import MeasuredPoint, campaigns
from leaderboard.store.corpus import Corpus, CounterpartView, ResultView, RunView, TableView
from tests.render.synthetic import BLANK, corpus, method, named, paper, result, scored, table, value

METRICS = (None, None, None, "perplexity", "f1", "ssim")
STRUCTURES = ("unstructured", "structured", "n:m", "mixed", None)
TASKS = ("image classification", "language modelling", "object detection", "")
# A name in two spellings, two names alike but for signs, a formula, one to be quoted in an address.
NAMES = ("Magnitude", "magnitude", "C", "C++", "=1+1", "Taylor, first order", "HRank & co", "OBC")
FLAGS = ((), ("trials-unknown",), ("single-run",), ("layer-local",), ("quoted", "trials-unknown"), ("nominal-ratio",))
PROTOCOLS = (("p-v1", 1), ("q-v1", 2))
RECORD = {
    "settings": {"axes": {"structure": "block-4x1"}},
    "environment": {"device": "cpu", "device_name": "x", "threads": 1, "torch": "2", "python": "3"},
    "code": {"commit": "0"},
    "metrics": {"bytes_bitmask": 1, "macs": 1},
    "tuned": {"test_of_best_validation_epoch": None},
    "seconds": {"total": 1.0},
}


def many(results: int, points: int, seed: int = 1) -> Corpus:
    """``results`` reported rows, forty a paper, and ``points`` means over two runs each."""
    dice = random.Random(seed)
    papers = max(2, results // 40)
    sources = {f"paper-{i:03}": _paper(i, dice) for i in range(papers)}
    datasets = {
        f"set-{i:03}": named(f"set-{i:03}", f"Set {i:03}", task=TASKS[i % 4], large=False, test_images=None)
        for i in range(papers * 2 // 3)
    }
    datasets["cifar-10"] = corpus().datasets["cifar-10"]
    nets = {f"net-{i:03}": _net(f"net-{i:03}", f"Net {i:03}") for i in range(papers)} | corpus().architectures
    names = [*NAMES, *(f"Method {i:04}" for i in range(papers * 2))]
    methods = {}
    for i, name in enumerate(names):
        for copy in range(1 + (i % 5 == 0)):
            key = f"method-{i:04}-{copy}" if i else f"odd+<key>-{copy}"
            methods[key] = method(key, name, f"paper-{(i + copy) % papers:03}")
    tables, rows = _tables(dice, results, list(sources), list(datasets), list(nets), list(methods))
    return corpus(
        papers=sources,
        datasets=datasets,
        architectures=nets,
        methods=methods,
        tables=tables,
        results=tuple(rows),
        comparisons=(),
        corrections=(),
        questions=(),
        meanings={},
        runs=tuple(_runs(dice, points)),
        counterparts={"m-000": CounterpartView("m-000", "Method 0000", (), "")},
    )


def _paper(i: int, dice: random.Random) -> Any:
    words = dice.sample(("sparse", "deep", "fast", "channel", "weight", "early", "global", "layer", "Hessian"), 4)
    return paper(
        f"paper-{i:03}",
        authors=(f"Ada Author{i}",),
        title=f"{' '.join(words)} networks {i}",
        year=2014 + i % 12,
        month=1 + i % 12,
        kind=("paper", "paper", "paper", "benchmark")[i % 4],
        peer_reviewed=(True, False, None)[i % 3],
    )


def _net(key: str, name: str) -> Any:
    return named(key, name, kind="network", family="Net", year=2015, source="")


def _tables(
    dice: random.Random, results: int, papers: list[str], datasets: list[str], nets: list[str], methods: list[str]
) -> tuple[dict[int, TableView], list[ResultView]]:
    tables: dict[int, TableView] = {}
    rows: list[ResultView] = []
    taken: Counter[str] = Counter()
    while len(rows) < results:
        number = len(tables) + 1
        net = dice.choice(nets)
        at = table(
            number,
            papers[len(rows) * len(papers) // results],
            dataset=dice.choice(datasets),
            architecture=net,
            board=net,
            metric=METRICS[number % 6],
            role=("results", "results", "results", "sweep")[dice.randrange(4)],
            architecture_match="unknown",
            settled=False,
            card=None,
            candidates=(),
            baseline=(),
        )
        tables[number] = at
        for _ in range(min(10, results - len(rows))):
            taken[at.paper] += 1
            key = f"{taken[at.paper]}-again" if dice.random() < 0.1 else str(taken[at.paper])
            rows.append(_row(dice, key, at, methods))
    return tables, rows


def _row(dice: random.Random, key: str, at: TableView, methods: list[str]) -> ResultView:
    """Ratios with all their digits, changes with two, some of both missing."""
    ratio = dice.choice((None, 2.0, 4.0, 1 / (1 - dice.random() * 0.98)))
    change = dice.choice((None, round(dice.gauss(-1, 2), 2), round(dice.gauss(-1, 2), 3)))
    kept = {"theoretical_speedup": value(dice.choice((None, None, 1 + dice.random() * 3)))}
    kept["measured_speedup"] = value(dice.choice((None, None, None, 0.987)))
    more: dict[str, Any] = {
        "method": dice.choice(methods),
        "variant": dice.choice((None, "one shot", "2:4", f"rate {dice.randrange(400)}", "-5 % “a, b”")),
        "structure": dice.choice(STRUCTURES),
        "reported_by": dice.choice(("paper", "paper", "rerun", "quoted")),
        "flags": dice.choice(FLAGS),
    }
    if at.metric and change is not None:
        dense = dice.choice((5.125, 20.0, 1234.5, round(dice.random() * 90, 2)))
        return scored(key, at, ratio, dense, round(dense + change, 4), quantities=kept, **more)
    if at.metric:
        blank = dict.fromkeys(("baseline_top1", "std_top1"), BLANK)
        return result(key, at, ratio, None, quantities=kept | blank, **more)
    spread = dice.choice((None, None, 0.125, dice.random()))
    kept["trials"] = value(dice.choice((None, 3.0)))
    return result(key, at, ratio, change, std=spread, quantities=kept, **more)


def _runs(dice: random.Random, points: int) -> Iterable[RunView]:
    for i in range(points):
        protocol, version = PROTOCOLS[i % 2]
        dense, change = 93 + dice.random(), dice.gauss(-2, 2)
        for seed in range(2):
            yield RunView(
                id=f"{i}/{seed}", protocol=protocol, protocol_version=version, dataset="cifar-10",
                architecture="resnet-56", network="resnet-56-invented", method=f"m-{i // 8:03}",
                ratio=(1.5, 2.0, 4.0, 8.0)[i // 2 % 4], seed=seed, outcome="finished", file="f",
                top1=dense + change + seed / 7, top5=None, dense_sha256="", dense_top1=dense, pruned_top1=None,
                compression_ratio=1.5 + dice.random(), theoretical_speedup=1 + dice.random(),
                structure="block-4x1", record=json.dumps(RECORD),
            )  # fmt: skip


Plain = dict[str, Any]


def plain_rows(found: Corpus) -> list[Plain]:
    """Every row by what readers choose it by, straight from the corpus; ``None`` where it has no value in a facet."""
    standings = all_standings(found, boards(found))
    rows = [_plain_reported(found, r, standings[r.id].klass) for r in found.results]
    for campaign in campaigns(found.runs):
        version = "" if campaign.version == 1 else f"--{campaign.version}"
        source = f"{campaign.protocol}{version}--{campaign.network}"
        rows += [_plain_measured(found, p, source) for p in campaign.points]
    return rows


def _plain_reported(found: Corpus, r: ResultView, klass: str | None) -> Plain:
    of = found.papers[r.paper]
    names = (
        ("baseline_top1", "top1", "delta_top1") if not r.table.metric else ("baseline_score", "score", "delta_score")
    )
    dense, pruned, change = (r.quantities[name].value for name in names)
    spread = r.quantities["std_score" if r.table.metric else "std_top1"].value
    top5 = r.quantities["delta_top5"].value if not r.table.metric else None
    return {
        "id": r.id, "kind": "reported", "dataset": r.table.dataset, "arch": r.table.board,
        "method": found.methods[r.method].name.casefold(), "structure": r.structure or "none", "class": klass or "none",
        "task": found.datasets[r.table.dataset].facts.get("task") or "other tasks", "metric": r.table.metric or "top1",
        "paper": r.paper, "peer": {True: "yes", False: "no", None: "unknown"}[of.peer_reviewed], "by": r.reported_by,
        "role": r.table.role, "year": of.year, "variant": r.variant or "", "title": f"{of.label} {of.title} {of.kind}",
        "compression": r.value("compression_ratio"), "speedup": r.value("theoretical_speedup"),
        "timed": r.value("measured_speedup"), "dense": dense,
        "pruned": pruned, "change": change, "top5": top5, "spread": spread, "trials": r.value("trials"),
    }  # fmt: skip


def _plain_measured(found: Corpus, p: MeasuredPoint, source: str) -> Plain:
    name = found.counterparts[p.method].name if p.method in found.counterparts else p.method
    dense = sum(run.dense_top1 or 0 for run in p.runs) / len(p.runs)
    numbers = {"compression": p.ratio, "speedup": p.speedup, "dense": dense, "pruned": p.top1, "change": p.change}
    return {
        "id": f"measured:{source}--{p.method}--{p.target:g}x", "kind": "measured", "dataset": "cifar-10",
        "arch": "resnet-56", "method": name.casefold(), "structure": "block", "class": "none",
        "task": "image classification", "metric": "top1", "paper": source, "peer": None, "by": None, "role": "results",
        "year": None, "variant": f"target {p.target:g}×", "title": f"Card resnet-56-invented under {source}",
        **{k: round(v, 4) for k, v in numbers.items()}, "timed": None, "top5": None,
        "spread": round(p.spread or 0, 4), "trials": 2.0,
    }  # fmt: skip


FACETS = ("kind", "dataset", "arch", "method", "structure", "class", "task", "metric", "paper", "peer", "by", "role")
Chosen = Mapping[str, Any]


def _keeps(row: Plain, name: str, wanted: Any) -> bool:
    if name == "years":
        return row["year"] is not None and wanted[0] <= row["year"] <= wanted[1]
    if name == "with":
        return all(row[what] is not None or (what == "change" and row["top5"] is not None) for what in wanted)
    if name == "q":
        texts = [row["method"], row["dataset"].replace("-", " "), row["arch"].replace("-", " ")]
        return all(
            any(word in text.lower() for text in (*texts, row["title"], row["variant"])) for word in wanted.split()
        )
    return row[name] in wanted


def passing(rows: Iterable[Plain], chosen: Chosen, but: str = "") -> list[Plain]:
    """Rows that pass all filters except ``but``."""
    return [row for row in rows if all(_keeps(row, name, wanted) for name, wanted in chosen.items() if name != but)]


def counts(rows: Iterable[Plain], chosen: Chosen, facet: str) -> Counter[str]:
    """How many rows each value of a facet would leave under the other filters."""
    return Counter(row[facet] for row in passing(rows, chosen, facet) if row[facet] is not None)


def in_order(rows: Iterable[Plain], *keys: tuple[str, bool]) -> list[Plain]:
    """Rows by several keys, blanks last, ties as they were; each key is a column and whether it falls."""
    listed = list(rows)
    for name, down in reversed(keys):
        known = sorted((r for r in listed if r[name] not in (None, "none")), key=lambda r: r[name], reverse=down)
        listed = known + [r for r in listed if r[name] in (None, "none")]
    return listed
