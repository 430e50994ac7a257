"""Numbers that one paper copies from another: their originals, what became of them, and which of them counts.

A measurement counts once. A quote whose original is on record never ranks; of several quotes of one number that is not
on record only the first ranks.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from leaderboard.normalise import CHANGES, RATIOS, SCORES
from leaderboard.store.corpus import Corpus, ResultView, Value

Kind = Literal["named", "same numbers", "same ratio", "same accuracy", "close", "nearest", "none"]
KINDS: dict[Kind, str] = {
    "named": "the record names the result",
    "same numbers": "ratio and accuracy are the same to rounding",
    "same ratio": "a ratio is the same to rounding",
    "same accuracy": "the accuracy or score is the same to rounding",
    "close": "the nearest, within 10 % in ratio and a point in accuracy",
    "nearest": "only the nearest: taken for another result",
    "none": "no original on record",
}
FOUND: frozenset[Kind] = frozenset({"named", "same numbers", "same ratio", "same accuracy", "close"})
_SHARE, _POINTS = 0.005, 0.05  # what rounding may be where the printed precision is unknown
_NEAR_RATIO, _NEAR_POINTS = math.log(1.1), 1.0


@dataclass(frozen=True, slots=True)
class Drift:
    """One quantity that both print: the original's own number, the quoted one, and whether rounding explains it."""

    quantity: str
    own: float
    quoted: float
    same: bool

    @property
    def difference(self) -> float:
        return self.quoted - self.own


@dataclass(frozen=True, slots=True)
class Quote:
    """A quoted result; ``source`` is the key of the paper it is copied from, None where the record names none.

    ``original`` is that paper's own result as far as one is on record, ``kind`` how it was found; ``first`` an earlier
    quote of the same number, where no original is on record.
    """

    result: ResultView
    source: str | None
    original: ResultView | None
    kind: Kind
    drifts: tuple[Drift, ...]
    first: ResultView | None = None

    @property
    def counted_at(self) -> ResultView | None:
        """The result that counts in place of this one; None where the quote itself does."""
        return self.original if self.kind in FOUND else self.first

    @property
    def altered(self) -> bool:
        """Whether a number differs from its original's by more than rounding."""
        return self.kind in FOUND and any(not drift.same for drift in self.drifts)

    @property
    def reason(self) -> str:
        """Why it does not rank; empty where it may."""
        if self.kind in FOUND and self.original is not None:
            return f"copied from {self.source}, whose own result counts: {self.original.id} ({KINDS[self.kind]})"
        if self.first is not None:
            source = self.source or "a paper not on record"
            return f"copied from {source}, as {self.first.paper} did before: {self.first.id} counts"
        return ""


@dataclass(frozen=True, slots=True)
class QuoteCounts:
    """Every quoted result in one of six groups, which add up to ``quotes``."""

    quotes: int
    unchanged: int
    altered: int
    bare: int  # linked, but original and quote share no number
    first: int  # no original on record: the one that counts
    repeats: int
    unsourced: int


def quotes(corpus: Corpus) -> dict[str, Quote]:
    """Every quoted result by its id, in record order. Many quotes may have one original, a quote has one at most."""
    own: dict[str, list[ResultView]] = {}
    for r in corpus.results:
        if r.reported_by != "quoted" and r.same_as is None and r.table.role == "results":
            own.setdefault(r.paper, []).append(r)
    by_id = {r.id: r for r in corpus.results}
    found = {r.id: _quote(r, corpus, own, by_id) for r in corpus.results if r.reported_by == "quoted"}
    first = _first_quotes(corpus, found.values())
    return {key: _with_first(quote, first.get(key)) for key, quote in found.items()}


def quote_counts(found: Iterable[Quote]) -> QuoteCounts:
    """How many quotes are what; the groups add up to all."""
    uses = Counter(_group(quote) for quote in found)
    counts = QuoteCounts(uses.total(), *(uses[name] for name in _GROUPS))
    assert counts.quotes == sum(uses[name] for name in _GROUPS)
    return counts


_GROUPS = ("unchanged", "altered", "bare", "first", "repeats", "unsourced")


def _group(quote: Quote) -> str:
    if quote.kind in FOUND:
        return "altered" if quote.altered else "unchanged" if quote.drifts else "bare"
    if quote.first is not None:
        return "repeats"
    return "unsourced" if quote.source is None else "first"


def _quote(
    r: ResultView, corpus: Corpus, own: Mapping[str, list[ResultView]], by_id: Mapping[str, ResultView]
) -> Quote:
    if r.quoted_from is None:
        return Quote(r, None, None, "none", ())
    source = r.quoted_from.partition(":")[0]
    named = by_id.get(r.quoted_from)
    if named is not None:
        return Quote(r, source, named, "named", tuple(drifts(named, r)))
    candidates = _candidates(r, corpus, own.get(source, []))
    if not candidates:
        return Quote(r, source, None, "none", ())
    place = {c.id: n for n, c in enumerate(candidates)}
    best = min(candidates, key=lambda c: (*_rank(c, r), place[c.id]))
    return Quote(r, source, best, _kind(best, r), tuple(drifts(best, r)))


def _candidates(r: ResultView, corpus: Corpus, results: Iterable[ResultView]) -> list[ResultView]:
    """Results on the same board, of the same method; else those of the one method that the source calls its own there.

    Methods are entries of the paper that names them: they are the same by key, by what they re-implement, or by name.
    """
    if corpus.datasets[r.table.dataset].facts["kind"] == "unknown" or not _is_network(corpus, r):
        return []
    here = [c for c in results if _place(c) == _place(r)]
    same = [c for c in here if _same_method(corpus, c, r)]
    mine = [c for c in here if c.reported_by == "paper"]
    return same or (mine if len({_method(corpus, c) for c in mine}) == 1 else [])


def _is_network(corpus: Corpus, r: ResultView) -> bool:
    return bool(corpus.architectures[r.table.board].facts["kind"] == "network")


def _place(r: ResultView) -> tuple[str, str, str | None]:
    return (r.table.dataset, r.table.board, r.table.metric)


def _method(corpus: Corpus, r: ResultView) -> str:
    """The method, or the one it re-implements."""
    return corpus.methods[r.method].facts.get("reimplements") or r.method


def _same_method(corpus: Corpus, one: ResultView, other: ResultView) -> bool:
    names = {corpus.methods[r.method].name.casefold() for r in (one, other)}
    return len(names) == 1 or _method(corpus, one) == _method(corpus, other)


def _kind(own: ResultView, quoted: ResultView) -> Kind:
    ratio = _any_same(own, quoted, RATIOS)
    score = _any_same(own, quoted, SCORES if any(_shared(own, quoted, SCORES)) else CHANGES)
    if ratio or score:
        return "same numbers" if ratio and score else "same ratio" if ratio else "same accuracy"
    far_ratio, far_score = _distances(own, quoted)
    if far_ratio is None and far_score is None:
        return "nearest"
    near = (far_ratio or 0.0) <= _NEAR_RATIO and (far_score or 0.0) <= _NEAR_POINTS
    return "close" if near else "nearest"


def _rank(own: ResultView, quoted: ResultView) -> tuple[int, bool, float, float]:
    """Sorts candidates: how they agree, then the same variant, then how near they are."""
    far_ratio, far_score = _distances(own, quoted)
    far = (math.inf if far_ratio is None else far_ratio, math.inf if far_score is None else far_score)
    return (list(KINDS).index(_kind(own, quoted)), own.variant != quoted.variant, *far)


def _distances(own: ResultView, quoted: ResultView) -> tuple[float | None, float | None]:
    """The smallest distance of a ratio (logarithm of the quotient) and of an accuracy (points), None where none."""
    ratios = [abs(math.log(b / a)) for _, a, b in _numbers(own, quoted, RATIOS) if a > 0 and b > 0]
    names = SCORES if any(_shared(own, quoted, SCORES)) else CHANGES
    scores = [abs(b - a) for _, a, b in _numbers(own, quoted, names)]
    return min(ratios, default=None), min(scores, default=None)


def drifts(own: ResultView, quoted: ResultView) -> Iterator[Drift]:
    """Every quantity that both results have, in the order ratios, scores, changes."""
    for name, a, b in _numbers(own, quoted, (*RATIOS, *SCORES, *CHANGES)):
        yield Drift(name, a, b, same(own.quantities[name], quoted.quantities[name], ratio=name in RATIOS))


def _numbers(own: ResultView, quoted: ResultView, names: Iterable[str]) -> Iterator[tuple[str, float, float]]:
    for name in _shared(own, quoted, names):
        a, b = own.value(name), quoted.value(name)
        assert a is not None and b is not None
        yield name, a, b


def _shared(own: ResultView, quoted: ResultView, names: Iterable[str]) -> Iterator[str]:
    return (name for name in names if own.value(name) is not None and quoted.value(name) is not None)


def _any_same(own: ResultView, quoted: ResultView, names: Iterable[str]) -> bool:
    shared = _shared(own, quoted, names)
    return any(same(own.quantities[n], quoted.quantities[n], ratio=n in RATIOS) for n in shared)


def same(one: Value, other: Value, *, ratio: bool) -> bool:
    """Whether two numbers can be one before rounding: their intervals meet."""
    (low, high), (low2, high2) = _interval(one, ratio), _interval(other, ratio)
    return low <= high2 + 1e-9 and low2 <= high + 1e-9


def _interval(value: Value, ratio: bool) -> tuple[float, float]:
    """What the printed digits leave open; half a per cent or 0.05 points where their precision is unknown."""
    assert value.value is not None
    if value.low is not None and value.high is not None:
        return value.low, value.high
    slack = abs(value.value) * _SHARE if ratio else _POINTS
    return value.value - slack, value.value + slack


def _first_quotes(corpus: Corpus, found: Iterable[Quote]) -> dict[str, ResultView]:
    """For each quote without an original that repeats an earlier one, the earliest of the same numbers.

    Quotes are of one number when they name one source, or where the record names none call the method alike, and agree
    in every number they share.
    """
    first: dict[str, ResultView] = {}
    leaders: dict[tuple[object, ...], list[ResultView]] = {}
    for quote in sorted(found, key=lambda q: _date(corpus, q.result)):
        r = quote.result
        if quote.kind in FOUND or r.same_as is not None:
            continue
        group = leaders.setdefault((quote.source, *_place(r)), [])
        leader = next((one for one in group if _same_method(corpus, one, r) and _repeats(one, r)), None)
        if leader is None:
            group.append(r)
        else:
            first[r.id] = leader
    return first


def _date(corpus: Corpus, r: ResultView) -> tuple[int, int, str]:
    paper = corpus.papers[r.paper]
    return (paper.year, paper.month or 0, paper.key)


def _repeats(one: ResultView, other: ResultView) -> bool:
    """Whether two quotes are of one number: they share an accuracy, and all they share is the same to rounding."""
    shared = list(drifts(one, other))
    return (
        any(drift.quantity not in RATIOS for drift in shared)
        and one.paper != other.paper
        and all(drift.same for drift in shared)
    )


def _with_first(quote: Quote, first: ResultView | None) -> Quote:
    return (
        quote if first is None else Quote(quote.result, quote.source, quote.original, quote.kind, quote.drifts, first)
    )
