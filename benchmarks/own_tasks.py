"""The five tasks on our own site, each in the ways that its pages offer; answers are checked against its data files."""

from __future__ import annotations

import csv
from pathlib import Path

from peer_tasks import Entry
from reader import Reader

BOARD = "imagenet--resnet-50"


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / "data" / f"{name}.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def best(reader: Reader, base: str, folder: Path) -> str:
    """Front page, cell of the grid, first table of the board."""
    reader.open(base + "index.html")
    reader.click(reader.page.locator(f'a[href="board/{BOARD}.html"]').first, "the cell ResNet-50 on ImageNet")
    text = reader.read(reader.page.locator('#best-table tr[data-ratio="4.0"] div.best').first)
    found = [
        row
        for row in rows(folder, "results")
        if row["board"] == BOARD and row["class"] in "AB" and row["role"] != "sweep" and row["delta_top1"]
        and float(row["compression_ratio"] or 0) >= 3.995
    ]  # fmt: skip
    top = max(found, key=lambda row: float(row["delta_top1"]))
    assert f"{float(top['delta_top1']):+.2f}" in text and f"{float(top['compression_ratio']):.2f}×" in text
    return text


def claim(reader: Reader, base: str, folder: Path) -> str:
    reader.open(base + "index.html")
    reader.click(reader.page.get_by_role("link", name="claimed beside measured").first, "claimed beside measured")
    return reader.read(reader.page.locator("table tbody tr").nth(1))


def source(reader: Reader, base: str, folder: Path) -> str:
    best(reader, base, folder)
    reader.click(reader.page.locator('#best-table tr[data-ratio="4.0"] a').first, "its name")
    row = reader.page.locator("tr:target")
    reader.click(row.locator("summary"), "the triangle")
    return reader.read(row.locator("xpath=following-sibling::tr[1]").locator("li").first)


def download(reader: Reader, base: str, folder: Path) -> str:
    reader.open(base + "index.html")
    reader.click(reader.page.get_by_role("navigation").get_by_role("link", name="Data"), "Data")
    with reader.page.expect_download() as saved:
        reader.click(reader.page.locator('a[href="data/results.csv"]'), "results, CSV")
    lines = Path(saved.value.path()).read_text().count("\n")
    reader.stop()
    assert Path(saved.value.path()).read_bytes() == (folder / "data" / "results.csv").read_bytes()
    return f"results.csv, {lines} lines"


ENTRIES: dict[str, Entry] = {
    "best": [best],
    "claim": [claim],
    "compare": "not yet",
    "source": [source],
    "download": [download],
}
