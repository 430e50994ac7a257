"""Headers: what they say is used, what they leave open is a list of possibilities, and sizes are never looked at."""

from __future__ import annotations

import pytest

from leaderboard.adding.headers import guess
from leaderboard.adding.mapping import parse_target
from leaderboard.records.vocabulary import COLUMNS

SURE = {
    "Top-1 (%)": "top1:percent",
    "Top-1 Acc. (%)": "top1:percent",
    "acc@1 (%)": "top1:percent",
    "Top-1 Accuracy, %": "top1:percent",
    "Top-5 err (%)": "top5_error:percent",
    "Top-1 drop (%)": "top1_drop:percent",
    "Baseline Top-1 (%)": "baseline.top1:percent",
    "Params (M)": "params:millions",
    "#Params. [K]": "params:thousands",
    "Params remaining (%)": "params_kept:percent",
    "Params reduction (%)": "params_removed:percent",
    "GFLOPs": "flops:giga",
    "FLOPs (B)": "flops:giga",
    "MACs (M)": "macs:mega",
    "FLOPs reduction (%)": "flops_removed:percent",
    "FLOPs speedup": "theoretical_speedup:ratio",
    "GPU speedup": "measured_speedup:ratio",
    "Compression (×)": "compression_ratio:ratio",
    "Sparsity (%)": "sparsity:percent",
    "Latency (ms)": "latency:milliseconds",
    "mAP (%)": "map:percent",
    "top1_error (%)": "top1_error:percent",
    "Seeds": "trials:count",
    "Perplexity": "perplexity:absolute",
    "BLEU (%)": "bleu:percent",
    "mIoU drop (%)": "miou_drop:percent",
    "Method": "method",
    "Dataset": "dataset",
    "Network": "architecture",
}
OPEN = {
    "FLOPs": (
        "flops:absolute",
        "flops:mega",
        "flops:giga",
        "flops:tera",
        "flops_removed:percent",
        "flops_kept:percent",
    ),
    "Params (%)": ("params_removed:percent", "params_kept:percent"),
    "FLOPs ↓ (%)": ("flops_removed:percent", "flops_kept:percent"),
    "Params pruned (%)": ("params_removed:percent", "params_kept:percent"),
    "Acc drop": ("top1_drop:percent", "top5_drop:percent", "accuracy_drop:percent"),
    "Acc (%)": ("top1:percent", "top5:percent", "accuracy:percent"),
    "Top-1": ("top1:percent", "top1:fraction"),
    "Δ Top-1 (%)": ("top1_delta:percent", "top1_drop:percent"),
    "Top-1 ↑ (%)": ("top1:percent", "top1_delta:percent", "top1_drop:percent"),
    "Speed Up": ("theoretical_speedup:ratio", "measured_speedup:ratio"),
    "Compression ratio": ("compression_ratio:ratio",),
    "Compression ratio (%)": ("params_removed:percent", "params_kept:percent"),
    "Size (MB)": (),
    "Pruning ratio": (),
    "Baseline (%)": (),
}


@pytest.mark.parametrize("header", SURE)
def test_what_a_header_says_is_used(header: str) -> None:
    found = guess(header)

    assert (found.targets, found.sure) == ((SURE[header],), True)


@pytest.mark.parametrize("header", OPEN)
def test_what_a_header_leaves_open_is_asked(header: str) -> None:
    found = guess(header)

    assert (found.targets, found.sure) == (OPEN[header], False)


def test_a_reason_comes_with_every_guess() -> None:
    assert guess("Top-1 (%)").why == "says top-1 and %"
    assert guess("Params (%)").why == "says parameters in percent, but not whether removed or kept"


@pytest.mark.parametrize(
    ("header", "suffix", "target"),
    [("Top-1", "%", "top1:percent"), ("FLOPs", "G", "flops:giga"), ("Params", "M", "params:millions")],
)
def test_a_unit_in_every_cell_counts_as_one_in_the_header(header: str, suffix: str, target: str) -> None:
    assert guess(header, suffix).targets == (target,)


@pytest.mark.parametrize("column", COLUMNS)
def test_every_column_can_be_named_by_itself(column: str) -> None:
    """A table exported from here, with the records' own names as headers, is understood; new columns too."""
    targets = guess(column).targets

    assert column in [parse_target(target)[0] for target in targets]


def test_every_target_is_a_column_and_its_unit() -> None:
    for target in [*SURE.values(), *(t for targets in OPEN.values() for t in targets)]:
        assert parse_target(target)
