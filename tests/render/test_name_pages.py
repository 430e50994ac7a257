"""Pages of names."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from leaderboard.render.namesakes import by_name, how
from tests.render.conftest import Render
from tests.render.synthetic import corpus

WHOLE = corpus(questions=(), corrections=())
MODEL = next(r for r in WHOLE.results if r.method == "beta")


@pytest.mark.parametrize(
    ("kind", "reported_by", "words"),
    [
        ("paper", ("paper",), "Proposed in"),
        ("paper", ("paper", "quoted"), "Proposed in"),
        ("benchmark", ("paper", "rerun"), "Run in"),
        ("paper", ("quoted",), "Quoted in"),
        ("paper", ("rerun",), "Run again in"),
        ("paper", ("quoted", "rerun"), "Quoted and run again in"),
        ("paper", (), "Named in"),
    ],
)
def test_what_a_paper_quotes_it_does_not_propose(kind: str, reported_by: tuple[str, ...], words: str) -> None:
    paper = replace(WHOLE.papers[MODEL.paper], kind=kind)
    assert how(paper, [replace(MODEL, reported_by=by) for by in reported_by]) == words
    elsewhere = next(r for r in WHOLE.results if r.paper != MODEL.paper)
    assert how(paper, [elsewhere]) == "Named in"


def test_the_page_says_where_it_is_quoted_from(render: Render) -> None:
    """Paper two quotes method beta from paper one, which is on record, and from a text, which is not."""
    sources = ("one:1", "one", "Somebody 1999")
    own = (replace(MODEL, id=f"two:q{n}", reported_by="quoted", quoted_from=source) for n, source in enumerate(sources))
    pages = render(replace(WHOLE, results=(*(r for r in WHOLE.results if r.method != "beta"), *own)))
    lead = re.search(r'<p class="lead">(.*?)</p>', pages["method/beta.html"])

    text = re.sub(r"<[^>]+>", "", lead[1]) if lead else ""
    assert text == "Quoted in Title of two (Author 2024 (two)), from Author 2024 (one)."


def test_methods_of_one_name_lead_to_each_other(render: Render) -> None:
    """Capitals aside; the paper that proposes it first, then by results, with the boards that both stand on."""
    names = {"alpha": "Same", "beta": "SAME", "gamma": "Same", "delta": "Same but longer"}
    papers = {"alpha": "one", "beta": "two", "gamma": "one", "delta": "one"}
    methods = {
        key: replace(
            WHOLE.methods["alpha"], key=key, name=name, facts={**WHOLE.methods["alpha"].facts, "paper": papers[key]}
        )
        for key, name in names.items()
    }
    own = next(r for r in WHOLE.results if r.paper == "one" and not r.table.metric)
    quoted = (replace(own, id=f"one:g{n}", method="gamma", reported_by="quoted") for n in range(2))
    other = replace(MODEL, id="two:b", method="beta", reported_by="paper")
    pages = render(replace(WHOLE, methods=methods, results=(replace(own, method="alpha"), *quoted, other)))

    rows = re.findall(
        r'<th scope="row" class="first"><a href="\.\./(method/[a-z]+\.html)">.*?</tr>', pages["method/alpha.html"]
    )
    assert rows == ["method/beta.html", "method/gamma.html"]
    section = pages["method/alpha.html"].partition('id="namesakes"')[2]
    shared = [re.findall(r'href="\.\./(board/[^"]+)"', row) for row in section.split("<tr>")[2:]]
    assert shared == [[], ["board/cifar-10--resnet-56.html"]]
    assert "2 other methods have this name" in pages["method/alpha.html"]
    assert "namesakes" not in pages["method/delta.html"]


def test_of_one_name_the_earliest_that_proposes_it_comes_first() -> None:
    """Then by results, however old."""
    methods = {key: replace(WHOLE.methods["alpha"], key=key, name="One", facts={"paper": key}) for key in "abcde"}
    papers = {key: replace(WHOLE.papers["one"], key=key, year=2020 - place) for place, key in enumerate("abcde")}
    run = {"a": ("paper",), "b": ("quoted", "paper"), "c": ("quoted",), "d": ("rerun", "rerun"), "e": ()}
    results = {
        key: [replace(MODEL, table=replace(MODEL.table, paper=key), reported_by=by) for by in listed]
        for key, listed in run.items()
    }

    assert by_name(replace(WHOLE, methods=methods, papers=papers), results) == {"one": ["b", "a", "d", "c", "e"]}
