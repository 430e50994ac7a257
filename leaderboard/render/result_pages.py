"""The page of all results: static pages of 500 rows, and the data with which a script filters and sorts them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

from leaderboard.render.context import Site
from leaderboard.render.formats import count
from leaderboard.render.metrics import mixed_heads, scored
from leaderboard.render.output import Output
from leaderboard.render.rows import CODES, KINDS, NOTES, used_notes
from leaderboard.store.corpus import ResultView, Value

PAGE_ROWS = 500
DATA = "static/results-data.js"
# The script's columns of numbers, and the quantity of image classification that each is; other metrics have scores.
_NUMBERS = {
    "compression_ratio": "compression_ratio",
    "theoretical_speedup": "theoretical_speedup",
    "dense": "baseline_top1",
    "pruned": "top1",
    "change": "delta_top1",
    "delta_top5": "delta_top5",
}
_ROLES = ("results", "sweep", "dense")
_LETTERS = {"not_reported": None, "failed": "f", "not_applicable": "n"}


def page_path(number: int) -> str:
    """``results.html``, ``results-2.html`` …"""
    return "results.html" if number == 1 else f"results-{number}.html"


def write_results(site: Site, output: Output) -> None:
    """All pages of results, and the script's data."""
    ordered = sorted(site.corpus.results, key=lambda r: _order(site, r))
    output.file(DATA, results_data(site, ordered))
    pages = max(1, -(-len(ordered) // PAGE_ROWS))
    for number in range(1, pages + 1):
        shown = site.rows_of(ordered[(number - 1) * PAGE_ROWS : number * PAGE_ROWS])
        first = (number - 1) * PAGE_ROWS + 1
        output.page(
            page_path(number),
            "results.html",
            title="All results" if number == 1 else f"All results, page {number}",
            rows=shown,
            heads=mixed_heads(),
            notes=used_notes(shown),
            number=number,
            pages=[(n, page_path(n)) for n in range(1, pages + 1)],
            range=f"{first:,}–{first + len(shown) - 1:,}" if shown else "0",
            total=count(len(ordered), "result"),
        )


def _order(site: Site, r: ResultView) -> tuple[bool, bool, int, int, str]:
    """What authors chose to report before runs of searches, numbers before none, newest papers first."""
    paper = site.corpus.papers[r.paper]
    return (r.table.role == "sweep", not site.rows[r.id].has_numbers, -paper.year, -(paper.month or 0), paper.key)


def results_data(site: Site, results: Iterable[ResultView]) -> bytes:
    """A classic script (modules and ``fetch`` fail on ``file://``) that assigns one column-coded object."""
    listed = list(results)
    corpus, places = site.corpus, site.places
    data = {
        "datasets": _coded(listed, lambda r: r.table.dataset, lambda k: [corpus.datasets[k].name]),
        "architectures": _coded(listed, lambda r: r.table.board, lambda k: [corpus.architectures[k].name]),
        "methods": _coded(listed, lambda r: r.method, lambda k: [corpus.methods[k].name, places.method[k]]),
        "papers": _coded(listed, lambda r: r.paper, lambda k: _paper(site, k)),
        "metrics": _coded(listed, lambda r: r.table.metric or "", lambda k: _metric(k)),
        "structures": _coded(listed, lambda r: r.structure or "", lambda k: [k or "not stated"]),
        "variants": [r.variant or "" for r in listed],
        "anchors": [r.anchor for r in listed],
        "roles": [_ROLES.index(r.table.role) for r in listed],
        "classes": [site.rows[r.id].klass for r in listed],
        "aside": [int(site.rows[r.id].aside) for r in listed],
        "numbers": {name: [_number(_quantity(r, name)) for r in listed] for name in _NUMBERS},
        "spreads": [site.rows[r.id].cells[-1][0] for r in listed],
        "flags": [[CODES[flag], flag, note.meaning] for flag, note in NOTES.items()],
        "flagged": _flagged(listed),
    }
    text = json.dumps(data, ensure_ascii=True, allow_nan=False, separators=(",", ":")).replace("<", "\\u003c")
    return f"window.LEADERBOARD_RESULTS={text};\n".encode("ascii")


def _paper(site: Site, key: str) -> list[str]:
    """Name, page, title, and what it is where it is no paper."""
    paper = site.corpus.papers[key]
    return [site.paper_link(key).text, site.places.paper[key], paper.title, KINDS.get(paper.kind, paper.kind)]


def _metric(key: str) -> list[Any]:
    """Name and decimals of what a result is scored by, and whether it is top-1."""
    by = scored(key or None)
    return [by.name, by.decimals, not key]


def _quantity(r: ResultView, name: str) -> Value | None:
    """The quantity behind a column of numbers; None where the result's metric has none."""
    quantity = _NUMBERS[name]
    if r.table.metric:
        if name == "delta_top5":
            return None
        quantity = quantity.replace("top1", "score")
    return r.quantities[quantity]


def _coded(
    results: list[ResultView], key: Callable[[ResultView], str], words: Callable[[str], list[Any]]
) -> dict[str, Any]:
    """Distinct values once, in sorted order, and for each result the position of its own."""
    keys = sorted({key(r) for r in results})
    positions = {k: i for i, k in enumerate(keys)}
    return {"values": [words(k) for k in keys], "of": [positions[key(r)] for r in results]}


def _number(value: Value | None) -> float | str | None:
    if value is None:
        return None
    return _LETTERS[value.status] if value.value is None else round(value.value, 4)


def _flagged(results: list[ResultView]) -> list[list[int]]:
    """For each result the positions of its flags in ``flags``."""
    positions = {flag: i for i, flag in enumerate(NOTES)}
    return [[positions[flag] for flag in r.flags if flag in positions] for r in results]
