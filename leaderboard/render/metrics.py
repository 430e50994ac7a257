"""How boards speak of what networks are scored by: names, units, directions and decimals."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from leaderboard.analysis.boards import Change
from leaderboard.records.vocabulary import METRICS
from leaderboard.render.formats import plain, signed

# Names in headings where the vocabulary's own, with spaces for underscores, is not what the field writes.
_NAMES = {
    "f1": "F1",
    "glue": "GLUE score",
    "bleu": "BLEU",
    "rouge": "ROUGE",
    "map": "mAP",
    "map50": "mAP at 0.5",
    "map75": "mAP at 0.75",
    "miou": "mean IoU",
    "psnr": "PSNR",
    "ssim": "SSIM",
    "lpips": "LPIPS",
    "fid": "FID",
    "clip_score": "CLIP score",
}
_DECIMALS = {"cross_entropy": 3, "bits_per_dimension": 3, "ssim": 4, "lpips": 4}
_UNITS = {"psnr": "dB"}


@dataclass(frozen=True, slots=True)
class Scored:
    """What a table or chart scores by: ``name`` in headings, ``words`` in full, ``unit`` of its changes or "".

    ``lower`` says that less is better: boards then draw gains, dense minus pruned, so that up is always better.
    """

    name: str
    words: str
    unit: str
    lower: bool = False
    decimals: int = 2

    @property
    def gain(self) -> str:
        """The vertical axis in words: ``change of top-1``, ``gain in perplexity``."""
        return f"gain in {self.name}" if self.lower else f"change of {self.name}"

    @property
    def axis(self) -> str:
        """The vertical axis with what is subtracted from what, and the unit."""
        how = ": dense minus pruned" if self.lower else ": pruned minus dense"
        return f"{self.gain}{how}" + (f" ({self.unit})" if self.unit else "")

    @property
    def direction(self) -> str:
        return "lower is better" if self.lower else "higher is better"

    def own(self, gain: float) -> float:
        """A gain, which is better when larger, as pruned minus dense; and back."""
        return -gain if self.lower else gain

    def bare(self, gain: float) -> str:
        """A gain in the metric's own terms, pruned minus dense: ``−0.50``."""
        return signed(self.own(gain), self.decimals)

    def change(self, gain: float) -> str:
        """The same with its unit: ``−0.50 points``, ``+0.31``."""
        text = self.bare(gain)
        return f"{text} {self.unit}" if self.unit else text

    def score(self, value: float) -> str:
        """A score without its unit: ``93.06``, ``12,384``."""
        return plain(value, self.decimals)


TOP1 = Scored("top-1", "top-1 accuracy", "points")
TOP5 = Scored("top-5", "top-5 accuracy", "points")


@cache
def scored(metric: str | None) -> Scored:
    """The words of a metric; top-1 where there is none."""
    if metric is None:
        return TOP1
    found = METRICS[metric]
    unit = "points" if found.percent else _UNITS.get(metric, "")
    name = _NAMES.get(metric, metric.replace("_", " "))
    return Scored(name, found.words, unit, found.better == "lower", _DECIMALS.get(metric, 2))


def scored_by(metric: str | None, change: Change) -> Scored:
    """The words of a trade-off's change."""
    return TOP5 if change == "delta_top5" else scored(metric)


@dataclass(frozen=True, slots=True)
class Head:
    """The heading of a column of numbers: its one or two lines, and a tooltip."""

    lines: tuple[str, ...]
    title: str = ""


_RATIO_HEADS = (Head(("Compression",)), Head(("Speedup",)))
TIMED_HEAD = Head(("Measured", "speedup"), "old time over new on the paper's own device")
_SPREAD = Head(("Spread", "(runs)"), "one standard deviation, and over how many runs")


def heads(metric: str | None) -> tuple[Head, ...]:
    """Headings of the columns of numbers in tables of one metric, as ``Row.cells`` fills them."""
    by = scored(metric)
    name = by.name[0].upper() + by.name[1:]
    title = f"{by.words}: {by.direction}"
    change = f"pruned minus dense; {by.direction}"
    found = (Head((name, "dense"), title), Head((name, "pruned"), title), Head(("Change", by.name), change))
    return (*_RATIO_HEADS, *found, *((Head(("Change", "top-5")),) if metric is None else ()), _SPREAD)
