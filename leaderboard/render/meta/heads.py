"""What stands above and below a figure: its finding, the original it goes back to, and its numbers as files."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from leaderboard.render.context import Link, Site
from leaderboard.render.meta import findings
from leaderboard.render.meta.tables import figure_file

_NOT_DRAWN = "The 2020 paper’s script draws no such figure."


@dataclass(frozen=True, slots=True)
class Entry:
    """A figure of the meta-analysis: its page, the sentence that its data say, the original, and its files."""

    title: str
    page: str
    finding: Callable[[Site], str]
    original: str
    files: tuple[str, ...]


# The script of the 2020 paper names its figures by file and title; their numbers in print are not on record here.
ENTRIES: dict[str, Entry] = {
    "matrix": Entry(
        "Who compares to whom",
        "analysis/comparisons.html#matrix",
        findings.matrix,
        "The 2020 paper’s script builds this graph and draws its degrees only, which follow.",
        ("who-compares",),
    ),
    "comparisons": Entry(
        "Comparisons of a paper",
        "analysis/comparisons.html#counts",
        findings.comparisons,
        "Original: <paper_comparisons_hist> of the 2020 paper’s script, “Number of Papers Comparing to a Given Paper” "
        "and “Number of Papers a Given Paper Compares To”.",
        ("comparisons-per-paper",),
    ),
    "pairs": Entry(
        "Data sets and architectures",
        "coverage.html",
        findings.pairs,
        "Original: <numresults_stats> of the 2020 paper’s script, upper panel, “Number of (Dataset, Architecture) "
        "Pairs Used”. How many papers use a pair is counted in its text, not drawn.",
        ("pairs-per-paper", "papers-per-pair"),
    ),
    "points": Entry(
        "Points of a trade-off curve",
        "analysis/points.html",
        findings.points_per_curve,
        "Original: <numresults_stats> of the 2020 paper’s script, lower panel, “Number of Points used to Characterize "
        "Tradeoff Curve”. It counts the rows of a paper on each of its main pairs; here a curve is of one method.",
        ("points-per-curve",),
    ),
    "quality": Entry(
        "Eight rules of reporting",
        "quality.html#reporting",
        findings.quality,
        "The rules are those of the 2020 paper, section 6 and appendix B, which does not count who follows them.",
        ("reporting-quality",),
    ),
    "baselines": Entry(
        "One name, many dense networks",
        "analysis/baselines.html",
        findings.baselines,
        _NOT_DRAWN,
        ("baseline-spread",),
    ),
    "ratios": Entry(
        "Speedup against compression",
        "analysis/ratios.html",
        findings.ratios,
        _NOT_DRAWN,
        ("speedup-compression",),
    ),
    "architectures": Entry(
        "Pruning or a better architecture",
        "analysis/architectures.html",
        findings.architectures,
        "Original: <arch_vs_prune> of the 2020 paper’s script, “Speed and Size Tradeoffs for Original and Pruned "
        "Models”. It moves accuracies to a common dense one; here they stand as reported.",
        ("pruned-architectures",),
    ),
    "reruns": Entry(
        "Most wanted re-runs",
        "analysis/reruns.html",
        findings.reruns,
        _NOT_DRAWN,
        ("most-wanted-reruns",),
    ),
}


@dataclass(frozen=True, slots=True)
class Head:
    """A figure's title, finding, original (text with the name of its file set apart), and files."""

    title: str
    href: str
    finding: str
    original: tuple[tuple[str, bool], ...]
    files: tuple[Link, ...]


def head(site: Site, key: str, available: Collection[str]) -> Head:
    """What a page says of a figure; ``available`` holds the paths of the files that this build wrote."""
    entry = ENTRIES[key]
    paths = [(name, figure_file(name)) for name in entry.files]
    files = tuple(Link(f"{name}.csv", path) for name, path in paths if path in available)
    parts = entry.original.replace(">", "<").split("<")
    original = tuple((text, bool(n % 2)) for n, text in enumerate(parts))
    return Head(entry.title, entry.page, entry.finding(site), original, files)
