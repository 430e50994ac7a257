"""Which dense network is the baseline of which result.

A row's own dense numbers win. Else the dense rows of the same file, data set and network are asked: those under the
same locator first, then those of the file. Several that differ are told apart by variant and settings; where that
leaves more than one, none is the baseline, and the dense rows stand in a table of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from leaderboard.importing.since_2019.results import Number, Result, baseline_numbers


class Baselines:
    """The dense results of one source, and which of them are the baseline of something."""

    def __init__(self, results: Iterable[Result]) -> None:
        self.dense: dict[tuple[str, str, str, str], list[Result]] = {}
        self.used: set[str] = set()  # origins
        self.open: list[str] = []  # ids of results for which several dense networks are candidates
        for one in results:
            if one.dense:
                self.dense.setdefault(one.place, []).append(one)

    def of(self, result: Result) -> tuple[Mapping[str, Number], Result | None]:
        """The dense numbers of a result and the dense result they are taken from, if any."""
        chosen = self._choose(result)
        if chosen is None:
            return result.baseline, None
        numbers = baseline_numbers(chosen)
        if result.family is None and chosen.family is None and _error_beside_accuracy(numbers, result.baseline):
            numbers = {name: number for name, number in numbers.items() if not name.startswith(("top1", "top5"))}
        self.used.add(chosen.origin)
        return {**numbers, **result.baseline}, chosen

    def _choose(self, result: Result) -> Result | None:
        candidates = self.dense.get(result.place, [])
        scored = [one for one in candidates if one.family == result.family and _has_score(one)]
        candidates = scored or [one for one in candidates if not _has_score(one)]
        here = [one for one in candidates if one.locators[0] == result.locators[0]]
        left: Sequence[Result] = here or candidates
        for same in (_same_variant, _same_settings):
            if len({_digits(one) for one in left}) > 1:
                left = [one for one in left if same(one)(result)] or left
        if len({_digits(one) for one in left}) > 1:
            self.open.append(result.id)
            return None
        return left[0] if left else None


def _has_score(result: Result) -> bool:
    return any(name in result.values for name in ("top1", "top1_error", result.family or ""))


def _same_variant(one: Result) -> Callable[[Result], bool]:
    return lambda other: one.of.row["method_variant"] == other.of.row["method_variant"]


def _same_settings(one: Result) -> Callable[[Result], bool]:
    return lambda other: one.of.settings == other.of.settings


def _digits(result: Result) -> tuple[tuple[str, str, str], ...]:
    return tuple(sorted((name, unit, printed.text) for name, (unit, printed) in baseline_numbers(result).items()))


def _error_beside_accuracy(numbers: Mapping[str, Number], own: Mapping[str, Number]) -> bool:
    """Whether both would give the dense accuracy, one of them as an error rate."""
    return any(
        (f"{k}_error" in numbers and k in own) or (k in numbers and f"{k}_error" in own) for k in ("top1", "top5")
    )
