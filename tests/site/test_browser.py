"""Headless Chromium opens pages of the committed records from file://, with the network cut, and weighs them."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

pytest.importorskip("playwright.sync_api")
from playwright.sync_api import Browser, expect

from tests.browser.rig import WIDTHS, violations, watch

# One page of each kind whose real data tries layout and weight; every kind is in tests/browser.
PAGES = [
    "index.html",
    "boards.html",
    "board/imagenet--resnet-50.html",
    "paper/learning-both.html",
    "method/pruning-filters.html",
    "architecture/resnet-50.html",
    "results.html",
    "results-2.html",
    "quality.html",
    "gap.html",
    "measured/digits-v1--digits-cnn-digits.html",
    "run/digits-v1--digits-cnn-digits--lamp.html",
    "data.html",
]
INDEX_BYTES = 60_000
NAMES_BYTES, NAMES_PACKED = 100_000, 40_000
SCRIPT_BYTES = 100_000


@pytest.mark.browser
@pytest.mark.parametrize("scripts", [True, False])
def test_pages_open_without_errors(chromium: Browser, real_site: Path, scripts: bool) -> None:
    """No console error, no request leaving the folder, no sideways scrolling at 1280, 375 and 320 px."""
    context = chromium.new_context(java_script_enabled=scripts)
    page = context.new_page()
    wrong = watch(page, real_site.as_uri())
    for path in PAGES:
        page.goto(f"{real_site.as_uri()}/{path}")
        assert page.locator("h1").count() == 1, path
        for width in WIDTHS if scripts else ():
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (path, width)
    assert wrong == []
    context.close()


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 375])
def test_axe_finds_nothing_on_the_front_page_and_a_paper(chromium: Browser, real_site: Path, width: int) -> None:
    """Real names and numbers instead of invented ones."""
    context = chromium.new_context(viewport={"width": width, "height": 800}, color_scheme="dark")
    page = context.new_page()
    for path in ("index.html", "paper/learning-both.html", "run/digits-v1--digits-cnn-digits--lamp.html", "gap.html"):
        page.goto(f"{real_site.as_uri()}/{path}")
        assert violations(page) == [], path
    context.close()


@pytest.mark.browser
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


@pytest.mark.browser
def test_the_style_sheet_applies_under_the_policy(chromium: Browser, real_site: Path) -> None:
    """The content-security policy lets the site's own style through from file://."""
    tab = chromium.new_page()
    tab.goto(f"{real_site.as_uri()}/index.html")
    assert "system-ui" in tab.evaluate("getComputedStyle(document.body).fontFamily")
    tab.close()


@pytest.mark.browser
def test_results_can_be_filtered(chromium: Browser, real_site: Path) -> None:
    """Searching narrows the list, the address keeps the state, and opening that address restores it."""
    tab = chromium.new_page()
    tab.goto(f"{real_site.as_uri()}/results.html")
    rows = tab.locator("main table tbody tr:visible")
    before = rows.count()
    tab.get_by_role("searchbox", name="Search", exact=True).fill("ThiNet")
    expect(rows.filter(has_not_text="ThiNet")).to_have_count(0)
    found = rows.count()
    assert 0 < found < before
    assert "#" in tab.url
    other = chromium.new_page()
    other.goto(tab.url)
    expect(other.locator("main table tbody tr:visible")).to_have_count(found)


@pytest.mark.browser
def test_the_search_knows_the_busiest_board(chromium: Browser, real_site: Path) -> None:
    """Two words and Enter lead from any page to ResNet-50 on ImageNet."""
    tab = chromium.new_page()
    tab.goto(f"{real_site.as_uri()}/definitions.html")
    tab.locator("#search").fill("resnet50 imagenet")
    expect(tab.get_by_role("option").first).to_be_visible()
    tab.locator("#search").press("Enter")
    tab.wait_for_url("**/board/imagenet--resnet-50.html")
    tab.close()


def test_weights(real_site: Path) -> None:
    """The front page, the list of names that a search loads, and the scripts of every page, data apart."""
    assert (real_site / "index.html").stat().st_size < INDEX_BYTES
    names = (real_site / "static" / "search-data.js").read_bytes()
    assert len(names) <= NAMES_BYTES and len(gzip.compress(names)) <= NAMES_PACKED

    # The data of a board is one file each, in a folder of their own.
    scripts = {path.name: path.stat().st_size for path in (real_site / "static").glob("*.js")}
    heavy: dict[str, int] = {}
    for page in real_site.rglob("*.html"):
        used = re.findall(r'<script src="[^"]*/?static/([^"]+)"', page.read_text("utf-8"))
        weight = sum(scripts[name] for name in used if not name.endswith("-data.js") and "/" not in name)
        if weight > SCRIPT_BYTES:
            heavy[page.name] = weight
        assert {"site.js", "search.js"} <= set(used), page
    assert heavy == {}
