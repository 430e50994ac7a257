"""A difference for the terminal."""

from __future__ import annotations

from leaderboard.changes.difference import Difference
from leaderboard.changes.wording import Section, heading, sections, summary

SHOWN = 12


def as_text(found: Difference, *, everything: bool = False) -> str:
    """Counts, then every section; of long ones the first :data:`SHOWN` lines unless ``everything`` is asked for."""
    rows = summary(found)
    if not rows:
        lines = [f"Nothing of the data changed {heading(found)}."]
    else:
        width = max(len(topic) for topic, _ in rows)
        lines = [f"Changes of the data {heading(found)}", ""]
        lines += [f"  {topic:<{width}}  {words}" for topic, words in rows]
    for section in sections(found):
        lines += ["", *_section(section, everything)]
    return "\n".join([*map(_printable, lines), "", *([_verdict(found), ""] if found.faults else [])])


def _section(section: Section, everything: bool) -> list[str]:
    title = f"{section.title} ({len(section.items):,})" if len(section.items) > 1 else section.title
    shown = section.items if everything or len(section.items) <= SHOWN + 1 else section.items[:SHOWN]
    lines = [title, *(f"  {item.sign} {item.place}  {item.words}" for item in shown)]
    if len(shown) < len(section.items):
        lines.append(f"    and {len(section.items) - len(shown):,} more; --all lists them")
    return lines


def _verdict(found: Difference) -> str:
    number = len(found.faults)
    return (
        f"{number:,} change{'' if number == 1 else 's'} without a reason. Printed numbers and measured records are "
        "never edited or deleted:\nput them back, and supersede what is wrong by a [[correction]] with reason and "
        "source (docs/records.md)."
    )


def _printable(line: str) -> str:
    """Control characters of a record must not reach the terminal."""
    return "".join(c if c.isprintable() else "\ufffd" for c in line)
