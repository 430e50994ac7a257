"""The reporting checklist: eight recommendations of the 2020 meta-analysis, answered from the records.

Source: Blalock, Gonzalez Ortiz, Frankle and Guttag, "What is the State of Neural Network Pruning?", MLSys 2020,
section 6 (recommendations) and appendix B (checklist for evaluating a pruning method); each rule names its part.

A verdict says what this database holds of a paper, not what the paper printed: what nobody collected looks like what
nobody reported. Three conventions hold for all rules:

* *yes* needs everything on record that the rule concerns, *partly* some of it;
* numbers are judged on the operating points the authors chose (``role = "results"``); single runs of searches and
  numbers quoted from other papers say nothing about how a paper reports its own;
* a paper without any result on record is *n/a* throughout, for nothing can be answered.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from leaderboard.analysis.evidence import (
    Evidence,
    evidence,
    has_accuracies,
    has_number,
    has_ratios,
    has_scores,
    is_operating_point,
)
from leaderboard.normalise import RATIOS, SCORES
from leaderboard.store.corpus import Corpus, ResultView, TableView

Answer = Literal["yes", "partly", "no", "n/a"]
ANSWERS: tuple[Answer, ...] = ("yes", "partly", "no", "n/a")
# "MNIST and toy models do not count" (section 6); toy models are collections here and make no pair anyway.
MNIST = frozenset({"mnist", "mnist-rot", "sequential-mnist"})
ENOUGH_PAIRS = 3
ENOUGH_POINTS = 5
ENOUGH_TRIALS = 3
_FEW_POINTS = 3  # two points make a line, not a curve


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer to one rule (key in ``RULES``) for one paper, and one sentence from the data that gives the reason."""

    rule: str
    answer: Answer
    reason: str


Finding = tuple[Answer, str]


@dataclass(frozen=True, slots=True)
class Rule:
    """A recommendation: a short name, what it asks for, and the function that answers it."""

    key: str
    name: str
    asks: str
    answer: Callable[[Evidence], Finding]


RULES: dict[str, Rule] = {}


def rule(key: str, name: str, asks: str) -> Callable[[Callable[[Evidence], Finding]], Callable[[Evidence], Finding]]:
    """Register a rule under ``key``, in the order of the page; a repeated key is an error."""

    def register(answer: Callable[[Evidence], Finding]) -> Callable[[Evidence], Finding]:
        if key in RULES:
            raise ValueError(f"two reporting rules are called {key!r}")
        RULES[key] = Rule(key, name, asks, answer)
        return answer

    return register


def checklists(corpus: Corpus) -> dict[str, tuple[Verdict, ...]]:
    """The verdicts of every paper by its key, each in the order of ``RULES``."""
    found: dict[str, list[ResultView]] = {key: [] for key in corpus.papers}
    for result in corpus.results:
        found[result.paper].append(result)
    return {key: _checklist(evidence(corpus, corpus.papers[key], results)) for key, results in found.items()}


def shares(found: Mapping[str, Collection[Verdict]]) -> dict[str, dict[Answer, int]]:
    """How many papers have each answer, by rule; all rules and answers are present, at 0 too."""
    counts = Counter((verdict.rule, verdict.answer) for verdicts in found.values() for verdict in verdicts)
    return {key: {answer: counts[key, answer] for answer in ANSWERS} for key in RULES}


def _checklist(of: Evidence) -> tuple[Verdict, ...]:
    if not of.results:
        return tuple(Verdict(key, "n/a", "No result of this paper is on record.") for key in RULES)
    return tuple(Verdict(key, *one.answer(of)) for key, one in RULES.items())


@rule("identity", "Architecture and data set", "Names the exact architecture and data set of every experiment.")
def identity(of: Evidence) -> Finding:
    """Section 6, first recommendation: identify the exact sets of architectures, data sets and metrics used.

    A pair is identified when its data set and network are, in every table on it.
    """
    doubts: dict[str, str] = {}
    unclear = {(r.table.id, flag) for r in of.results for flag in r.flags if flag.endswith("-unclear")}
    for table in {r.table.id: r.table for r in of.results}.values():
        name = f"{table.architecture_as_printed} on {table.dataset_as_printed}"
        doubts[name] = doubts.get(name) or _doubt(of.corpus, table, unclear)
    strange = [f"{name} ({doubt})" for name, doubt in doubts.items() if doubt]
    known = len(doubts) - len(strange)
    answer: Answer = "yes" if not strange else "partly" if known else "no"
    which = f"in doubt: {_listed(strange)}" if strange else _listed(doubts)
    return answer, f"{known} of {_count(len(doubts), 'pair')} identified{'; ' if strange else ': '}{which}."


def _doubt(corpus: Corpus, table: TableView, unclear: Collection[tuple[int, str]]) -> str:
    """What is not known about a table's pair, empty when all is. ``unclear`` holds tables with their caveats."""
    if not _dataset_known(corpus, table):
        return "data set not named"
    if (table.id, "dataset-unclear") in unclear:
        return "data set doubtful"
    if not _architecture_known(corpus, table):
        return "network not identified"
    return "network doubtful" if (table.id, "architecture-unclear") in unclear else ""


def _architecture_known(corpus: Corpus, table: TableView) -> bool:
    """Whether a table's network is known: the one place where identity of networks is decided for this checklist.

    Not so where the name stands for several variants and neither numbers nor evidence tell them apart. A network
    that has no card cannot be checked, which is not the paper's fault.
    """
    if corpus.architectures[table.architecture].facts["kind"] != "network":
        return False
    return table.settled or table.architecture_match != "ambiguous"


def _dataset_known(corpus: Corpus, table: TableView) -> bool:
    return bool(corpus.datasets[table.dataset].facts["kind"] == "dataset")


@rule("pairs", "Three pairs", "Uses three or more pairs of data set and architecture, one with a large data set.")
def pairs(of: Evidence) -> Finding:
    """Section 6, second recommendation: at least three pairs, modern and large ones among them.

    MNIST does not count there and does not here; nor do unknown data sets and names of several networks. Which data
    sets are large is said in the catalogue. *partly* when one of the two conditions holds.
    """
    found: dict[tuple[str, str], TableView] = {}
    for table in (r.table for r in of.results):
        if _dataset_known(of.corpus, table) and of.corpus.architectures[table.architecture].facts["kind"] == "network":
            found.setdefault((table.dataset, table.architecture), table)
    counted = [pair for pair in found if pair[0] not in MNIST]
    large = {of.corpus.datasets[d].name for d, _ in counted if of.corpus.datasets[d].facts["large"]}
    small = len(found) - len(counted)
    aside = f" ({small} more on MNIST, not counted)" if small else ""
    data = f"large data: {_listed(sorted(large))}" if large else "no large data set"
    answer: Answer = ANSWERS[2 - (len(counted) >= ENOUGH_PAIRS) - bool(large)]
    reason = f"{_count(len(counted), 'pair')}{aside}, {data}" if counted else f"No pair that counts{aside}"
    return answer, f"{reason}."


@rule("ratios", "Compression and speedup", "Gives both compression ratio and theoretical speedup of a pruned network.")
def ratios(of: Evidence) -> Finding:
    """Section 6, third recommendation: both ratios for any given pruned model; neither stands for the other.

    *no* only when no result has either of the two. Measured times are no theoretical speedup.
    """
    if not of.numbered:
        return _without_numbers(of)
    return _both(of.numbered, has_ratios, ("compression", "speedup"), "with a number")


@rule("top5", "Top-1 and top-5", "On ImageNet, gives both top-1 and top-5 accuracy.")
def both_accuracies(of: Evidence) -> Finding:
    """Section 6, fourth recommendation: top-1 and top-5 on ImageNet; the accuracy or its change will do."""
    if not (on := [r for r in of.chosen if r.table.dataset == "imagenet"]):
        return "n/a", "No own result on ImageNet is on record."
    if not (numbered := [r for r in on if has_number(r)]):
        return "no", f"No number is on record for {_its(len(on))} on ImageNet."
    return _both(numbered, has_accuracies, ("top-1", "top-5"), "on ImageNet with a number")


def _both(
    results: Collection[ResultView],
    gives: Callable[[ResultView], tuple[bool, bool]],
    words: tuple[str, str],
    which: str,
) -> Finding:
    """Whether results give two things: *yes* when all give both, *no* when none gives either."""
    counts = Counter(gives(r) for r in results)
    both, neither = counts[True, True], counts[False, False]
    kinds = (
        (f"only {words[0]}", counts[True, False]),
        (f"only {words[1]}", counts[False, True]),
        ("neither", neither),
    )
    others = ", ".join(f"{word} for {number}" for word, number in kinds if number)
    answer: Answer = "yes" if both == len(results) else "no" if neither == len(results) else "partly"
    return answer, f"Both for {both} of {_count(len(results), 'result')} {which}{'; ' if others else ''}{others}."


@rule("baseline", "Dense baseline", "Gives the same accuracies of its own dense network.")
def dense_baseline(of: Evidence) -> Finding:
    """Section 6, fifth recommendation: every metric also for a control, usually the network before pruning.

    A change alone says nothing of where it started, and another paper's dense network is another network.
    """
    if not (scored := of.scored):
        return _without_numbers(of, "accuracy")
    dense = [
        [r.value(f"baseline_{k}") is not None for k, given in zip(SCORES, has_scores(r), strict=True) if given]
        for r in scored
    ]
    whole, half = sum(map(all, dense)), sum(any(found) and not all(found) for found in dense)
    answer: Answer = "yes" if whole == len(scored) else "partly" if whole or half else "no"
    more = f", for one of their two metrics beside {half} more" if half else ""
    return answer, f"The dense network’s accuracy stands beside {whole} of {_scored(len(scored))}{more}."


@rule("curve", "Curve", "Traces a curve of five or more operating points for one method on one pair.")
def curve(of: Evidence) -> Finding:
    """Section 6, sixth and seventh recommendations: trade-off curves, with at least five operating points.

    A point has a ratio and an accuracy or its change; points of equal ratios count once. Curves are those of the
    charts: a variant with several points has its own, else the method's variants share one. Runs of a search are no
    chosen points, so however many there are they make the answer *partly* at most; so do three or four chosen points.
    """
    points, place = _longest(of, [r for r in of.chosen if is_operating_point(r)])
    if points >= ENOUGH_POINTS:
        return "yes", f"{points} operating points of {place}."
    runs, where = _longest(of, [r for r in of.results if r.table.role == "sweep" and is_operating_point(r)])
    if runs >= ENOUGH_POINTS:
        chosen = f"At most {_count(points, 'operating point')} chosen by the authors" if points else "No chosen point"
        return "partly", f"{chosen}, but a search with {runs} distinct ratios of {where}."
    if not points:
        return "no", "No result on record has both a ratio and an accuracy."
    return "partly" if points >= _FEW_POINTS else "no", f"At most {_count(points, 'operating point')}, of {place}."


def _longest(of: Evidence, results: list[ResultView]) -> tuple[int, str]:
    """The number of distinct ratios on the longest curve, and the curve's name."""
    sizes = Counter((r.method, r.table.dataset, r.table.architecture, r.variant) for r in results)
    curves: dict[tuple[str, str, str, str | None], set[tuple[float | None, ...]]] = {}
    for r in results:
        place = (r.method, r.table.dataset, r.table.architecture)
        variant = r.variant if sizes[*place, r.variant] > 1 else None
        curves.setdefault((*place, variant), set()).add(tuple(r.value(name) for name in RATIOS))
    if not curves:
        return 0, ""
    method, dataset, architecture, variant = max(curves, key=lambda key: len(curves[key]))
    corpus = of.corpus
    name = corpus.methods[method].name + (f" ({variant})" if variant else "")
    words = f"{name} with {corpus.architectures[architecture].name} on {corpus.datasets[dataset].name}"
    return len(curves[method, dataset, architecture, variant]), words


@rule("competitors", "Competitors", "Compares with the method of another paper, with its numbers beside its own.")
def competitors(of: Evidence) -> Finding:
    """Section 6, sixth recommendation, and section 4.1: show the curves of competing methods beside one's own.

    *yes* needs numbers of another paper's method (quoted, rerun or re-implemented) on a pair where the paper has
    numbers of a further method; *partly* is a comparison on record without such numbers.
    """
    numbered = [r for r in of.results if r.table.role != "dense" and has_number(r)]
    methods: dict[tuple[str, str], set[str]] = {}
    for r in numbered:
        methods.setdefault((r.table.dataset, r.table.architecture), set()).add(r.method)
    others = [r for r in numbered if _of_others(of, r) and len(methods[r.table.dataset, r.table.architecture]) > 1]
    if others:
        names = _listed(dict.fromkeys(of.corpus.methods[r.method].name for r in others))
        return "yes", f"{_count(len(others), 'result')} of competing methods beside its own: {names}."
    named = _count(len(of.paper.compares_to), "other paper")
    if of.paper.compares_to:
        return "partly", f"Compares with {named}, but no number of theirs is on record beside its own."
    return "no", "No comparison with another paper is on record."


def _of_others(of: Evidence, r: ResultView) -> bool:
    method = of.corpus.methods[r.method].facts
    return r.reported_by != "paper" or method["paper"] != of.paper.key or method["reimplements"] is not None


@rule("spread", "Repeats and spread", "Gives standard deviations, or repeats its runs three times or more.")
def spread(of: Evidence) -> Finding:
    """Section 6, eighth recommendation: means and sample standard deviations instead of one-off measurements.

    A result counts with a standard deviation or with three or more trials. *partly* when only some results do, or
    when trials are stated, but fewer and without a spread.
    """
    if not (scored := of.scored):
        return _without_numbers(of, "accuracy")
    spreads = [
        any(r.value(name) is not None for name in ("std_top1", "std_score")) or r.printed_number("top5_std") is not None
        for r in scored
    ]
    trials = [r.value("trials") or 0.0 for r in scored]
    repeated = [runs >= ENOUGH_TRIALS for runs in trials]
    firm = sum(map(max, spreads, repeated))
    few = (
        f", fewer for {sum(map(bool, trials)) - sum(repeated)}"
        if any(0 < runs < ENOUGH_TRIALS for runs in trials)
        else ""
    )
    answer: Answer = "yes" if firm == len(scored) else "partly" if firm or few else "no"
    counts = f"A standard deviation for {sum(spreads)}, three or more trials for {sum(repeated)}{few}"
    return answer, f"{counts} of {_scored(len(scored))}."


def _without_numbers(of: Evidence, what: str = "number") -> Finding:
    return "no", f"No {what} is on record for {_its(len(of.chosen))}."


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _scored(number: int) -> str:
    return f"{_count(number, 'result')} with an accuracy or its change"


def _its(number: int) -> str:
    return "its one result" if number == 1 else f"its {_count(number, 'result')}"


def _listed(words: Iterable[str], most: int = 3) -> str:
    """``a``, ``a and b``, ``a, b and c``, ``a, b, c and 4 more``"""
    found = list(words)
    shown = found if len(found) <= most else [*found[:most], f"{len(found) - most} more"]
    return " and ".join(filter(None, (", ".join(shown[:-1]), shown[-1]))) if shown else ""
