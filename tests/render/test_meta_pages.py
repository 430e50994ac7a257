"""Pages of the meta-analysis: sentences for one, many and nothing; drawings, tables and files."""

from __future__ import annotations

import csv
import html
import io
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from leaderboard.analysis.meta.populations import tally
from leaderboard.render.context import Site
from leaderboard.render.downloads import write_downloads
from leaderboard.render.meta import findings
from leaderboard.render.meta.drawings import Scale, bars, bins, dots, log_ticks, spread_names, steps
from leaderboard.render.meta.heads import ENTRIES
from leaderboard.render.site import render_site
from leaderboard.resources import site_sources
from leaderboard.store.corpus import Corpus
from tests.render.conftest import Render
from tests.render.synthetic import card, corpus, named, paper, result, table, value

PAGES = (
    *("analysis", "coverage", "analysis/comparisons", "analysis/points", "analysis/baselines", "analysis/ratios"),
    *("analysis/architectures", "analysis/reruns"),
)
EMPTY: dict[str, Any] = {
    **{key: {} for key in ("papers", "methods", "tables", "meanings", "cards")},
    **dict.fromkeys(("results", "comparisons", "corrections", "questions"), ()),
}


def text(page: str) -> str:
    """A page as read: no tags, single spaces."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", "", page))).strip()


def sentence(key: str, found: Corpus) -> str:
    return ENTRIES[key].finding(Site(found)).replace("\u00a0", " ")


def test_every_sentence_of_the_invented_corpus() -> None:
    """Numbers are those of the corpus, verbs and nouns agree with them."""
    assert {key: sentence(key, corpus()) for key in ENTRIES} == {
        "matrix": "1 comparison between 2 papers. Most compared with: Alpha (Author 2024), by 1 paper.",
        "comparisons": "Of 2 papers on record 1 compares with no other and 2 with one at most; 1 is compared "
        "with by none.",
        "pairs": "0 of 1 (0 %) pairs of data set and architecture are used by one paper only; 2 of 2 (100 %) papers "
        "use three or fewer, MNIST apart.",
        "points": "1 of 2 (50 %) trade-off curves are a single point; 0 of 2 (0 %) have the five points or more "
        "that are recommended.",
        "quality": "“Architecture and data set” is fully met, on record here, by 1 of 2 (50 %) papers it concerns; "
        "“Three pairs” by 0 of 2 (0 %).",
        "baselines": "No name has a dense accuracy from three papers or more.",
        "ratios": "The rank correlation over 1 result of 1 paper is not defined. 0 results of them are near 4×.",
        "architectures": "No pruned network with known cost and accuracy on ImageNet is on record.",
        "reruns": "First: Alpha on ResNet-56 on CIFAR-10, which 1 other paper reports or compares with. Of 1 "
        "method-on-board cell without a measurement, 0 could be measured with a method and a protocol at hand.",
    }


def test_every_sentence_of_nothing() -> None:
    """An empty corpus has no numbers to give, and says so."""
    assert {key: sentence(key, corpus(**EMPTY)) for key in ENTRIES} == {
        "matrix": "No comparison between papers is on record.",
        "comparisons": "No paper is on record.",
        "pairs": "No pair of data set and architecture is on record.",
        "points": "No curve is on record: no ranked result has a ratio and a change of accuracy.",
        "quality": "No paper has a result on record that the rules could be applied to.",
        "baselines": "No name has a dense accuracy from three papers or more.",
        "ratios": "No result on record has both a compression ratio and a theoretical speedup.",
        "architectures": "No pruned network with known cost and accuracy on ImageNet is on record.",
        "reruns": "Nothing that several papers compare with is left to measure.",
    }


def test_the_2020_corpus_stands_beside_today() -> None:
    """Where a row of it is on record, each count is given for it too."""
    first = replace(corpus().results[0], origin="meta-analysis-2020/results.csv#1")
    found = corpus(results=(first, *corpus().results[1:]))

    assert sentence("comparisons", found).endswith(" In the 2020 corpus: 1, 1 and 1 of 1.")
    assert sentence("points", found).endswith(" In the 2020 corpus: 1 of 1 (100 %) and 0 of 1 (0 %).")
    pairs = " In the 2020 corpus: 1 of 1 (100 %) pairs, and 1 of 1 (100 %) papers."
    assert sentence("pairs", found).endswith(pairs)


@pytest.mark.parametrize(("speedups", "lead"), [((2.0, 4.0), True), ((4.0, 4.0), False)])
def test_compression_is_said_not_to_determine_speedup_only_where_speedups_differ(
    speedups: tuple[float, float], lead: bool
) -> None:
    at = table(1, "one")
    results = tuple(
        result(str(n), at, 4.0, -1.0, quantities={"theoretical_speedup": value(speedup)})
        for n, speedup in enumerate(speedups)
    )
    found = sentence("ratios", corpus(tables={1: at}, results=results, corrections=(), questions=()))

    assert found.startswith("Compression does not determine speedup: ") == lead
    ends = f"{speedups[0]:.2f}× to {speedups[1]:.2f}×"
    assert f"2 results compressed 4× (to 10 %) are sped up {ends}. " in found


_IMAGENET = named("imagenet", "ImageNet", task="image classification", test_images=50_000, large=True)


def spread_out() -> Corpus:
    """Three papers that start from 92, 93 and 94.5 %, on CIFAR-10 and on ImageNet."""
    papers = {key: paper(key, year=2018 + n) for n, key in enumerate("abc")}
    tables = {
        n: table(n, key, dataset=dataset, card="large" if dataset == "imagenet" else "resnet-56-invented")
        for n, (key, dataset) in enumerate((key, d) for key in "abc" for d in ("cifar-10", "imagenet"))
    }
    dense = {"a": 92.0, "b": 93.0, "c": 94.5}
    results = tuple(
        result(
            "r", t, 4.0, -1.0, quantities={"baseline_top1": value(dense[t.paper]), "theoretical_speedup": value(3.0)}
        )
        if t.dataset == "cifar-10"
        else result("s", t, 4.0, -1.0, quantities={"baseline_top1": value(dense[t.paper])})
        for t in tables.values()
    )
    base = corpus()
    return corpus(
        papers={**base.papers, **papers},
        datasets={**base.datasets, "imagenet": _IMAGENET},
        cards={**base.cards, "large": card("large", dataset="imagenet", params=4_000_000, macs=80_000_000)},
        tables=tables,
        results=results,
        comparisons=(("c", "a"), ("two", "one")),
        corrections=(),
        questions=(),
    )


def test_baselines_give_ends_and_how_many_names_are_wide() -> None:
    assert sentence("baselines", spread_out()) == (
        "Under the name ResNet-56 on CIFAR-10, 3 papers start from dense networks of 92.00 to 94.50 %, 2.50 points "
        "apart. Of 2 names with three papers or more, 2 are a point or more apart."
    )


def test_pages_have_finding_figure_and_table(render: Render) -> None:
    """The finding stands on the hub and on its page; every drawing has an alternative, and none wraps links."""
    files = render(spread_out())
    hub = text(files["analysis.html"])
    site = Site(spread_out())
    for key, entry in ENTRIES.items():
        page, finding = files[entry.page.partition("#")[0]], text(html.escape(entry.finding(site)))
        assert finding in hub, key
        assert finding in text(page), key
        assert "<table" in page, key
    for name in PAGES:
        page = files[f"{name}.html"]
        for drawing in re.findall(r'<svg class="plot.*?</svg>\s*</figure>', page, re.DOTALL):
            assert re.search(r'role="img" aria-label="[^"]{20,}"', drawing), name
            assert "<a " not in drawing, name
    assert files["analysis/comparisons.html"].count('<svg class="plot') == 3
    assert files["analysis/baselines.html"].count("<circle") == 6
    assert files["analysis/architectures.html"].count('<svg class="plot') == 1


def test_pages_of_nothing_say_so(render: Render) -> None:
    """No drawing without data, and no page fails."""
    files = render(corpus(**EMPTY))
    for name in PAGES:
        assert '<svg class="plot' not in files[f"{name}.html"], name
    for name in ("comparisons", "points", "baselines", "ratios", "architectures"):
        assert "There is nothing to draw." in files[f"analysis/{name}.html"], name
    assert "There is nothing to list." in files["analysis/reruns.html"]


def test_each_figure_has_its_file_with_digest_and_link(tmp_path: Path) -> None:
    """Written with the other downloads, listed on the data page, linked where the figure is; no link without a file."""
    site = Site(corpus())
    downloads = write_downloads(site, tmp_path, None)
    render_site(site, tmp_path, site_sources(), downloads=downloads, figures=[], progress=lambda n, p: None)
    data = (tmp_path / "data.html").read_text("utf-8")
    by_path = {d.path: d for d in downloads}
    for key, entry in ENTRIES.items():
        page = (tmp_path / entry.page.partition("#")[0]).read_text("utf-8")
        for name in entry.files:
            path = f"data/figures/{name}.csv"
            assert f'/{path}" download' in page.replace('="data/', '="/data/'), key
            assert f'href="{path}"' in data and by_path[path].sha256 in data
            rows = list(csv.DictReader(io.StringIO((tmp_path / path).read_text("utf-8"))))
            assert len(rows) == by_path[path].rows, key
    with (tmp_path / "data/figures/who-compares.csv").open(encoding="utf-8", newline="") as stream:
        assert list(csv.reader(stream)) == [
            ["paper", "year", "compared", "compared_year", "corpus_2020"],
            ["two", "2024", "one", "2024", "False"],
        ]
    with (tmp_path / "data/figures/most-wanted-reruns.csv").open(encoding="utf-8", newline="") as stream:
        (row,) = csv.DictReader(stream)
    assert list(row.values()) == ["cifar-10--resnet-56", "Alpha", "1.0", "1", "2", "", ""]


def test_a_figure_without_a_file_has_no_link(render: Render) -> None:
    """A build without downloads links none."""
    assert "data/figures" not in "".join(page for name, page in render(corpus()).items() if name.endswith(".html"))


def test_the_last_bar_holds_the_rest() -> None:
    """Bars one by one up to ten, then together; the tallest fills the plot."""
    counted = bins(tally([1, 1, 12, 30]), last=11)
    assert counted[0] == ("1", 2) and counted[-1] == ("11+", 2)
    drawn = bars("t", "x", [("a", 4), ("b", 1)]).bars
    assert [(b.left, b.width, b.top, b.height) for b in drawn] == [
        ("6%", "38%", "0%", "100%"),
        ("56%", "38%", "75%", "25%"),
    ]


def test_places_in_a_plane() -> None:
    """Logarithmic shares, one dot for equal places, a step line that runs on, values outside on the edge."""
    x, y = Scale(1, 100, log=True), Scale(0, 10)
    assert (x.share(10), x.share(1000), y.share(-5)) == (0.5, 1.0, 0.0)
    assert dots([(10, 5), (10, 5), (1, 10)], x, y) == "M0 0h0M500 500h0"
    assert steps([(1, 0), (10, 5)], x, y) == "M0 1000H500V500H1000"
    assert steps([], x, y) == ""
    assert [label for _, label in log_ticks(x, "{:g}×".format)] == ["1×", "2×", "5×", "10×", "20×", "50×", "100×"]


def test_names_do_not_cover_each_other() -> None:
    """The first keeps its place; one at the right edge is written to the left of its mark."""
    found = spread_names([(0.1, 0.5, "first"), (0.2, 0.51, "hidden"), (0.9, 0.5, "right")])
    assert [(name.text, name.end) for name in found] == [("first", False), ("right", True)]


def test_shares_and_verbs() -> None:
    assert findings.share(0, 0) == "0 of 0"
    assert [findings.verb(n, "is") for n in (0, 1, 2)] == ["are", "is", "are"]
    assert [findings.verb(n, "compares") for n in (0, 1)] == ["compare", "compares"]
