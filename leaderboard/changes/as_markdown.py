"""A difference as Markdown for a comment on a pull request; every text of a record is shown as text."""

from __future__ import annotations

import re

from leaderboard.changes.difference import Difference
from leaderboard.changes.wording import Item, Section, heading, sections, summary

OPEN, LONGEST = 6, 60_000  # a comment on GitHub may have 65,536 characters
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_SIGNS = re.compile(r"[\\`*_{}\[\]()+\-.!|~^$]")
_REFERENCES = re.compile(r"@|#|:(?=//)|(?<=www)(?=\\\.)|(?<=GH)(?=\\-)")


def as_markdown(found: Difference) -> str:
    """A table of counts, then the sections, long ones folded; what does not fit into a comment is counted."""
    rows = summary(found)
    lines = [f"### Changes of the data {escape(heading(found))}", ""]
    if not rows:
        lines += ["Nothing of the data changed.", ""]
    else:
        lines += ["| | |", "| --- | --- |", *(f"| {topic} | {escape(words)} |" for topic, words in rows), ""]
    if found.faults:
        lines += [f"**{len(found.faults):,} without a reason:** printed numbers and measured records are never edited "]
        lines[-1] += "or deleted; a `[[correction]]` with reason and source supersedes them."
        lines.append("")
    text, left = "\n".join(lines), []
    for section in sections(found):
        part = _section(section)
        if len(text) + len(part) > LONGEST:
            left.append(section)
        else:
            text += part
    if left:
        text += f"\n{len(left):,} sections more do not fit here; `leaderboard diff --all` lists them.\n"
    return text


def _section(section: Section) -> str:
    lines = [_item(item) for item in section.items]
    if len(lines) <= OPEN:
        return "\n".join(["", f"**{escape(section.title)}**", "", *lines, ""])
    kept: list[str] = []
    for line in lines:
        if sum(map(len, kept)) + len(line) > LONGEST // 3:
            break
        kept.append(line)
    if len(kept) < len(lines):
        kept.append(f"- and {len(lines) - len(kept):,} more")
    title = f"{_html(section.title)} ({len(lines):,})"
    return "\n".join(["", f"<details><summary>{title}</summary>", "", *kept, "", "</details>", ""])


def _item(item: Item) -> str:
    sign = {"+": "➕", "-": "➖", "!": "❌", "~": "✏️"}[item.sign]
    return f"- {sign} **{escape(item.place)}** {escape(item.words)}"


def escape(text: str) -> str:
    """A text that Markdown shows as it is: no markup, no HTML, no mention, reference or link made from it."""
    shown = _SIGNS.sub(r"\\\g<0>", _html(text))
    return _REFERENCES.sub(lambda match: f"{_entity(match.group())}&#8203;", shown)


def _html(text: str) -> str:
    """One line with the signs of HTML as entities; control characters are replaced."""
    flat = "".join(c if c.isprintable() else "\ufffd" for c in re.sub(r"\s+", " ", text))
    return "".join(_ENTITIES.get(c, c) for c in flat)


def _entity(sign: str) -> str:
    return f"\\{sign}" if sign == "#" else sign
