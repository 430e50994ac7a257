"""What scripts do on the pages, in headless Chromium, from file:// and with the network cut."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("playwright.sync_api")
from playwright.sync_api import Browser, Page, expect

from tests.browser.rig import watch, written
from tests.render.synthetic import corpus, with_text

EVIL = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'" + "W" * 300
pytestmark = pytest.mark.browser


def test_hostile_text_runs_nothing_and_breaks_no_layout(chromium: Browser, tmp_path: Path) -> None:
    """Markup and 300-letter words in every field: no dialog, no request, no sideways scrolling on a phone."""
    rendered = written(with_text(corpus(), lambda text: EVIL), tmp_path / "site")
    site = rendered.folder
    context = chromium.new_context(viewport={"width": 375, "height": 800})
    page = context.new_page()
    wrong = watch(page, site.as_uri())
    for path in rendered.pages:
        page.goto(f"{site.as_uri()}/{path}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 375, path
    page.goto(f"{site.as_uri()}/results.html")
    assert page.locator("#list tbody th a").first.inner_text() == EVIL
    assert wrong == []
    context.close()


def test_the_working_opens_without_javascript(chromium: Browser, site: Path) -> None:
    """Each result's row opens the row below it."""
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site.as_uri()}/paper/one.html")
    working = page.get_by_text("2.0 as stated, Table 1").first
    expect(working).to_be_hidden()
    page.locator("details.how summary").first.click()
    expect(working).to_be_visible()
    page.goto(f"{site.as_uri()}/results.html")
    expect(page.locator("#explorer")).to_be_hidden()
    assert page.locator("#list tbody tr").count() == len(corpus().results)
    context.close()


def test_a_permalink_opens_the_fold_of_a_search(tab: Page, site: Path) -> None:
    """Runs of searches are folded away until somebody asks for one."""
    tab.goto(f"{site.as_uri()}/paper/one.html#r-s2")
    expect(tab.locator("#r-s2")).to_be_visible()


def test_a_permalink_opens_the_working_of_its_result(tab: Page, site: Path) -> None:
    """Who follows a number to its paper sees at once where it comes from; a second link opens a second one."""
    tab.goto(f"{site.as_uri()}/paper/one.html#r-a")
    opened = tab.locator("tr:has(details.how[open])")
    expect(opened).to_have_count(1)
    expect(tab.locator("#r-a + tr.w")).to_be_visible()
    tab.evaluate("location.hash = 'r-b'")
    expect(opened).to_have_count(2)
    tab.locator("#r-b summary").click()
    expect(tab.locator("#r-b + tr.w")).to_be_hidden()


def test_tables_sort_by_number_and_take_their_workings_along(tab: Page, site: Path) -> None:
    """A click sorts falling, a second one rising; each working stays below its row."""
    tab.goto(f"{site.as_uri()}/method/alpha.html")
    table = tab.locator("table.results").first
    head = table.get_by_role("button", name="Compression")
    place = head.evaluate("button => button.closest('th').cellIndex + 1")

    def column() -> list[str]:
        return table.locator(f"tbody tr:not(.w) > :nth-child({place})").all_inner_texts()

    head.click()
    assert column() == ["9.00×", "4.00×", "2.00×"]
    head.click()
    assert column() == ["2.00×", "4.00×", "9.00×"]
    kinds = table.locator("tbody tr").evaluate_all("rows => rows.map(row => row.classList.contains('w'))")
    assert kinds == [False, True] * 3


def test_boards_can_be_found(tab: Page, site: Path) -> None:
    """The search box narrows the list of boards by data set and architecture."""
    tab.goto(f"{site.as_uri()}/boards.html")
    boards = tab.locator("#board-list li:visible")
    expect(boards).to_have_count(1)
    tab.locator("#find").fill("cifar resnet")
    expect(boards).to_have_count(1)
    tab.locator("#find").fill("imagenet")
    expect(boards).to_have_count(0)
