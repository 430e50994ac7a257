"""A site of an invented corpus with its explorer open, for the tests of the explorer."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api")
from playwright.sync_api import Browser, Download, Page, expect

from leaderboard.render.context import Site
from leaderboard.render.explorer_rows import explorer_rows
from leaderboard.store.corpus import Corpus
from tests.browser.explorer_corpus import Plain, many, plain_rows
from tests.browser.rig import watch, write

__all__ = [
    "COUNT",
    "ROWS",
    "box",
    "found",
    "fragment_of",
    "options",
    "plain",
    "saved",
    "show",
    "site",
    "tab",
]
ROWS = "#list tbody tr"
COUNT = "#tools output"


@pytest.fixture(scope="module")
def found() -> Corpus:
    return many(700, 60)


@pytest.fixture(scope="module")
def plain(found: Corpus) -> list[Plain]:
    """All rows in the order in which the site lists them; what they hold is computed apart from it."""
    by_id = {row["id"]: row for row in plain_rows(found)}
    return [by_id[row.id] for row in explorer_rows(Site(found))[1]]


@pytest.fixture(scope="module")
def site(found: Corpus, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(found, tmp_path_factory.mktemp("explorer") / "a site #1")


@pytest.fixture
def tab(chromium: Browser, site: Path) -> Iterator[Page]:
    """The explorer at 1280 px; any console error and any request outside the folder fail the test."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    page = context.new_page()
    wrong = watch(page, site.as_uri())
    page.goto(f"{site.as_uri()}/results.html")
    yield page
    assert wrong == []
    context.close()


def show(tab: Page, site: Path, fragment: str) -> None:
    """Open a view afresh, not as a change of the fragment alone."""
    tab.goto(f"{site.as_uri()}/definitions.html")
    tab.goto(f"{site.as_uri()}/results.html{fragment}")


def saved(tab: Page) -> tuple[list[dict[str, str]], Download]:
    """The rows of the CSV of the view."""
    with tab.expect_download() as download:
        tab.get_by_role("button", name="Save as CSV").click()
    text = download.value.path().read_text("utf-8")
    return list(csv.DictReader(io.StringIO(text, newline=""))), download.value


def fragment_of(tab: Page) -> str:
    return str(tab.evaluate("location.hash"))


def box(tab: Page, facet: str, value: str) -> Any:
    return tab.locator(f'input[name="{facet}"][value="{value}"]')


def options(tab: Page) -> dict[str, dict[str, tuple[str, int, bool, bool]]]:
    """Of every facet each choice that is drawn, by its value: words, number, dimmed, chosen."""
    tab.evaluate("document.querySelectorAll('[data-facet]').forEach(box => { box.open = true; })")
    expect(tab.locator("[data-facet=with] .option")).to_have_count(5)
    listed = tab.locator(".option").evaluate_all(
        "all => all.map(o => { const i = o.querySelector('input'); return [i.name, i.value, "
        "o.querySelector('.words').firstChild.textContent, o.querySelector('.uses').textContent, "
        "o.classList.contains('nowhere'), i.checked]; })"
    )
    drawn: dict[str, dict[str, tuple[str, int, bool, bool]]] = {}
    for facet, key, words, number, dim, chosen in listed:
        drawn.setdefault(facet, {})[key] = (words, int(number.replace(",", "")), dim, chosen)
    return drawn
