"""A board in headless Chromium: axes, ratio, filters and colours, for chart, answer, table and address together."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("playwright.sync_api")
from playwright.sync_api import Browser, Page, expect

from tests.browser.rig import watch, write
from tests.render.synthetic import corpus, paper, scored
from tests.render.test_metric_boards import PAGE, PERPLEXITIES, language, llm

pytestmark = pytest.mark.browser
ROWS = "table.lines tbody tr[id]"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Paper one of 2024 and two of 2020; structures unstructured, n:m, block and none; one class B result."""
    doubtful = scored("doubt", llm(15), 2.2, 5.68, 6.0, structure="block", flags=("change-as-stated",))
    papers = {**corpus().papers, "two": paper("two", year=2020)}
    return write(language(*PERPLEXITIES, doubtful, papers=papers), tmp_path_factory.mktemp("board") / "site")


@pytest.fixture
def board(chromium: Browser, site: Path) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 320, "height": 900})
    page = context.new_page()
    wrong = watch(page, site.as_uri())
    page.goto(f"{site.as_uri()}/{PAGE}")
    yield page
    assert wrong == []
    context.close()


def best(board: Page) -> list[str]:
    return [" ".join(text.split()) for text in board.locator("#best-table tbody td").all_inner_texts()]


def choose(board: Page, name: str, value: str) -> None:
    board.locator(f"#filter select[name={name}]").select_option(value)


def column(board: Page, number: int) -> list[str]:
    return board.locator(f"{ROWS} td:nth-child({number})").all_inner_texts()


def test_without_a_script_the_drawing_is_the_one_a_script_makes(chromium: Browser, site: Path) -> None:
    """Marks, frontier, ticks and names stand at the same places of the axes; only the height differs."""

    def drawing(page: Page) -> dict[str, object]:
        page.goto(f"{site.as_uri()}/{PAGE}")
        return page.evaluate("""() => {
            const area = document.querySelector("svg.area"), all = s => [...area.querySelectorAll(s)];
            const height = Number(area.getAttribute("height")) - 20, high = y => (Number(y) - 14) / height;
            return {
                marks: all("g.s use").map(u => [u.parentNode.getAttribute("class"), u.getAttribute("href"),
                    Number.parseFloat(u.getAttribute("x")).toFixed(1), high(u.getAttribute("y")).toFixed(2)]).sort(),
                frontier: all("path.frontier").map(p => [p.getAttribute("class"), p.getAttribute("d").replace(
                    /([MV])([\\d.]+ )?([\\d.]+)/g, (_, c, x, y) => c + (x || "") + high(y).toFixed(2)).replace(
                    /H([\\d.]+)/g, (_, x) => "H" + Number(x).toFixed(0))]),
                ticks: [...document.querySelectorAll("svg.ticks text, svg.across text")].map(t => t.textContent),
                names: all(".names text").map(t => t.textContent).sort(),
            };
        }""")

    drawings = []
    for script in (True, False):
        context = chromium.new_context(java_script_enabled=script, viewport={"width": 620, "height": 900})
        # Without scripts of the page evaluate still works: it is the browser's own.
        drawings.append(drawing(context.new_page()))
        context.close()
    with_script, without = drawings
    assert with_script["marks"] == without["marks"] and len(with_script["marks"]) == 5  # type: ignore[arg-type]
    assert with_script["frontier"] == without["frontier"] and len(with_script["frontier"]) == 2  # type: ignore[arg-type]
    assert with_script["ticks"] == without["ticks"]
    assert with_script["names"] == without["names"]


def test_a_structure_goes_from_chart_table_and_answer_together(board: Page) -> None:
    """Without the class B result of the block structure the dashed frontier is gone, and the best at 2x is another."""
    before = best(board)
    expect(board.locator(ROWS)).to_have_count(5)
    assert board.locator("path.frontier").count() == 2 and before[2].startswith("+0.32")

    board.get_by_text("Filters").click()
    board.get_by_label("block").uncheck()
    expect(board.locator(ROWS)).to_have_count(4)
    assert board.locator("path.frontier").count() == 1
    assert best(board)[2] == "+1.57 Alpha Author 2024, perplexity 7.25 at 2.00×, class A"
    assert board.locator("svg.area g.s use:not(.cut)").count() == 4
    expect(board.locator("output[name=count]")).to_have_text("4 of 5 results")
    expect(board.locator("#filters-on")).to_have_text("(1)")

    board.get_by_role("button", name="Show all").click()
    assert best(board) == before and "#" not in board.url
    expect(board.locator(ROWS)).to_have_count(5)


def test_years_narrow_and_counts_follow(board: Page) -> None:
    """From 2024 on: paper one alone; beside each option stands what the other choices leave, none dimmed."""
    choose(board, "from", "2024")
    expect(board.locator(ROWS)).to_have_count(3)
    counts = board.locator("#filter input[name=s] + [data-count]").all_text_contents()
    assert counts == ["1", "1", "1", "0"]
    assert board.locator("#filter label.none").all_text_contents()[0].split() == ["not", "stated", "0"]
    choose(board, "to", "2020")
    assert board.locator("select[name=from]").input_value() == "2020"
    expect(board.locator(ROWS)).to_have_count(2)


def test_a_ratio_sorts_by_change_and_marks_the_band(board: Page) -> None:
    """At 2x or more: the best first with its band marked, in the table and in words; a line in the chart."""
    choose(board, "k", "2.0")
    assert column(board, 8)[0] == "+0.32"
    assert board.locator("tr.in").count() == 1
    expect(board.locator("output[name=count]")).to_have_text("4 of 5 results, 1 in the best band at 2× or more")
    assert board.locator("line.floor").count() == 1
    assert board.url.endswith("#k=2&sort=7")


def test_the_vertical_axis_switches_to_the_score(board: Page) -> None:
    """Perplexities themselves, the smallest on top, without a zero line; the axis says which way is better."""
    choose(board, "y", "1")
    expect(board.locator("p.up")).to_contain_text("lower is better")
    ticks = [float(text) for text in board.locator("svg.ticks text").all_text_contents()]
    heights = [float(t.get_attribute("y") or 0) for t in board.locator("svg.ticks text").all()]
    assert all(tick > 0 for tick in ticks) and len(ticks) >= 3
    assert sorted(zip(heights, ticks, strict=True)) == sorted(zip(sorted(heights), sorted(ticks), strict=True))
    assert board.locator("svg.area .zero").count() == 0
    assert "#y=score" in board.url


def test_axes_nobody_reports_cannot_be_chosen(board: Page) -> None:
    options = board.locator("select[name=x] option")
    assert [o.is_disabled() for o in options.all()] == [False, True, True]


def test_colours_are_given_and_taken(board: Page) -> None:
    """A method of the legend turns grey at a press and comes back by its name, with its look; the table follows."""
    legend = board.locator("#legend button")
    assert [text.split()[0] for text in legend.all_inner_texts()] == ["Alpha", "Beta"]
    expect(legend.first).to_have_accessible_name(f"{' '.join(legend.first.inner_text().split())}: draw in grey")
    legend.first.click()
    expect(legend).to_have_count(1)
    assert board.locator("g.c0").count() == board.locator("#legend g.c0").count() == 0
    assert board.url.endswith("#show=beta")
    field = board.get_by_label("Draw in colour")
    field.fill("alpha")
    field.press("Enter")
    expect(legend).to_have_count(2)
    assert board.locator("svg.area g.c0 use").count() > 0
    assert board.locator("table.lines g.c0").count() == 3


def test_two_methods_can_be_compared_alone(board: Page) -> None:
    """None in colour, then the one wanted, then only those: table, chart and answer hold nothing else."""
    board.get_by_role("button", name="None in colour").click()
    expect(board.locator("#legend button")).to_have_count(0)
    field = board.get_by_label("Draw in colour")
    field.fill("Beta")
    field.press("Enter")
    board.get_by_label("Only methods in colour").check()
    expect(board.locator(ROWS)).to_have_count(2)
    assert set(board.locator(f"{ROWS} th a").all_inner_texts()) == {"Beta"}
    assert board.locator("svg.area g.s use:not(.cut)").count() == 2
    assert best(board)[2].startswith("+3.32 Beta")
    assert board.url.endswith("#show=beta&only=1")
    board.reload()
    expect(board.locator(ROWS)).to_have_count(2)


def test_beaten_by_names_who_is_as_small_and_loses_less(board: Page) -> None:
    """The frontier says so; the worse of two at 2x names the better; class C says nothing; the link leads there."""
    cells = dict(zip(board.locator(f"{ROWS} a[href*=paper]").all_inner_texts(), column(board, 12), strict=False))
    assert set(cells.values()) <= {"frontier", "Alpha", ""}
    board.locator("table.lines td:last-child a").first.click()
    target = board.evaluate("document.querySelector(':target td:last-child').textContent")
    assert target == "frontier"


def test_the_working_opens_in_place(board: Page) -> None:
    """From a script loaded at the first press; a second press closes it."""
    button = board.locator("button.why").first
    button.press("Enter")
    working = board.locator("tr.w")
    expect(working).to_contain_text("as stated, Table 1")
    assert button.get_attribute("aria-expanded") == "true"
    button.press("Enter")
    expect(working).to_have_count(0)


def test_a_mark_tells_what_it_is_and_leads_to_its_row(board: Page) -> None:
    mark = board.locator("svg.area g.c1 use").first
    mark.scroll_into_view_if_needed()
    box = mark.bounding_box()
    assert box is not None
    board.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    tip = board.locator(".tip")
    expect(tip).to_contain_text("Beta, Author 2020")
    expect(tip).to_contain_text("spread unknown")
    tip.get_by_role("button", name="Its row").click()
    assert board.evaluate("document.activeElement.closest('tr').className").split() == ["found"]


def test_the_address_keeps_the_state_and_anchors_still_work(board: Page) -> None:
    """Opening the address shows the same; a link to a place on the page changes no filter; nonsense is ignored."""
    board.get_by_text("Filters").click()
    board.get_by_label("unstructured").uncheck()
    choose(board, "from", "2024")
    board.get_by_role("button", name="Compression", exact=True).click()
    assert board.url.endswith("#s=n%3Am,block,~&from=2024&sort=-3")
    shown = column(board, 4)
    other = board.context.new_page()
    other.goto(board.url)
    expect(other.locator(ROWS)).to_have_count(len(shown))
    assert (best(other), column(other, 4)) == (best(board), shown)
    assert other.locator("th[aria-sort=descending]").inner_text().startswith("Compression")
    board.evaluate("location.hash = '#table'")
    expect(board.locator(ROWS)).to_have_count(len(shown))
    for nonsense in ("#s=", "#y=1-", "#s=%E0%A4%A&y=x", "#from=9999&k=77&x=9&show=&sort=99", "#%"):
        other.goto(board.url.split("#")[0] + nonsense)
        other.reload()
        expect(other.locator("output[name=count]")).to_contain_text("results")
    other.close()


def test_nothing_left_is_said(board: Page) -> None:
    """No structure chosen, by keyboard alone: no row, no mark, no result in the answer."""
    board.locator("details.facets summary").press("Enter")
    for box in board.locator("#filter input[name=s]").all():
        box.focus()
        board.keyboard.press("Space")
    expect(board.locator(ROWS)).to_have_count(0)
    assert set(best(board)) == {"no result"}
    expect(board.locator("#plots")).to_contain_text("Nothing that is shown has both numbers")
    assert board.evaluate("document.documentElement.scrollWidth") <= 320


def test_without_javascript_everything_is_there_to_read(chromium: Browser, site: Path) -> None:
    """Answer, bands, chart and all lines; the form stays hidden; the best by structure opens without a script."""
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site.as_uri()}/{PAGE}")
    expect(page.locator("#filter")).to_be_hidden()
    expect(page.locator("svg.area")).to_be_visible()
    expect(page.locator(ROWS)).to_have_count(5)
    page.get_by_text("Best by structure").click()
    assert page.locator("table.structures tbody th").all_inner_texts()[:3] == ["unstructured", "n:m", "block"]
    page.locator(f"{ROWS} th a").first.click()
    assert page.url.endswith("paper/two.html#r-p3")
    context.close()
