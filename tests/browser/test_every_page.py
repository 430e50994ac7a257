"""What holds on every kind of page: no errors, no overflow, WCAG 2.2 AA, links, keyboard, colours, no JavaScript."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urldefrag
from urllib.request import urlopen

import pytest

pytest.importorskip("playwright.sync_api")
from playwright.sync_api import Browser, Page, expect

from leaderboard.resources import site_sources
from tests.browser.rig import WIDTHS, Rendered, violations, watch

pytestmark = pytest.mark.browser


@contextmanager
def opened(browser: Browser, base: str, **settings: Any) -> Iterator[Page]:
    """A page that fails on any error or request outside the site; ``width`` and settings of the context."""
    width = settings.pop("width", 1280)
    context = browser.new_context(viewport={"width": width, "height": 800}, **settings)
    page = context.new_page()
    wrong = watch(page, base)
    yield page
    context.close()
    assert wrong == []


def test_every_template_has_a_page_here(rendered: Rendered) -> None:
    """A new kind of page joins these tests by itself, or fails for want of an invented page."""
    folder = site_sources() / "templates"
    templates = {path.relative_to(folder).as_posix() for path in folder.rglob("[!_]*.html")} - {"base.html"}

    assert templates - rendered.templates == set()
    assert len(rendered.pages) >= len(templates) > 20


def test_no_page_complains_or_scrolls_sideways(chromium: Browser, base: str, rendered: Rendered) -> None:
    """At 1280, 375 and 320 px, from a folder and from a server under a prefix: no error, no request elsewhere."""
    with opened(chromium, base) as page:
        for path in rendered.pages:
            page.goto(base + path)
            assert page.locator("h1").count() == 1, path
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 800})
                assert page.evaluate("document.documentElement.scrollWidth") <= width, (path, width)
            page.set_viewport_size({"width": 1280, "height": 800})


@pytest.mark.parametrize(("width", "scheme", "other"), [(1280, "light", "dark"), (375, "dark", "light")])
def test_axe_finds_nothing(chromium: Browser, rendered: Rendered, width: int, scheme: Any, other: Any) -> None:
    """WCAG 2.2 A and AA; the other scheme is asked only what depends on colour."""
    base = f"{rendered.folder.as_uri()}/"
    with opened(chromium, base, width=width) as page:
        for path in rendered.pages:
            page.emulate_media(color_scheme=scheme)
            page.goto(base + path)
            # axe looks at every cell, and hundreds of rows are alike
            page.evaluate("document.querySelectorAll('main tbody tr:nth-child(n+25)').forEach(row => row.remove())")
            assert violations(page) == [], (path, width, scheme)
            page.emulate_media(color_scheme=other)
            assert violations(page, ["color-contrast"]) == [], (path, width, other)


def test_open_parts_pass_axe_too(chromium: Browser, rendered: Rendered) -> None:
    """Folds and workings open, and the list of the search."""
    base = f"{rendered.folder.as_uri()}/"
    with opened(chromium, base, width=375) as page:
        for path in ("board/cifar-10--resnet-56.html", "paper/one.html"):
            page.goto(base + path)
            page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
            assert violations(page) == [], path
        page.locator("#search").fill("resnet")
        expect(page.locator("#search-list a").first).to_be_visible()
        assert violations(page) == []


def test_every_link_of_every_kind_of_page_is_answered(chromium: Browser, served: str, rendered: Rendered) -> None:
    """Status 200 for whatever a page refers to within the site, and an element for each fragment of the page itself."""
    links: set[str] = set()
    with opened(chromium, served) as page:
        for path in rendered.pages:
            page.goto(served + path)
            found = page.evaluate(
                "[...document.querySelectorAll('[href], [src]')].map(e => e.href?.baseVal ?? e.href ?? e.src)"
            )
            here = [link for link in found if link.startswith("#") or urldefrag(link)[0] == page.url]
            ids = set(page.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)"))
            assert {urldefrag(link)[1] for link in here} - {""} <= ids, path
            links |= {urldefrag(link)[0] for link in found if link.startswith("http://127.0.0.1")}
    assert len(links) > 30
    assert all(link.startswith(served) for link in links), "a link leaves the prefix"
    assert {link: status for link in links if (status := answer(link)) != 200} == {}


def answer(link: str) -> int:
    try:
        with urlopen(link) as response:
            return int(response.status)
    except HTTPError as error:
        return error.code


def test_the_scheme_follows_the_reader(chromium: Browser, rendered: Rendered) -> None:
    """Light and dark from one style sheet; what prints is light."""
    base = f"{rendered.folder.as_uri()}/"
    shade = "getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)[0]"
    for scheme in ("light", "dark"):
        with opened(chromium, base, color_scheme=scheme) as page:
            page.goto(f"{base}index.html")
            assert (page.evaluate(shade) > 128) == (scheme == "light")
            page.emulate_media(media="print", color_scheme=scheme)
            assert page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--bg').trim()") == "#fff"
            expect(page.locator(".search")).to_be_hidden()
            expect(page.get_by_role("navigation", name="Site")).to_be_hidden()


# Text and marks of a page that have the colour of what is behind them.
UNSEEN = """() => {
  const seen = e => e.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  const clear = c => /^rgba.*, 0\\)$/.test(c);
  const behind = e => {
    for (let at = e; at; at = at.parentElement) {
      const c = getComputedStyle(at).backgroundColor;
      if (!clear(c)) return c;
    }
    return getComputedStyle(document.documentElement).backgroundColor;
  };
  const wrong = [];
  const own = e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim());
  for (const e of document.body.querySelectorAll("*")) {
    if (!seen(e)) continue;
    const style = getComputedStyle(e);
    if (e.matches("svg *")) {
      if (!e.matches("text, use, circle, polyline, path, rect") || e.closest("defs")) continue;
      const painted = [style.stroke, style.fill].filter(c => c !== "none" && !clear(c));
      if (painted.every(c => c === behind(e.closest("svg")))) wrong.push(e.outerHTML.slice(0, 120));
    } else if (own(e) && style.color === behind(e)) wrong.push(e.outerHTML.slice(0, 120));
  }
  return wrong;
}"""


def test_forced_colours_leave_nothing_unseen(chromium: Browser, rendered: Rendered) -> None:
    """Where readers set the colours, text, marks, lines and the ring of the focus differ from what is behind them."""
    base = f"{rendered.folder.as_uri()}/"
    for scheme in ("light", "dark"):
        with opened(chromium, base, forced_colors="active", color_scheme=scheme) as page:
            for path in rendered.pages:
                page.goto(base + path)
                assert page.evaluate("matchMedia('(forced-colors: active)').matches")
                assert page.evaluate(UNSEEN) == [], path
            for _ in range(4):
                page.keyboard.press("Tab")
                ring = page.evaluate(
                    "(s => [s.outlineStyle, s.outlineColor])(getComputedStyle(document.activeElement))"
                )
                ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
                assert ring[0] != "none" and ring[1] != ground


def test_pages_hold_without_javascript(chromium: Browser, rendered: Rendered) -> None:
    """Every table and drawing of the file is laid out, and a link stands where the search would be."""
    base = f"{rendered.folder.as_uri()}/"
    with opened(chromium, base, java_script_enabled=False) as page:
        for path in rendered.pages:
            page.goto(base + path)
            html = (rendered.folder / path).read_text("utf-8")
            shown = sum(
                one.bounding_box() is not None for one in page.locator("main :is(table, figure):not(details *)").all()
            )
            assert shown == page.locator("main :is(table, figure):not(details *):not([hidden] *)").count(), path
            assert ("<table" in html) == (page.locator("main table").count() > 0), path
            expect(page.locator("#search")).to_be_hidden()
        page.get_by_role("link", name="Find by name").click()
        assert page.url.endswith("/names.html")
        names = page.locator("main").inner_text()
        assert all(name in names for name in ("Title of one", "Alpha", "ResNet-56", "CIFAR-10", "LLaMA-7B"))


def test_what_speaks_by_itself_and_what_hides_links(chromium: Browser, rendered: Rendered) -> None:
    """One live region a page at most, no link inside role=img, and one place marked as where the reader is."""
    base = f"{rendered.folder.as_uri()}/"
    live = "[aria-live], output, [role=status], [role=alert], [role=log]"
    with opened(chromium, base) as page:
        for path in rendered.pages:
            page.goto(base + path)
            assert page.locator(live).count() <= 1, path
            assert page.locator("[role=img] a").count() == 0, path
            assert page.locator("header [aria-current]").count() == (path != "404.html"), path
            assert page.locator("nav[aria-label=Breadcrumb] ol li:last-child[aria-current=page]").count() == (
                path != "index.html"
            ), path


def test_the_keyboard_alone_finds_a_board_and_sorts_it(chromium: Browser, base: str) -> None:
    """Skip link, search by its key, arrows and Escape, a board, a heading that sorts; nothing but keys."""
    with opened(chromium, base) as page:
        page.goto(f"{base}paper/one.html")
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
        expect(page.get_by_role("link", name="Skip to content")).to_be_in_viewport()
        page.keyboard.press("Enter")
        expect(page.locator("main")).to_be_focused()

        page.keyboard.press("/")
        box = page.get_by_role("combobox")
        expect(box).to_be_focused()
        page.keyboard.type("resnet56 cifar")
        options = page.get_by_role("option")
        expect(options.first).to_have_attribute("aria-selected", "true")
        assert options.all_inner_texts()[0].split("\n")[0] == "ResNet-56 on CIFAR-10"
        page.keyboard.press("ArrowDown")
        expect(options.nth(1)).to_have_attribute("aria-selected", "true")
        assert box.get_attribute("aria-activedescendant") == options.nth(1).get_attribute("id")
        page.keyboard.press("ArrowUp")
        page.keyboard.press("Escape")
        expect(box).to_have_attribute("aria-expanded", "false")
        expect(page.get_by_role("option")).to_have_count(0)
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.wait_for_url(f"{base}board/cifar-10--resnet-56.html")

        head = page.locator("table.lines th").filter(has_text="Compression").first
        for _ in range(400):
            page.keyboard.press("Tab")
            if head.evaluate("th => th.contains(document.activeElement)"):
                break
        page.keyboard.press("Enter")
        expect(head).to_have_attribute("aria-sort", "descending")
        page.keyboard.press("Space")
        expect(head).to_have_attribute("aria-sort", "ascending")


def test_whatever_the_search_finds_has_a_page(chromium: Browser, base: str, rendered: Rendered) -> None:
    """Every kind of name, by its own text, without its hyphens, in capitals and by a paper's title."""
    pages = {path.relative_to(rendered.folder).as_posix() for path in rendered.folder.rglob("*.html")}
    expected = {
        "llama7b": "board/wikitext--llama--perplexity.html",
        "TITLE OF TWO": "paper/two.html",
        "alpha": "method/alpha.html",
        "perplexity": "board/wikitext--llama--perplexity.html",
        "beta": "method/beta.html",
        "resnet-56": "board/cifar-10--resnet-56.html",
    }
    with opened(chromium, base, width=320) as page:
        page.goto(f"{base}paper/one.html")
        for words, path in expected.items():
            page.locator("#search").fill(words)
            expect(page.locator("#search-list a").first).to_be_visible()
            found = page.locator("#search-list a").evaluate_all("all => all.map(a => a.href.split('#')[0])")
            assert {link.removeprefix(base) for link in found} <= pages, words
            assert found[0] == base + path, words
        page.locator("#search").fill("alpha")
        expect(page.locator("#search-list a[href*='method/']")).to_have_text(
            "Alpha method Author 2024 (one) and 1 other"
        )
        page.locator("#search").fill("alpha two")
        expect(page.locator("#search-list a[href*='method/']")).to_have_text("ALPHA method Author 2024 (two)")
        page.locator("#search").fill("wikitext-2")
        assert f"{base}dataset/wikitext.html" in page.locator("#search-list a").evaluate_all(
            "all => all.map(a => a.href)"
        )
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        page.locator("#search").fill("no such name")
        expect(page.locator("#search-list a")).to_have_text("Results with “no such name” no name has these words")


def test_a_method_leads_to_all_results_of_its_name(chromium: Browser, rendered: Rendered) -> None:
    """In the explorer, whoever reports them."""
    base = f"{rendered.folder.as_uri()}/"
    with opened(chromium, base) as page:
        page.goto(f"{base}method/alpha-2.html")
        page.get_by_role("link", name="All results with “ALPHA”").click()
        expect(page.locator("[name=q]")).to_have_value("ALPHA")
        names = page.locator("#list tbody tr td.first, #list tbody tr th.first").all_inner_texts()
        assert names and all("alpha" in name.casefold() for name in names)


def test_the_key_of_the_search_can_be_turned_off(chromium: Browser, served: str) -> None:
    """WCAG 2.1.4: a shortcut of one character; the choice outlives the page."""
    with opened(chromium, served) as page:
        page.goto(f"{served}index.html")
        button = page.get_by_role("button", name="jumps to the search")
        button.click()
        expect(button).to_have_attribute("aria-pressed", "false")
        page.goto(f"{served}data.html")
        page.keyboard.press("/")
        expect(page.locator("#search")).not_to_be_focused()
        page.get_by_role("button", name="jumps to the search").click()
        page.keyboard.press("/")
        expect(page.locator("#search")).to_be_focused()
