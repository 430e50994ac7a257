"""How the explorer is used in headless Chromium: headings, history, chips, columns, keyboard, phones, no script."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("playwright.sync_api")
from playwright.sync_api import Browser, Page, expect

from tests.browser.explorer_corpus import Plain
from tests.browser.explorer_site import COUNT, ROWS, box, found, fragment_of, plain, saved, show, site, tab

__all__ = ["found", "plain", "site", "tab"]
pytestmark = pytest.mark.browser


def test_headings_and_the_bar_add_keys(tab: Page) -> None:
    """A click sorts, again turns round, Shift adds; one heading has aria-sort, the others say which key they are."""
    head = tab.locator("#list thead th")
    tab.get_by_role("button", name="Compression", exact=True).click()
    assert fragment_of(tab) == "#sort=-compression"
    tab.get_by_role("button", name="Compression", exact=True).click()
    assert fragment_of(tab) == "#sort=compression"
    tab.get_by_role("button", name="Change", exact=True).click(modifiers=["Shift"])
    assert fragment_of(tab) == "#sort=compression,-change"
    assert head.evaluate_all("all => all.map(h => h.getAttribute('aria-sort')).filter(Boolean)") == ["ascending"]
    change = tab.get_by_role("button", name="Change (sort key 2, descending)")
    expect(change).to_be_visible()
    assert change.locator(".mark").inner_text().strip() == "▼2"
    tab.get_by_label("then by").select_option(label="Year")
    tab.get_by_role("button", name="Add this column to the order").click()
    assert fragment_of(tab) == "#sort=compression,-change,-year"
    tab.get_by_role("button", name="Change, falling; turn round").click()
    expect(tab.get_by_role("button", name="Change, rising; turn round")).to_be_focused()
    tab.get_by_role("button", name="Do not sort by Compression").click()
    assert fragment_of(tab) == "#sort=change,-year"
    assert tab.locator(".sort ol li").all_inner_texts()[0].startswith("1. Change ▲")
    tab.get_by_role("button", name="Compression", exact=True).click()
    assert fragment_of(tab) == "#sort=-compression"


def test_back_and_forward(tab: Page, plain: list[Plain]) -> None:
    """Each choice is one step of the history, the letters of one search are one together."""
    first = tab.locator(ROWS).first.inner_text()
    box(tab, "kind", "measured").check()
    tab.get_by_role("button", name="Change", exact=True).click()
    search = tab.get_by_role("searchbox", name="Search", exact=True)
    search.press_sequentially("meth", delay=200)
    expect(tab.locator(COUNT)).to_contain_text(" of ")
    tab.wait_for_function("location.hash.startsWith('#q=meth&')")
    tab.go_back()
    expect(search).to_have_value("")
    assert fragment_of(tab) == "#kind=measured&sort=-change"
    tab.go_back()
    assert tab.locator("th[aria-sort]").count() == 0
    tab.go_back()
    expect(tab.locator(COUNT)).to_have_text(f"{len(plain)} of {len(plain)} results")
    expect(box(tab, "kind", "measured")).not_to_be_checked()
    assert tab.locator(ROWS).first.inner_text() == first
    tab.go_forward()
    expect(box(tab, "kind", "measured")).to_be_checked()


def test_filters_can_be_taken_away_one_by_one_and_together(tab: Page, plain: list[Plain]) -> None:
    """A chip for each filter, the focus stays among them; "Clear all" leaves the order as it is."""
    tab.get_by_role("searchbox", name="Search", exact=True).fill("set")
    tab.get_by_role("searchbox", name="Search", exact=True).press("Enter")
    box(tab, "structure", "n:m").check()
    tab.locator("[data-facet=year] summary").click()
    tab.locator("select[name=from]").select_option("2020")
    chips = tab.locator(".chips button")
    assert [text.strip() for text in chips.all_inner_texts()] == ["“set” ×", "Structure: n:m ×", "Year: 2020–… ×"]
    tab.get_by_role("button", name="Remove the filter Structure: n:m").press("Enter")
    assert fragment_of(tab) == "#q=set&year=2020-"
    expect(tab.get_by_role("button", name="Remove the filter Year: 2020–…")).to_be_focused()
    tab.locator("select[name=to]").select_option("2018")
    assert fragment_of(tab) == "#q=set&year=2018-2018"
    tab.get_by_role("button", name="Change", exact=True).click()
    tab.get_by_role("button", name="Clear all").click()
    assert fragment_of(tab) == "#sort=-change"
    expect(tab.get_by_role("searchbox", name="Search", exact=True)).to_have_value("")
    expect(tab.locator(COUNT)).to_have_text(f"{len(plain)} of {len(plain)} results")


def test_columns_can_be_chosen(tab: Page, site: Path) -> None:
    """The first column stays; the choice is in the address; the CSV has every column all the same."""
    tab.locator("summary", has_text="Columns").click()
    for name in ("arch", "compression", "speedup", "spread", "class", "notes", "pruned"):
        tab.locator(f"input[name=column][value={name}]").uncheck()
    tab.locator("input[name=column][value=variant]").check()
    assert fragment_of(tab) == "#cols=method,variant,dataset,paper,change"
    assert tab.locator("#list thead th").all_inner_texts() == ["Method", "Variant", "Data set", "Paper", "Change"]
    assert tab.locator("#list th.first .variant").count() == 0
    show(tab, site, "#cols=change,variant")
    assert tab.locator("#list thead th").all_inner_texts() == ["Method", "Variant", "Change"]
    assert "compression_ratio" in saved(tab)[0][0]
    tab.locator("summary", has_text="Columns").click()
    tab.get_by_role("button", name="Show the columns of the first view").click()
    expect(tab.locator("#list thead th")).to_have_count(11)


def test_more_rows_come_when_asked_for(tab: Page, plain: list[Plain]) -> None:
    """Two hundred at a time; the focus goes to the first of the new ones."""
    expect(tab.locator(ROWS)).to_have_count(200)
    caption, order = tab.locator("#list caption"), ": those with a ratio and a change first, newest papers before older"
    expect(caption).to_have_text(f"The first 200 of {len(plain)} results that match{order}")
    tab.locator("#list button.more").focus()
    tab.keyboard.press("Enter")
    expect(tab.locator(ROWS)).to_have_count(400)
    assert tab.evaluate("document.activeElement.closest('tr').rowIndex") == 201
    while tab.locator("#list button.more").is_visible():
        tab.locator("#list button.more").click()
    expect(tab.locator(ROWS)).to_have_count(len(plain))


def test_many_choices_can_be_searched(tab: Page, plain: list[Plain]) -> None:
    """Eight at first, more when asked for; a search among them; papers by title too."""
    shown = tab.locator("[data-facet=arch] .option")
    expect(shown).to_have_count(8)
    more = tab.locator("[data-facet=arch] button.more")
    more.click()
    assert tab.evaluate("document.activeElement.name") == "arch"
    assert shown.count() == min(48, len({row["arch"] for row in plain}))
    tab.get_by_label("Find an architecture").fill("net 003")
    expect(shown).to_have_count(1)
    shown.locator("input").check()
    tab.get_by_label("Find an architecture").fill("56")
    expect(shown).to_have_count(2)  # what is chosen stays in sight
    tab.locator("[data-facet=paper] summary").click()
    title = next(row for row in plain if row["kind"] == "reported")["title"]
    tab.get_by_label("Find author").fill(title.split(" ", 2)[2].rsplit(" ", 1)[0])
    expect(tab.locator("[data-facet=paper] .option").first).to_be_visible()


def test_the_keyboard_is_enough(tab: Page) -> None:
    """Search, choose, sort by two keys, open a result: with Tab, Space, Enter and Shift alone."""

    def go_to(there: str) -> None:
        for _ in range(400):
            tab.keyboard.press("Tab")
            if tab.evaluate(f"document.activeElement.matches({there!r})"):
                return
        raise AssertionError(there)

    go_to("input[name=q]")
    tab.keyboard.type("set 0")
    tab.keyboard.press("Enter")
    go_to("input[name=kind][value=reported]")
    tab.keyboard.press("Space")
    assert fragment_of(tab) == "#q=set+0&kind=reported"
    expect(box(tab, "kind", "reported")).to_be_focused()
    go_to("#list th:nth-child(5) button")
    tab.keyboard.press("Enter")
    go_to("#list th:nth-child(8) button")
    tab.keyboard.press("Shift+Enter")
    assert fragment_of(tab) == "#q=set+0&kind=reported&sort=-compression,-change"
    assert tab.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    go_to("#list td.p a")
    href = tab.evaluate("document.activeElement.href")
    tab.keyboard.press("Enter")
    tab.wait_for_url(href)
    assert tab.evaluate("document.querySelector(':target').id") == href.split("#")[1]


def test_the_link_to_a_view_can_be_copied(chromium: Browser, site: Path) -> None:
    """The address with its state; where there is no clipboard it stands selected in a field."""
    for clipboard in (True, False):
        context = chromium.new_context(permissions=["clipboard-read", "clipboard-write"] if clipboard else [])
        if not clipboard:
            context.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
        page = context.new_page()
        page.goto(f"{site.as_uri()}/results.html#kind=measured")
        page.get_by_role("button", name="Copy link").click()
        if clipboard:
            expect(page.locator(COUNT)).to_contain_text("Link copied.")
            assert page.evaluate("navigator.clipboard.readText()") == page.url
        else:
            expect(page.get_by_label("Link to this view")).to_have_value(page.url)
            expect(page.get_by_label("Link to this view")).to_be_focused()
        context.close()


def test_one_polite_region_says_the_count(tab: Page, plain: list[Plain]) -> None:
    """There is one, it speaks of counts only, and sorting does not make it speak again."""
    assert tab.locator("[aria-live], [role=status], [role=alert], output").count() == 1
    tab.evaluate(
        "window.said = []; new MutationObserver(() => said.push(document.querySelector('output').textContent))"
        ".observe(document.querySelector('output'), { childList: true, characterData: true, subtree: true })"
    )
    tab.get_by_role("button", name="Change", exact=True).click()
    box(tab, "kind", "measured").check()
    tab.wait_for_function("said.length")
    assert tab.evaluate("said") == [f"60 of {len(plain)} results"]


@pytest.mark.parametrize("width", [320, 375, 1280])
def test_choices_are_folded_on_narrow_screens(chromium: Browser, site: Path, width: int) -> None:
    """Beside the table from 1000 px on, else in a fold that says how many are set; the page never scrolls sideways."""
    context = chromium.new_context(viewport={"width": width, "height": 800})
    page = context.new_page()
    page.goto(f"{site.as_uri()}/results.html#kind=reported&structure=n:m,none&cols=variant,arch,dataset,paper,change")
    first = page.locator("input[name=kind]").first
    assert first.is_visible() == (width == 1280)
    if width < 1000:
        expect(page.locator("#filters > summary")).to_have_text("Filters (3)")
        page.locator("#filters > summary").click()
        expect(first).to_be_checked()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    scroll = page.locator("#list .scroll")
    assert scroll.evaluate("e => e.clientWidth") <= width
    page.locator("#list").scroll_into_view_if_needed()
    scroll.evaluate("e => { e.scrollLeft = 300; }")
    assert page.locator(f"{ROWS} th").first.bounding_box()["x"] >= 0  # type: ignore[index]
    context.close()


def test_without_javascript_all_rows_are_on_light_pages(chromium: Browser, site: Path, plain: list[Plain]) -> None:
    """The form is not there; two hundred rows, then pages of five hundred."""
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site.as_uri()}/results.html")
    expect(page.locator("#explorer")).to_be_hidden()
    expect(page.locator("#tools")).to_be_hidden()
    expect(page.locator(ROWS)).to_have_count(200)
    page.locator("nav.pager").first.get_by_role("link", name="2", exact=True).click()
    expect(page.locator(ROWS)).to_have_count(500)
    expect(page.get_by_text("201–700 of 760 results").first).to_be_visible()
    page.locator("td.p a[href^=paper]").first.click()
    expect(page.locator(":target")).to_be_visible()
    context.close()
