"""Badges of methods and papers: true counts, no rank, readable without fonts or colours."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from leaderboard.render.badges import text_width
from leaderboard.store.corpus import Corpus
from tests.build.test_measured import MEASURED_METHODS, built, record, workspace
from tests.render.conftest import BASE, Publish
from tests.render.synthetic import corpus

SVG = "{http://www.w3.org/2000/svg}"


def said(path: Path) -> str:
    """The title of a badge, with what makes it accessible and self-contained asserted."""
    text = path.read_text("utf-8")
    root = ElementTree.fromstring(text)
    assert root.get("role") == "img"
    title = root.find(f"{SVG}title")
    assert title is not None and title.get("id") == root.get("aria-labelledby")
    assert not re.search(r"href|url\(|<style|<script|<image", text)
    drawn = list(root.iter(f"{SVG}text"))
    assert f"{drawn[0].text}: {drawn[1].text}" == title.text
    end = [float(one.get("x", 0)) + float(one.get("textLength", 0)) for one in drawn]
    assert end[0] < float(drawn[1].get("x", 0))
    assert end[1] < float(root.get("width", 0))
    return title.text or ""


def test_badges_count_what_authors_chose_to_report(publish: Publish) -> None:
    """Runs of searches, results without numbers and unknown data sets are no results on boards."""
    site = publish(corpus())

    assert said(site / "badge" / "method" / "alpha.svg") == "pruning leaderboard: 3 results · 1 board · reported only"
    assert said(site / "badge" / "paper" / "two.svg") == "pruning leaderboard: 3 results · 1 board · reported only"


def test_nothing_on_record_is_said(publish: Publish) -> None:
    """A paper that others compare with has a badge too."""
    silent: Corpus = replace(corpus(), results=(), tables={}, corrections=(), questions=())
    assert said(publish(silent) / "badge" / "paper" / "one.svg") == "pruning leaderboard: no numbers yet"


def test_what_was_run_again_is_said(tmp_path: Path) -> None:
    """The method of a run that re-runs it, and the results of a paper that stand beside one."""
    found = workspace(tmp_path, *(record(seed) for seed in (0, 1)))
    (tmp_path / "reported_results" / "catalogue" / "measured_methods.toml").write_text(
        "schema = 1\n" + MEASURED_METHODS.format(claim="one")
    )
    site, _, _ = built(found)

    assert said(site / "badge" / "method" / "one.svg") == "pruning leaderboard: 2 results · 1 board · measured here"
    assert said(site / "badge" / "paper" / "one.svg") == "pruning leaderboard: 2 results · 1 board · 1 re-run here"


def test_the_snippets_show_the_badge_and_lead_to_its_page(publish: Publish) -> None:
    """Markdown and HTML with the site's address; the page itself shows the picture by a relative link."""
    text = (publish(corpus()) / "paper" / "one.html").read_text("utf-8")

    assert '<img src="../badge/paper/one.svg" alt="pruning leaderboard: ' in text
    assert f"[![Pruning leaderboard]({BASE}badge/paper/one.svg)]({BASE}paper/one.html)" in text
    markup = f'<a href="{BASE}paper/one.html"><img src="{BASE}badge/paper/one.svg" alt="Pruning leaderboard"></a>'
    assert markup in html.unescape(text)


@pytest.mark.parametrize(("narrow", "wide"), [("iiii", "mmmm"), ("1 board", "11 boards"), ("ab", "AB")])
def test_widths_follow_the_letters(narrow: str, wide: str) -> None:
    """No font is needed to know that."""
    assert 0 < text_width(narrow) < text_width(wide)
