"""What heads of pages, sitemap, robots.txt and structured data say where the site's address is known."""

from __future__ import annotations

import html
import json
import re
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from leaderboard.changes.history import ChangeEntry, CorrectionEntry, History, PaperEntry
from leaderboard.errors import DataError
from leaderboard.publishing import Publishing
from leaderboard.render.context import Site
from leaderboard.render.output import Output
from leaderboard.render.sitemap import write_sitemap
from leaderboard.resources import site_sources
from tests.render.conftest import BASE, Publish, Render
from tests.render.synthetic import corpus, with_text

MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
EVIL = "</script><script>alert(1)</script>\"'&<!--"
BOARD = "board/cifar-10--resnet-56.html"


def metas(text: str) -> dict[str, str]:
    """Names and properties of a page's meta elements with what they say."""
    found = re.findall(r'<meta (?:name|property)="([^"]+)" content="([^"]*)">', text)
    assert len({name for name, _ in found}) == len(found), found
    return {name: html.unescape(content) for name, content in found}


def structured(text: str) -> list[dict[str, Any]]:
    """The blocks of structured data of a page, whose ends nothing within them may be taken for."""
    return [json.loads(block) for block in re.findall(r'<script type="application/ld\+json">(.*?)</script>', text)]


def addresses(path: Path) -> dict[str, str | None]:
    """Addresses of a map with their dates."""
    root = ElementTree.parse(path).getroot()
    return {str(one.findtext(f"{MAP}loc")): one.findtext(f"{MAP}lastmod") for one in root}


def entry(day: int, *papers: str, corrected: str = "") -> ChangeEntry:
    corrections = (CorrectionEntry(corrected, "top1", "1", "2"),) if corrected else ()
    date = datetime(2026, 3, day, 4, 5, 6, tzinfo=UTC)
    return ChangeEntry(date, f"{day:016x}", "x", tuple(PaperEntry(key) for key in papers), corrections)


def test_every_page_has_one_absolute_address(publish: Publish) -> None:
    """Canonical and og:url are the page's own; the picture is a file of the site; links stay relative."""
    site = publish(corpus())
    for path in site.rglob("*.html"):
        page, text = path.relative_to(site).as_posix(), path.read_text("utf-8")
        if page == "404.html":
            continue
        own = BASE + ("" if page == "index.html" else page)
        assert re.findall(r'<link rel="canonical" href="([^"]*)">', text) == [own]
        said = metas(text)
        assert said["og:url"] == own
        assert said["og:title"] and said["og:description"] == said["description"]
        assert said["og:type"] == "website"
        assert said["twitter:card"] == "summary_large_image"
        assert (site / said["og:image"].removeprefix(BASE)).is_file()
        assert said["og:image:alt"]
        body = text.split("<body>")[1]
        assert not re.findall(rf'(?:href|src)="{BASE}', body), page
    assert metas((site / BOARD).read_text("utf-8"))["og:image"] == f"{BASE}preview/board/cifar-10--resnet-56.png"
    assert metas((site / "data.html").read_text("utf-8"))["og:image"] == f"{BASE}preview/site.png"


def test_without_an_address_nothing_absolute_is_there(publish: Publish) -> None:
    """No canonical, no cards, no structured data, no map, no pictures; badges ask for the address."""
    site = publish(corpus(), "", "")
    names = {path.relative_to(site).as_posix() for path in site.rglob("*")}

    assert not {"sitemap.xml", "robots.txt", "preview"} & names
    for path in site.rglob("*.html"):
        text = path.read_text("utf-8")
        for word in ('rel="canonical"', "og:", "twitter:", "ld+json", "github.com", "Report an error", "noindex"):
            assert word not in text, (path, word)
    page = (site / "method" / "alpha.html").read_text("utf-8")
    assert "](ADDRESS-OF-THIS-SITE/method/alpha.html)" in page
    assert "does not know where it stands" in page


def test_a_wrong_address_of_a_host_is_answered_with_links_that_work(publish: Publish) -> None:
    """A host serves 404.html at any address, so its links are absolute; it has no address of its own."""
    text = (publish(corpus()) / "404.html").read_text("utf-8")

    assert f'href="{BASE}index.html"' in text
    assert f'href="{BASE}static/site.css"' in text
    assert metas(text)["robots"] == "noindex"
    assert 'rel="canonical"' not in text


def test_the_map_names_every_page_once_with_dates_of_the_data(publish: Publish) -> None:
    """Dates are the newest change of the paper, of the papers of a board; pages that no change names have none."""
    history = History((entry(1, "one", "two"), entry(2, "one"), entry(3, corrected="two:e"), entry(4, "gone")))
    site = publish(corpus(), history=history)
    found = addresses(site / "sitemap.xml")

    pages = {path.relative_to(site).as_posix() for path in site.rglob("*.html")} - {"404.html", "index.html"}
    assert set(found) == {BASE + page for page in pages} | {BASE}
    assert found[f"{BASE}paper/one.html"] == "2026-03-02T04:05:06Z"
    assert found[f"{BASE}paper/two.html"] == "2026-03-03T04:05:06Z"
    assert found[BASE + BOARD] == "2026-03-03T04:05:06Z"
    assert found[f"{BASE}changelog.html"] == "2026-03-04T04:05:06Z"
    assert found[f"{BASE}definitions.html"] is None


def test_a_large_map_is_several_files(tmp_path: Path) -> None:
    """Beyond the limit the map lists maps; together they hold each page once."""
    (tmp_path / "out").mkdir()
    output = Output(tmp_path / "out", site_sources() / "templates", {}, Publishing(BASE))
    for number in range(5):
        output.paths.append(f"p{number}.html")
        output.links.file(f"p{number}.html")
    assert write_sitemap(Site(corpus()), output, History((entry(1, "one"),)), most=2) == 5
    output.links.finish()

    parts = addresses(tmp_path / "out" / "sitemap.xml")
    assert list(parts) == [f"{BASE}sitemap-{number}.xml" for number in (1, 2, 3)]
    listed = [a for part in parts for a in addresses(tmp_path / "out" / part.removeprefix(BASE))]
    assert listed == [f"{BASE}p{number}.html" for number in range(5)]


@pytest.mark.parametrize(("base", "there"), [(BASE, False), ("https://example.org/", True)])
def test_robots_stands_at_the_root_of_a_host_only(publish: Publish, base: str, there: bool) -> None:
    """Below a sub-path nobody reads it."""
    path = publish(corpus(), base) / "robots.txt"

    assert path.exists() == there
    if there:
        assert "Sitemap: https://example.org/sitemap.xml\n" in path.read_text()


def test_the_data_set_describes_its_files(publish: Publish) -> None:
    """Each file with address, kind, size and checksum; years, licence, columns and works cited come from the data."""
    site = publish(corpus())
    (full,) = structured((site / "data.html").read_text("utf-8"))
    website, short = structured((site / "index.html").read_text("utf-8"))

    assert (full["@context"], full["@type"]) == ("https://schema.org", "Dataset")
    assert website["@type"] == "WebSite" and website["url"] == BASE
    assert short["@id"] == full["@id"] == f"{BASE}data.html#files"
    assert full["license"] == f"{BASE}data.html#licence"
    assert 'id="licence"' in (site / "data.html").read_text("utf-8")
    assert full["temporalCoverage"] == "2024/2024"
    assert len(full["description"]) > 50
    files = {one["contentUrl"].removeprefix(BASE): one for one in full["distribution"]}
    assert {one["encodingFormat"] for one in files.values()} >= {"text/csv", "application/json"}
    for path, one in files.items():
        content = (site / path).read_bytes()
        assert one["contentSize"] == f"{len(content)} B"
        assert one["sha256"] in (site / "data.html").read_text("utf-8")
    assert {one["name"] for one in full["variableMeasured"]} >= {"compression_ratio", "delta_top1"}
    assert {"@type": "CreativeWork", "name": "Title of one", "datePublished": "2024"}.items() <= full["citation"][
        0
    ].items()
    assert {one["contentUrl"] for one in short["distribution"]} < {one["contentUrl"] for one in full["distribution"]}


def test_ways_to_boards_and_papers_are_told(publish: Publish) -> None:
    """Breadcrumbs name the pages above by addresses that exist."""
    (found,) = structured((publish(corpus()) / BOARD).read_text("utf-8"))

    steps = [(one["position"], one["name"], one["item"]) for one in found["itemListElement"]]
    assert steps == [
        (1, "Boards", BASE),
        (2, "CIFAR-10", f"{BASE}dataset/cifar-10.html"),
        (3, "ResNet-56 on CIFAR-10", BASE + BOARD),
    ]


def test_hostile_text_ends_no_block(publish: Publish) -> None:
    """Text of records stays text in the head, in attributes and in structured data."""
    site = publish(with_text(corpus(), lambda text: EVIL))
    for path in site.rglob("*.html"):
        text = path.read_text("utf-8")
        assert "<script>alert" not in text, path
        for block in structured(text):
            assert block["@context"] == "https://schema.org"
    (full,) = structured((site / "data.html").read_text("utf-8"))
    assert full["citation"][0]["name"] == EVIL
    assert EVIL in metas((site / "paper" / "one.html").read_text("utf-8"))["og:title"]


def test_an_address_in_a_head_that_leads_nowhere_fails_the_build(publish: Publish, tmp_path: Path) -> None:
    """Absolute addresses of the site are checked like links, and the page is named."""
    output = Output(tmp_path, site_sources() / "templates", {}, Publishing(BASE))
    assert output.published.url("preview/x.png", "board/x.html") == f"{BASE}preview/x.png"
    with pytest.raises(DataError, match=r"board/x\.html -> preview/x\.png"):
        output.links.finish()


def test_a_template_of_the_map_that_lacks_a_variable_is_named(publish: Publish, tmp_path: Path) -> None:
    """Files that are no pages fail the build by name too."""
    sources = Path(shutil.copytree(site_sources(), tmp_path / "sources"))
    for name, page in (
        ("sitemap.xml", "sitemap.xml"),
        ("badge.svg", r"badge/method/alpha\.svg"),
        ("_meta.html", BOARD),
    ):
        template = sources / "templates" / name
        before = template.read_text("utf-8")
        template.write_text(before + "{{ no_such_variable }}", "utf-8")
        with pytest.raises(DataError, match=rf"page {page}.*no_such_variable"):
            publish(corpus(), sources=sources, name=name)
        template.write_text(before, "utf-8")


def test_no_results_make_a_valid_head(publish: Publish) -> None:
    """An empty corpus has no years and no boards."""
    empty = replace(
        corpus(), results=(), tables={}, corrections=(), questions=(), papers={}, methods={}, comparisons=()
    )
    site = publish(empty)
    (full,) = structured((site / "data.html").read_text("utf-8"))

    assert "temporalCoverage" not in full
    assert full["citation"] == []


def test_the_relative_site_is_the_same_but_for_the_head(publish: Publish, render: Render) -> None:
    """An address changes heads, badges and the feed, and no other byte of a page."""
    here, there = publish(corpus(), "", ""), publish(corpus(), BASE, "", name="there")
    for path in here.rglob("*.html"):
        page = path.relative_to(here)
        if page.name == "404.html":
            continue
        bodies = [
            re.split(r'<section aria-labelledby="badge">', one.read_text("utf-8").split("</head>")[1])[0]
            for one in (path, there / page)
        ]
        assert bodies[0] == bodies[1], page


def test_a_page_of_the_meta_analysis_is_described_by_its_finding(publish: Publish) -> None:
    """The sentence from the data that heads the page; a page of two figures has that of the first."""
    site = publish(corpus())

    points = metas((site / "analysis/points.html").read_text("utf-8"))["description"]
    assert points.replace("\u00a0", " ").startswith("1 of 2 (50 %) trade-off curves are a single point;")
    compared = metas((site / "analysis/comparisons.html").read_text("utf-8"))["description"]
    assert compared == "1 comparison between 2 papers. Most compared with: Alpha (Author 2024), by 1 paper."
