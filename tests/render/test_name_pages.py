"""Pages of names."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from leaderboard.render.name_pages import how
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
