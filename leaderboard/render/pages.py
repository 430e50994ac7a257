"""One function a kind of page: from the corpus to the values its template shows."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from leaderboard.analysis.boards import THRESHOLDS, Board, Point, TradeOff
from leaderboard.analysis.coverage import comparisons, of_meta_analysis, pairs
from leaderboard.analysis.figures import Figure
from leaderboard.normalise.flags import FLAGS
from leaderboard.normalise.quantity import BASES
from leaderboard.records.vocabulary import (
    COLUMNS,
    COST_CONVENTIONS,
    REPORTED_BY,
    SOURCES,
    TABLE_ROLES,
    UNITS,
)
from leaderboard.render import charts, formats
from leaderboard.render.downloads import Download
from leaderboard.render.views import HEADINGS, SHOWN, Address, has_number, method_label, point_words, row
from leaderboard.store.corpus import Corpus, PrintedNumber, ResultView

PER_PAGE = 500


class PageWriter(Protocol):
    """What the functions here need of the site's writer."""

    def page(self, path: str, template: str, **values: Any) -> None: ...

    def script(self, path: str, text: str) -> None: ...


def board_pages(writer: PageWriter, corpus: Corpus, found: Sequence[Board], address: Address) -> None:
    """``board/<dataset>--<architecture>.html``: charts, best-at table, and the same numbers as a table."""
    for board in found:
        styles = _styles(board)
        listed = [r for r in board.results if r.table.role == "results"]
        full = sorted((r for r in listed if has_number(r)), key=_by_ratio)
        drawn = [_chart(trade_off, styles, corpus, address) for trade_off in board.trade_offs]
        writer.page(
            address.board[board.dataset, board.architecture],
            "board.html",
            board=board,
            dataset=corpus.datasets[board.dataset],
            architecture=corpus.architectures[board.architecture],
            architecture_href=address.architecture[board.architecture],
            charts=drawn,
            legend=[
                (styles[m], method_label(corpus.methods[m]), address.method[m])
                for m in sorted(styles, key=lambda m: method_label(corpus.methods[m]).casefold())
            ],
            best=_best(board, corpus, address),
            headings=HEADINGS,
            rows=[row(r, address, styles) for r in full],
            empty=[row(r, address) for r in listed if not has_number(r)],
            sweeps=_sweeps(board, corpus, address),
            dense_runs=[row(r, address) for r in board.results if r.table.role == "dense"],
        )


def _styles(board: Board) -> dict[str, charts.Style]:
    methods = dict.fromkeys(r.method for r in board.results if r.table.role == "results" and has_number(r))
    return {method: charts.style(i) for i, method in enumerate(methods)}


def _by_ratio(result: ResultView) -> tuple[float, float, str]:
    ratio = result.value("compression_ratio") or result.value("theoretical_speedup") or 0.0
    return (-ratio, -(result.value("delta_top1") or result.value("delta_top5") or 0.0), result.id)


def _chart(trade_off: TradeOff, styles: Mapping[str, charts.Style], corpus: Corpus, address: Address) -> charts.Chart:
    return charts.chart(
        trade_off,
        dict(styles),
        lambda p: f"../{address.result(p.result)}",
        lambda p: point_words(p, corpus),
    )


def _best(board: Board, corpus: Corpus, address: Address) -> list[dict[str, Any]]:
    """For each trade-off, the best ranked result at 2x, 4x, 8x and 16x or more."""
    tables = []
    for trade_off in board.trade_offs:
        rows = [(k, trade_off.best_at_least(k)) for k in THRESHOLDS]
        if any(p for _, p in rows):
            words = {"compression_ratio": "compression", "theoretical_speedup": "speedup"}[trade_off.axis]
            name = f"{HEADINGS[trade_off.change]} by {words}"
            tables.append({"name": name, "rows": [(k, _best_cell(p, corpus, address)) for k, p in rows]})
    return tables


def _best_cell(found: Sequence[Point], corpus: Corpus, address: Address) -> tuple[str, str, str] | None:
    if not found:
        return None
    p = found[0]
    at = f"{formats.points(p.change)} at {formats.ratio(p.ratio)}"
    return at, point_words(p, corpus), address.result(p.result)


def _sweeps(board: Board, corpus: Corpus, address: Address) -> list[dict[str, Any]]:
    """Runs of searches, by source table: how many, their range, and the page that lists each."""
    groups: dict[int, list[ResultView]] = {}
    for result in board.results:
        if result.table.role == "sweep":
            groups.setdefault(result.table.id, []).append(result)
    return [
        {
            "method": method_label(corpus.methods[results[0].method]),
            "runs": len(results),
            "locator": results[0].table.locator,
            "ratios": [formats.ratio(v) for v in _ends(results, "compression_ratio")],
            "changes": [formats.points(v) for v in _ends(results, "delta_top1")],
            "href": f"{address.paper[results[0].paper]}#t-{results[0].table.position}",
        }
        for results in groups.values()
    ]


def _ends(results: Sequence[ResultView], quantity: str) -> tuple[float, ...]:
    values = [v for r in results if (v := r.value(quantity)) is not None]
    return (min(values), max(values)) if values else ()


def paper_pages(writer: PageWriter, corpus: Corpus, address: Address) -> None:
    """``paper/<key>.html``: bibliography, tables as printed beside normalised, corrections and questions."""
    of_table: dict[int, list[ResultView]] = {}
    for result in corpus.results:
        of_table.setdefault(result.table.id, []).append(result)
    tables_of: dict[str, list[Any]] = {}
    for table in corpus.tables.values():
        tables_of.setdefault(table.paper, []).append(table)
    for key, paper in corpus.papers.items():
        views = [_table_view(t, of_table.get(t.id, []), corpus, address) for t in tables_of.get(key, [])]
        writer.page(
            address.paper[key],
            "paper.html",
            paper=paper,
            compares_to=[(corpus.papers[k], address.paper[k]) for k in paper.compares_to],
            compared_by=[(corpus.papers[k], address.paper[k]) for k in paper.compared_by],
            methods=[(method_label(m), address.method[m.key]) for m in corpus.methods.values() if m.facts["paper"] == key],
            tables=[v for v in views if v["numbers"]],
            bare=[v for v in views if not v["numbers"]],
            corrections=[c for c in corpus.corrections if c.result.partition(":")[0] == key],
            questions=[q for q in corpus.questions if q.paper == key],
            headings=HEADINGS,
            sources=SOURCES,
        )


def _table_view(table: Any, results: Sequence[ResultView], corpus: Corpus, address: Address) -> dict[str, Any]:
    columns = [name for name in COLUMNS if any(p.name == name for r in results for p in r.printed)]
    units = {p.name: p.unit for r in results for p in r.printed}
    return {
        "table": table,
        "dataset": corpus.datasets[table.dataset].name,
        "architecture": corpus.architectures[table.architecture].name,
        "architecture_href": address.architecture[table.architecture],
        "board_href": address.board.get((table.dataset, table.architecture)),
        "baseline": [(p.name, _digits(p), p.unit) for p in table.baseline],
        "columns": [(name, units[name]) for name in columns],
        "numbers": bool(columns or table.baseline),
        "rows": [(_printed(r, columns), row(r, address), r) for r in results],
    }


def _printed(result: ResultView, columns: Sequence[str]) -> list[str]:
    numbers = {p.name: _digits(p) for p in result.printed}
    return [numbers.get(name, formats.BLANKS["not_reported"]) for name in columns]


def _digits(number: PrintedNumber) -> str:
    return number.printed if number.printed is not None else formats.BLANKS[number.status]


def method_pages(writer: PageWriter, corpus: Corpus, address: Address) -> None:
    """``method/<key>.html``: who proposed it and its results everywhere."""
    of_method: dict[str, list[ResultView]] = {}
    for result in corpus.results:
        of_method.setdefault(result.method, []).append(result)
    for key, method in corpus.methods.items():
        results = of_method.get(key, [])
        listed = [r for r in results if r.table.role == "results"]
        again = method.facts["reimplements"]
        writer.page(
            address.method[key],
            "method.html",
            method=method,
            paper=corpus.papers[method.facts["paper"]],
            paper_href=address.paper[method.facts["paper"]],
            reimplements=(method_label(corpus.methods[again]), address.method[again]) if again in corpus.methods else None,
            rows=[row(r, address) for r in listed if has_number(r)],
            empty=[row(r, address) for r in listed if not has_number(r)],
            runs=len(results) - len(listed),
            headings=HEADINGS,
        )


def architecture_pages(writer: PageWriter, corpus: Corpus, found: Sequence[Board], address: Address) -> None:
    """``architecture/<key>.html``: what the name means, who uses it, and the dense baselines papers report."""
    of_architecture: dict[str, list[ResultView]] = {}
    for result in corpus.results:
        of_architecture.setdefault(result.table.architecture, []).append(result)
    for key, architecture in corpus.architectures.items():
        results = of_architecture.get(key, [])
        users = sorted({r.paper for r in results})
        writer.page(
            address.architecture[key],
            "architecture.html",
            architecture=architecture,
            boards=[
                (corpus.datasets[b.dataset].name, address.board[b.dataset, key], len(b.papers), len(b.results))
                for b in found
                if b.architecture == key
            ],
            users=[(corpus.papers[k], address.paper[k]) for k in users],
            results=len(results),
            baselines=_baselines(results, corpus, address),
        )


def _baselines(results: Sequence[ResultView], corpus: Corpus, address: Address) -> list[dict[str, Any]]:
    """Dense top-1 that papers report, by data set, with positions (percent of the width) for a strip plot."""
    values: dict[str, dict[tuple[str, float], None]] = {}
    for r in results:
        dense = r.value("baseline_top1")
        if dense is not None:
            values.setdefault(r.table.dataset, {})[r.paper, dense] = None
    strips = []
    for dataset, pairs_ in values.items():
        listed = sorted(pairs_, key=lambda item: (item[1], item[0]))
        low, high = listed[0][1], listed[-1][1]
        width = (high - low) or 1.0
        strips.append(
            {
                "dataset": corpus.datasets[dataset].name,
                "low": formats.percent(low),
                "high": formats.percent(high),
                "spread": f"{high - low:.2f}",
                "points": [
                    (round(20 + 560 * (v - low) / width, 1), formats.percent(v), corpus.papers[k].label, address.paper[k])
                    for k, v in listed
                ],
            }
        )
    return strips


def results_pages(writer: PageWriter, corpus: Corpus, address: Address) -> None:
    """``results.html`` and its further pages: every result, and the data for filtering and sorting in the browser."""
    rows = [row(r, address) for r in corpus.results]
    count = max(1, -(-len(rows) // PER_PAGE))
    names = ["results.html", *(f"results-{n}.html" for n in range(2, count + 1))]
    writer.script("data/results.js", f"window.PRUNING_RESULTS = {_columns(corpus, rows)};\n")
    for n, name in enumerate(names):
        part = rows[n * PER_PAGE : (n + 1) * PER_PAGE]
        writer.page(
            name,
            "results.html",
            rows=part,
            total=len(rows),
            first=n * PER_PAGE + 1,
            last=n * PER_PAGE + len(part),
            number=n,
            names=names,
            headings=HEADINGS,
        )


def _columns(corpus: Corpus, rows: Sequence[Any]) -> str:
    """Column-coded results for the script; ``<`` never appears raw, so it is safe in any context."""
    data: dict[str, list[Any]] = {
        "id": [r.id for r in corpus.results],
        "href": [r.href for r in rows],
        "method": [r.method for r in rows],
        "paper": [r.paper for r in rows],
        "year": [corpus.papers[r.paper].year for r in corpus.results],
        "variant": [r.variant for r in rows],
        "dataset": [r.dataset for r in rows],
        "architecture": [r.architecture for r in rows],
        "role": [r.table.role for r in corpus.results],
        "flags": [",".join(r.flags) for r in corpus.results],
        "top1": [r.top1 for r in rows],
    }
    for quantity in SHOWN:
        data[quantity] = [_rounded(r.value(quantity)) for r in corpus.results]
    text = json.dumps(data, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    return text.replace("<", "\\u003c")


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def overview_pages(
    writer: PageWriter,
    corpus: Corpus,
    found: Sequence[Board],
    address: Address,
    figures: Sequence[Figure],
    downloads: Sequence[Download],
    dictionary: Sequence[tuple[str, str, str]],
) -> None:
    """Index, coverage, definitions, quality, data, methodology and the page for what is not there."""
    listed = [r for r in corpus.results if r.table.role == "results"]
    numbers = {
        "papers": len(corpus.papers),
        "results": len(listed),
        "runs": len(corpus.results) - len(listed),
        "comparable": sum(any(b.points for b in board.trade_offs) for board in found),
        "boards": len(found),
        "pairs": len(pairs(listed, unknown=False)),
    }
    writer.page("index.html", "index.html", numbers=numbers, grid=_grid(corpus, found, address), groups=_groups(corpus, found, address))
    writer.page("coverage.html", "coverage.html", figures=figures, **_coverage(corpus, found, address))
    writer.page(
        "definitions.html",
        "definitions.html",
        flags=FLAGS,
        bases=BASES,
        columns=COLUMNS.values(),
        units=UNITS,
        sources=SOURCES,
        conventions=COST_CONVENTIONS,
        reported_by=REPORTED_BY,
        roles=TABLE_ROLES,
        blanks=formats.BLANKS,
    )
    flags = Counter(flag for r in listed for flag in r.flags)
    writer.page(
        "quality.html",
        "quality.html",
        corrections=[(c, f"{address.paper[c.result.partition(':')[0]]}#r-{c.result.partition(':')[2]}") for c in corpus.corrections],
        questions=[(q, corpus.papers[q.paper], address.paper[q.paper]) for q in corpus.questions],
        flags=[(flag, meaning, flags[flag]) for flag, meaning in FLAGS.items() if flags[flag]],
        total=len(listed),
    )
    files = [(d, formats.size(d.size_bytes)) for d in downloads]
    writer.page("data.html", "data.html", downloads=files, dictionary=dictionary, digest=corpus.meta.get("records_sha256", ""))
    writer.page("methodology.html", "methodology.html", numbers=numbers)
    writer.page("404.html", "404.html")


def _grid(corpus: Corpus, found: Sequence[Board], address: Address) -> dict[str, Any]:
    """The most used data sets and architectures, and in each cell the papers and results of its board."""
    by_dataset: Counter[str] = Counter()
    by_architecture: Counter[str] = Counter()
    for board in found:
        by_dataset[board.dataset] += len(board.papers)
        by_architecture[board.architecture] += len(board.papers)
    datasets = [k for k, _ in sorted(by_dataset.items(), key=lambda i: (-i[1], i[0]))[:7]]
    rows = [k for k, _ in sorted(by_architecture.items(), key=lambda i: (-i[1], i[0]))[:24]]
    cells = {(b.dataset, b.architecture): b for b in found}
    most = max((len(b.papers) for b in found), default=1)

    def entry(dataset: str, architecture: str) -> tuple[str, int, int, int] | None:
        board = cells.get((dataset, architecture))
        if board is None:
            return None
        papers = len(board.papers)
        return address.board[dataset, architecture], papers, len(board.results), 1 + (papers - 1) * 4 // max(most, 1)

    return {
        "datasets": [corpus.datasets[d].name for d in datasets],
        "rows": [
            (corpus.architectures[a].name, address.architecture[a], [entry(d, a) for d in datasets]) for a in rows
        ],
    }


def _groups(corpus: Corpus, found: Sequence[Board], address: Address) -> list[tuple[str, list[Any]]]:
    groups: dict[str, list[Any]] = {}
    for b in found:
        name = corpus.architectures[b.architecture].name
        item = (name, address.board[b.dataset, b.architecture], len(b.papers), len(b.results), bool(b.trade_offs))
        groups.setdefault(corpus.datasets[b.dataset].name, []).append(item)
    return sorted(groups.items(), key=lambda g: (-sum(i[2] for i in g[1]), g[0]))


def _coverage(corpus: Corpus, found: Sequence[Board], address: Address) -> dict[str, Any]:
    papers = {r.paper for r in of_meta_analysis(corpus.results)} or set(corpus.papers)
    degrees = comparisons(corpus, papers)
    curves: Counter[int] = Counter()
    for board in found:
        per: Counter[str] = Counter(r.method for r in board.results if r.table.role == "results" and has_number(r))
        curves.update(per.values())
    return {
        "pairs": [(p, count_) for count_, p in Counter(len(b.papers) for b in found).items()],
        "often": [
            (
                corpus.datasets[b.dataset].name,
                corpus.architectures[b.architecture].name,
                address.board[b.dataset, b.architecture],
                len(b.papers),
                len(b.results),
            )
            for b in found
            if len(b.papers) >= 2
        ],
        "curves": sorted(curves.items()),
        "who": [
            (
                corpus.papers[k],
                address.paper[k],
                [(corpus.papers[o], address.paper[o]) for o in corpus.papers[k].compares_to],
                degrees.received.get(k, 0),
            )
            for k in sorted(corpus.papers, key=lambda k: (-degrees.received.get(k, 0), k))
        ],
    }
