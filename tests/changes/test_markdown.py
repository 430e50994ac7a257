"""Markdown for pull-request comments: every text of a record is shown as it is."""

from __future__ import annotations

import re

import pytest

from leaderboard.changes.as_markdown import LONGEST, as_markdown, escape
from tests.changes.conftest import Repo
from tests.conftest import Run

EVIL = "<script>alert(1)</script> **b** | `c` [x](https://evil.example/) @octocat #12 ![i](x) ~~s~~ a\tb &amp;"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a_b*c`d", r"a\_b\*c\`d"),
        ("| cell", r"\| cell"),
        ("<b>&", "&lt;b&gt;&amp;"),
        ("[x](y)", r"\[x\]\(y\)"),
        ("@octocat", "@&#8203;octocat"),
        ("#12", r"\#&#8203;12"),
        ("https://evil.example", r"https:&#8203;//evil\.example"),
        ("1. one\n- two", r"1\. one \- two"),
        ("a\x1b[31mb\u202e", "a\ufffd\\[31mb\ufffd"),
        ("76.10 → 76.01 %", r"76\.10 → 76\.01 %"),
    ],
)
def test_signs_are_escaped(text: str, shown: str) -> None:
    """No markup, HTML, mention, reference or address survives as such."""
    assert escape(text) == shown


def test_hostile_text_stays_text(repo: Repo) -> None:
    """In facts, locators and reasons; a table's cell stays one cell, a line one line."""
    evil = EVIL.replace("\t", " ").replace('"', "")
    repo.edit("one", 'title = "A synthetic paper"', f'title = "{evil}"')
    repo.edit("two", 'locator = "Table 1"', f'locator = "{evil}"')
    text = as_markdown(repo.diff())

    assert not re.search(r"<(?!/?details>|/?summary>)", text)
    assert not re.search(r"@(?!&#8203;)|(?<!\\)\[|(?<!\\)`(?!\[\[)", text.replace("`[[correction]]`", ""))
    assert "https://" not in text
    assert "&lt;script&gt;alert" in text


def test_a_comment_as_a_whole(repo: Repo, leaderboard: Run) -> None:
    """Exact output of a small change: counts in a table, what is forbidden first."""
    repo.edit("one", "top1 = 91.00", "top1 = 91.10")
    done = leaderboard("diff", "--format", "markdown", cwd=repo.folder)

    commit = repo.git("rev-parse", "HEAD")[:7]
    cause = r"\(because of: top1 91\.00 percent → 91\.10 percent\)"
    off = r"**two:b** off the frontier of change of top\-1 by compression ratio"
    assert done.returncode == 1
    assert done.stdout == (
        f"### Changes of the data since HEAD \\({commit} of 2026\\-03\\-04\\)\n\n"
        "| | |\n| --- | --- |\n"
        "| papers | 1 changed |\n"
        "| printed numbers | 1 altered or removed |\n"
        "| normalised numbers | 2 changed |\n"
        "| frontiers | 2 left |\n\n"
        "**1 without a reason:** printed numbers and measured records are never edited or deleted; a `[[correction]]` "
        "with reason and source supersedes them.\n\n"
        "**Without a reason**\n\n- ❌ **one:b** top1 91\\.00 percent → 91\\.10 percent\n\n"
        "**Paper one, changed**\n\n"
        "- ✏️ **one:b** top1 91\\.00 percent → 91\\.10 percent\n"
        f"- ✏️ **one:b** top\\-1 91\\.00 % → 91\\.10 % {cause}\n"
        f"- ✏️ **one:b** change of top\\-1 \\-2\\.00 → \\-1\\.90 {cause}\n\n"
        "**Board cifar\\-10\\-\\-resnet\\-56**\n\n"
        f"- ➖ {off}, class A: \\-2\\.00 at 4\\.00x \\(beaten by one:b\\)\n"
        f"- ➖ {off}, classes A and B: \\-2\\.00 at 4\\.00x \\(beaten by one:b\\)\n"
    )


def test_long_lists_are_folded_and_the_comment_fits(repo: Repo) -> None:
    """GitHub takes 65,536 characters; what does not fit is counted."""
    rows = "".join(f'  {{ id = "n{i}{"x" * 60}", top1 = 80.00, params_removed = 10.0 }},\n' for i in range(3000))
    repo.edit("one", '  { id = "a"', f'{rows}  {{ id = "a"')
    text = as_markdown(repo.diff())

    assert "<details><summary>Paper one, changed (3,000)</summary>" in text
    assert re.search(r"- and 2,\d\d\d more\n\n</details>", text)
    assert len(text) < LONGEST + 1000
