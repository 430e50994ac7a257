"""Two sets of files that travel with the 2020 corpus: the ResNet-50 runs of Gale et al. (arXiv:1902.09574)
and the points of two figures of Frankle et al. (arXiv:1903.01611), as further reported tables.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from leaderboard.importing.cells import NUMBER, Cell, Report, Sheet, read_sheet
from leaderboard.records.model import Printed, ReportedRow, ReportedTable

CORPUS = "meta-analysis-2020"
GALE = "google-state-of-sparsity"
FRANKLE = "lottery-ticket-followup"

# file -> (method, sparsity column, accuracy column)
_GALE_FILES = {
    "rn50_magnitude_pruning.csv": ("Magnitude", "Sparsity", "accuracy"),
    "rn50_random_pruning.csv": ("Random", "Target Sparsity", "accuracy"),
    "rn50_variational_dropout.csv": ("Variational dropout", "global sparsity", "Accuracy"),
    "rn50_l0_regularization.csv": ("L0 regularization", "global_sparsity", "accuracy"),
}
_FRANKLE_FILES = {
    "fig5-resnet50-reset-to-epoch-vs-top1.csv": ("Figure 5", "resetToEpoch", "f5"),
    "fig9-resnet50-turnaround-epoch-vs-top1.csv": ("Figure 9", "pruneAtEpoch", "f9"),
}
# The authors print one dense accuracy for each; see results.csv rows 50 and 43.
_GALE_DENSE = Printed.of("76.69")
_FRANKLE_DENSE, _FRANKLE_DENSE_STD = Printed.of("76.14"), Printed.of("0.08")
_SHARES = ("70", "50", "30", "20", "10")
# Figure 5's last line is the printed table the corpus already holds, and Figure 9's last is Figure 5's epoch 4.
_SAME_AS_CORPUS = dict(zip(_SHARES, ("43", "443", "444", "445", "446"), strict=True))


def further_tables(folder: Path, report: Report) -> Mapping[str, list[ReportedTable]]:
    """Further tables by paper key; a folder that is missing adds nothing, a damaged file is reported."""
    tables: dict[str, list[ReportedTable]] = {}
    gale, frankle = folder / "state-of-sparsity-resnet50", folder / "lottery-ticket"
    if gale.is_dir():
        tables[GALE] = [_dense_runs(gale, report)]
        tables[GALE] += [_gale(gale / name, *columns, report) for name, columns in _GALE_FILES.items()]
    if frankle.is_dir():
        tables[FRANKLE] = [_frankle(frankle / name, *facts, report) for name, facts in _FRANKLE_FILES.items()]
    return tables


def _dense_runs(folder: Path, report: Report) -> ReportedTable:
    sheet = read_sheet(folder / "rn50_baselines.csv", ("Accuracy", "Training Steps", "Batch Size"), report, strip=True)
    rows = [
        ReportedRow(
            n,
            f"dense-{n + 1}",
            {"top1": _number(sheet, row, "Accuracy", report)},
            method="Dense",
            origin=_origin(folder, sheet, row["Accuracy"]),
            settings={k: row[k].text for k in ("Training Steps", "Batch Size")},
        )
        for n, row in enumerate(sheet.rows)
    ]
    return ReportedTable(
        0, sheet.file, "repository", "ImageNet", "ResNet-50", {"top1": "percent"}, tuple(rows), role="dense"
    )


def _gale(path: Path, method: str, sparsity: str, accuracy: str, report: Report) -> ReportedTable:
    sheet = read_sheet(path, (sparsity, accuracy), report, strip=True)
    slug = method.lower().replace(" ", "-")
    rows = [
        ReportedRow(
            n,
            f"{slug}-{n + 1}",
            {"top1": _number(sheet, row, accuracy, report), "sparsity": _number(sheet, row, sparsity, report)},
            method=method,
            origin=_origin(path.parent, sheet, row[sparsity]),
            settings={name: cell.text for name, cell in row.items() if name not in (sparsity, accuracy) and cell.text},
        )
        for n, row in enumerate(sheet.rows)
        if {sparsity, accuracy} <= set(row)
    ]
    return ReportedTable(
        0,
        sheet.file,
        "repository",
        "ImageNet",
        "ResNet-50",
        {"top1": "fraction", "sparsity": "fraction"},
        tuple(rows),
        baseline={"top1": _GALE_DENSE},
        baseline_columns={"top1": "percent"},
        baseline_locator="Section 5.2",
        role="sweep",
    )


def _frankle(path: Path, locator: str, epoch: str, prefix: str, report: Report) -> ReportedTable:
    required = (epoch, *(f"fracRemaining={s}%" for s in _SHARES), *(f"stdFrac{s}%" for s in _SHARES))
    sheet = read_sheet(path, required, report, strip=True)
    rows: list[ReportedRow] = []
    for row in sheet.rows if set(required) <= set(sheet.header) else ():
        for share in _SHARES:
            rows.append(_frankle_row(len(rows), path, sheet, row, epoch, share, prefix, report))
    return ReportedTable(
        0,
        locator,
        "figure",
        "ImageNet",
        "ResNet-50",
        {"top1": "percent", "top1_std": "percent", "params_kept": "percent"},
        tuple(rows),
        baseline={"top1": _FRANKLE_DENSE, "top1_std": _FRANKLE_DENSE_STD},
        baseline_locator="text",
    )


def _frankle_row(
    index: int, path: Path, sheet: Sheet, row: dict[str, Cell], epoch: str, share: str, prefix: str, report: Report
) -> ReportedRow:
    when = row[epoch].text
    random = when == "R"
    action = re.sub("([A-Z])", r" \1", epoch).lower()
    return ReportedRow(
        index,
        f"{prefix}-{when}-{share}".lower(),
        {
            "top1": _number(sheet, row, f"fracRemaining={share}%", report),
            "top1_std": _number(sheet, row, f"stdFrac{share}%", report),
            "params_kept": Printed.of(share),
        },
        method="Random reinitialization" if random else None,
        variant=None if random else f"{action} {when}",
        same_as=_same_as(prefix, when, share),
        origin=_origin(path.parent, sheet, row[f"fracRemaining={share}%"]),
    )


def _same_as(prefix: str, when: str, share: str) -> str | None:
    if prefix == "f5" and when == "10":
        return f"{FRANKLE}:{_SAME_AS_CORPUS[share]}"
    if prefix == "f9" and when == "90":
        return f"{FRANKLE}:f5-4-{share}"
    return None


def _number(sheet: Sheet, row: Mapping[str, Cell], name: str, report: Report) -> Printed:
    cell = row[name]
    if not NUMBER.fullmatch(cell.text):
        report.add(sheet.file, cell, name, f"{cell.text!r} is not a plain number")
        return Printed.of("0")
    return Printed.of(cell.text)


def _origin(folder: Path, sheet: Sheet, cell: Cell) -> str:
    return f"{CORPUS}/{folder.name}/{sheet.file}#{cell.line}:{cell.column}"


__all__: Sequence[str] = ["further_tables"]
