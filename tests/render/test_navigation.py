"""Sections, breadcrumbs, lists of names, the data of the search, and the front page."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

from leaderboard.render.navigation import SECTIONS, section_of
from leaderboard.render.search_data import PATH
from tests.render.conftest import Render
from tests.render.synthetic import corpus, paper
from tests.render.test_metric_boards import PERPLEXITIES, language

ALONE = {"index.html", "404.html"}


def names(script: str) -> Any:
    """The data that a script assigns to the window."""
    return json.loads(script.removeprefix("window.LEADERBOARD_NAMES=").rstrip(";\n"))


def test_every_page_has_its_section_and_no_section_names_a_page_that_is_not_there(render: Render) -> None:
    """A new page at the top must be entered in one section; the header's links all lead somewhere."""
    site = render(corpus())
    listed = [href for section in SECTIONS for href, _ in section.pages]

    assert len(set(listed)) == len(listed)
    assert set(listed) <= site.keys()
    assert {name for name in site if name.endswith(".html") and section_of(name) is None} == ALONE
    top = {name for name in site if name.endswith(".html") and "/" not in name and not name.startswith("results-")}
    assert top == {href for href in listed if "/" not in href} | ALONE


def test_breadcrumbs_say_the_way(render: Render) -> None:
    """From the front page on; the page itself comes last, by its short name, and is no link."""
    site = render(corpus())

    def crumbs(name: str) -> list[tuple[str, str]]:
        (trail,) = re.findall(r'<nav class="crumbs" aria-label="Breadcrumb">(.*?)</nav>', site[name], re.S)
        return re.findall(r'<li(?: aria-current="page")?>(?:<a href="([^"]*)">)?([^<]+)', trail)

    assert crumbs("paper/one.html") == [
        ("../index.html", "Home"),
        ("../names.html#papers", "Papers"),
        ("", "Author 2024"),
    ]
    assert crumbs("gap.html")[1:] == [("measured.html", "Measured"), ("", "Claimed beside measured")]
    assert crumbs("boards.html") == [("index.html", "Home"), ("", "Boards")]
    assert crumbs("definitions.html")[1] == ("methodology.html", "About")
    assert 'aria-label="Breadcrumb"' not in site["index.html"]


def test_the_header_marks_section_and_page(render: Render) -> None:
    """The page itself as page, the section of a page below it as true."""
    site = render(corpus())
    assert '<a href="analysis.html" aria-current="page">Analysis</a>' in site["analysis.html"]
    assert '<a href="analysis.html" aria-current="true">Analysis</a>' in site["quotes.html"]
    assert '<a href="../analysis.html" aria-current="true">Analysis</a>' in site["analysis/points.html"]
    assert '<a href="../boards.html" aria-current="true">Boards</a>' in site["method/alpha.html"]
    assert 'aria-label="Analysis"' in site["quotes.html"] and 'aria-label="Boards"' not in site["method/alpha.html"]


def test_the_search_knows_every_name_and_its_page(render: Render) -> None:
    """Decoded by the rules of its docstring, every page of a board and a name is found, awkward keys too."""
    key = "../../x+<" + "y" * 300
    papers = {**corpus().papers, key: paper(key)}
    methods = {**corpus().methods, "one--gamma": replace(corpus().methods["alpha"], key="one--gamma", name="Gamma")}
    site = render(replace(language(*PERPLEXITIES), papers=papers, methods=methods))
    data = names(site[PATH])

    def page(one: list[Any]) -> str:
        return str(one[2]) if len(one) > 2 else one[0].lower().replace(" ", "-")

    found = {f"dataset/{page(one)}.html" for one in data["datasets"]}
    found |= {f"architecture/{page(one)}.html" for one in data["architectures"]}
    found |= {f"paper/{one[2]}.html" for one in data["papers"]}
    for name, at, coded in data["methods"]:
        found.add(f"method/{coded.replace('*', data['papers'][at][2] + '--', 1)}.html")
        assert coded == "*gamma" or name != "Gamma"
    for d, a, *rest in data["boards"]:
        parts = [page(data["datasets"][d]), page(data["architectures"][a])]
        metric = rest[1] if len(rest) > 1 else None
        parts += [] if metric is None else [data["metrics"][metric][1]]
        found.add(f"board/{rest[2] if len(rest) > 2 else '--'.join(parts)}.html")
    folders = ("board/", "paper/", "method/", "architecture/", "dataset/")
    assert found == {name for name in site if name.startswith(folders)}
    assert "<" not in site[PATH]


def test_all_names_are_listed_by_letter(render: Render) -> None:
    """Without a script: each kind with its number, accents sorted with their letter, other signs first."""
    authors = {"a": ("Émile Zola",), "b": ("Ada Éclair",), "c": ("[57]",)}
    papers = {**corpus().papers, **{key: paper(key, authors=who) for key, who in authors.items()}}
    page = render(replace(corpus(), papers=papers))["names.html"]
    section = re.search(r'<section aria-labelledby="papers">.*?</section>', page, re.S)

    assert section is not None
    assert re.findall(r"<h3>(.)</h3>", section.group()) == ["#", "A", "E", "Z"]
    assert 'Papers <span class="muted">5</span>' in page and 'Methods <span class="muted">2</span>' in page
    assert '<a href="architecture/resnet-56.html">ResNet-56</a> <span class="muted">9 results</span>' in page


def test_the_front_page_says_what_is_best(render: Render) -> None:
    """Compression at 2x and 4x and more, then speedup: the best ranked result, or that there is none."""
    index = render(corpus())["index.html"]
    line = re.search(r'<th scope="row" class="first"><a href="board/cifar-10--resnet-56\.html">.*?</tr>', index, re.S)

    assert line is not None
    cells = re.findall(r'<td(?: class="normal")?>(.*?)</td>', line.group(), re.S)
    assert [re.sub(r"<[^>]+>", " ", cell).split()[:2] for cell in cells] == [
        ["−0.10", "Beta"],
        ["−2.00", "Alpha"],
        ["no", "result"],
        ["no", "result"],
    ]
    assert 'href="paper/two.html#r-f"' in cells[0] and "at 3.00×, class A" in cells[0] and "band of " in cells[0]
