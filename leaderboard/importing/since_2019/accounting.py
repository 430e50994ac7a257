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


def numbers_of(found: Interpreted) -> str:
    """`5 used, 1 setting, 2 aside (name: reason)` of one row."""
    used = len(found.readings) + sum(len(trials) - 1 for trials in found.trials.values())
    reasons: dict[str, list[str]] = {}
    for name, reason in found.unused:
        reasons.setdefault(reason, []).append(name)
    listed = "; ".join(f"{', '.join(names)}: {reason}" for reason, names in reasons.items())
    parts = [f"{used} used"]
    parts += [f"{found.n_settings} settings"] if found.n_settings else []
    parts += [f"{len(found.unused)} aside ({listed})"] if found.unused else []
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
    lines = [f"{len(entries)} rows: " + ", ".join(f"{rows[name]} {name}" for name in OUTCOMES if rows[name])]
    reasons = Counter(one.reason for one in entries if one.outcome == "aside")
    lines += [f"  {count} aside: {reason}" for reason, count in reasons.most_common()]
    used = sum(len(one.readings) + sum(len(t) - 1 for t in one.trials.values()) for one in interpreted)
    settings = sum(one.n_settings for one in interpreted)
    unused = Counter(reason for one in interpreted for _, reason in one.unused)
    lines.append(f"numbers of the used rows: {used} used, {settings} settings, {sum(unused.values())} aside")
    lines += [f"  {count} aside: {reason}" for reason, count in unused.most_common()]
    return lines
