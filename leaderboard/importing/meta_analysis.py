"""The corpus of Blalock et al. 2020 ("What is the State of Neural Network Pruning?", MLSys) as records.

Its five CSV files become one record file a paper; each row keeps ``origin``. The free-text notes are read for
table locators and, through the curation file, for doubts; their sentences are not copied.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from leaderboard.errors import DataError, UsageError
from leaderboard.importing import bibtex
from leaderboard.importing.cells import Cell, Report, Sheet, number, read_sheet
from leaderboard.importing.curation import Curation
from leaderboard.importing.further_tables import further_tables
from leaderboard.records.model import Paper, PaperRecord, Printed, ReportedRow, ReportedTable

CORPUS = "meta-analysis-2020"
NOT_RECORDED = "not recorded"

# CSV column -> (record column, unit, whether the cell ends in %)
ROW_COLUMNS = {
    "NumTrials": ("trials", "count", False),
    "Top1": ("top1", "percent", True),
    "Err1": ("top1_error", "percent", True),
    "stdTop1": ("top1_std", "percent", True),
    "dTop1": ("top1_delta", "percent", True),
    "Top5": ("top5", "percent", True),
    "Err5": ("top5_error", "percent", True),
    "dTop5": ("top5_delta", "percent", True),
    "MParams": ("params", "millions", False),
    "savedParams": ("params_removed", "percent", True),
    "keptParams": ("params_kept", "percent", True),
    "old/new Nparam": ("compression_ratio", "ratio", False),
    "GFLOPS": ("flops", "giga", False),
    "savedFLOPS": ("flops_removed", "percent", True),
    "keptFLOPS": ("flops_kept", "percent", True),
    "old/new FLOPS": ("theoretical_speedup", "ratio", False),
}
BASELINE_COLUMNS = {
    "OrigTop1": ("top1", "percent", True),
    "OrigErr1": ("top1_error", "percent", True),
    "stdOrigTop1": ("top1_std", "percent", True),
    "OrigTop5": ("top5", "percent", True),
    "OrigErr5": ("top5_error", "percent", True),
    "OrigMParams": ("params", "millions", False),
    "OrigGFLOPS": ("flops", "giga", False),
}
RESULT_COLUMNS = ("Name", "Paper", "Dataset", "Model", "Method", "Notes", *ROW_COLUMNS, *BASELINE_COLUMNS)
PAPER_COLUMNS = ("Name", "Date", "AuthorName", "Venue", "BibTeX", "Notes", "Compares To", "Non-pruning")
_TABLE = re.compile(r"\btable\s*(\d+)", re.IGNORECASE)
_FIGURE = re.compile(r"\bfig(?:ure)?\.?\s*(\d+[a-z]?)", re.IGNORECASE)


def read_meta_analysis(folder: Path, curation: Curation) -> list[PaperRecord]:
    """All records of the corpus, sorted by key.

    Raises UsageError when ``folder`` is not the corpus and DataError with every problem (missing column,
    repeated id, unknown paper, stray text in a number), each with file, line and column.
    """
    for name in ("papers.csv", "results.csv", "models.csv", "datasets.csv", "venues.csv"):
        if not (folder / name).is_file():
            raise UsageError(f"{folder} has no {name}; give the folder that holds the five CSV files of the corpus")
    report = Report()
    papers = read_sheet(folder / "papers.csv", PAPER_COLUMNS, report)
    results = read_sheet(folder / "results.csv", RESULT_COLUMNS, report)
    names = {
        "Model": read_sheet(folder / "models.csv", ("Name",), report),
        "Dataset": read_sheet(folder / "datasets.csv", ("Name",), report),
        "Venue": read_sheet(folder / "venues.csv", ("Name",), report),
    }
    if not report.problems:
        _check_names(papers, results, names, report)
    if report.problems:
        raise DataError(f"nothing imported: {len(report.problems)} problems in {folder}", report.problems)
    extra = further_tables(folder, report)
    records = [
        _record(cells, papers, results, curation, extra.get(cells["Name"].text, []), report) for cells in papers.rows
    ]
    if report.problems:
        raise DataError(f"nothing imported: {len(report.problems)} problems in {folder}", report.problems)
    return sorted(records, key=lambda record: record.paper.key)


def _check_names(papers: Sheet, results: Sheet, names: Mapping[str, Sheet], report: Report) -> None:
    known = _unique(papers, report)
    _unique(results, report)
    for field, sheet in (("Paper", papers), ("Dataset", names["Dataset"]), ("Model", names["Model"])):
        listed = {row["Name"].text for row in sheet.rows}
        for row in results.rows:
            if row[field].text not in listed:
                text = f"unknown {field.lower()} {row[field].text!r}"
                report.add(results.file, row[field], field, text, f"add it to {sheet.file} or correct the spelling")
    venues = {row["Name"].text for row in names["Venue"].rows}
    for row in papers.rows:
        if row["Venue"].text not in venues:
            report.add(papers.file, row["Venue"], "Venue", f"unknown venue {row['Venue'].text!r}")
        for key in _listed(row["Compares To"]):
            if key not in known:
                report.add(papers.file, row["Compares To"], "Compares To", f"unknown paper {key!r}")


def _unique(sheet: Sheet, report: Report) -> dict[str, Cell]:
    seen: dict[str, Cell] = {}
    for row in sheet.rows:
        cell = row["Name"]
        if not cell.text:
            report.add(sheet.file, cell, "Name", "no id")
        elif cell.text in seen:
            first = seen[cell.text]
            report.add(sheet.file, cell, "Name", f"repeated id {cell.text!r}; first in line {first.line}")
        seen.setdefault(cell.text, cell)
    return seen


def _listed(cell: Cell) -> list[str]:
    return [key for key in (part.strip() for part in cell.text.split(",")) if key]


def _record(
    cells: Mapping[str, Cell],
    papers: Sheet,
    results: Sheet,
    curation: Curation,
    extra: list[ReportedTable],
    report: Report,
) -> PaperRecord:
    paper = _paper(cells, papers, curation, report)
    rows = [row for row in results.rows if row["Paper"].text == paper.key]
    groups: dict[tuple[Any, ...], list[dict[str, Cell]]] = {}
    for row in rows:
        locator, source = _locate(row, curation)
        baseline = tuple(row[name].text for name in BASELINE_COLUMNS)
        place = (row["Dataset"].text, row["Model"].text, locator, source, baseline)
        groups.setdefault(place, []).append(row)
    tables = [_table(n, place, members, results, curation, report) for n, (place, members) in enumerate(groups.items())]
    for table in extra:
        tables.append(replace(table, index=len(tables)))
    return PaperRecord(f"reported_results/papers/{paper.key}.toml", paper, tuple(tables))


def _paper(cells: Mapping[str, Cell], sheet: Sheet, curation: Curation, report: Report) -> Paper:
    key = cells["Name"].text
    entry = bibtex.clean_entry(cells["BibTeX"].text)
    try:
        facts = bibtex.fields(entry)
    except ValueError as error:
        report.add(sheet.file, cells["BibTeX"], "BibTeX", str(error))
        facts = {}
    date = re.fullmatch(r"(\d{4})-(\d{1,2})", cells["Date"].text)
    if not date or not facts.get("title") or not facts.get("author"):
        what = "Date" if not date else "BibTeX"
        report.add(sheet.file, cells[what], what, f"{cells[what].text[:40]!r} lacks a year-month, title or author")
        return Paper(key, key, (), 1900)
    return Paper(
        key=key,
        title=bibtex.plain(facts["title"]),
        authors=tuple(bibtex.people(facts["author"])),
        year=int(date.group(1)),
        month=int(date.group(2)),
        venue=cells["Venue"].text,
        arxiv=bibtex.arxiv_id(facts),
        bibtex=entry,
        compares_to=tuple(_listed(cells["Compares To"])),
        pruning=cells["Non-pruning"].text != "checked",
        origin=f"{CORPUS}/papers.csv#{key}",
        remark=curation.papers.get(key),
    )


def _locate(row: Mapping[str, Cell], curation: Curation) -> tuple[str, str]:
    """Locator and source of a row: from the curation, else the first table or figure its note names."""
    extra = curation.rows.get(row["Name"].text, {})
    note = row["Notes"].text
    table, figure = _TABLE.search(note), _FIGURE.search(note)
    if "locator" in extra:
        return extra["locator"], extra.get("source", "secondary")
    if table:
        return f"Table {table.group(1)}", extra.get("source", "secondary")
    if figure and re.match(r"from dots in|fig", note):
        return f"Figure {figure.group(1)}", "figure"
    return NOT_RECORDED, extra.get("source", "secondary")


def _table(
    index: int,
    place: tuple[Any, ...],
    members: Iterable[dict[str, Cell]],
    sheet: Sheet,
    curation: Curation,
    report: Report,
) -> ReportedTable:
    dataset, architecture, locator, source, _ = place
    members = list(members)
    rows = tuple(_row(n, row, sheet, curation, report) for n, row in enumerate(members))
    baseline = _numbers(members[0], BASELINE_COLUMNS, sheet, report)
    used = {name for row in rows for name in row.values} | set(baseline)
    units = {name: unit for name, unit, _ in ROW_COLUMNS.values() if name in used}
    located = {extra.get("baseline_locator") for row in rows if (extra := curation.rows.get(row.id, {}))}
    return ReportedTable(
        index=index,
        locator=locator,
        source=source,
        dataset=dataset,
        architecture=architecture,
        columns=units,
        rows=rows,
        baseline=baseline,
        baseline_locator=next(iter(located - {None}), None),
    )


def _row(index: int, cells: dict[str, Cell], sheet: Sheet, curation: Curation, report: Report) -> ReportedRow:
    key = cells["Name"].text
    extra = curation.rows.get(key, {})
    return ReportedRow(
        index=index,
        id=key,
        values=_numbers(cells, ROW_COLUMNS, sheet, report),
        method=cells["Method"].text or None,
        variant=extra.get("variant"),
        reported_by=extra.get("reported_by", "paper"),
        origin=f"{CORPUS}/results.csv#{key}",
        caveats=tuple(extra.get("caveats", ())),
        remark=extra.get("remark"),
        settings=extra.get("settings", {}),
    )


def _numbers(
    cells: dict[str, Cell], columns: Mapping[str, tuple[str, str, bool]], sheet: Sheet, report: Report
) -> dict[str, Printed]:
    found = {}
    for name, (column, _, percent) in columns.items():
        value = number(sheet, cells, name, report, percent=percent)
        if value is not None:
            found[column] = value
    return found
