"""The generated list of rules, and the account of what they find in the committed records."""

from __future__ import annotations

import re
import time

from leaderboard.catalogue import load_catalogue
from leaderboard.problems import Problem
from leaderboard.records.model import Workspace
from leaderboard.records.reading import Locator, read_files
from leaderboard.rules.engine import check_records
from leaderboard.rules.page import page


def test_the_committed_page_is_the_generated_one(checkout: Workspace) -> None:
    """Run ``python -m leaderboard.rules.page`` after any change of a rule."""
    assert (checkout.root / "docs" / "rules.md").read_text("utf-8") == page()


def test_every_finding_of_the_committed_records_is_explained(checkout: Workspace) -> None:
    """docs/corpus-findings.md lists exactly what `leaderboard check` prints: rule, paper, field."""
    text = (checkout.root / "docs" / "corpus-findings.md").read_text("utf-8")
    listed = re.findall(r"^\| `([a-z0-9-]+)` \| `([^`]+)` \| `([^`]+)` \| \S", text, re.M)
    found = [(p.rule, p.file.rpartition("/")[2].removesuffix(".toml"), p.field) for p in _found(checkout)]

    assert sorted(listed) == sorted(found)


def test_the_whole_corpus_is_checked_in_seconds(checkout: Workspace, slowness: float) -> None:
    """Reading and checking takes three seconds of one core; four times that is a loop gone wrong."""
    start = time.process_time()
    _found(checkout)

    assert time.process_time() - start < 12 * slowness


def _found(workspace: Workspace) -> list[Problem]:
    files, _ = read_files(workspace)
    catalogue, _ = load_catalogue(workspace)
    records = [one.record for one in files if one.record is not None]
    return check_records(records, catalogue, Locator(workspace))
