"""What the browser tests share: an invented site with a page of every kind, a browser's watch, and axe-core."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from leaderboard.analysis.figures import Figure
from leaderboard.changes.history import ChangeEntry, History, PaperEntry
from leaderboard.render.board_pages import FIRST
from leaderboard.render.context import Site
from leaderboard.render.downloads import Download
from leaderboard.render.exports.table import Field
from leaderboard.render.site import render_site
from leaderboard.resources import site_sources
from leaderboard.store.corpus import Corpus, CounterpartView, RunView
from tests.analysis.test_gap import run
from tests.build.test_measured import record
from tests.render.synthetic import method, named, paper, result, table
from tests.render.test_metric_boards import PERPLEXITIES, language

# Pages beside the first of each template: another kind of paper, a board of another metric.
MORE = ("paper/two.html", "board/wikitext--llama--perplexity.html")
AXE_TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
WIDTHS = (1280, 375, 320)


@dataclass(frozen=True)
class Rendered:
    """A site's folder and its pages to look at, one or more of each template."""

    folder: Path
    pages: tuple[str, ...]
    templates: frozenset[str]


def whole() -> Corpus:
    """The invented corpus with a language model, a quote, runs of two methods, and a board too long for one page."""
    base = language(*PERPLEXITIES)
    at = table(21, "two")
    quote = result("q", at, 2.0, -0.5, reported_by="quoted", quoted_from="one", flags=("quoted",))
    runs = tuple(_run(r, s, m) for m in ("ours", "worse") for r in (2.0, 4.0) for s in range(3))
    counterparts = {"ours": CounterpartView("ours", "Ours", ("alpha",), "All of it is invented.")}
    long = table(22, "three", architecture="long", board="long", architecture_as_printed="Long")
    many = (result(f"m{i}", long, 1.5 + i / 100, -i / 100, method="gamma") for i in range(FIRST + 1))
    tables, results = {**base.tables, 21: at, 22: long}, (*base.results, quote, *many)
    networks = {**base.architectures, "long": named("long", "Long", kind="network", family="", source="")}
    papers = {**base.papers, "three": paper("three", authors=())}
    more = {"gamma": method("gamma", "Gamma", "three"), "alpha-2": method("alpha-2", "ALPHA", "two")}
    methods = {**base.methods, **more}
    return replace(
        base,
        tables=tables,
        results=results,
        runs=runs,
        counterparts=counterparts,
        papers=papers,
        methods=methods,
        architectures=networks,
    )


def _run(ratio: float, seed: int, name: str) -> RunView:
    written = record(seed)
    written["tuned"]["history"] = {"epoch": [0, 1, 2], "validation_top1": [80.0, 90.0 - seed, 91.0]}
    file = f"measured_results/p-v1/{name}-{ratio:g}-{seed}.json"
    return run(ratio, seed, -ratio / 4 + seed / 10, method=name, file=file, record=json.dumps(written), epochs=3)


def write(found: Corpus, out: Path) -> Path:
    """A corpus as a site, in a folder that does not exist yet."""
    return written(found, out).folder


def written(found: Corpus, out: Path) -> Rendered:
    """The same, with a page of every template."""
    out.mkdir()
    (out / "data").mkdir()
    (out / "data" / "results.csv").write_text("result\n", "utf-8")
    fields = (Field("top1", "Float64", "percent", "Accuracy after pruning."),)
    summary = render_site(
        Site(found),
        out,
        site_sources(),
        downloads=[Download("data/results.csv", "Results", "CSV", 9, 7, "0" * 64, "An invented file.", fields)],
        figures=[Figure("Papers", "2", "2"), Figure("Results", "9", None, "invented")],
        progress=lambda name, pages: None,
        history=History(
            (ChangeEntry(datetime(2026, 3, 4, tzinfo=UTC), "0" * 16, "Add one", (PaperEntry("one", True),)),)
        ),
    )
    pages = [page for template, page in summary.first.items() if template.endswith(".html")]
    more = (page for page in MORE if (out / page).is_file() and page not in pages)
    return Rendered(out, (*pages, *more), frozenset(summary.first))


def watch(page: Any, base: str) -> list[str]:
    """Collects console errors, exceptions, dialogs and requests that leave the site at ``base``."""
    wrong: list[str] = []
    page.context.route("**/*", lambda route: route.continue_() if inside(route.request.url) else route.abort())

    def inside(url: str) -> bool:
        good = url.startswith((base, "blob:"))
        if not good:
            wrong.append(f"request {url}")
        return good

    page.on("console", lambda m: wrong.append(m.text) if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("dialog", lambda dialog: (wrong.append("dialog"), dialog.dismiss()))
    page.on("response", lambda r: wrong.append(f"{r.status} {r.url}") if r.status >= 400 else None)
    return wrong


def violations(page: Any, rules: Sequence[str] = ()) -> list[str]:
    """What axe-core finds wrong with a page by WCAG 2.2 A and AA, or by some of its rules; one line an element.

    The script is evaluated, which the page's policy does not forbid.
    """
    if os.environ.get("LEADERBOARD_REQUIRE_BROWSER"):
        from axe_playwright_python import base as axe
    else:
        axe = pytest.importorskip("axe_playwright_python.base")
    only = {"type": "rule", "values": list(rules)} if rules else {"type": "tag", "values": list(AXE_TAGS)}
    if not page.evaluate("'axe' in window"):
        page.evaluate(axe.AXE_SCRIPT)
    found = page.evaluate(
        """only => axe.run(document, {runOnly: only, resultTypes: ["violations"], preload: false}).then(done =>
        done.violations.flatMap(v => v.nodes.map(n => v.id + " " + n.target.join(" ") + ": " +
        [...n.any, ...n.all, ...n.none].map(c => c.message).join("; "))))""",
        only,
    )
    return [str(line) for line in found]
