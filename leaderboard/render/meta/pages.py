"""The pages of the meta-analysis: the hub, and one page or section a figure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from leaderboard.analysis.figures import Figure
from leaderboard.analysis.meta.reruns import MOST_SPREAD, Wanted
from leaderboard.render.context import Link, Site
from leaderboard.render.downloads import Download
from leaderboard.render.meta.count_pages import write_comparisons, write_coverage, write_points
from leaderboard.render.meta.heads import ENTRIES, head
from leaderboard.render.meta.number_pages import write_architectures, write_baselines, write_ratios
from leaderboard.render.output import Output

HUB = "analysis.html"
MOST_WANTED = 40
# What the hub is divided into: keys of ``ENTRIES``.
_GROUPS = (
    ("How papers compare and report", ("matrix", "comparisons", "pairs", "points", "quality")),
    ("What their numbers say", ("baselines", "ratios", "architectures")),
    ("What to measure next", ("reruns",)),
)


# Figures of the original that other pages answer: the name of its file, what it shows, and keys of boards.
_ELSEWHERE = (
    (
        "all_pruning_curves",
        "trade-off curves on four pairs: every board has its own",
        ("imagenet--vgg-16", "imagenet--alexnet", "imagenet--caffenet", "imagenet--resnet-50", "cifar-10--resnet-56"),
    ),
    (
        "magnitude_vs_nonmagnitude",
        "magnitude pruning of ResNet-50 beside other methods: on the board, under “Best by structure” and in its table",
        ("imagenet--resnet-50",),
    ),
    (
        "comparisons_hists",
        "how many papers a paper beats: not counted here, since papers that start from different dense networks do not "
        "compare point by point; boards have classes and a frontier instead",
        (),
    ),
)


@dataclass(frozen=True, slots=True)
class WantedRow:
    """A cell worth a re-run, in words; ``command`` is empty where ``lack`` says what is missing."""

    score: str
    method: Link
    board: Link
    papers: tuple[Link, ...]
    claims: int
    spread: str
    command: tuple[str, ...]
    lack: str


def write_analysis(site: Site, output: Output, published: Sequence[Figure], downloads: Sequence[Download]) -> None:
    """The hub and all pages of this package; ``published`` are the figures of 2020 beside ours."""
    boards = {board.key: board for board in site.boards}
    available = frozenset(download.path for download in downloads)
    assert {key for _, keys in _GROUPS for key in keys} == set(ENTRIES)
    output.page(
        HUB,
        "analysis.html",
        title="Analysis",
        papers=len(site.corpus.papers),
        groups=[(title, [head(site, key, available) for key in keys]) for title, keys in _GROUPS],
        elsewhere=[
            (name, text, [site.board_link(boards[key]) for key in keys if key in boards])
            for name, text, keys in _ELSEWHERE
        ],
        figures=published,
        same=sum(figure.agrees is True for figure in published),
        with_published=sum(figure.agrees is not None for figure in published),
    )
    write_comparisons(site, output, available)
    write_coverage(site, output, available)
    write_points(site, output, available)
    write_baselines(site, output, available)
    write_ratios(site, output, available)
    write_architectures(site, output, available)
    write_reruns(site, output, available)


def write_reruns(site: Site, output: Output, available: Collection[str]) -> None:
    """The most wanted re-runs."""
    found = site.meta.wanted
    output.page(
        "analysis/reruns.html",
        "analysis/reruns.html",
        title="Most wanted re-runs",
        head=head(site, "reruns", available),
        rows=[_wanted(site, one) for one in found[:MOST_WANTED]],
        total=len(found),
        most_spread=f"{MOST_SPREAD:g}",
    )


def _wanted(site: Site, one: Wanted) -> WantedRow:
    return WantedRow(
        f"{one.score:.1f}",
        Link(one.name, site.places.method[one.methods[0]]),
        site.board_link(one.board),
        tuple(site.paper_link(key) for key in one.papers),
        one.claims,
        "–" if one.spread is None else f"{one.spread:.2f}",
        one.command.parts if one.command else (),
        _lack(one),
    )


def _lack(one: Wanted) -> str:
    """What is missing to measure a cell, or what to know about the method that would."""
    if one.command is not None:
        return "" if one.command.same else "a method of that name; nobody checked yet that it is the papers’ algorithm"
    if one.runner:
        return "a method is there, no protocol covers the board"
    return "no method here re-runs it" + ("" if one.protocol else ", and no protocol covers the board")
