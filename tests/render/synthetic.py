"""A small invented corpus, built from the store's own values. None of its numbers come from a paper."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

from leaderboard.normalise.result import QUANTITIES
from leaderboard.store.corpus import (
    Corpus,
    CorrectionView,
    MeaningView,
    NamedView,
    PaperView,
    PrintedNumber,
    QuestionView,
    ResultView,
    TableView,
    Value,
)

BLANK = Value("not_reported", None, None, None, None, "invented: nothing is reported")


def value(number: float | None, **more: Any) -> Value:
    """A normalised number, or the blank *not reported*."""
    if number is None:
        return BLANK
    return Value("value", number, None, None, "stated", f"{number} as stated, Table 1", **more)


def paper(key: str, **more: Any) -> PaperView:
    """A paper by Ada Author, 2024."""
    nothing: dict[str, Any] = dict.fromkeys(
        ("month", "venue", "peer_reviewed", "arxiv", "doi", "url", "code", "bibtex")
    )
    given: dict[str, Any] = {
        **nothing,
        "title": f"Title of {key}",
        "kind": "paper",
        "authors": ("Ada Author",),
        "year": 2024,
        "pruning": True,
        "origin": None,
        "remark": None,
        "file": f"reported_results/papers/{key}.toml",
        "compares_to": (),
        "compared_by": (),
        **more,
    }
    return PaperView(key=key, **given)


def card(key: str, **more: Any) -> NamedView:
    """A card of a ResNet-56 on CIFAR-10 with 0.85 M parameters and 0.125 GMACs."""
    given: dict[str, Any] = {
        "board": "resnet-56",
        "family": "ResNet",
        "dataset": "cifar-10",
        "input": "3x32x32",
        "classes": 10,
        "year": 2015,
        "source": "invented",
        "describes": "An invented network.",
        **dict.fromkeys(("params_norm", "params_other", "macs_linear", "macs_attention"), 0),
        **dict.fromkeys(("params", "params_conv", "params_without_norm"), 850_000),
        **dict.fromkeys(("params_linear", "params_classifier"), 0),
        **dict.fromkeys(("macs", "macs_conv"), 125_000_000),
        **more,
    }
    return NamedView(key, f"Card {key}", given)


def table(identifier: int, of: str, **more: Any) -> TableView:
    """Table 1 of a paper: ResNet-56 on CIFAR-10."""
    given: dict[str, Any] = {
        "position": identifier,
        "locator": "Table 1",
        "source": "printed",
        "repository": None,
        "path": None,
        "commit": None,
        "metric": None,
        "role": "results",
        "dataset": "cifar-10",
        "architecture": "resnet-56",
        "dataset_as_printed": "CIFAR-10",
        "architecture_as_printed": "ResNet-56",
        "cost_convention": "unstated",
        "board": "resnet-56",
        "architecture_match": "exact",
        "match_reason": "0.85 M parameters: within 2 % of an invented card",
        "settled": True,
        "near_variants": True,
        "card": "resnet-56-invented",
        "candidates": ("resnet-56-invented",),
        "convention": "macs",
        "convention_basis": "inferred",
        "convention_reason": "0.125 G is within 2 % of an invented card's",
        "baseline_locator": None,
        "remark": None,
        "baseline": (PrintedNumber("top1", "percent", "value", "93.00"),),
        **more,
    }
    return TableView(id=identifier, paper=of, **given)


def scored(row: str, at: TableView, ratio: float | None, dense: float, pruned: float, **more: Any) -> ResultView:
    """A result of a table of another metric than top-1, with its change in the metric's own direction."""
    nothing = dict.fromkeys(("baseline_top1", "std_top1"), BLANK)
    change = value(round(pruned - dense, 4))
    scores = {"score": value(pruned), "baseline_score": value(dense), "delta_score": change}
    return result(row, at, ratio, None, quantities={**nothing, **scores, **more.pop("quantities", {})}, **more)


def result(row: str, at: TableView, ratio: float | None, change: float | None, **more: Any) -> ResultView:
    """A result with a compression ratio and a change of top-1 from 93 %; other ``quantities`` by keyword."""
    quantities = dict.fromkeys(QUANTITIES, BLANK)
    quantities["compression_ratio"], quantities["delta_top1"] = value(ratio), value(change)
    quantities["baseline_top1"], quantities["std_top1"] = value(93.0), value(more.pop("std", None))
    if change is not None:
        quantities["top1"] = value(round(93.0 + change, 2))
    given: dict[str, Any] = {
        "kind": "reported",
        "method": "alpha",
        "method_as_printed": None,
        "variant": None,
        "locator": None,
        "structure": None,
        "trial_values": {},
        "reported_by": "paper",
        "quoted_from": None,
        "same_as": None,
        "origin": None,
        "remark": None,
        "settings": {},
        "flags": (),
        "printed": (),
        **more,
    }
    quantities |= given.pop("quantities", {})
    return ResultView(id=f"{at.paper}:{row}", table=at, quantities=quantities, **given)


def named(key: str, name: str, **facts: Any) -> NamedView:
    """A data set or architecture."""
    return NamedView(key, name, {"kind": "dataset", "note": "", **facts})


def method(key: str, name: str, of: str) -> NamedView:
    """A method that a paper proposes."""
    return NamedView(key, name, {"label": f"{name} ({of})", "paper": of, "reimplements": None, "note": ""})


def corpus(**replaced: Any) -> Corpus:
    """Two papers, two methods, one board with every kind of result; fields by keyword replace its own."""
    tables = {
        1: table(1, "one"),
        2: table(2, "one", role="sweep", locator="runs.csv", source="repository", baseline=()),
        3: table(3, "two", dataset="unknown", dataset_as_printed="???", baseline=()),
        4: table(4, "two"),
    }
    printed = (
        PrintedNumber("top1", "percent", "value", "92.50"),
        PrintedNumber("top1_std", "percent", "value", "0.30"),
    )
    speedup = {"theoretical_speedup": value(1.8), "delta_top5": value(-0.2)}
    given: dict[str, Any] = {
        "meta": {"schema_version": "1"},
        "papers": {
            "one": paper(
                "one", compared_by=("two",), arxiv="2401.00001", url="https://example.org/one", bibtex="@misc{one}"
            ),
            "two": paper("two", compares_to=("one",), month=3, venue="ICML", peer_reviewed=True),
        },
        "datasets": {
            "cifar-10": named("cifar-10", "CIFAR-10", task="image classification", test_images=10_000, large=False),
            "unknown": named("unknown", "???", kind="unknown", task="", test_images=None, large=False),
        },
        "architectures": {
            "resnet-56": named("resnet-56", "ResNet-56", kind="network", family="ResNet", year=2015, source=""),
        },
        "cards": {"resnet-56-invented": card("resnet-56-invented")},
        "meanings": {
            "resnet-56": MeaningView("resnet-56", "resnet-56", ("cifar-10",), ("resnet-56-invented",), "it is invented")
        },
        "methods": {"alpha": method("alpha", "Alpha", "one"), "beta": method("beta", "Beta", "two")},
        "tables": tables,
        "results": (
            result("a", tables[1], 2.0, -0.5, std=0.3, printed=printed, flags=("trials-unknown",), quantities=speedup),
            result("b", tables[1], 4.0, -2.0, variant="B", flags=("corrected",)),
            result("c", tables[1], 9.0, 1.0, flags=("layer-local",)),
            result("d", tables[1], None, None, quantities={"baseline_top1": BLANK}),
            result("s1", tables[2], 3.0, 0.4, flags=("sweep-run", "single-run"), settings={"rate": "0.1"}),
            result("s2", tables[2], 3.0, -60.0, flags=("sweep-run", "single-run"), settings={"rate": "0.9"}),
            result("e", tables[3], 5.0, 0.0, method="beta"),
            result("f", tables[4], 3.0, -0.1, method="beta", remark="a remark"),
            result("g", tables[4], 2.0, -0.5, method="beta", same_as="one:a", flags=("same-measurement-elsewhere",)),
        ),
        "comparisons": (("two", "one"),),
        "corrections": (
            CorrectionView("one:b", "top1", False, "91.50", "91.00", None, "misread", "the source", "2026-11-01"),
        ),
        "questions": (QuestionView("two", "Which data set is it?", ("e",)),),
    }
    return Corpus(**{**given, **replaced})


def with_text(found: Any, change: Callable[[str], str]) -> Any:
    """``found`` with every text that a reader sees changed; keys, roles and statuses, which have meaning, stay."""
    if isinstance(found, QuestionView):
        return dataclasses.replace(found, text=change(found.text))
    if isinstance(found, MeaningView):
        return dataclasses.replace(found, evidence=change(found.evidence))
    if isinstance(found, tuple):
        return tuple(with_text(item, change) for item in found)
    if isinstance(found, Mapping):
        return {key: with_text(item, change) if key not in _MEANING else item for key, item in found.items()}
    if dataclasses.is_dataclass(found) and not isinstance(found, type):
        texts = {f.name: getattr(found, f.name) for f in dataclasses.fields(found) if f.name not in _MEANING}
        return dataclasses.replace(found, **{name: with_text(item, change) for name, item in texts.items()})
    return change(found) if isinstance(found, str) else found


_MEANING = {
    *("meta", "key", "id", "kind", "paper", "method", "dataset", "architecture", "role", "source", "reported_by"),
    *("quoted_from", "same_as", "flags", "status", "basis", "unit", "compares_to", "compared_by", "comparisons"),
    *("result", "reimplements", "cost_convention", "printed", "baseline", "board", "architecture_match", "card"),
    *("candidates", "convention", "convention_basis", "repository", "commit", "metric", "structure", "trial_values"),
}
