"""The rendered site: hostile text, odd sizes, failing pages, equal bytes (faults 36 to 40)."""

from __future__ import annotations

import hashlib
import html
import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from leaderboard.errors import DataError
from leaderboard.resources import site_sources
from tests.render.conftest import Render
from tests.render.synthetic import corpus, paper, result, table, with_text

ROOT = Path(__file__).resolve().parents[2]
EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{ 7*7 }}{% x %}</title></svg>&amp;"
VOID = {"meta", "link", "br", "input", "img", "hr", "col"}


class Outline(HTMLParser):
    """Tags and attributes of a page, and whether every element is closed where it should be."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: dict[str, int] = {}
        self.attributes: set[str] = set()
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] = self.tags.get(tag, 0) + 1
        self.attributes |= {name for name, _ in attrs}
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"</{tag}> at {self.getpos()}")


def outlines(site: dict[str, str]) -> dict[str, Outline]:
    return {name: Outline(text) for name, text in site.items() if name.endswith(".html")}


def test_every_page_is_well_formed_and_has_one_heading(render: Render) -> None:
    """Elements nest, nothing stays open, no inline style or handler anywhere."""
    for name, page in outlines(render(corpus())).items():
        assert page.wrong == [], name
        assert page.open == [], name
        assert page.tags["h1"] == 1, name
        assert not {a for a in page.attributes if a.startswith("on") or a == "style"}, name


def test_markup_in_every_text_field_is_shown_as_text(render: Render, tmp_path: Path) -> None:
    """A page of hostile text has exactly the elements of the same page with harmless text."""
    evil = outlines(render(with_text(corpus(), lambda text: EVIL)))
    shutil.rmtree(tmp_path / "site")
    harmless = outlines(render(with_text(corpus(), lambda text: "x")))
    for name, page in evil.items():
        assert page.tags == harmless[name].tags, name
        assert page.attributes == harmless[name].attributes, name


def test_hostile_text_reaches_the_reader_unchanged(render: Render) -> None:
    """Escaped on the page, and the same text again when read."""
    site = render(with_text(corpus(), lambda text: EVIL))

    assert EVIL in html.unescape(site["paper/one.html"])
    assert "{{ 7*7 }}" in site["paper/one.html"]
    script = site["static/results-data.js"]
    assert "<" not in script
    data = json.loads(script.removeprefix("window.LEADERBOARD_RESULTS=").rstrip(";\n"))
    assert data["names"][1][0] == EVIL


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "https://user:pw@x.org/", 'https://x.org/"x']
)
def test_hostile_addresses_are_text_not_links(render: Render, url: str) -> None:
    """The record is shown as it is; nothing on the page leads there."""
    papers = {**corpus().papers, "one": paper("one", url=url, code=url)}
    site = render(replace(corpus(), papers=papers))

    assert url in html.unescape(site["paper/one.html"])
    assert url not in {html.unescape(href) for href in re.findall(r'href="([^"]*)"', site["paper/one.html"])}


def test_long_names_make_valid_pages(render: Render) -> None:
    """300 characters without a space, in every field and in a key."""
    site = render(with_text(corpus(), lambda text: "W" * 300))
    assert "W" * 300 in site["paper/one.html"]


def test_awkward_keys_have_pages(render: Render) -> None:
    """Keys that no file may be called still get a page inside the folder, and all links to it hold."""
    key = "../../x+<" + "y" * 300
    papers = {**corpus().papers, key: paper(key, compares_to=("one",))}
    site = render(replace(corpus(), papers=papers, comparisons=((key, "one"), ("two", "one"))))
    (name,) = (name for name in site if name.startswith("paper/~2e~"))
    assert "Title of ../../x+&lt;y" in site[name]


@pytest.mark.parametrize("rows", [0, 1, 2])
def test_no_rows_one_row_and_ties(render: Render, rows: int) -> None:
    """An empty corpus, a single result, and results that agree in everything."""
    at = table(1, "one")
    results = tuple(result(f"r{i}", at, 1.0, 0.0) for i in range(rows))
    tables = {1: at} if rows else {}
    site = render(replace(corpus(), tables=tables, results=results, corrections=(), questions=()))
    for name, page in outlines(site).items():
        assert page.wrong == [], name
    assert ("board/cifar-10--resnet-56.html" in site) == bool(rows)
    assert "All results" in site["results.html"]


def test_the_three_blanks_differ(render: Render) -> None:
    """Not reported, failed and not applicable each have their own mark, explained under the table."""
    blank = corpus().results[3].quantities["top1"]
    quantities = {"top1": replace(blank, status="failed"), "delta_top5": replace(blank, status="not_applicable")}
    at = table(1, "one")
    changed = result("x", at, 2.0, None, quantities=quantities)
    page = render(replace(corpus(), results=(changed,), tables={1: at}, corrections=(), questions=()))[
        "board/cifar-10--resnet-56.html"
    ]

    cells = re.findall(r'<td(?: class="([a-z]+)")?>([^<]*)</td>', page)
    assert ("other", "failed") in cells
    assert ("other", "n/a") in cells
    assert ("blank", "–") in cells


def test_old_and_new_of_a_correction_both_show(render: Render) -> None:
    """On the paper's page, on the page of corrections, and in the working."""
    old = corpus().results[1]
    value = replace(old.quantities["top1"], superseded=91.5, corrected=True)
    fixed = replace(old, quantities={**old.quantities, "top1": value})
    site = render(replace(corpus(), results=tuple(fixed if r.id == old.id else r for r in corpus().results)))

    assert "<del>91.50</del> → <ins>91.00</ins>" in site["quality.html"]
    assert "<del>91.50</del> → <ins>91.00</ins>" in site["paper/one.html"]
    assert "Before the correction: <del>91.50</del>" in site["paper/one.html"]


def test_a_missing_variable_fails_naming_page_and_record(render: Render, tmp_path: Path) -> None:
    """StrictUndefined: no blank where a name is misspelt."""
    sources = tmp_path / "sources"
    shutil.copytree(site_sources(), sources)
    page = sources / "templates" / "method.html"
    page.write_text(page.read_text("utf-8") + "{% block scripts %}{{ metod }}{% endblock %}", "utf-8")

    with pytest.raises(DataError, match=r"page method/alpha\.html \(record 'alpha'\).*'metod' is undefined"):
        render(corpus(), sources)


def test_a_question_about_a_result_that_is_not_there_fails(render: Render) -> None:
    """The message names the result."""
    question = replace(corpus().questions[0], results=("zz",))
    with pytest.raises(DataError, match="two:zz"):
        render(replace(corpus(), questions=(question,)))


def test_every_template_escapes() -> None:
    """No way around the escaping in any template, and none in the code that fills them."""
    templates = [path for path in (site_sources() / "templates").iterdir() if path.suffix in (".html", ".xml", ".svg")]
    files = [*templates, *(ROOT / "leaderboard" / "render").rglob("*.py")]
    assert len(files) > 15
    for path in files:
        text = path.read_text("utf-8")
        assert not re.search(r"\|\s*safe\b|Markup\(|autoescape\s+false", text), path


def test_results_are_paged_and_all_there(render: Render) -> None:
    """200 results on the first page, 500 on each that follows; each stands on exactly one."""
    at = table(1, "one")
    results = tuple(result(f"r{i}", at, 1.0 + i, -i / 10) for i in range(701))
    site = render(replace(corpus(), tables={1: at}, results=results, corrections=(), questions=()))
    text = site["results.html"] + site["results-2.html"] + site["results-3.html"]

    assert "results-4.html" not in site
    assert "1–200 of 701 results" in site["results.html"] and "701–701 of 701 results" in site["results-3.html"]
    assert sorted(re.findall(r"paper/one\.html#r-(r\d+)", text)) == sorted(f"r{i}" for i in range(701))


_SCRIPT = """
import hashlib, pathlib, sys
from leaderboard.render.context import Site
from leaderboard.render.site import render_site
from leaderboard.resources import site_sources
from tests.render.synthetic import corpus
out = pathlib.Path(sys.argv[1])
out.mkdir()
site = Site(corpus())
render_site(site, out, site_sources(), downloads=[], figures=[], progress=lambda name, pages: None)
digest = hashlib.sha256()
for path in sorted(out.rglob("*")):
    if path.is_file():
        digest.update(str(path.relative_to(out)).encode() + path.read_bytes())
print(digest.hexdigest())
"""


def test_equal_bytes_whatever_the_hash_seed(tmp_path: Path) -> None:
    """Sets and dictionaries leave no trace of their order."""
    found = set()
    for seed, zone in (("0", "UTC"), ("1", "Asia/Kathmandu"), ("4242", "America/Lima")):
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": seed, "TZ": zone}
        command = [sys.executable, "-c", _SCRIPT, str(tmp_path / seed)]
        done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=True)
        found.add(done.stdout.strip())

    assert len(found) == 1
    assert len(found.pop()) == hashlib.sha256().digest_size * 2
