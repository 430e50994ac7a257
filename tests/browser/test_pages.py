"""What scripts and styles do on the pages, in headless Chromium, from file:// and with the network cut."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("playwright.sync_api")
from playwright.sync_api import Browser, Page, expect, sync_playwright

from leaderboard.render.site import render_site
from leaderboard.resources import site_sources
from leaderboard.store.corpus import Corpus
from tests.render.synthetic import corpus, with_text

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)
KINDS = (
    *("index", "board/cifar-10--resnet-56", "paper/one", "paper/two", "method/alpha", "architecture/resnet-56"),
    *("dataset/cifar-10", "results", "coverage", "quality", "definitions", "methodology", "data", "changelog"),
    *("progress", "quotes", "404"),
    *("analysis", "analysis/comparisons", "analysis/points", "analysis/baselines", "analysis/ratios"),
    *("analysis/architectures", "analysis/reruns"),
)
EVIL = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'" + "W" * 300
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    if CHROMIUM is None:
        if os.environ.get("LEADERBOARD_REQUIRE_BROWSER"):
            pytest.fail("no Chromium, and LEADERBOARD_REQUIRE_BROWSER is set")
        pytest.skip("no Chromium found")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS.split())
        yield browser
        browser.close()


def write(found: Corpus, out: Path) -> Path:
    out.mkdir()
    render_site(found, out, site_sources(), downloads=[], figures=[], dictionary=[], progress=lambda name, pages: None)
    return out


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The invented corpus, in a folder whose name needs quoting."""
    return write(corpus(), tmp_path_factory.mktemp("pages") / "a site #1")


@pytest.fixture
def tab(chromium: Browser, site: Path) -> Iterator[Page]:
    """A page at 1280 px that fails the test on any error or any request outside the folder."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    page = context.new_page()
    wrong = watch(page, site)
    yield page
    assert wrong == []
    context.close()


def watch(page: Page, site: Path) -> list[str]:
    """Collects console errors, exceptions, dialogs and requests that leave the folder."""
    wrong: list[str] = []
    page.context.route("**/*", lambda route: route.continue_() if inside(route.request.url) else route.abort())

    def inside(url: str) -> bool:
        good = url.startswith((site.as_uri(), "blob:"))
        if not good:
            wrong.append(f"request {url}")
        return good

    page.on("console", lambda m: wrong.append(m.text) if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("dialog", lambda dialog: (wrong.append("dialog"), dialog.dismiss()))
    return wrong


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_kind_of_page_scrolls_sideways_or_complains(chromium: Browser, site: Path, scheme: str) -> None:
    """Every kind of page at 1280, 375 and 320 px, in both schemes; the background follows the scheme."""
    for width in (1280, 375, 320):
        context = chromium.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)  # type: ignore[arg-type]
        page = context.new_page()
        wrong = watch(page, site)
        for kind in KINDS:
            page.goto(f"{site.as_uri()}/{kind}.html")
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (kind, width)
            shade = page.evaluate("getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)[0]")
            assert (shade > 128) == (scheme == "light"), kind
        assert wrong == []
        context.close()


def test_hostile_text_runs_nothing_and_breaks_no_layout(chromium: Browser, tmp_path: Path) -> None:
    """Markup and 300-letter words in every field: no dialog, no request, no sideways scrolling on a phone."""
    site = write(with_text(corpus(), lambda text: EVIL), tmp_path / "site")
    context = chromium.new_context(viewport={"width": 375, "height": 800})
    page = context.new_page()
    wrong = watch(page, site)
    for kind in KINDS:
        page.goto(f"{site.as_uri()}/{kind}.html")
        assert page.evaluate("document.documentElement.scrollWidth") <= 375, kind
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
    tab.goto(f"{site.as_uri()}/index.html")
    boards = tab.locator("#board-list li:visible")
    expect(boards).to_have_count(1)
    tab.locator("#find").fill("cifar resnet")
    expect(boards).to_have_count(1)
    tab.locator("#find").fill("imagenet")
    expect(boards).to_have_count(0)


def test_keyboard_reaches_the_content_first(tab: Page, site: Path) -> None:
    """The first Tab shows the link that skips the navigation."""
    tab.goto(f"{site.as_uri()}/index.html")
    tab.keyboard.press("Tab")
    expect(tab.get_by_role("link", name="Skip to content")).to_be_focused()
    expect(tab.get_by_role("link", name="Skip to content")).to_be_in_viewport()
