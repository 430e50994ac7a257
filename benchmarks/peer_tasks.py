"""The counterparts of the five tasks on ClickBench, RobustBench and ann-benchmarks.

Where a site cannot answer, the entry is a sentence that says why. Where it answers a part of the question, the function
returns a text that begins with "partly: ". Every answer is checked against the site's own data, not against memory.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator
from reader import Reader

Way = Callable[[Reader, str, Path], str]
Entry = list[Way] | str

MACHINE = "c6a.4xlarge"
NETWORK = "WideResNet-28-10"
RECALL = 0.99


# ClickBench: the best is the fastest on one machine; its rows are links to the result files.


def clickbench_best(reader: Reader, base: str, folder: Path) -> str:
    reader.open(base + "index.html")
    _only(reader, "machine", [MACHINE])
    row = reader.read(reader.page.locator("#summary tr").first)
    ratios = [float(text.lstrip("×")) for text in reader.page.locator("#summary .summary-number").all_inner_texts()]
    assert MACHINE in row and float(row.rsplit("×", 1)[1]) == min(ratios)
    return row


def clickbench_best_by_eye(reader: Reader, base: str, folder: Path) -> str:
    """Without a filter: down the list of all machines to the first row of this one."""
    reader.open(base + "index.html")
    row = reader.read(reader.page.locator("#summary tr", has_text=f"({MACHINE})").first)
    assert MACHINE in row
    return row


def clickbench_compare(reader: Reader, base: str, folder: Path) -> str:
    pair = _clickbench_pair(reader, base)
    reader.open(base + "index.html")
    _only(reader, "system", pair)
    _only(reader, "machine", [MACHINE])
    rows = reader.page.locator("#summary tr")
    assert rows.count() == 2
    return " | ".join(reader.read(rows.nth(i)) for i in range(2))


def clickbench_compare_by_eye(reader: Reader, base: str, folder: Path) -> str:
    pair = _clickbench_pair(reader, base)
    reader.open(base + "index.html")
    rows = [reader.page.locator("#summary tr", has_text=f"{name} ({MACHINE})").first for name in pair]
    return " | ".join(reader.read(row) for row in rows)


def clickbench_source(reader: Reader, base: str, folder: Path) -> str:
    """The row's link leads to the result file; the browser asks for it, offline in vain."""
    clickbench_best_by_eye(reader, base, folder)
    asked = _asked(reader)
    link = reader.page.locator("#summary tr", has_text=f"({MACHINE})").first.get_by_role("link")
    reader.click(link, "the name in the row")
    reader.stop()
    target = next(url for url in asked if "github.com" in url)
    source = target.split("/blob/main/")[1]
    assert source in (folder / "data.generated.js").read_text()
    return f"{source} (off the site)"


def _clickbench_pair(reader: Reader, base: str) -> list[str]:
    """The best on the machine and the middle of its list, looked up beforehand on a page of its own, off the clock."""
    aside = Reader(reader.page.context.new_page())
    aside.open(base + "index.html")
    _only(aside, "machine", [MACHINE])
    names = [row.rpartition(" (")[0].lstrip("✕") for row in aside.page.locator("#summary tr a").all_inner_texts()]
    aside.page.close()
    return [names[0], names[len(names) // 2]]


def _only(reader: Reader, group: str, names: list[str]) -> None:
    """Everything off, then these on."""
    box = reader.page.locator(f"#selectors_{group}")
    reader.click(box.get_by_text("All", exact=True), f"“All” of {group}")
    for name in names:
        reader.click(box.get_by_text(name, exact=True), name)


# RobustBench: the best is the highest robust accuracy of one architecture.


def robustbench_best(reader: Reader, base: str, folder: Path) -> str:
    return _robust_best(reader, _robust_search(reader, base, NETWORK), folder)


def robustbench_best_by_eye(reader: Reader, base: str, folder: Path) -> str:
    """Without the search: down the page to the table, down the table to the first row of the network."""
    reader.open(base + "index.html")
    return _robust_best(reader, _robust_rows(reader), folder)


def _robust_best(reader: Reader, rows: Locator, folder: Path) -> str:
    own = rows.filter(has=reader.page.locator("td.archtd", has_text=re.compile(f"^{NETWORK}$")))
    row = reader.read(own.first)
    assert _robust_entries(folder)[0][1] in row
    return row


def _robust_entries(folder: Path) -> list[tuple[str, str]]:
    """Title and best known robust accuracy of the network's entries, best first, from the table's own file."""
    pattern = r'_blank">\s*([^<]+?)\s*</a>(?:(?!ranktd).)*?aa-extd">([\d.]+%).*?archtd">([^<]*)<'
    found = re.findall(pattern, _robust_file(folder), re.DOTALL)
    own = [(title, accuracy) for title, accuracy, network in found if network == NETWORK]
    return sorted(own, key=lambda entry: -float(entry[1].rstrip("%")))


def _robust_pair(folder: Path) -> tuple[tuple[str, str], tuple[str, str]]:
    """The best of the network and the middle of its list."""
    entries = _robust_entries(folder)
    return entries[0], entries[len(entries) // 2]


def _robust_file(folder: Path) -> str:
    return (folder / "cifar10" / "Linf.html").read_text()


def _robust_rows(reader: Reader) -> Locator:
    return reader.page.locator("#cifar10_leaderboard_Linf tbody tr")


def robustbench_claim(reader: Reader, base: str, folder: Path) -> str:
    """Only where a footnote says so is the authors' own number beside the re-measured one."""
    reader.open(base + "index.html")
    row = reader.read(_robust_rows(reader).filter(has_text="MixedNUTS").first)
    assert "70.08%" in row and "original evaluation" in row
    page = _robust_file(folder)
    return f"partly: {page.count('original evaluation')} of {page.count('ranktd')} rows say so in a footnote; {row}"


def robustbench_compare(reader: Reader, base: str, folder: Path) -> str:
    """The search has no "or": one after the other, by the first word of the title."""
    (title, _), (other, _) = _robust_pair(folder)
    first = reader.read(_robust_search(reader, base, title.split()[0]).filter(has_text=title).first)
    reader.click(reader.page.locator("#cifar10_leaderboard_Linf_filter input"), "the search field")
    reader.press("Control+A")
    reader.write(other.split()[0])
    return f"{first} | {reader.read(_robust_rows(reader).filter(has_text=other).first)}"


def robustbench_compare_by_page(reader: Reader, base: str, folder: Path) -> str:
    """Without the search: one in the first part of the table, one on the page where it stands."""
    (title, _), (other, _) = _robust_pair(folder)
    ranks = re.findall(r'ranktd">(\d+)<(?:(?!</tr>).)*?_blank">\s*([^<]+?)\s*</a>', _robust_file(folder), re.DOTALL)
    page = next((int(rank) - 1) // 15 + 1 for rank, found in ranks if found == other)
    reader.open(base + "index.html")
    first = reader.read(_robust_rows(reader).filter(has_text=title).first)
    pages = reader.page.locator("#cifar10_leaderboard_Linf_paginate")
    reader.click(pages.get_by_text(str(page), exact=True), f"page {page}")
    return f"{first} | {reader.read(_robust_rows(reader).filter(has_text=other).first)}"


def robustbench_source(reader: Reader, base: str, folder: Path) -> str:
    """The title leads to the paper; where in it, or which log the measured number is from, is not said."""
    robustbench_best_by_eye(reader, base, folder)
    asked = _asked(reader)
    network = reader.page.locator("td.archtd", has_text=re.compile(f"^{NETWORK}$"))
    own = _robust_rows(reader).filter(has=network)
    reader.click(own.first.get_by_role("link").first, "the title in the row")
    reader.stop()
    reader.page.wait_for_timeout(100)
    return f"partly: {next(url for url in asked if 'arxiv.org' in url)} (off the site; the paper, no table)"


def _robust_search(reader: Reader, base: str, text: str) -> Locator:
    reader.open(base + "index.html")
    reader.click(reader.page.get_by_role("link", name="Leaderboards", exact=True), "Leaderboards")
    reader.click(reader.page.locator('a.btn[href="#div_cifar10_Linf_heading"]'), "CIFAR-10, l∞")
    reader.click(reader.page.locator("#cifar10_leaderboard_Linf_filter input"), "the search field")
    reader.write(text)
    rows = _robust_rows(reader)
    rows.filter(has_text=text).first.wait_for()
    return rows


# ann-benchmarks: the best is the highest throughput at a recall or more, read off a curve's tooltip.


def ann_best(reader: Reader, base: str, folder: Path) -> str:
    return _ann_read(reader, _ann_chart(reader, base), _ann_ranked(reader)[0])


def ann_compare(reader: Reader, base: str, folder: Path) -> str:
    """The best curve and the middle one, each at its fastest point of that recall."""
    chart, ranked = _ann_chart(reader, base), _ann_ranked(reader)
    return " | ".join(_ann_read(reader, chart, point) for point in (ranked[0], ranked[len(ranked) // 2]))


def ann_source(reader: Reader, base: str, folder: Path) -> str:
    """The tooltip names parameters; no file, machine, version or date."""
    return "partly: " + ann_best(reader, base, folder)


def _ann_chart(reader: Reader, base: str) -> Locator:
    reader.open(base + "index.html")
    reader.click(reader.page.get_by_role("link", name=re.compile("euclidean")).first, "the data set")
    chart = reader.page.locator("canvas").first
    chart.wait_for()
    reader.page.wait_for_function("() => window.Chart && !Object.values(Chart.instances)[0].animating")
    return chart


def _ann_ranked(reader: Reader) -> list[dict[str, Any]]:
    """The fastest point of each curve with at least the recall, fastest first, with its place on the canvas."""
    points = reader.page.evaluate(
        """() => { const chart = Object.values(Chart.instances)[0];
        return chart.data.datasets.flatMap((set, i) => chart.getDatasetMeta(i).data.map((point, j) =>
          ({name: set.label, x: set.data[j].x, y: set.data[j].y, left: point._model.x, top: point._model.y}))); }"""
    )
    fastest: dict[str, dict[str, Any]] = {}
    for point in sorted(points, key=lambda point: -point["y"]):
        if point["x"] >= RECALL:
            fastest.setdefault(point["name"], point)
    return list(fastest.values())


def _ann_read(reader: Reader, chart: Locator, point: Mapping[str, Any]) -> str:
    reader.hover(chart, f"a point of {point['name']}", (point["left"], point["top"]))
    text = reader.page.wait_for_function(
        """() => { const shown = Object.values(Chart.instances)[0].tooltip._model;
        const lines = (shown.body || []).flatMap(part => part.lines);
        return shown.opacity && [...(shown.title || []), ...lines, ...(shown.footer || [])].join(" "); }"""
    ).json_value()
    assert point["name"] in text, text
    return reader.look(text)


def _asked(reader: Reader) -> list[str]:
    urls: list[str] = []
    reader.page.context.on("request", lambda request: urls.append(request.url))
    return urls


ENTRIES: dict[str, dict[str, Entry]] = {
    "ClickBench": {
        "best": [clickbench_best, clickbench_best_by_eye],
        "claim": "no: every number was measured by the benchmark's own scripts; vendors' claims are not on record",
        "compare": [clickbench_compare, clickbench_compare_by_eye],
        "source": [clickbench_source],
        "download": "no: no file to download and no link to one; the data is in the repository that the page links to",
    },
    "RobustBench": {
        "best": [robustbench_best, robustbench_best_by_eye],
        "claim": [robustbench_claim],
        "compare": [robustbench_compare, robustbench_compare_by_page],
        "source": [robustbench_source],
        "download": "no: no file to download; the entries are JSON files in another repository",
    },
    "ann-benchmarks": {
        "best": [ann_best],
        "claim": "no: every number was measured by the project; authors' claims are not on record",
        "compare": [ann_compare],
        "source": [ann_source],
        "download": "no: curves only, no file of results (asked for in its issues 62, 449 and 480)",
    },
}
