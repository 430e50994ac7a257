"""The page that lists the rules, generated from them: ``python -m leaderboard.rules.page`` writes docs/rules.md."""

from __future__ import annotations

from pathlib import Path

from leaderboard.rules.registry import Rule, all_rules

HEAD = """# Rules

What `leaderboard check` asks of records, generated from `leaderboard/rules/` by `python -m leaderboard.rules.page`.
An error stops the build; a warning is a doubt that a correct paper can raise, too. A row or table whose warning was
looked into waives it with a reason: `waive = { "change-of-accuracy" = "the source prints it so" }`; a waiver that
silences nothing is itself a warning. Numbers are compared as intervals: each printed digit stands for all it may have
been rounded from, and in numbers from a secondary source trailing zeros are not taken for digits. Numbers that a
`[[correction]]` supersedes are not found again. What the rules find in the committed records is explained in [corpus-
findings.md](corpus-findings.md).

| rule | severity | why |
| --- | --- | --- |
"""
LAST = "| `idle-waiver` | warning | A waiver that silences nothing would silence the next, real problem unseen. |\n"


def page() -> str:
    """The page as Markdown: errors first, then by name."""
    rules = sorted(all_rules().values(), key=lambda one: (one.severity != "error", one.name))
    return HEAD + "".join(f"| `{one.name}` | {one.severity} | {_why(one)} |\n" for one in rules) + LAST


def _why(one: Rule) -> str:
    return " ".join(one.why.split()).replace("|", "\\|")


if __name__ == "__main__":
    Path(__file__).parents[2].joinpath("docs", "rules.md").write_text(page(), encoding="utf-8")
