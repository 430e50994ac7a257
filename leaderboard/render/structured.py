"""Structured data (schema.org) and descriptions of pages, for search engines and for data set catalogues."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from leaderboard.analysis.boards import Board
from leaderboard.render.context import Site
from leaderboard.render.downloads import Download
from leaderboard.render.formats import arxiv_url, count, doi_url, safe_url
from leaderboard.render.meta.heads import ENTRIES
from leaderboard.render.output import Output
from leaderboard.render.published import SITE_NAME, SUMMARY, Published, chosen
from leaderboard.store.corpus import PaperView

_CONTEXT = "https://schema.org"
_MEDIA = {
    "CSV": "text/csv",
    "JSON": "application/json",
    "Parquet": "application/vnd.apache.parquet",
    "SQLite": "application/vnd.sqlite3",
}
_ON_FRONT = ("results", "database")  # tables whose files the front page names; the page of the data has them all
Json = dict[str, Any]


def describe(site: Site, output: Output, downloads: Sequence[Download]) -> None:
    """Fill in what heads of pages say. Nothing to do where the site's address is not known."""
    published = output.published
    if not published.base:
        return
    for board in site.boards:
        page = site.places.board[board.key]
        published.descriptions[page] = _board_words(site, board)
        steps = [("Boards", "index.html"), (_dataset_name(site, board), site.places.dataset[board.dataset])]
        published.structured[page] = (_breadcrumbs(published, page, [*steps, (site.board_name(board), page)]),)
    for key, paper in site.corpus.papers.items():
        page = site.places.paper[key]
        published.descriptions[page] = _paper_words(site, paper)
        steps = [("Papers", "analysis/comparisons.html"), (paper.label, page)]
        published.structured[page] = (_breadcrumbs(published, page, steps),)
    for key, method in site.corpus.methods.items():
        results = count(len(chosen(site.by_method.get(key, []))), "result")
        published.descriptions[site.places.method[key]] = f"{method.name}: {results} of this pruning method on record."
    for entry in ENTRIES.values():
        published.descriptions.setdefault(entry.page.partition("#")[0], entry.finding(site))
    whole = _dataset(site, published, downloads, "data.html")
    citation = [_citation(paper) for paper in site.corpus.papers.values() if site.by_paper.get(paper.key)]
    variables = [
        {"@type": "PropertyValue", "name": f.name, "description": f.meaning, **({"unitText": f.unit} if f.unit else {})}
        for d in downloads
        if (d.title, d.format) == ("results", "CSV")
        for f in d.fields
    ]
    published.structured["data.html"] = ({**whole, "citation": citation, "variableMeasured": variables},)
    main = [d for d in downloads if d.title in _ON_FRONT]
    website = {"@context": _CONTEXT, "@type": "WebSite", "name": SITE_NAME, "url": published.url("index.html")}
    published.structured["index.html"] = (website, _dataset(site, published, main, "index.html"))


def _dataset_name(site: Site, board: Board) -> str:
    return site.corpus.datasets[board.dataset].name


def _board_words(site: Site, board: Board) -> str:
    papers, results = count(len(board.papers), "paper"), count(len(chosen(board.results)), "result")
    return f"{site.board_name(board)}: {results} of pruning from {papers}, normalised, with sources."


def _paper_words(site: Site, paper: PaperView) -> str:
    results = count(len(chosen(site.by_paper.get(paper.key, []))), "result")
    return f"{results} of “{paper.title}” ({paper.label}), as printed and normalised."


def _breadcrumbs(published: Published, page: str, steps: Sequence[tuple[str, str]]) -> Json:
    items = [
        {"@type": "ListItem", "position": place, "name": name, "item": published.url(path, page)}
        for place, (name, path) in enumerate(steps, 1)
    ]
    return {"@context": _CONTEXT, "@type": "BreadcrumbList", "itemListElement": items}


def _dataset(site: Site, published: Published, downloads: Sequence[Download], page: str) -> Json:
    """The data as a whole; both pages name it by one ``@id``, so that it is one data set to whoever reads both."""
    corpus = site.corpus
    years = [corpus.papers[key].year for key in site.by_paper]
    found: Json = {
        "@context": _CONTEXT,
        "@type": "Dataset",
        "@id": f"{published.url('data.html', page)}#files",
        "name": f"{SITE_NAME}: results that papers report, normalised",
        "description": f"{SUMMARY} {count(len(corpus.results), 'result')} from {count(len(site.by_paper), 'source')}, "
        f"{count(len(corpus.runs), 'run')} measured here.",
        "url": published.url("data.html", page),
        "license": f"{published.url('data.html', page)}#licence",
        "isAccessibleForFree": True,
        "distribution": list(_distribution(published, downloads, page)),
    }
    return {**found, "temporalCoverage": f"{min(years)}/{max(years)}"} if years else found


def _distribution(published: Published, downloads: Sequence[Download], page: str) -> Iterator[Json]:
    for d in downloads:
        yield {
            "@type": "DataDownload",
            "name": d.title,
            "description": d.description,
            "contentUrl": published.url(d.path, page),
            "encodingFormat": _MEDIA[d.format],
            "contentSize": f"{d.size_bytes} B",
            "sha256": d.sha256,
        }


def _citation(paper: PaperView) -> Json:
    address = doi_url(paper.doi) if paper.doi else arxiv_url(paper.arxiv) if paper.arxiv else safe_url(paper.url)
    return {
        "@type": "CreativeWork",
        "name": paper.title,
        "datePublished": str(paper.year),
        **({"url": address} if address else {}),
    }
