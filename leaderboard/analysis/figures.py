"""The figures that the 2020 meta-analysis published or that follow from its files, computed from the database."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from leaderboard.analysis.coverage import Comparisons, comparisons, of_meta_analysis, pairs
from leaderboard.store.corpus import Corpus, ResultView, Value

# The original analysis leaves this paper out: its densities weigh layers by time, its speed-ups are timed.
EXCLUDED_PAPER = "lempitsky-fast-convnets"
# ... and of these its cleaned frame: five altered networks and four re-implementations.
EXCLUDED_METHODS = {
    ("spectral-pruning", "Spec-GAP"),
    ("spectral-pruning", "Spec-GAP2"),
    ("spectral-pruning", "Spec-GAPe"),
    ("spectral-pruning", "Spec-Tiny"),
    ("spectral-pruning", "Spec-Conv2"),
    ("rethinking-net-pruning", "Magnitude"),
}


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of the corpus; ``published`` is the meta-analysis' own (or follows from its files)."""

    name: str
    value: str
    published: str | None
    note: str = ""

    @property
    def agrees(self) -> bool | None:
        """Whether ours equals the published figure; None where none is published."""
        return None if self.published is None else self.value == self.published


def figures(corpus: Corpus) -> list[Figure]:
    """Every figure, in the order of the corpus' documentation; none where the corpus is not imported."""
    results = of_meta_analysis(corpus.results)
    if not results:
        return []
    papers = {result.paper for result in results}
    return [
        *_sizes(results, papers),
        *_quantities(corpus, results),
        *_comparisons(comparisons(corpus, papers)),
        *_pairs(results),
    ]


def _sizes(results: list[ResultView], papers: set[str]) -> Iterator[Figure]:
    yield Figure("papers / results", f"{len(papers)} / {len(results)}", "81 / 551")
    frame = [r for r in results if r.paper != EXCLUDED_PAPER and (r.paper, r.method_as_printed) not in EXCLUDED_METHODS]
    yield Figure(
        "results in the original's cleaned frame", str(len(frame)), "523", "without one paper and two kinds of row"
    )
    published = pairs(results, without_papers={EXCLUDED_PAPER}, unknown=False)
    yield Figure(
        "data sets, architectures, pairs, as published",
        _three(published),
        "49 / 132 / 195",
        f"without ??? and {EXCLUDED_PAPER}",
    )
    yield Figure("data sets, architectures, pairs, all rows", _three(pairs(results)), "52 / 136 / 208", "with ???")
    yield Figure("pairs without ???", str(len(pairs(results, unknown=False))), "196")
    once = sum(len(pair.papers) == 1 for pair in published)
    yield Figure("pairs used by one paper / by more", f"{once} / {len(published) - once}", "152 / 43", "as published")


def _three(found: Iterable[object]) -> str:
    listed = list(found)
    datasets = {getattr(pair, "dataset", None) for pair in listed}
    architectures = {getattr(pair, "architecture", None) for pair in listed}
    return f"{len(datasets)} / {len(architectures)} / {len(listed)}"


def _quantities(corpus: Corpus, results: list[ResultView]) -> Iterator[Figure]:
    fixed = {c.result for c in corpus.corrections} & {r.id for r in results}
    for name, counted, published in (
        ("results with compression ratio / speedup / change of top-1 / of top-5", _each, "160 / 170 / 222 / 111"),
        ("results with a ratio or speedup, and a change of accuracy", _complete, "254 in 41 papers"),
        ("results with no number at all", _without, "279"),
    ):
        note = "none of the four quantities above" if counted is _without else ""
        if fixed:
            after = counted(results, _as_corrected)
            note = f"{note + '; ' if note else ''}{after} with corrections ({len(fixed)} results corrected)"
        yield Figure(name, counted(results, _as_printed), published, note)


Number = Callable[[ResultView, str], float | None]
_NAMES = ("compression_ratio", "theoretical_speedup", "delta_top1", "delta_top5")


def _each(results: list[ResultView], number: Number) -> str:
    return " / ".join(str(sum(number(r, name) is not None for r in results)) for name in _NAMES)


def _without(results: list[ResultView], number: Number) -> str:
    return str(sum(all(number(r, name) is None for name in _NAMES) for r in results))


def _complete(results: list[ResultView], number: Number) -> str:
    complete = [
        r
        for r in results
        if any(number(r, q) is not None for q in ("compression_ratio", "theoretical_speedup"))
        and any(number(r, q) is not None for q in ("delta_top1", "delta_top5"))
    ]
    return f"{len(complete)} in {len({r.paper for r in complete})} papers"


def _as_corrected(result: ResultView, quantity: str) -> float | None:
    return result.value(quantity)


def _as_printed(result: ResultView, quantity: str) -> float | None:
    value: Value = result.quantities[quantity]
    return value.superseded if value.corrected else value.value


def _comparisons(found: Comparisons) -> Iterator[Figure]:
    def at_most(limit: int) -> int:
        return sum(count <= limit for count in found.made.values())

    yield Figure("comparisons between papers", str(found.edges), "173")
    yield Figure(
        "papers that compare with no other / at most one / at most three",
        f"{at_most(0)} / {at_most(1)} / {at_most(3)}",
        "21 / 43 / 64",
        f"of {len(found.made)}",
    )
    yield Figure("papers nobody compares with", str(sum(n == 0 for n in found.received.values())), "33")
    published = "pruning-filters 20, learning-both 18, channel-lasso-lstsq 10, thinet-channel-norms 9, "
    yield Figure(
        "most compared with",
        ", ".join(f"{key} {count}" for key, count in found.most_compared_with(5)),
        published + "sparse-variational-dropout 8",
    )


_OFTEN = {
    ("ImageNet", "VGG-16"): 22,
    ("ImageNet", "ResNet-50"): 15,
    ("CIFAR-10", "ResNet-56"): 14,
    ("MNIST", "LeNet-5-Caffe"): 14,
    ("MNIST", "LeNet-300-100"): 12,
    ("MNIST", "LeNet-5"): 11,
    ("ImageNet", "CaffeNet"): 10,
    ("CIFAR-10", "VGG-Torch-CIFAR10"): 8,
    ("ImageNet", "AlexNet"): 8,
    ("ImageNet", "ResNet-18"): 6,
    ("ImageNet", "ResNet-34"): 6,
    ("CIFAR-10", "ResNet-110"): 5,
    ("CIFAR-10", "PreResNet-164"): 4,
    ("CIFAR-10", "ResNet-32"): 4,
}


def _pairs(results: list[ResultView]) -> Iterator[Figure]:
    published = pairs(results, without_papers={EXCLUDED_PAPER}, unknown=False)
    often = [pair for pair in published if len(pair.papers) >= 4]
    yield Figure("pairs used by four papers or more", str(len(often)), str(len(_OFTEN)), "as published")
    for pair in often:
        known = _OFTEN.get((pair.dataset, pair.architecture))
        name = f"papers on {pair.dataset} {pair.architecture}"
        yield Figure(name, str(len(pair.papers)), str(known) if known else None)
    of_paper: dict[str, int] = {}
    for pair in pairs(results, without_papers={EXCLUDED_PAPER}):
        for paper in pair.papers if pair.dataset != "MNIST" else ():
            of_paper[paper] = of_paper.get(paper, 0) + 1
    yield Figure(
        "papers with a pair other than MNIST; with at most three such pairs",
        f"{len(of_paper)}; {sum(n <= 3 for n in of_paper.values())}",
        "77; 51",
        f"without {EXCLUDED_PAPER}, with ???",
    )
