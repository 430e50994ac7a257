"""The closed vocabulary of record files: columns with their units, sources, caveats.

A column's name carries quantity and direction (`params_removed`, `top1_error`), its declared unit the
scale (`percent`, `millions`). Nothing is ever guessed from a number's size.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Quantity = Literal[
    "accuracy",
    "points",
    "spread",
    "count",
    "size",
    "operations",
    "fraction",
    "ratio",
    "exponent",
    "latency",
    "score",
    "score change",
]

# Factor that brings a printed number to the base unit: accuracies and fractions to percent,
# sizes and operations to single parameters and operations, latencies to milliseconds.
UNITS: dict[Quantity, dict[str, Decimal]] = {
    "accuracy": {"percent": Decimal(1), "fraction": Decimal(100), "basis points": Decimal("0.01")},
    "points": {"percent": Decimal(1), "fraction": Decimal(100)},
    "spread": {"percent": Decimal(1), "fraction": Decimal(100)},
    "count": {"count": Decimal(1)},
    "size": {
        "absolute": Decimal(1),
        "thousands": Decimal(10**3),
        "millions": Decimal(10**6),
        "billions": Decimal(10**9),
    },
    "operations": {
        "absolute": Decimal(1),
        "mega": Decimal(10**6),
        "giga": Decimal(10**9),
        "tera": Decimal(10**12),
    },
    "fraction": {"percent": Decimal(1), "fraction": Decimal(100)},
    "ratio": {"ratio": Decimal(1)},
    "exponent": {"exponent": Decimal(1)},
    "latency": {"milliseconds": Decimal(1), "microseconds": Decimal("0.001"), "seconds": Decimal(1000)},
    "score": {"absolute": Decimal(1)},
    "score change": {"absolute": Decimal(1)},
}

Direction = Literal["higher", "lower"]


@dataclass(frozen=True, slots=True)
class Metric:
    """What networks are scored by beside top-1 and top-5; ``better`` says which direction is.

    ``low`` bounds it, None does not. Metrics in percent take the units of accuracies (``percent``, ``fraction``),
    the others are ``absolute``.
    """

    name: str
    words: str
    better: Direction = "higher"
    percent: bool = True
    low: Decimal | None = Decimal(0)


_METRICS = (
    Metric("accuracy", "accuracy on the task (not image classification)"),
    Metric("f1", "F1 score"),
    Metric("exact_match", "exact match"),
    Metric("matthews", "Matthews correlation", low=Decimal(-100)),
    Metric("correlation", "correlation with human judgement", low=Decimal(-100)),
    Metric("glue", "GLUE score, a mean over tasks"),
    Metric("bleu", "BLEU"),
    Metric("rouge", "ROUGE"),
    Metric("word_error_rate", "word error rate", "lower"),
    Metric("map", "mean average precision"),
    Metric("map50", "mean average precision at an overlap of 0.5"),
    Metric("map75", "mean average precision at an overlap of 0.75"),
    Metric("miou", "mean intersection over union"),
    Metric("recall", "recall at the stated rank"),
    Metric("robust_accuracy", "accuracy under an attack"),
    Metric("verified_accuracy", "accuracy proven robust"),
    Metric("pass_rate", "share of tasks solved"),
    Metric("perplexity", "perplexity", "lower", percent=False),
    Metric("cross_entropy", "cross-entropy of the validation or test set", "lower", percent=False),
    Metric("bits_per_dimension", "bits per dimension", "lower", percent=False),
    Metric("psnr", "peak signal-to-noise ratio in dB", percent=False),
    Metric("ssim", "structural similarity", percent=False),
    Metric("lpips", "LPIPS, a learned perceptual distance", "lower", percent=False),
    Metric("fid", "Fréchet inception distance", "lower", percent=False),
    Metric("inception_score", "inception score", percent=False),
    Metric("clip_score", "CLIP score", percent=False),
    Metric("episode_return", "return of an episode", percent=False, low=None),
)
METRICS = {metric.name: metric for metric in _METRICS}
# The metric of a column that holds it or a change of it; the columns of top-1 and top-5 have none.
METRIC_OF_COLUMN = {f"{name}{suffix}": name for name in METRICS for suffix in ("", "_delta", "_drop")}


@dataclass(frozen=True, slots=True)
class Column:
    """A column a table may declare; ``low`` and ``high`` bound it in the base unit of its quantity."""

    name: str
    quantity: Quantity
    meaning: str
    low: Decimal | None = None
    high: Decimal | None = None
    baseline: bool = False  # may also stand in a table's `baseline`


def _columns() -> dict[str, Column]:
    zero, hundred, one = Decimal(0), Decimal(100), Decimal(1)
    listed: list[Column] = []
    for k in ("top1", "top5"):
        words = f"top-{k[3]}"
        listed += [
            Column(k, "accuracy", f"{words} accuracy", zero, hundred, True),
            Column(f"{k}_error", "accuracy", f"{words} error rate, 100 minus accuracy", zero, hundred, True),
            Column(f"{k}_delta", "points", f"{words} accuracy, pruned minus dense, in points", -hundred, hundred),
            Column(f"{k}_drop", "points", f"{words} accuracy, dense minus pruned, in points", -hundred, hundred),
            Column(
                f"{k}_std", "spread", f"standard deviation of the {words} accuracy over trials", zero, hundred, True
            ),
        ]
    listed += [
        Column("trials", "count", "how often the result was run", one, None, True),
        Column("params", "size", "parameters of the network", zero, None, True),
        Column("params_removed", "fraction", "share of the parameters removed", zero, hundred),
        Column("params_kept", "fraction", "share of the parameters kept", zero, hundred),
        Column("sparsity", "fraction", "share of zeros among the weights the method may prune", zero, hundred),
        Column("compression_ratio", "ratio", "old size over new size", zero),
        Column("compression_log10", "exponent", "base-10 logarithm of old size over new size", zero, Decimal(9)),
        Column("macs", "operations", "multiply-adds for one input, as the source states", zero, None, True),
        Column("macs_removed", "fraction", "share of the multiply-adds removed", zero, hundred),
        Column("macs_kept", "fraction", "share of the multiply-adds kept", zero, hundred),
        Column("flops", "operations", "operations in the source's own, perhaps unstated, convention", zero, None, True),
        Column("flops_removed", "fraction", "share of the operations removed", zero, hundred),
        Column("flops_kept", "fraction", "share of the operations kept", zero, hundred),
        Column("theoretical_speedup", "ratio", "old operations over new operations", zero),
        Column("latency", "latency", "time for one batch; state device, batch and precision", zero, None, True),
        Column("measured_speedup", "ratio", "old time over new time; state device, batch and precision", zero),
        *(column for metric in METRICS.values() for column in _of_metric(metric)),
    ]
    return {column.name: column for column in listed}


def _of_metric(metric: Metric) -> tuple[Column, ...]:
    value: Quantity = "accuracy" if metric.percent else "score"
    change: Quantity = "points" if metric.percent else "score change"
    most = Decimal(100) if metric.percent else None
    least = Decimal(-100) if metric.percent else None
    return (
        Column(metric.name, value, metric.words, metric.low, most, True),
        Column(
            f"{metric.name}_std",
            "spread" if metric.percent else "score",
            f"standard deviation of {metric.words}",
            Decimal(0),
            most,
            True,
        ),
        Column(f"{metric.name}_delta", change, f"{metric.words}, pruned minus dense", least, most),
        Column(f"{metric.name}_drop", change, f"{metric.words}, dense minus pruned", least, most),
    )


COLUMNS = _columns()

# What is pruned together, as boards filter by it. ``structured`` covers filters, channels, heads, blocks of layers.
STRUCTURES: dict[str, str] = {
    "unstructured": "single weights",
    "n:m": "N of every M neighbouring weights",
    "block": "tiles of weights",
    "structured": "filters, channels, neurons, heads or layers: the smaller network is dense",
    "mixed": "several of these together",
    "dense": "nothing: the unpruned network, or one designed smaller",
}

SOURCE_KINDS: dict[str, str] = {
    "paper": "a paper",
    "documentation": "documentation of software",
    "reproduction": "somebody else's reproduction of a paper",
    "benchmark": "a benchmark of others' methods",
}

SOURCES: dict[str, str] = {
    "printed": "a table of the source itself, typed from it",
    "text": "a sentence of the source",
    "figure": "read off a figure, so approximate",
    "repository": "files the authors published",
    "secondary": "another collection's reading of the source; printed precision unknown",
}

COST_CONVENTIONS: dict[str, str] = {
    "macs": "one multiply-add counts once",
    "flops": "one multiply-add counts twice",
    "conv-only": "multiply-adds of convolutions only",
    "unstated": "the source does not say",
}

REPORTED_BY: dict[str, str] = {
    "paper": "the paper's own run",
    "rerun": "the paper ran somebody else's method again",
    "quoted": "copied by the paper from another one",
}

TABLE_ROLES: dict[str, str] = {
    "results": "operating points the authors chose to report",
    "sweep": "every run of a search over settings: one run each, none chosen by the authors",
    "dense": "runs of the unpruned network",
}

# Doubts that a reader of the source raised; each shows as a flag on the results it concerns.
CAVEATS: dict[str, str] = {
    "accuracy-not-stated": "the paper claims no loss without printing this accuracy",
    "baseline-only": "only the dense network's numbers are known",
    "compression-undefined": "the paper does not define its compression figure",
    "dense-under-pruned": "the size given for the pruned network is that of the dense one",
    "derived-by-collector": "worked out by the collection from other figures of the paper",
    "includes-overhead": "the printed size includes the overhead of the sparse format",
    "includes-quantisation": "the accuracy also includes quantisation",
    "layer-local": "ratio and speedup concern some layers only, or weigh layers by time",
    "metric-unclear": "the printed number may be another metric than its column says",
    "outlier-withheld": "the collection left this result's numbers out on purpose",
    "removed-or-kept-inferred": "whether the share is removed or kept had to be inferred",
    "rounded-coarsely": "printed with two significant digits",
    "dataset-unclear": "the paper does not say which data set this is",
    "architecture-unclear": "the paper does not say exactly which network this is",
    "cost-unclear": "how the operations were counted is in doubt",
    "evaluation-unclear": "the protocol of the evaluation (data, sequence length, shots) is not stated",
    "nominal-ratio": "the figure is a setting of the method, not a count of what is left",
    "prunable-only": "size or ratio counts the prunable weights only, or some layers only",
    "training-cost": "the cost counts training, not inference",
    "printed-inconsistently": "the source contradicts itself here",
    "row-label-unclear": "which row of the source is meant had to be inferred",
    "speedup-percent-ambiguous": "a percentage called speed-up: time saved or rate gained",
    "transfer-learning": "trained first on another data set",
    "transformed-domain": "counted in a transformed (Winograd) domain, against a baseline in that domain",
    "trials-without-spread": "several runs, but no spread printed",
    "method-variant-unfair": "a variant with training help the baseline does not have",
    "not-the-papers-method": "an ablation or re-implementation, not the paper's own method",
    "task-metric-differs": "the network is part of a larger system scored by another metric",
}
