"""What became of every row and every number of the collection."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from leaderboard.importing.since_2019.interpret import Interpreted

HEADER = ("id", "outcome", "where", "reason", "numbers")
OUTCOMES = {
    "result": "one or more results of a record",
    "baseline": "the dense network of one or more tables",
    "dense": "a run of the unpruned network, in a table of such runs",
    "linked": "a result that says where the same measurement is counted, or from whom it is quoted",
    "duplicate": "the same printed row as another of the collection, entered there",
    "aside": "not used, with the reason",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One row's outcome: where it is in the records, why it is not, and what became of its numbers."""

    id: str
    outcome: str
    where: str = ""
    reason: str = ""
    numbers: str = ""


@dataclass(frozen=True, slots=True)
class Count:
    """How many of a row's printed numbers ended how; ``trials`` are single trials that stand for the median."""

    used: int
    settings: int
    trials: int
    aside: tuple[tuple[str, str], ...]  # name, reason


def count(found: Interpreted) -> Count:
    """The count of one row. The part of a cell after ± goes with the number before it."""
    used = [one for one in found.readings if one.source != "note" and not one.source.endswith("±")]
    aside = tuple((name, reason) for name, reason in found.unused if not name.endswith("±"))
    return Count(len(used), found.n_settings, sum(map(len, found.trials.values())), aside)


def numbers_of(found: Interpreted) -> str:
    """`5 used, 1 setting, 2 aside (name: reason)` of one row."""
    counted = count(found)
    reasons: dict[str, list[str]] = {}
    for name, reason in counted.aside:
        reasons.setdefault(reason, []).append(name)
    listed = "; ".join(f"{', '.join(names)}: {reason}" for reason, names in reasons.items())
    parts = [f"{counted.used} used"]
    parts += [f"{counted.settings} settings"] if counted.settings else []
    parts += [f"{counted.trials} trials"] if counted.trials else []
    parts += [f"{len(counted.aside)} aside ({listed})"] if counted.aside else []
    return ", ".join(parts)


def render_report(entries: Iterable[Entry]) -> str:
    """The account as CSV, in the order of the collection."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(HEADER)
    writer.writerows((one.id, one.outcome, one.where, one.reason, one.numbers) for one in entries)
    return stream.getvalue()


def totals(entries: Sequence[Entry], interpreted: Sequence[Interpreted]) -> list[str]:
    """Lines that say how many rows and numbers ended how, and why the others did not."""
    rows = Counter(one.outcome for one in entries)
    lines = [f"{len(entries):,} rows: " + ", ".join(f"{rows[name]:,} {name}" for name in OUTCOMES if rows[name])]
    reasons = Counter(one.reason for one in entries if one.outcome == "aside")
    lines += [f"  {number:,} aside: {reason}" for reason, number in reasons.most_common()]
    counts = [count(one) for one in interpreted]
    used, settings = sum(one.used for one in counts), sum(one.settings for one in counts)
    trials = sum(one.trials for one in counts)
    aside = Counter(reason for one in counts for _, reason in one.aside)
    lines.append(
        f"numbers of these rows: {used:,} used, {settings:,} settings, {sum(aside.values()):,} aside; "
        f"{trials:,} single trials from the notes"
    )
    lines += [f"  {number:,} aside: {reason}" for reason, number in aside.most_common()]
    return lines
