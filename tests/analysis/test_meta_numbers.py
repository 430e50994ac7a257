"""Figures of numbers: rank correlation, both ratios, dense baselines, architectures, wanted re-runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from leaderboard.analysis.boards import boards
from leaderboard.analysis.measured import campaigns
from leaderboard.analysis.meta.baselines import spreads
from leaderboard.analysis.meta.populations import populations
from leaderboard.analysis.meta.ranks import rank_correlation
from leaderboard.analysis.meta.ratios import ratios
from leaderboard.analysis.meta.reruns import Wanted, wanted
from leaderboard.analysis.meta.sizes import sizes
from leaderboard.records.protocols import ShippedProtocol, shipped_protocols
from leaderboard.store.corpus import Corpus, CounterpartView, PrintedNumber, ResultView, RunView, TableView
from tests.render.synthetic import card, corpus, method, named, paper, result, table, value

NOTHING: dict[str, Any] = {"corrections": (), "questions": (), "comparisons": ()}


def of(tables: Sequence[TableView], *results: ResultView, **more: Any) -> Corpus:
    papers = {t.paper: paper(t.paper) for t in tables}
    given = {"papers": {**corpus().papers, **papers}, "tables": {t.id: t for t in tables}, "results": results}
    return corpus(**{**NOTHING, **given, **more})


def test_rank_correlation_of_known_orders() -> None:
    """Rising is 1, falling -1; ties share their mean rank; without variation there is none."""

    def rho(*pairs: tuple[float, float]) -> float | None:
        found = rank_correlation({"a": pairs})
        return found and found.rho

    assert rho((1, 10), (2, 20), (3, 99)) == 1.0
    assert rho((1, 3), (2, 2), (3, 1)) == -1.0
    assert rho((1, 1), (1, 2), (2, 3)) == pytest.approx(1.5 / 3**0.5)
    assert rho((1, 1), (1, 2)) is None
    assert rho() is None


def test_the_interval_resamples_papers() -> None:
    """Five papers have one, four have none; where every paper rises it is 1 to 1; it is the same every time."""
    rising = {name: [(1.0, 1.0), (2.0, 2.0), (3.0, 3.0)] for name in "abcde"}
    found = rank_correlation(rising)
    assert found is not None and (found.rho, found.low, found.high) == (1.0, 1.0, 1.0)
    assert (found.results, found.papers) == (15, 5)

    mixed = {**rising, "f": [(1.0, 3.0), (3.0, 1.0)]}
    once, again = rank_correlation(mixed), rank_correlation(mixed)
    assert once == again and once is not None and once.low is not None and once.low < once.rho < 1.0
    few = rank_correlation({name: rising[name] for name in "abcd"})
    assert few is not None and few.low is None and few.high is None


def both(row: str, at: TableView, compression: float, speedup: float, **more: Any) -> ResultView:
    return result(row, at, compression, -1.0, quantities={"theoretical_speedup": value(speedup)}, **more)


def test_ratios_leave_out_repeats_copies_and_parts_of_networks() -> None:
    """Within 10 % of 4x, by rising speedup; quotes that count elsewhere, repeats, single layers and
    narrower dense networks do not count."""
    at = table(1, "one")
    found = of(
        [at],
        both("a", at, 4.0, 6.0),
        both("b", at, 4.3, 2.0),
        both("c", at, 2.0, 2.0),
        both("d", at, 4.0, 9.0, flags=("layer-local",)),
        both("e", at, 4.0, 9.0, same_as="one:a"),
        both("f", at, 4.0, 9.0),
        both("g", at, 4.0, 9.0, structure="dense"),
        result("h", at, 4.0, -1.0),
    )
    (one,) = ratios(populations(found), {"one:f"})

    assert [p.result.id for p in one.points] == ["one:a", "one:b", "one:c"]
    assert [[p.speedup for p in w.points] for w in one.windows] == [[2.0], [2.0, 6.0], []]
    assert (one.faster, one.slower) == (1, 1)
    assert one.correlation is not None and one.correlation.low is None


def test_spreads_need_three_papers_and_count_operations_alike() -> None:
    """Top-1 from results that are not quoted; operations halved where two are counted per multiply-add."""

    def dense(number: int, top1: float, *baseline: tuple[str, str, str], convention: str | None) -> TableView:
        printed = tuple(PrintedNumber(name, unit, "value", digits) for name, unit, digits in baseline)
        return table(number, f"p{number}", baseline=printed, convention=convention)

    tables = [
        dense(1, 93.0, ("params", "millions", "0.85"), ("macs", "mega", "125"), convention=None),
        dense(2, 93.5, ("params", "thousands", "853"), ("flops", "giga", "0.25"), convention="flops"),
        dense(3, 92.0, ("params", "absolute", "850,000"), ("flops", "mega", "126"), convention="macs"),
        dense(4, 10.0, ("flops", "mega", "999"), convention=None),
    ]
    values = (93.0, 93.5, 92.0, 10.0)
    results = [
        result(
            "r", t, 2.0, -1.0, quantities={"baseline_top1": value(v)}, reported_by="quoted" if v == 10.0 else "paper"
        )
        for t, v in zip(tables, values, strict=True)
    ]
    found = of(tables, *results)

    (top1,), (params,), (macs,) = (spreads(found, name) for name in ("top1", "params", "macs"))
    assert top1.values == (("p3", 92.0), ("p1", 93.0), ("p2", 93.5))
    assert (top1.papers, top1.middle, top1.width) == (3, 93.0, 1.5)
    assert params.values == (("p1", 850_000.0), ("p3", 850_000.0), ("p2", 853_000.0))
    assert macs.values == (("p1", 125e6), ("p2", 125e6), ("p3", 126e6))
    assert macs.width == pytest.approx(0.8)
    two = of(tables[:2], *results[:2])
    assert [spreads(two, name) for name in ("top1", "params", "macs")] == [(), (), ()]


def imagenet(*results: ResultView, tables: Sequence[TableView]) -> Corpus:
    facts = {"kind": "network", "family": "", "year": 2015, "source": ""}
    cards = {
        "small": card("small", board="s", dataset="imagenet", params=1_000_000, macs=10_000_000, year=2018),
        "large": card("large", board="l", dataset="imagenet", params=4_000_000, macs=80_000_000),
        "twin": card("twin", board="l", dataset="imagenet", params=4_100_000, macs=96_000_000),
    }
    names = {key: named(key, key.upper(), **facts) for key in ("s", "l", "resnet-56")}
    data = {**corpus().datasets, "imagenet": named("imagenet", "ImageNet", task="image classification", large=True)}
    return of(tables, *results, cards=cards, architectures=names, datasets=data, meanings={})


def test_a_pruned_network_is_held_against_the_best_dense_one_within_its_cost() -> None:
    """By size the pruned large network may be as accurate as the small one; below the smallest there is no rival.

    A network whose candidates differ by more than 10 % in multiply-adds has a size but no cost.
    """
    small = table(1, "a", dataset="imagenet", architecture="s", board="s", card="small")
    large = table(2, "b", dataset="imagenet", architecture="l", board="l", card="large")
    unsure = table(3, "b", dataset="imagenet", architecture="l", board="l", card=None, candidates=("large", "twin"))

    def pruned(row: str, at: TableView, ratio: float, dense: float, top1: float, **more: Any) -> ResultView:
        numbers = {"baseline_top1": value(dense), "top1": value(top1), "theoretical_speedup": value(ratio)}
        return result(row, at, ratio, top1 - dense, quantities=numbers, **more)

    found = imagenet(
        pruned("1", small, 2.0, 70.0, 65.0),
        pruned("2", large, 4.0, 74.0, 71.0),
        pruned("3", large, 2.0, 76.0, 69.0),
        pruned("4", unsure, 4.1, 76.0, 60.0),
        pruned("5", large, 2.0, 99.0, 99.0, flags=("layer-local",), reported_by="quoted"),
        tables=[small, large, unsure],
    )
    by_size, by_cost = sizes(found, ())

    assert [(d.architecture, d.year, d.top1, d.papers) for d in by_size.dense] == [
        ("s", 2018, 70.0, 1),
        ("l", 2015, 75.0, 1),
    ]
    assert [d.architecture for d in by_size.envelope] == ["s", "l"]
    assert [(p.result.id, p.better) for p in by_size.pruned] == [
        ("a:1", None),
        ("b:2", True),
        ("b:3", False),
        ("b:4", None),
    ]
    assert [(p.result.id, p.cost) for p in by_cost.pruned] == [("a:1", 5e6), ("b:2", 20e6), ("b:3", 40e6)]
    assert sizes(of([table(1, "a")], result("x", table(1, "a"), 2.0, -1.0)), ())[0].pruned == ()


PROTOCOLS = (
    ShippedProtocol("quick", "cifar-10", ("resnet-56-invented",), 0),
    ShippedProtocol("full", "cifar-10", ("another", "resnet-56-invented"), 40),
)


def cell(
    *,
    ran: bool = False,
    claims: tuple[str, ...] = ("alpha",),
    protocols: Any = PROTOCOLS,
    compared: str = "a",
    by: str = "paper",
) -> tuple[Wanted, ...]:
    """Alpha of paper a, re-implemented under its name by b; c compares with a and evaluates here, d elsewhere."""
    tables = [table(1, "a"), table(2, "b"), table(3, "c")]
    papers = {key: paper(key, year=year) for key, year in (("a", 2018), ("b", 2019), ("c", 2020), ("d", 2021))}
    results = (
        result("1", tables[0], 4.0, -0.5),
        result("2", tables[1], 4.2, -2.0, method="alpha-b", reported_by=by),
        result("3", tables[1], 8.0, -9.0, method="alpha-b", reported_by=by),
        result("4", tables[2], 2.0, 0.0, method="gamma"),
    )
    methods = {
        "alpha": method("alpha", "Alpha", "a"),
        "alpha-b": method("alpha-b", "ALPHA", "b"),
        "gamma": method("gamma", "Gamma", "c"),
    }
    found = of(
        tables,
        *results,
        papers=papers,
        methods=methods,
        comparisons=(("c", compared), ("d", compared)),
        counterparts={"ours": CounterpartView("ours", "Alpha", claims, "The same.")},
        runs=(run("ours"),) if ran else (),
    )
    return wanted(found, boards(found), campaigns(found.runs), protocols)


def run(of_method: str) -> RunView:
    numbers = {"top1": 90.0, "top5": None, "dense_sha256": "", "dense_top1": 91.0, "pruned_top1": 80.0}
    reached = {"compression_ratio": 4.0, "theoretical_speedup": 3.0}
    place = ("cifar-10", "resnet-56", "resnet-56-invented", of_method)
    return RunView("x", "quick", 1, *place, 4.0, 0, "finished", "x.json", **numbers, **reached, record="{}")


def test_the_score_is_papers_times_one_plus_spread() -> None:
    """b reports it and c compares: 2 papers; 1.5 points apart at 4x to 10 %: 2 x 2.5. Nobody else reports Gamma."""
    (one,) = cell()

    assert (one.name, one.methods, one.papers, one.claims) == ("Alpha", ("alpha", "alpha-b"), ("b", "c"), 3)
    assert (one.spread, one.score) == (1.5, 5.0)
    assert one.command is not None and one.command.same
    assert one.command.text == "leaderboard run sweep full --networks resnet-56-invented --methods ours"


@pytest.mark.parametrize("by", ["rerun", "quoted"])
def test_who_compares_with_a_paper_that_re_runs_a_method_does_not_compare_with_the_method(by: str) -> None:
    """c compares with b alone, which runs Alpha again or quotes it."""
    (one,) = cell(compared="b", by=by)
    assert one.papers == ("b",)


def test_a_measured_cell_is_not_wanted_and_a_namesake_is_told_apart() -> None:
    """Where the catalogue names no claims, a method of the same name would do, and says so."""
    assert cell(ran=True) == ()
    (one,) = cell(claims=())
    assert one.command is not None and not one.command.same
    (lacking,) = cell(protocols=())
    assert (lacking.command, lacking.runner, lacking.protocol) == (None, True, False)


def test_a_large_spread_counts_as_five_points() -> None:
    """A collapsed network is no finer a disagreement."""
    (one,) = cell()
    assert replace(one, spread=57.0).score == 12.0
    assert replace(one, spread=None).score == 2.0


def test_the_shipped_protocols_are_read_without_torch() -> None:
    """Names, networks and the length of tuning, as the files have them."""
    found = {one.name: one for one in shipped_protocols()}

    assert found["cifar10-v1"].networks == ("resnet-20-cifar10", "resnet-56-cifar10", "vgg-16-1fc-cifar10")
    assert found["cifar10-v1"].tuning_epochs == 40
    assert found["cifar10-oneshot-v1"].tuning_epochs == 0
