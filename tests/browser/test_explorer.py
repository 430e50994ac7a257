"""The explorer of all results in headless Chromium, against a plain computation of what it should show."""

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
from leaderboard.render.exports import results_table
from leaderboard.store.corpus import Corpus
from tests.browser.explorer_corpus import FACETS, Plain, counts, in_order, many, passing, plain_rows
from tests.browser.test_pages import chromium, watch, write

__all__ = ["chromium"]
pytestmark = pytest.mark.browser
ROWS = "#list tbody tr"
COUNT = "#tools output"
VIEWS = (
    ("", {}),
    ("#dataset=cifar-10&kind=measured,reported", {"dataset": ["cifar-10"], "kind": ["measured", "reported"]}),
    ("#class=none,A&structure=n:m,none", {"class": ["none", "A"], "structure": ["n:m", "none"]}),
    ("#year=2016-2019&with=compression,change", {"years": (2016, 2019), "with": ["compression", "change"]}),
    ("#peer=no&by=rerun,paper&role=sweep&metric=f1",
     {"peer": ["no"], "by": ["rerun", "paper"], "role": ["sweep"], "metric": ["f1"]}),
    ("#q=method+00+hessian&task=image-classification", {"q": "method 00 hessian", "task": ["image classification"]}),
    ("#arch=net-001&dataset=set-000", {"arch": ["net-001"], "dataset": ["set-000"]}),
)  # fmt: skip


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
    wrong = watch(page, site)
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


def plain_value(facet: str, key: str, words: str) -> str:
    """What a choice is called in the plain rows: methods and tasks go by their names there."""
    return words.casefold() if facet in ("method", "task") else key


@pytest.mark.parametrize(("fragment", "chosen"), VIEWS)
def test_counts_are_those_of_a_plain_computation(
    tab: Page, site: Path, plain: list[Plain], fragment: str, chosen: dict[str, Any]
) -> None:
    """Each choice says how many rows it would leave under all other filters; what leads nowhere is there, dimmed."""
    show(tab, site, fragment)
    left = passing(plain, chosen)
    expect(tab.locator(COUNT)).to_have_text(f"{len(left)} of {len(plain)} results")
    drawn = options(tab)
    for facet in FACETS:
        right = counts(plain, chosen, facet)
        for key, (words, number, dim, is_chosen) in drawn[facet].items():
            value = plain_value(facet, key, words)
            assert number == right[value], (facet, key)
            assert dim == (number == 0) and is_chosen == (value in chosen.get(facet, ()))
        if len(drawn[facet]) == 8 and facet not in chosen:  # of many the eight that leave most
            assert [number for _, number, _, _ in drawn[facet].values()] == sorted(right.values(), reverse=True)[:8] + [
                0
            ] * (8 - len(right))
    for what, (_, number, _, _) in drawn["with"].items():
        assert number == len(passing(left, {"with": [what]})), what
    years = counts(plain, {k: v for k, v in chosen.items() if k != "years"}, "year")
    texts = tab.locator("select[name=from] option").all_inner_texts()[1:]
    assert texts == [f"{year} ({years[year]})" for year in sorted({row["year"] for row in plain} - {None})]


def test_several_of_one_facet_and_the_address(tab: Page, site: Path, plain: list[Plain]) -> None:
    """Any of a facet's values, all of the facets; the address is short and opens the same view elsewhere."""
    tab.get_by_label("measured here").check()
    tab.get_by_label("reported by a paper").check()
    box(tab, "dataset", "cifar-10").check()
    tab.get_by_role("button", name="Change", exact=True).click()
    assert fragment_of(tab) == "#kind=reported,measured&dataset=cifar-10&sort=-change"
    texts = tab.locator(ROWS).all_inner_texts()
    assert len(texts) == min(200, len(passing(plain, {"dataset": ["cifar-10"]})))
    other = tab.context.new_page()
    other.goto(tab.url)
    assert other.locator(ROWS).all_inner_texts() == texts
    assert options(other) == options(tab)
    other.close()


def test_what_an_address_cannot_mean_is_passed_over(tab: Page, site: Path, plain: list[Plain]) -> None:
    """Unknown names and values, broken codes and nonsense: the rest counts, and nothing is an error."""
    for nonsense in ("#x=1", "#arch=nowhere", "#sort=-nothing,,--", "#q=%E0%A4%A", "#year=12-x", "#cols=zzz", "#=&&="):
        show(tab, site, nonsense)
        expect(tab.locator(COUNT)).to_have_text(f"{len(plain)} of {len(plain)} results")
        expect(tab.locator("#list thead th")).to_have_count(11)
    show(tab, site, "#dataset=nowhere,cifar-10,cifar-10&constructor=1&__proto__=2&sort=change,change")
    expect(tab.locator(COUNT)).to_contain_text(f"{len(passing(plain, {'dataset': ['cifar-10']}))} of")
    tab.evaluate("location.hash = '#main'")
    expect(tab.locator(COUNT)).to_contain_text(f"{len(passing(plain, {'dataset': ['cifar-10']}))} of")


def test_awkward_names_live_in_an_address(tab: Page, site: Path, plain: list[Plain]) -> None:
    """C and C++ are two names, Magnitude and magnitude one; commas and signs in names do no harm."""
    for name in ("c", "c++", "magnitude", "taylor, first order", "=1+1", "hrank & co"):
        show(tab, site, "")
        find = tab.get_by_label("Find a method")
        find.fill(name)
        tab.locator("[data-facet=method] .option").filter(has_text=name[0].upper() + name[1:4]).first.wait_for()
        keys = {words.casefold(): key for key, (words, *_) in options(tab)["method"].items()}
        box(tab, "method", keys[name].replace('"', '\\"')).check()
        right = len(passing(plain, {"method": [name]}))
        expect(tab.locator(COUNT)).to_have_text(f"{right} of {len(plain)} results")
        show(tab, site, fragment_of(tab))
        expect(tab.locator(COUNT)).to_have_text(f"{right} of {len(plain)} results")


def test_the_csv_is_the_rows_of_the_view_with_the_numbers_of_the_export(
    tab: Page, site: Path, found: Corpus, plain: list[Plain]
) -> None:
    """Same rows, same order, every digit; the name of the file says what is in it."""
    show(tab, site, "#year=2015-2022&with=compression&sort=-compression")
    rows, download = saved(tab)
    right = in_order(passing(plain, {"years": (2015, 2022), "with": ["compression"]}), ("compression", True))
    assert [row["id"] for row in rows] == [row["id"] for row in right]
    assert download.suggested_filename == f"pruning-results-2015-2022-compression-{len(right)}-results.csv"
    export = results_table(found)
    names = [field.name for field in export.fields]
    exported = {row[0]: dict(zip(names, row, strict=True)) for row in export.rows}
    for row in rows:
        there, score = exported[row["id"]], "score" if row["metric"] != "top-1" else "top1"
        columns = {"compression_ratio": "compression_ratio", "theoretical_speedup": "theoretical_speedup"}
        columns |= {"dense": f"baseline_{score}", "pruned": score, "change": f"delta_{score}", "spread": f"std_{score}"}
        columns |= {"trials": "trials", "measured_speedup": "measured_speedup"}
        for mine, theirs in columns.items():
            assert (float(row[mine]) if row[mine] else None) == there[theirs], (row["id"], mine)
        assert (row["class"] or None) == there["class"] and row["flags"] == there["flags"]
        assert (row["structure"] or None) == there["structure"] and int(row["year"]) == there["year"]


def test_no_cell_of_the_csv_is_a_formula(tab: Page, site: Path) -> None:
    """Text that a spreadsheet would run gets an apostrophe, quotes and commas are quoted, numbers stay numbers."""
    show(tab, site, "#q=%3D1%2B1")
    rows, _ = saved(tab)
    assert rows and {row["method"] for row in rows} == {"'=1+1"}
    show(tab, site, "")
    rows, download = saved(tab)
    assert download.suggested_filename == f"pruning-results-{len(rows)}-results.csv"
    assert "'-5 % “a, b”" in {row["variant"] for row in rows}
    assert any(row["change"].startswith("-") for row in rows)
    assert {row["kind"] for row in rows} == {"reported", "measured"}


@pytest.mark.parametrize(
    ("fragment", "keys"),
    [
        ("-compression,change", [("compression", True), ("change", False)]),
        ("year,-class,speedup", [("year", False), ("class", True), ("speedup", False)]),
        ("dataset,-paper,-spread", [("dataset", False), ("paper", True), ("spread", True)]),
        ("-top5,variant", [("top5", True)]),
    ],
)
def test_several_keys_sort_one_after_the_other(
    tab: Page, site: Path, plain: list[Plain], fragment: str, keys: list[tuple[str, bool]]
) -> None:
    """Blanks are last either way, and what agrees in all keys keeps its order."""
    show(tab, site, f"#kind=reported&sort={fragment}")
    reported = passing(plain, {"kind": ["reported"]})
    right = in_order(reported, *keys)
    if "variant" in fragment:  # nothing has a top-5, so words decide: runs of digits by their value
        right = in_order(
            [{**r, "size": _natural(r["variant"])} for r in reported if r["variant"].startswith("rate")],
            ("size", False),
        )
    rows, _ = saved(tab)
    ids = [row["id"] for row in rows if "variant" not in fragment or row["variant"].startswith("rate")]
    assert ids == [row["id"] for row in right]


def _natural(text: str) -> int:
    return int(text.removeprefix("rate "))


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
    expect(tab.locator("#list caption")).to_have_text(f"The first 200 of {len(plain)} results that match")
    tab.locator("#list button.more").focus()
    tab.keyboard.press("Enter")
    expect(tab.locator(ROWS)).to_have_count(400)
    assert tab.evaluate("document.activeElement.closest('tr').rowIndex") == 201
    while tab.locator("#list button.more").is_visible():
        tab.locator("#list button.more").click()
    expect(tab.locator(ROWS)).to_have_count(len(plain))


def test_every_row_reads_as_on_the_static_pages(chromium: Browser, tab: Page, site: Path, plain: list[Plain]) -> None:
    """All texts of all rows, and where each leads: the script rounds and links as the pages do."""
    while tab.locator("#list button.more").is_visible():
        tab.locator("#list button.more").click()
    cells = "all => all.map(r => [...r.cells].map(c => c.textContent.trim().replace(/ +/g, ' ')))"
    links = "all => all.map(r => r.querySelector('td.p a').getAttribute('href'))"
    live = tab.locator(ROWS).evaluate_all(cells), tab.locator(ROWS).evaluate_all(links)
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site.as_uri()}/results.html")
    static: tuple[list[Any], list[Any]] = ([], [])
    while True:
        expect(page.locator("#explorer")).to_be_hidden() if "results.html" in page.url else None
        static[0].extend(page.locator(ROWS).evaluate_all(cells))
        static[1].extend(page.locator(ROWS).evaluate_all(links))
        after = page.locator("nav.pager").first.locator("li:has(a[aria-current]) + li a")
        if not after.count():
            break
        after.click()
    context.close()
    assert len(static[0]) == len(plain)
    assert live[0] == static[0]
    assert live[1] == static[1]


def test_methods_and_networks_lead_to_pages_that_exist(tab: Page, site: Path) -> None:
    """Also keys that no file may be called; a network without a board is no link."""
    while tab.locator("#list button.more").is_visible():
        tab.locator("#list button.more").click()
    hrefs = tab.locator(f"{ROWS} a").evaluate_all("all => all.map(a => a.getAttribute('href').split('#')[0])")
    assert any("~2b~" in href for href in hrefs)
    assert {href for href in hrefs if not (site / href).is_file()} == set()
    assert {href.split("/")[0] for href in hrefs} >= {"method", "board", "paper", "run"}


def test_our_own_runs_are_marked(tab: Page, site: Path) -> None:
    """Means over seeds carry a badge in every row, and lead to the page of their runs."""
    show(tab, site, "#kind=measured")
    rows = tab.locator(ROWS)
    assert rows.locator(".badge", has_text="measured here").count() == rows.count() == 60
    assert all(" (2)" in text for text in rows.locator("td:nth-child(9)").all_inner_texts())
    rows.locator("td.p a").first.click()
    assert "/run/" in tab.url


def test_what_leads_nowhere_can_still_be_reached(tab: Page, site: Path, plain: list[Plain]) -> None:
    """A dimmed choice keeps its box; choosing it beside another adds nothing, alone it leaves nothing."""
    show(tab, site, "#kind=measured")
    nothing = box(tab, "structure", "structured")
    expect(nothing).to_be_enabled()
    nothing.check()
    expect(tab.locator(COUNT)).to_have_text(f"0 of {len(plain)} results")
    box(tab, "structure", "block").check()
    expect(tab.locator(COUNT)).to_have_text(f"60 of {len(plain)} results")


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
