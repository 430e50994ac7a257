"""The filter of a board in headless Chromium: marks, frontier, table of the best, rows, counts and address."""

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
ROWS = "table.results tbody tr[data-i]:visible"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Paper one of 2024 and two of 2020; structures unstructured, n:m and none; one class B result."""
    doubtful = scored("doubt", llm(15), 2.2, 5.68, 6.0, structure="block", flags=("change-as-stated",))
    papers = {**corpus().papers, "two": paper("two", year=2020)}
    return write(language(*PERPLEXITIES, doubtful, papers=papers), tmp_path_factory.mktemp("filter") / "site")


@pytest.fixture
def board(chromium: Browser, site: Path) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 320, "height": 900})
    page = context.new_page()
    wrong = watch(page, site.as_uri())
    page.goto(f"{site.as_uri()}/{PAGE}")
    yield page
    assert wrong == []
    context.close()


def frontiers(board: Page) -> list[str | None]:
    return [path.get_attribute("d") for path in board.locator("svg.narrow path.frontier").all()]


def best(board: Page) -> list[str]:
    return board.locator("#best-table tbody td").all_inner_texts()


def test_a_structure_hides_its_marks_and_rows_and_draws_the_frontier_anew(board: Page) -> None:
    """Without the class B result of the block structure the dashed frontier is gone, and the best at 2x is another."""
    before, first = frontiers(board), best(board)
    expect(board.locator(ROWS)).to_have_count(5)
    assert len(before) == 2 and first[2].startswith("+0.32")

    board.get_by_label("block").uncheck()
    expect(board.locator(ROWS)).to_have_count(4)
    assert len(frontiers(board)) == 1
    assert " ".join(best(board)[2].split()) == "+1.57 Alpha Author 2024 perplexity 7.25 at 2.00×, class A"
    assert board.locator("#chart-delta-score-compression-ratio svg.narrow a.m:visible").count() == 4
    expect(board.locator("output[name=count]")).to_have_text("4 of 5 results")

    board.get_by_role("button", name="Show all").click()
    assert (frontiers(board), best(board)) == (before, first)
    assert "#" not in board.url


def test_years_narrow_and_counts_follow(board: Page) -> None:
    """From 2024 on: paper one alone; beside each structure stands what the years leave."""
    board.locator("select[name=from]").select_option("2024")
    expect(board.locator(ROWS)).to_have_count(3)
    assert board.locator("#filter [data-count]").all_inner_texts() == ["1", "1", "1", "0"]
    assert best(board)[2].startswith("+0.32")
    board.locator("select[name=to]").select_option("2020")
    assert board.locator("select[name=from]").input_value() == "2020"
    expect(board.locator(ROWS)).to_have_count(2)
    board.get_by_label("n:m").uncheck()
    assert board.locator("select[name=from] option").all_inner_texts() == ["2020 (1)", "2024 (2)"]


def test_the_address_keeps_the_state_and_anchors_still_work(board: Page) -> None:
    """Opening the address shows the same; a link to a place on the page changes no filter."""
    board.get_by_label("unstructured").uncheck()
    board.locator("select[name=from]").select_option("2024")
    assert board.url.endswith("#s=n:m,block,?&y=2024-2024")
    shown = board.locator(ROWS).count()
    other = board.context.new_page()
    other.goto(board.url)
    expect(other.locator(ROWS)).to_have_count(shown)
    assert best(other) == best(board)
    board.evaluate("location.hash = '#table'")
    expect(board.locator(ROWS)).to_have_count(shown)
    for nonsense in ("#s=", "#y=1-", "#s=%E0%A4%A&y=x", "#y=9999-1000"):
        other.goto(board.url.split("#")[0] + nonsense)
        other.reload()
        expect(other.locator("output[name=count]")).to_contain_text("of 5 results")
    other.close()


def test_nothing_left_is_said(board: Page) -> None:
    """No structure chosen: no row, no mark, no result in the table, no frontier."""
    for box in board.locator("#filter input").all():
        box.focus()
        board.keyboard.press("Space")
    expect(board.locator(ROWS)).to_have_count(0)
    assert set(best(board)) == {"no result"} and frontiers(board) == []
    assert board.evaluate("document.documentElement.scrollWidth") <= 320


def test_without_javascript_the_best_by_structure_stands_there(chromium: Browser, site: Path) -> None:
    """The form stays hidden; the server's table by structure opens without a script."""
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site.as_uri()}/{PAGE}")
    expect(page.locator("#filter")).to_be_hidden()
    page.get_by_text("Best by structure").click()
    assert page.locator("table.structures tbody th").all_inner_texts()[:3] == ["unstructured", "n:m", "block"]
    context.close()
