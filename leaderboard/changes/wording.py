"""A difference in words: counts first, then one section a paper, the boards and the runs; no markup of any kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from leaderboard.changes.consequences import ClassChange, FrontierMove, QuantityChange
from leaderboard.changes.difference import Difference, counts
from leaderboard.changes.printed import FactChange, NumberChange, PaperChange
from leaderboard.records.model import Correction

QUANTITIES = {
    "compression_ratio": "compression ratio",
    "theoretical_speedup": "theoretical speedup",
    "delta_top1": "change of top-1",
    "delta_top5": "change of top-5",
    "delta_score": "gain in score",
    "measured_speedup": "measured speedup",
}


@dataclass(frozen=True, slots=True)
class Item:
    """One change: a sign (``+`` came, ``-`` went, ``!`` forbidden, ``~`` differs), what it concerns, and the words."""

    sign: str
    place: str
    words: str


@dataclass(frozen=True, slots=True)
class Section:
    """Changes that belong together; never empty."""

    title: str
    items: tuple[Item, ...]


def heading(found: Difference) -> str:
    """``since HEAD~1 (1763b4b of 2026-11-24)``"""
    return f"since {found.revision} ({found.commit.id[:7]} of {found.commit.date:%Y-%m-%d})"


def summary(found: Difference) -> list[tuple[str, str]]:
    """Topic and counts, without topics in which nothing differs."""
    n = counts(found)
    rows = [
        ("papers", _counted(n, papers_added="added", papers_removed="removed", papers_changed="changed")),
        ("tables", _counted(n, tables_added="added", tables_removed="removed")),
        ("results", _counted(n, results_added="added", results_removed="removed")),
        (
            "printed numbers",
            _counted(n, numbers_altered="altered or removed", numbers_added="added to rows that were there"),
        ),
        ("other facts", _counted(n, facts_changed="changed")),
        ("corrections", _counted(n, corrections_added="added", corrections_removed="removed")),
        ("open questions", _counted(n, questions_added="added", questions_removed="removed")),
        ("catalogue", ", ".join(found.catalogue)),
        ("normalised numbers", _counted(n, quantities_changed="changed")),
        ("classes", _counted(n, classes_changed="changed")),
        ("boards", _counted(n, boards_changed="results moved to another")),
        ("frontiers", _counted(n, frontiers_joined="joined", frontiers_left="left")),
        ("measured runs", _counted(n, runs_added="added", runs_removed="removed", runs_changed="changed")),
    ]
    return [(topic, words) for topic, words in rows if words]


def _counted(n: Mapping[str, int], **names: str) -> str:
    return ", ".join(f"{n[name]:,} {word}" for name, word in names.items() if n[name])


def sections(found: Difference) -> list[Section]:
    """What is forbidden first, then papers, frontiers, runs and notes."""
    computed = _computed_by_paper(found)
    parts = [
        Section("Without a reason", tuple(Item("!", *fault.split(": ", 1)) for fault in found.faults)),
        *(Section(f"Paper {p.key}, {p.status}", tuple(_paper(p, computed.pop(p.key, [])))) for p in found.papers),
        *(Section(f"Paper {key}, its record unchanged", tuple(items)) for key, items in sorted(computed.items())),
        *_frontiers(found.computed.frontiers),
        Section("Measured runs", tuple(_runs(found))),
        Section("Not compared", tuple(Item("~", "note", note) for note in found.notes)),
    ]
    return [part for part in parts if part.items]


def _paper(paper: PaperChange, computed: Iterable[Item]) -> Iterator[Item]:
    yield from (Item("+", "table", words) for words in paper.tables_added)
    yield from (Item("-", "table", words) for words in paper.tables_removed)
    for row in paper.results_removed:
        numbers = ", ".join(f"{column} {text}" for column, text in row.numbers.items())
        yield Item("-", row.result, (numbers or "no numbers") + (f" (reason: {row.reason})" if row.reason else ""))
    for number in (*paper.altered, *paper.added):
        yield _number(number)
    for correction in paper.corrections_added:
        yield Item("+", f"{paper.key}:{correction.row}", _correction(correction))
    for correction in paper.corrections_removed:
        yield Item("-", f"{paper.key}:{correction.row}", _correction(correction))
    if paper.questions_added or paper.questions_removed:
        yield Item("~", "questions", f"{paper.questions_added} added, {paper.questions_removed} removed")
    yield from map(_fact, paper.facts)
    if paper.status != "removed":
        yield from (Item("+", result, "a new result") for result in paper.results_added)
    yield from computed


def _number(number: NumberChange) -> Item:
    words = f"{'dense ' if number.baseline else ''}{number.column} {number.old or 'none'} → {number.new or 'none'}"
    sign = "+" if number.old is None else "-" if number.new is None else "~"
    return Item(sign, number.result, words + (f" (reason: {number.reason})" if number.reason else ""))


def _correction(c: Correction) -> str:
    to = [c.new.text] if c.new else [] if c.new_column else ["withdrawn"]
    to += [f"as {c.new_column}"] if c.new_column else []
    return f"correction of {'dense ' if c.baseline else ''}{c.column} {c.old.text} → {' '.join(to)}: {c.reason}"


def _fact(fact: FactChange) -> Item:
    place = {"paper": "paper", "row": fact.result, "table": f"table of {fact.result}"}[fact.of]
    return Item("~", place, f"{fact.field}: {_short(fact.old)} → {_short(fact.new)}")


def _short(text: str) -> str:
    return text if len(text) <= 120 else f"{text[:119]}…"


def _computed_by_paper(found: Difference) -> dict[str, list[Item]]:
    items: dict[str, list[Item]] = {}
    computed = found.computed
    for one in computed.quantities:
        items.setdefault(_paper_of(one.result), []).append(_quantity(one))
    for each in computed.classes:
        items.setdefault(_paper_of(each.result), []).append(_class(each))
    for move in computed.boards:
        words = f"board {move.old} → {move.new} (because of: {', '.join(move.causes)})"
        items.setdefault(_paper_of(move.result), []).append(Item("~", move.result, words))
    return items


def _paper_of(result: str) -> str:
    return result.partition(":")[0]


def _quantity(one: QuantityChange) -> Item:
    old, new = _values(one.quantity, one.old, one.new)
    name = QUANTITIES.get(
        one.quantity, one.quantity.replace("_", " ").replace("top", "top-").replace("baseline", "dense")
    )
    return Item("~", one.result, f"{name} {old} → {new} (because of: {'; '.join(one.causes)})")


def _values(quantity: str, old: float | str, new: float | str) -> tuple[str, str]:
    """Both in the style of the quantity, with as many digits as it takes to see the difference."""
    texts = [_value(quantity, one, ".2f") for one in (old, new)]
    if texts[0] == texts[1]:
        texts = [_value(quantity, one, ".9g") for one in (old, new)]
    return texts[0], texts[1]


def _value(quantity: str, value: float | str, form: str) -> str:
    if isinstance(value, str):
        return value
    if quantity.startswith("delta"):
        return format(value, f"+{form}")
    return format(value, form) + (
        "x" if quantity in ("compression_ratio", "theoretical_speedup", "measured_speedup") else " %"
    )


def _class(one: ClassChange) -> Item:
    words = f"class {one.old or 'none'} → {one.new or 'none'}"
    words += "".join(f"; now: {reason}" for reason in one.reasons_added)
    words += "".join(f"; no longer: {reason}" for reason in one.reasons_removed)
    return Item("~", one.result, f"{words} (because of: {'; '.join(one.causes)})")


def _frontiers(moves: Iterable[FrontierMove]) -> Iterator[Section]:
    by_board: dict[str, list[Item]] = {}
    for move in moves:
        where = f"{QUANTITIES[move.change]} by {QUANTITIES[move.axis]}, classes {move.classes}"
        if move.classes == "A":
            where = where.replace("classes", "class")
        verb = "on the frontier" if move.joined else "off the frontier"
        words = f"{verb} of {where}: {move.points:+.2f} at {move.ratio:.2f}x ({'; '.join(move.causes)})"
        by_board.setdefault(move.board, []).append(Item("+" if move.joined else "-", move.result, words))
    yield from (Section(f"Board {board}", tuple(items)) for board, items in by_board.items())


def _runs(found: Difference) -> Iterator[Item]:
    """Edited and deleted records one by one, added ones by protocol and network."""
    for run in found.runs:
        if run.status != "added":
            f = run.facts
            sign = "-" if run.status == "removed" else "~"
            yield Item(sign, run.file, f"{run.status}: {f.method} on {f.network} under {f.protocol}, {f.outcome}")
    added: dict[tuple[str, str], Counter[str]] = {}
    for run in found.runs:
        if run.status == "added":
            added.setdefault((run.facts.protocol, run.facts.network), Counter())[run.facts.method] += 1
    for (protocol, network), methods in sorted(added.items()):
        words = f"{_many(methods.total(), 'run')} on {network}, {_many(len(methods), 'method')}"
        yield Item("+", protocol, f"{words}: {_short(', '.join(sorted(methods)))}")


def _many(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
