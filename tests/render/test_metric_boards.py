"""Boards of other metrics than top-1: headings, directions, what is best, other evaluations; and the filter's data."""

from __future__ import annotations

import html
import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from leaderboard.render.board_answer import answer, best_by_structure
from leaderboard.render.board_chart import board_charts, chosen_series
from leaderboard.render.board_filter import board_filter
from leaderboard.render.board_lines import lines_of
from leaderboard.render.context import Site
from leaderboard.render.metrics import heads, scored_by
from leaderboard.render.metrics import scored as words_of
from leaderboard.render.scales import change_range
from leaderboard.render.tasks import by_task
from leaderboard.store.corpus import Corpus, ResultView, TableView
from tests.render.conftest import Render
from tests.render.synthetic import corpus, named, paper, result, scored, table, with_text
from tests.render.test_site import EVIL, outlines

LLM = {"dataset": "wikitext", "architecture": "llama", "board": "llama", "metric": "perplexity"}
PAGE = "board/wikitext--llama--perplexity.html"


def language(*results: ResultView, **replaced: Any) -> Corpus:
    """A corpus with a language model beside the invented board of image classification."""
    base = corpus()
    facts = {"task": "language modelling", "test_images": None, "large": False}
    datasets = {**base.datasets, "wikitext": named("wikitext", "WikiText-2", **facts)}
    networks = {**base.architectures, "llama": named("llama", "LLaMA-7B", kind="network", family="", source="")}
    more = replaced.pop("results", base.results)
    tables = {**base.tables, **{r.table.id: r.table for r in results}}
    return replace(
        base, datasets=datasets, architectures=networks, tables=tables, results=(*more, *results), **replaced
    )


def llm(position: int, of: str = "one", **more: Any) -> TableView:
    return table(position, of, **{**LLM, **more})


PERPLEXITIES = (
    scored("p1", llm(11), 1.5, 5.68, 6.2, structure="unstructured"),
    scored("p2", llm(11), 2.0, 5.68, 7.25, structure="n:m"),
    scored("p3", llm(12, "two"), 2.0, 5.68, 9.0, method="beta", structure="n:m"),
    scored("p4", llm(13, "two"), 2.0, 7.34, 7.4, method="beta"),
)


def test_headings_name_metric_and_direction(render: Render) -> None:
    """Dense, pruned and change of perplexity; no top-5 and no per cent anywhere in the table."""
    page = render(language(*PERPLEXITIES))[PAGE]

    for words in ("Perplexity dense", "Perplexity pruned", "Change perplexity", "lower is better"):
        assert words in page
    assert "top-1" not in page.partition("<main")[2].partition('class="notes"')[0].replace("of top-1", "")
    assert [head.lines for head in heads("perplexity")][2:5] == [
        ("Perplexity", "dense"),
        ("Perplexity", "pruned"),
        ("Change", "perplexity"),
    ]
    assert "<td>5.68</td><td>6.20</td><td>+0.52</td>" in page


def test_charts_are_turned_so_that_up_is_better() -> None:
    """A smaller perplexity stands higher, and the axis says what is subtracted from what."""
    site = Site(language(*PERPLEXITIES))
    board = next(b for b in site.boards if b.metric)
    shown = lines_of(site, board, None)
    (drawn,) = board_charts(site, board, shown, chosen_series(board, shown), scored_by("perplexity", "delta_score"))

    assert drawn.y_title == "gain in perplexity: dense minus pruned"
    alpha, beta = (next(g for g in drawn.groups if g.classes == f"s c{n}") for n in (0, 1))
    heights = [y for _, y in (*alpha.places, *beta.places)]
    assert len(heights) == 3 and heights == sorted(heights)
    assert words_of("bleu").axis == "change of BLEU: pruned minus dense (points)"
    assert words_of("psnr").axis == "change of PSNR: pruned minus dense (dB)"


def test_best_is_in_the_metrics_own_terms() -> None:
    """The smallest rise at 1.2x, 1.5x and 2x or more, with the perplexity reached; nothing reaches 3x."""
    site = Site(language(*PERPLEXITIES))
    board = next(b for b in site.boards if b.metric)
    cells = [(row.threshold, row.cells[0][0]) for row in answer(site, board, None)]
    lines = [(threshold, cell.change, cell.score, cell.klass) for threshold, cell in cells]

    assert lines == [(1.2, "+0.52", "6.20", "A"), (1.5, "+0.52", "6.20", "A"), (2.0, "+1.57", "7.25", "A")]


def test_best_by_structure_needs_two(render: Render) -> None:
    """A line a structure, server-rendered; a board of one structure has no such table."""
    site = Site(language(*PERPLEXITIES))
    board = next(b for b in site.boards if b.metric)
    (found,) = best_by_structure(site, board)

    assert [name for name, _ in found.lines] == ["unstructured", "n:m"]
    assert "Best by structure" in render(language(*PERPLEXITIES))[PAGE]
    assert best_by_structure(site, site.boards[0]) == []


def test_another_evaluation_is_said(render: Render) -> None:
    """A dense perplexity of 7.34 among 5.68: class C with the reason, and the lead lists both."""
    page = html.unescape(render(language(*PERPLEXITIES))[PAGE])

    assert "Dense perplexity here: 5.68 in 2 papers, 7.34 in 1 paper" in page
    assert "its dense network scores 7.34, that of most here 5.68" in page
    assert "class C: its dense network scores 7.34, that of most here 5.68" in page


def test_collapsed_models_do_not_flatten_the_rest() -> None:
    """A perplexity of ten thousand is cut off; four ordinary results are not."""
    low, _ = change_range([-0.1, -0.5, -1.0, -2.0, -12_000.0], points=False)
    assert -10 < low < -2
    assert change_range([-0.1, -0.5, -1.0, -2.0], points=False)[0] < -2
    assert change_range([], points=False) == (-1.0, 1.0)


def test_boards_are_listed_by_task(render: Render) -> None:
    """Image classification first, then language; the board is named with its metric."""
    found = language(*PERPLEXITIES)
    site = Site(found)
    assert [task for task, _ in by_task(site, reversed(site.boards))] == ["image classification", "language modelling"]
    files = render(found)
    index = files["index.html"]

    assert index.index(">Image classification") < index.index(">Language modelling")
    assert "LLaMA-7B, perplexity" in index and "LLaMA-7B, perplexity" in files["coverage.html"]
    assert "LLaMA-7B, perplexity" in files["dataset/wikitext.html"]
    assert "WikiText-2, perplexity" in files["architecture/llama.html"]
    assert "2 results, language modelling" in files["method/alpha.html"]


def test_the_data_of_a_board(render: Render) -> None:
    """Counts by structure and year; exact numbers turned so that more is better; nothing that ends a script."""
    found = language(*PERPLEXITIES, papers={**corpus().papers, "two": paper("two", year=2020)})
    site = Site(found)
    board = next(b for b in site.boards if b.metric)
    form = board_filter(board, lines_of(site, board, None))

    assert form is not None
    options = {facet.name: [(o.text, o.count) for o in facet.options] for facet in form.facets}
    assert options["s"] == [("unstructured", 1), ("n:m", 2), ("not stated", 1)]
    assert options["c"] == [("A", 3), ("C", 1)]
    assert [(o.text, o.count) for o in form.years] == [("2020", 2), ("2024", 2)]
    files = render(found)
    data = json.loads(files["static/board/wikitext--llama--perplexity.js"].removeprefix("window.boardData=")[:-2])
    assert [(data["by"][row[3]][2], row[6], row[7]) for row in data["rows"]] == [
        (2020, 1, "A"), (2020, 2, "C"), (2024, 0, "A"), (2024, 1, "A"),
    ]  # fmt: skip
    assert data["structures"] == ["unstructured", "n:m", ""]
    assert [(row[10][0], round(row[11][0], 6), row[14]) for row in data["rows"]] == [
        (2.0, -3.32, 3), (2.0, -0.06, 5), (1.5, -0.52, 3), (2.0, -1.57, 3),
    ]  # fmt: skip
    assert (data["turn"], data["axes"], data["points"]) == (-1, [0], False)


def test_hostile_names_stay_inside_the_script(render: Render) -> None:
    """Neither script ends early or holds anything but ASCII, whatever the names."""
    files = render(with_text(language(*PERPLEXITIES), lambda text: EVIL + "\u2028"))
    scripts = [text for name, text in files.items() if name.startswith(("static/board/", "static/why/"))]

    assert len(scripts) >= 4
    assert all(text.isascii() and "<" not in text and text.endswith(";\n") for text in scripts)


def test_two_lines_need_no_form() -> None:
    """There is nothing to choose between."""
    site = Site(corpus())
    assert board_filter(site.boards[0], lines_of(site, site.boards[0], None)[:2]) is None


@pytest.mark.parametrize("metric", ["perplexity", "bleu", "lpips", "map50", None])
def test_words_of_metrics(metric: str | None) -> None:
    """A gain turned twice is itself, and zero has no sign."""
    by = words_of(metric)
    assert by.own(by.own(0.25)) == 0.25
    assert by.bare(-0.00001).strip("0.") == ""


def test_trials_links_and_badges_are_shown(render: Render) -> None:
    """Mean ± deviation (number) with the single trials, the line in the repository, and what kind of source it is."""
    at = llm(
        14, repository="https://github.com/owner/name", path="a b.csv", commit="0123456789abcdef", locator="README"
    )
    spread = {"std_score": replace(PERPLEXITIES[0].quantities["score"], value=0.1)}
    spread["trials"] = replace(spread["std_score"], value=2.0)
    one = scored("t", at, 1.5, 5.68, 6.2, locator="L91", trial_values={"perplexity": ("6.1", "6.3")}, quantities=spread)
    papers = {**corpus().papers, "one": paper("one", kind="documentation", authors=())}
    files = render(language(one, papers=papers))

    why = json.loads(files["static/why/wikitext--llama--perplexity.js"].removeprefix("window.boardWhy=")[:-2])
    for page in (json.dumps(why, ensure_ascii=False), files["paper/one.html"]):
        assert "https://github.com/owner/name/blob/0123456789abcdef/a%20b.csv#L91" in page
        assert "perplexity 6.1, 6.3: 6.20 ± 0.10 (2)" in page
    assert "<td>one <i>documentation</i></td>" in files[PAGE]
    assert '<span class="badge">documentation</span>' in files["paper/one.html"]
    assert "README, owner/name a b.csv at 0123456789" in files["paper/one.html"]
    assert "±0.10 (2)" in files[PAGE]
    assert "other pages call it by its key, one" in files["paper/one.html"]
    assert "6.1, 6.3" in files["paper/one.html"]


def test_quotes_show_their_drift_on_both_papers(render: Render) -> None:
    """The page of all quotes, the quoting paper and the quoted one."""
    copy = result("q", table(4, "two"), 2.0, -0.9, reported_by="quoted", quoted_from="one", flags=("quoted",))
    files = render(replace(corpus(), results=(*corpus().results, copy)))

    for page in ("quotes.html", "paper/one.html", "paper/two.html"):
        assert "<del>−0.50</del> → <ins>−0.90</ins>" in files[page], page
    assert "Quoted by others" in files["paper/one.html"] and "Quoted by others" not in files["paper/two.html"]
    assert "whose own result counts: one:a" in files["static/board/cifar-10--resnet-56.js"]
    assert "No quoted result is on record" not in files["quotes.html"]


def test_markup_in_sources_trials_quotes_and_metrics_is_shown_as_text(render: Render, tmp_path: Path) -> None:
    """Boards of metrics, quotes and places in repositories: as many elements with hostile text as with harmless."""
    place = {"repository": "https://github.com/owner/name", "path": "a.csv", "commit": "0123456789abcdef"}
    one = scored("t", llm(14, **place), 1.5, 5.68, 6.2, locator="L91", trial_values={"perplexity": ("6.1", "6.3")})
    copy = result("q", table(4, "two"), 2.0, -0.9, reported_by="quoted", quoted_from="one", flags=("quoted",))
    papers = {**corpus().papers, "two": paper("two", year=2020)}
    found = language(one, *PERPLEXITIES, results=(*corpus().results, copy), papers=papers)
    evil = outlines(render(with_text(found, lambda text: EVIL)))
    shutil.rmtree(tmp_path / "site")
    harmless = outlines(render(with_text(found, lambda text: "x")))

    for name, page in evil.items():
        assert page.wrong == [], name
        assert page.tags == harmless[name].tags, name
        assert not {a for a in page.attributes if a.startswith("on") or a == "style"}, name


def test_large_scores_lose_their_decimals() -> None:
    """A collapsed model's perplexity needs no hundredths."""
    by = words_of("perplexity")
    assert (by.score(12_383.36), by.score(5.684), by.bare(-12_377.68)) == ("12,383", "5.68", "+12,378")
