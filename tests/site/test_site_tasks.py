"""Five tasks of readers on the site of the committed records, within what the best of three other sites takes."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

pytest.importorskip("playwright.sync_api")
from playwright.sync_api import Browser

from tests.conftest import ROOT

sys.path.insert(0, str(ROOT / "benchmarks"))

import own_tasks
from reader import Reader

# The fewest modelled seconds elsewhere (docs/site-review.md); nobody else has a file to download.
MOST = {"best": 4.45, "claim": 4.45, "compare": 11.80, "source": 7.10, "download": 7.00}


@pytest.mark.browser
@pytest.mark.parametrize("task", MOST)
def test_the_site_answers_within_what_others_take(chromium: Browser, real_site: Path, task: str) -> None:
    """From the front page to the right answer, without scripted shortcuts; the task itself checks the answer."""
    if task == "claim" and not own_tasks.has_verdicts(real_site):
        pytest.skip("no claim on record has been measured so that it could be told")
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    way, *_ = own_tasks.ENTRIES[task]
    reader = Reader(context.new_page())
    assert way(reader, real_site.as_uri() + "/", real_site)
    assert round(reader.effort.model_seconds, 2) <= MOST[task], reader.effort.steps
    context.close()
