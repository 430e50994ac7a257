"""One or two sentences a figure, worked out from the data: right for any corpus, an empty one included."""

from __future__ import annotations

from collections.abc import Iterable

from leaderboard.analysis.meta.baselines import Spread
from leaderboard.analysis.meta.populations import Population
from leaderboard.analysis.meta.ratios import Ratios
from leaderboard.analysis.meta.sizes import Sizes
from leaderboard.analysis.reporting import RULES
from leaderboard.render.context import Site
from leaderboard.render.formats import count, ratio

WINDOW = 4.0  # the compression ratio that the sentence on speedups is about
APART = 1.5  # from this factor between the speedups there, compression is said not to determine them
NBSP = "\u00a0"


def verb(number: int, word: str) -> str:
    """``is`` or ``are``, ``compares`` or ``compare``, by number."""
    plural = {"is": "are", "has": "have", "does": "do"}.get(word, word.removesuffix("s"))
    return word if number == 1 else plural


def share(part: int, whole: int) -> str:
    """``578 of 740 (78 %)``; without the share of nothing."""
    return f"{part:,} of {whole:,}" + (f" ({100 * part / whole:.0f}{NBSP}%)" if whole else "")


def _older(found: Iterable[tuple[Population, str]]) -> str:
    """The same counts in the 2020 corpus, where there is one."""
    return "".join(f" In the 2020 corpus: {words}." for population, words in found if population.key == "2020")


def matrix(site: Site) -> str:
    """How many comparisons there are, and with whom most."""
    found = site.meta.matrix
    if not found.cells:
        return "No comparison between papers is on record."
    most = min(site.corpus.papers.values(), key=lambda p: (-len(p.compared_by), p.key))
    edges, papers = count(len(found.cells), "comparison"), count(len(found.papers), "paper")
    name = site.known_paper_link(most.key).text
    return f"{edges} between {papers}. Most compared with: {name}, by {count(len(most.compared_by), 'paper')}."


def comparisons(site: Site) -> str:
    """How many papers compare with none, at most one, and are compared with by none."""
    sentences = []
    for d in site.meta.degrees:
        none, one, lonely = d.made.at_most(0), d.made.at_most(1), d.received.at_most(0)
        numbers = f"{none:,}, {one:,} and {lonely:,} of {d.made.total:,}"
        words = (
            f"Of {count(d.made.total, 'paper')} on record {none:,} {verb(none, 'compares')} with no other and {one:,} "
            f"with one at most; {lonely:,} {verb(lonely, 'is')} compared with by none."
        )
        sentences.append((d.population, numbers, words))
    if not sentences or not sentences[-1][0].papers:
        return "No paper is on record."
    return sentences[-1][2] + _older((population, numbers) for population, numbers, _ in sentences)


def pairs(site: Site) -> str:
    """How many pairs one paper alone uses, and how few pairs papers use."""
    today = site.meta.pairs[-1]
    if not today.per_pair.total:
        return "No pair of data set and architecture is on record."
    alone = share(today.per_pair.at_most(1), today.per_pair.total)
    few = share(today.per_paper.at_most(3), today.per_paper.total)
    text = (
        f"{alone} pairs of data set and architecture are used by one paper only; "
        f"{few} papers use three or fewer, MNIST apart."
    )
    older = (
        (
            p.population,
            f"{share(p.per_pair.at_most(1), p.per_pair.total)} pairs, and "
            f"{share(p.per_paper.at_most(3), p.per_paper.total)} papers",
        )
        for p in site.meta.pairs
    )
    return text + _older(older)


def points_per_curve(site: Site) -> str:
    """How many curves are a single point, and how many have the five that are recommended."""
    today = site.meta.curves[-1].points
    if not today.total:
        return "No curve is on record: no ranked result has a ratio and a change of accuracy."
    text = (
        f"{share(today.at_most(1), today.total)} trade-off curves are a single point; "
        f"{share(today.more_than(4), today.total)} have the five points or more that are recommended."
    )
    older = (
        (
            c.population,
            f"{share(c.points.at_most(1), c.points.total)} and {share(c.points.more_than(4), c.points.total)}",
        )
        for c in site.meta.curves
    )
    return text + _older(older)


def quality(site: Site) -> str:
    """Which rule most papers follow, and which fewest, of those it concerns."""
    answers = site.meta.reporting[-1].answers
    followed = []
    for key, rule in RULES.items():
        concerned = sum(number for answer, number in answers[key].items() if answer != "n/a")
        if concerned:
            followed.append((answers[key]["yes"] / concerned, rule.name, answers[key]["yes"], concerned))
    if not followed:
        return "No paper has a result on record that the rules could be applied to."
    best, worst = max(followed, key=lambda f: f[0]), min(followed, key=lambda f: f[0])
    return (
        f"“{best[1]}” is fully met, on record here, by {share(best[2], best[3])} papers it concerns; "
        f"“{worst[1]}” by {share(worst[2], worst[3])}."
    )


def spread_words(spread: Spread) -> str:
    """The ends of a spread and how far apart they are."""
    if spread.quantity == "top1":
        return f"{spread.low:.2f} to {spread.high:.2f}{NBSP}%, {spread.width:.2f} points apart"
    scale, unit = (1e6, "M") if spread.quantity == "params" else (1e9, "G")
    return f"{spread.low / scale:.3g} to {spread.high / scale:.3g} {unit}, {spread.width:.1f}{NBSP}% apart"


def name_of(site: Site, spread: Spread) -> str:
    """``ResNet-50 on ImageNet``"""
    corpus = site.corpus
    return f"{corpus.architectures[spread.architecture].name} on {corpus.datasets[spread.dataset].name}"


def baselines(site: Site) -> str:
    """The name that most papers use, and how many names are a point or more apart."""
    found = site.meta.baselines["top1"]
    if not found:
        return "No name has a dense accuracy from three papers or more."
    first = found[0]
    wide = sum(s.width >= 1 for s in found)
    return (
        f"Under the name {name_of(site, first)}, {first.papers} papers start from dense networks of "
        f"{spread_words(first)}. Of {count(len(found), 'name')} with three papers or more, {wide:,} "
        f"{verb(wide, 'is')} a point or more apart."
    )


def correlation_words(found: Ratios) -> str:
    """``0.82 (95{NBSP}% interval 0.73 to 0.88)``, or why there is none."""
    one = found.correlation
    if one is None:
        return "not defined"
    if one.low is None or one.high is None:
        return f"{_minus(one.rho)} (too few papers for an interval)"
    return f"{_minus(one.rho)} (95{NBSP}% interval {_minus(one.low)} to {_minus(one.high)})"


def _minus(value: float) -> str:
    return f"{value:.2f}".replace("-", "−")


def ratios(site: Site) -> str:
    """How far speedups range at one compression, and the rank correlation."""
    today = site.meta.ratios[-1]
    if not today.points:
        return "No result on record has both a compression ratio and a theoretical speedup."
    window = next(w for w in today.windows if w.at == WINDOW)
    papers = count(len({p.result.paper for p in today.points}), "paper")
    rank = f"The rank correlation over {count(len(today.points), 'result')} of {papers} is {correlation_words(today)}."
    if len(window.points) < 2:
        return (
            f"{rank} {count(len(window.points), 'result')} of them {verb(len(window.points), 'is')} near {WINDOW:g}×."
        )
    low, high = window.points[0].speedup, window.points[-1].speedup
    lead = "Compression does not determine speedup: " if high >= APART * low else ""
    near = f"{len(window.points):,} results compressed {WINDOW:g}× (to 10{NBSP}%)"
    return f"{lead}{near} are sped up {ratio(low)} to {ratio(high)}. {rank}"


def architectures(site: Site) -> str:
    """How many pruned networks are more accurate than every dense one no larger, or no costlier."""
    if not any(s.pruned for s in site.meta.sizes):
        return "No pruned network with known cost and accuracy on ImageNet is on record."
    by_size, by_cost = (_better(s) for s in site.meta.sizes)
    return (
        f"Of pruned networks on ImageNet for which a dense one no larger is on record, {by_size} are more accurate "
        f"than the best of those; by multiply-adds, {by_cost}."
    )


def _better(found: Sizes) -> str:
    rivalled = [p for p in found.pruned if p.better is not None]
    return share(sum(bool(p.better) for p in rivalled), len(rivalled))


def reruns(site: Site) -> str:
    """The first cell, and how many can be measured with what is at hand."""
    found = site.meta.wanted
    if not found:
        return "Nothing that several papers compare with is left to measure."
    first = found[0]
    apart = f"; two papers differ by {first.spread:.2f} points at one ratio" if first.spread else ""
    papers = count(len(first.papers), "other paper")
    ready = sum(w.command is not None for w in found)
    cells = count(len(found), "method-on-board cell")
    return (
        f"First: {first.name} on {site.board_name(first.board)}, which {papers} {verb(len(first.papers), 'reports')} "
        f"or {verb(len(first.papers), 'compares')} with{apart}. Of {cells} without a measurement, {ready:,} could be "
        f"measured with a method and a protocol at hand."
    )
