"""Links to report an error in a number and to its record."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest

from leaderboard.render.context import Site
from leaderboard.render.report_links import Reports
from leaderboard.store.corpus import PrintedNumber
from tests.render.conftest import BASE, REPOSITORY, Publish
from tests.render.synthetic import corpus, result, table

EVIL = 'x&body=%0Aevil#"><script>\n\u202e \U0001f600+&title=2'


def test_a_report_names_result_record_numbers_and_page(publish: Publish) -> None:
    """What a maintainer needs stands in the issue before the reader writes a word."""
    text = (publish(corpus(), lines={"one:a": 29}) / "paper" / "one.html").read_text("utf-8")
    hrefs = [unescape(h) for h in re.findall(r'<a href="([^"]*)" rel="noopener noreferrer">Report an error', text)]

    assert len(hrefs) == len(re.findall("Permalink of this result", text)) > 1
    parts = urlsplit(hrefs[0])
    asked = parse_qs(parts.query, strict_parsing=True)
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == f"{REPOSITORY}/issues/new"
    assert asked["title"] == ["Error in one:a"]
    assert asked["body"][0].splitlines()[:3] == [
        f"{BASE}paper/one.html#r-a",
        "reported_results/papers/one.toml:29",
        "as printed: top1 92.50 %, top1_std 0.30 %",
    ]
    assert f'href="{REPOSITORY}/blob/HEAD/reported_results/papers/one.toml#L29"' in text
    assert f'<a href="{REPOSITORY}/blob/HEAD/reported_results/papers/one.toml" ' in text


def test_without_a_repository_there_are_none(publish: Publish) -> None:
    """The name of the record's file stays, as text."""
    text = (publish(corpus(), repository="") / "paper" / "one.html").read_text("utf-8")

    assert "Report an error" not in text
    assert "<code>reported_results/papers/one.toml</code>" in text


@pytest.mark.parametrize("base", [BASE, ""])
def test_hostile_text_neither_ends_nor_lengthens_an_address(base: str) -> None:
    """One title and one body, whatever stands in id and numbers; long numbers are cut."""
    printed = tuple(PrintedNumber(EVIL, "percent", "value", EVIL) for _ in range(200))
    hostile = result(EVIL, table(1, "one"), 2.0, -0.5, printed=printed)
    site = Site(replace(corpus(), results=(hostile,), corrections=(), questions=()))
    href = Reports(REPOSITORY, base, {}).report(site.rows[hostile.id], "reported_results/papers/one.toml")

    assert href is not None
    assert re.fullmatch(
        r"https://github\.com/example/pruning/issues/new\?title=[\w.~%-]+&body=[\w.~%-]+", href, re.ASCII
    )
    assert len(href) < 6000
    asked = parse_qs(urlsplit(href).query, strict_parsing=True)
    assert list(asked) == ["title", "body"]
    assert [len(found) for found in asked.values()] == [1, 1]
    assert asked["body"][0].endswith("where does the right number stand?\n")
