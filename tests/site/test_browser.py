"""Headless Chromium opens every kind of page from file://, with the network cut, with and without JavaScript."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("playwright.sync_api")
from playwright.sync_api import Browser, Route, expect, sync_playwright

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
PAGES = [
    "index.html",
    "board/imagenet--resnet-50.html",
    "board/cifar-10--resnet-56.html",
    "paper/learning-both.html",
    "method/pruning-filters.html",
    "architecture/resnet-50.html",
    "results.html",
    "results-2.html",
    "coverage.html",
    "quality.html",
    "measured.html",
    "measured/digits-v1--digits-cnn-digits.html",
    "run/digits-v1--digits-cnn-digits--lamp.html",
    "definitions.html",
    "methodology.html",
    "data.html",
    "404.html",
]
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)
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


def visit(browser: Browser, site: Path, page: str, *, scripts: bool, width: int, dark: bool = False) -> list[str]:
    """Open a page; what went wrong: console errors, page errors, requests that leave the site's folder."""
    wrong: list[str] = []
    context = browser.new_context(
        java_script_enabled=scripts,
        viewport={"width": width, "height": 800},
        color_scheme="dark" if dark else "light",
    )

    def judge(route: Route) -> None:
        if route.request.url.startswith(site.as_uri()):
            route.continue_()
        else:
            wrong.append(f"leaves the folder: {route.request.url}")
            route.abort()

    context.route("**/*", judge)
    tab = context.new_page()
    tab.on("console", lambda message: wrong.append(message.text) if message.type in ("error", "warning") else None)
    tab.on("pageerror", lambda error: wrong.append(str(error)))
    tab.goto(f"{site.as_uri()}/{page}")
    if tab.locator("h1").count() != 1:
        wrong.append("not one h1")
    overflow = tab.locator("body").bounding_box()
    if scripts:
        scroll = tab.evaluate("document.documentElement.scrollWidth")
        if scroll > width:
            wrong.append(f"body is {scroll} px wide in {width}")
    styled = overflow is not None and tab.locator("header").first.bounding_box() is not None
    if not styled:
        wrong.append("no layout")
    context.close()
    return wrong


@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_without_errors(chromium: Browser, real_site: Path, page: str) -> None:
    """No console error, no request leaving the folder, no sideways scrolling at 1280, 375 and 320 px."""
    for width, scripts, dark in ((1280, True, False), (375, True, True), (320, True, False), (375, False, False)):
        assert visit(chromium, real_site, page, scripts=scripts, width=width, dark=dark) == []


def test_tables_are_there_without_javascript(chromium: Browser, real_site: Path) -> None:
    """The numbers and their working do not need a script."""
    context = chromium.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(f"{real_site.as_uri()}/board/imagenet--resnet-50.html")
    assert tab.locator("table tbody tr").count() > 20
    assert tab.locator("svg").count() >= 2
    tab.goto(f"{real_site.as_uri()}/results.html")
    assert tab.locator("table tbody tr").count() == 200
    context.close()


def test_the_style_sheet_applies_under_the_policy(chromium: Browser, real_site: Path) -> None:
    """The content-security policy lets the site's own style through from file://."""
    tab = chromium.new_page()
    tab.goto(f"{real_site.as_uri()}/index.html")
    assert "system-ui" in tab.evaluate("getComputedStyle(document.body).fontFamily")
    tab.close()


def test_results_can_be_filtered(chromium: Browser, real_site: Path) -> None:
    """Searching narrows the list, the address keeps the state, and opening that address restores it."""
    tab = chromium.new_page()
    tab.goto(f"{real_site.as_uri()}/results.html")
    rows = tab.locator("table tbody tr:visible")
    before = rows.count()
    tab.get_by_role("searchbox", name="Search", exact=True).fill("ThiNet")
    expect(rows.filter(has_not_text="ThiNet")).to_have_count(0)
    found = rows.count()
    assert 0 < found < before
    assert "#" in tab.url
    other = chromium.new_page()
    other.goto(tab.url)
    expect(other.locator("table tbody tr:visible")).to_have_count(found)
