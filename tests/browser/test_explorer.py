"""What the explorer shows in headless Chromium, against a plain computation of what it should show."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api")
from playwright.sync_api import Browser, Page, expect

from leaderboard.analysis.analysed import Analysed
from leaderboard.render.exports.reported import results_table
from leaderboard.store.corpus import Corpus
from tests.browser.explorer_corpus import FACETS, Plain, counts, in_order, passing
from tests.browser.explorer_site import (
    COUNT,
    ROWS,
    box,
    found,
    fragment_of,
    options,
    plain,
    saved,
    show,
    site,
    tab,
)

__all__ = ["found", "plain", "site", "tab"]
pytestmark = pytest.mark.browser
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
    export = results_table(Analysed(found))
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
        page.wait_for_load_state()
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
