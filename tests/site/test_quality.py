"""The page of quality, and the checklist on paper pages."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest

from leaderboard.analysis.reporting import ANSWERS, RULES, checklists, shares
from leaderboard.render.pagenames import page_name
from leaderboard.store.corpus import Corpus
from tests.conftest import Run
from tests.site.conftest import PAPER, write_workspace

CORRECTED = """
[[correction]]
row = "b"
column = "top1"
old = 91.00
new = 90.00
reason = "The last digits were swapped."
source = "abstract of the invented paper"
date = "2026-11-02"

[[question]]
text = "Which of two networks is it?"
rows = ["a", "b"]
"""


@pytest.fixture
def pages(leaderboard: Run, tmp_path: Path) -> dict[str, str]:
    """A site of one paper with a correction and a question, and one paper without results; spaces normalised."""
    empty = PAPER.split("[[table]]")[0].replace('"one"', '"two"')
    write_workspace(tmp_path, {"one": PAPER + CORRECTED, "two": empty})
    done = leaderboard("build", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    site = tmp_path / "build" / "site"
    return {path.relative_to(site).as_posix(): text(path) for path in site.rglob("*.html")}


def text(path: Path) -> str:
    """A page with references resolved and runs of white space as one space."""
    return re.sub(r"\s+", " ", html.unescape(path.read_text("utf-8")))


def test_a_correction_shows_both_numbers_reason_source_date_and_result(pages: dict[str, str]) -> None:
    """Nothing is superseded without saying why."""
    found = section(pages["quality.html"], "corrections")

    assert '<a href="paper/one.html#r-b">one:b</a>: top1 <del>91.00</del> → <ins>90.00</ins>' in found
    assert "The last digits were swapped. " in found
    assert "(abstract of the invented paper, 2026-11-02)" in found
    assert 'Corrections <span class="muted">1</span>' in found


def test_a_question_leads_to_its_paper_and_results(pages: dict[str, str]) -> None:
    """Open until a second source answers."""
    found = section(pages["quality.html"], "questions")

    assert 'Open questions <span class="muted">1</span>' in found
    assert "Which of two networks is it?" in found
    assert re.findall(r'href="([^"]*)"', found) == ["paper/one.html", "paper/one.html#r-a", "paper/one.html#r-b"]


def test_each_cell_has_a_word_its_reason_and_a_way_to_it(pages: dict[str, str]) -> None:
    """No verdict needs a script, a mouse or colours: the word stands there and its link ends at the reason."""
    cells = re.findall(
        r'<td><a class="verdict v-(\w+)" href="(paper/\w+\.html)#(check-\w+)" title="([^"]*)">([^<]*)</a></td>',
        pages["quality.html"],
    )

    assert len(cells) == 2 * len(RULES)
    for style, page, anchor, reason, word in cells:
        assert word.replace("/", "") == style
        line = re.search(rf'<div id="{anchor}">.*?</div>', pages[page])
        assert line is not None and reason in line.group() and f">{word}</span>" in line.group()
    assert {word for _, page, _, _, word in cells if page == "paper/two.html"} == {"n/a"}
    found = [word for _, page, _, _, word in cells if page == "paper/one.html"]
    assert found == ["yes", "no", "partly", "n/a", "yes", "no", "no", "no"]


def test_the_page_says_first_what_its_verdicts_are_not(pages: dict[str, str]) -> None:
    """What was not collected looks missing: said before the first verdict, and again on paper pages."""
    before = pages["quality.html"].split('id="reporting"')[0]

    assert "that is in neither looks as if it were missing" in before
    assert "not as a judgement of a paper or its authors" in before
    assert "was not collected looks missing here" in section(pages["paper/one.html"], "reporting")


def test_wide_tables_scroll_in_their_own_box(pages: dict[str, str]) -> None:
    """Every table of the page lies directly in a region of its own that the keyboard reaches."""
    tables = pages["quality.html"].count("<table")
    boxes = re.findall(
        r'<div class="scroll[^"]*" role="region" aria-label="[^"]+" tabindex="0"> <table', pages["quality.html"]
    )

    assert tables == len(boxes) > 0


def section(page: str, name: str) -> str:
    """The part of a page under the heading with an id."""
    found = re.search(rf'<section aria-labelledby="{name}">.*?</section>', page)
    assert found is not None, name
    return found.group()


def test_bars_of_the_committed_records_show_the_computed_shares(real_site: Path, committed: Corpus) -> None:
    """The numbers below the bars are those of the analysis; both bars, of all and of the 2020 corpus, are full."""
    page = section(text(real_site / "quality.html"), "reporting")
    counts = shares(checklists(committed))

    for key, one in RULES.items():
        part = re.search(rf"<li> <h3>{re.escape(one.name)}</h3>.*?</li>", page)
        assert part is not None, key
        shown = [int(n.replace(",", "")) for n in re.findall(r"<b>([\d,]+)</b>", part.group())]
        assert shown == [counts[key][answer] for answer in ANSWERS]
        assert sum(map(float, re.findall(r'width="([\d.]+)%"', part.group()))) == pytest.approx(200, abs=0.1)


def test_every_committed_correction_and_question_is_listed(real_site: Path, committed: Corpus) -> None:
    """All of them, and their number in the heading."""
    page = text(real_site / "quality.html")
    corrections, questions = section(page, "corrections"), section(page, "questions")

    assert f'Corrections <span class="muted">{len(committed.corrections)}</span>' in corrections
    assert corrections.count("<li>") == len(committed.corrections)
    for correction in committed.corrections:
        assert f">{correction.result}</a>: {correction.name}" in corrections
        assert f"{correction.reason} " in corrections
    assert f'Open questions <span class="muted">{len(committed.questions)}</span>' in questions
    assert questions.count("<li>") == len(committed.questions)
    for question in committed.questions:
        assert re.sub(r"\s+", " ", question.text) in questions


def test_each_committed_paper_has_its_eight_reasons(real_site: Path, committed: Corpus) -> None:
    """The whole checklist stands on the paper's page, and leads back."""
    for key, verdicts in checklists(committed).items():
        found = section(text(real_site / "paper" / f"{page_name(key)}.html"), "reporting")
        assert [v.reason for v in verdicts if v.reason not in found] == []
        assert found.count('<div id="check-') == len(RULES)
        assert 'href="../quality.html#papers"' in found
