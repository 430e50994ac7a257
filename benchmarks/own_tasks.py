"""The five tasks on our own site, each in the ways that its pages offer; answers are checked against its data files."""

from __future__ import annotations

import csv
import re
from pathlib import Path

from peer_tasks import Entry
from playwright.sync_api import Locator
from reader import Reader

BOARD, NAME = "imagenet--resnet-50", "ResNet-50 on ImageNet"
RATIO = 4.0


def best(reader: Reader, base: str, folder: Path) -> str:
    """The front page has it."""
    reader.open(base + "index.html")
    text = reader.read(_front_cell(reader))
    assert _change(_ranked(folder)[0]) in text
    return text


def best_on_board(reader: Reader, base: str, folder: Path) -> str:
    """The first table of the board, with the ratio that the best has, its score, class and band."""
    reader.open(base + "index.html")
    reader.click(reader.page.get_by_role("link", name=NAME).first, "the board's name")
    text = reader.read(reader.page.locator(f'#best-table tr[data-ratio="{RATIO}"] td').first)
    top = _ranked(folder)[0]
    assert _change(top) in text and f"{float(top['compression_ratio']):.2f}×" in text
    return text


def claim(reader: Reader, base: str, folder: Path) -> str:
    """The page of claims beside measurements; the first that could be compared."""
    reader.open(base + "index.html")
    reader.click(reader.page.get_by_role("main").get_by_role("link", name=re.compile("claim")).first, "the claims")
    return _claim_row(reader, folder)


def claim_on_front(reader: Reader, base: str, folder: Path) -> str:
    """The comparisons with a verdict that the front page lists, one of a method and protocol."""
    compared = [row for row in _rows(folder, "gaps") if row["verdict"] != "cannot tell"]
    reader.open(base + "index.html")
    text = reader.read(reader.page.get_by_role("listitem").filter(has_text=compared[0]["verdict"]).first)
    assert any(f"claimed {float(row['claimed']):+.2f}".replace("-", "−") in text for row in compared)
    return text


def has_verdicts(folder: Path) -> bool:
    """Whether any claim was measured so that it could be told: without one the task of claims has no answer."""
    return any(row["verdict"] != "cannot tell" for row in _rows(folder, "gaps"))


def claim_by_section(reader: Reader, base: str, folder: Path) -> str:
    reader.open(base + "index.html")
    reader.click(_section(reader, "Measured"), "Measured")
    reader.click(reader.page.get_by_role("link", name="Claimed beside measured").first, "Claimed beside measured")
    return _claim_row(reader, folder)


def compare(reader: Reader, base: str, folder: Path) -> str:
    """The best on the front page; the other by the search for its name, on its own page."""
    name, row = _middle(reader, base, folder)
    first = best(reader, base, folder)
    reader.press("/")
    reader.write(name)
    reader.page.get_by_role("option").first.wait_for()
    reader.press("Enter")
    own = reader.page.locator("tbody tr").filter(has_text=_change(row)).filter(has_text="ResNet-50")
    return f"{first} | {reader.read(own.first)}"


def compare_on_board(reader: Reader, base: str, folder: Path) -> str:
    """On the board alone: results of at least 4x, which stand best first; the first, then down to the other."""
    _, row = _middle(reader, base, folder)
    reader.open(base + "index.html")
    reader.click(reader.page.get_by_role("link", name=NAME).first, "the board's name")
    reader.choose(reader.page.get_by_label("At least"), "4×")
    rows = _board_rows(reader)
    first = reader.read(rows.first)
    assert _change(_ranked(folder)[0]) in first
    return f"{first} | {reader.read(rows.filter(has_text=_change(row)).first)}"


def compare_alone(reader: Reader, base: str, folder: Path) -> str:
    """On the board: no method in colour, then the two by their names, then only those."""
    name, row = _middle(reader, base, folder)
    top = _ranked(folder)[0]
    reader.open(base + "index.html")
    leader = _front_cell(reader).get_by_role("link").first.inner_text()
    reader.click(reader.page.get_by_role("link", name=NAME).first, "the board's name")
    reader.click(reader.page.get_by_role("button", name="None in colour"), "None in colour")
    field = reader.page.get_by_label("Draw in colour")
    reader.click(field, "the field")
    for wanted in (leader, name):
        reader.write(wanted)
        reader.press("Enter")
    reader.click(reader.page.get_by_label("Only methods in colour"), "the box")
    rows = _board_rows(reader)
    first = reader.read(rows.filter(has_text=_change(top)).first)
    return f"{first} | {reader.read(rows.filter(has_text=_change(row)).first)}"


def source(reader: Reader, base: str, folder: Path) -> str:
    """From the best on the front page to its line on the paper's page, whose working names file, commit and line."""
    best(reader, base, folder)
    reader.click(_front_cell(reader).get_by_role("link").first, "its name")
    row = reader.page.locator("tr:target")
    row.wait_for()
    working = row.locator("xpath=following-sibling::tr[1]").locator("li").first
    if not working.is_visible():
        reader.click(row.locator("summary"), "the triangle")
    text = reader.read(working)
    assert _ranked(folder)[0]["path"] in text
    return text


def download(reader: Reader, base: str, folder: Path) -> str:
    reader.open(base + "index.html")
    reader.click(_section(reader, "About"), "About")
    reader.click(reader.page.get_by_role("link", name="Data", exact=True).first, "Data")
    return _saved(reader, folder)


def download_from_front(reader: Reader, base: str, folder: Path) -> str:
    reader.open(base + "index.html")
    reader.click(reader.page.get_by_role("main").get_by_role("link", name=re.compile("data page")).first, "data page")
    return _saved(reader, folder)


def _section(reader: Reader, name: str) -> Locator:
    return reader.page.get_by_role("navigation", name="Site").get_by_role("link", name=name, exact=True)


def _front_cell(reader: Reader) -> Locator:
    """Compression of at least 4x is the second column of the first table."""
    row = reader.page.get_by_role("row").filter(has=reader.page.get_by_role("link", name=NAME)).first
    return row.get_by_role("cell").nth(1)


def _claim_row(reader: Reader, folder: Path) -> str:
    """The first claim with a verdict, or without one if there is none."""
    compared = [row for row in _rows(folder, "gaps") if row["difference"]]
    told = [row for row in compared if row["verdict"] != "cannot tell"] or compared
    verdicts = re.compile("|".join(re.escape(verdict) for verdict in sorted({row["verdict"] for row in told})))
    text = reader.read(reader.page.locator("tbody tr").filter(has_text=verdicts).first)
    assert any(f"{float(row['claimed']):+.2f}".replace("-", "−") in text for row in told)
    return text


def _board_rows(reader: Reader) -> Locator:
    section = reader.page.locator("section", has=reader.page.get_by_role("heading", name="Results", exact=True))
    return section.locator("tbody tr")


def _middle(reader: Reader, base: str, folder: Path) -> tuple[str, dict[str, str]]:
    """The middle of those that meet the condition, and its method's name as the board writes it; off the clock."""
    ranked = _ranked(folder)
    row = ranked[len(ranked) // 2]
    aside = reader.page.context.new_page()
    aside.goto(f"{base}board/{BOARD}.html")
    name = aside.locator(f'a[href$="{row["paper"]}.html#r-{row["id"].partition(":")[2]}"]').first.inner_text()
    aside.close()
    return name, row


def _ranked(folder: Path) -> list[dict[str, str]]:
    """Results of class A and B with at least the ratio, best first."""
    found = [
        row
        for row in _rows(folder, "results")
        if (row["board"], row["kind"]) == (BOARD, "reported") and row["class"] in ("A", "B") and row["role"] != "sweep"
        and row["delta_top1"] and float(row["compression_ratio"] or 0) >= RATIO * 0.999
    ]  # fmt: skip
    return sorted(found, key=lambda row: -float(row["delta_top1"]))


def _change(row: dict[str, str]) -> str:
    return f"{float(row['delta_top1']):+.2f}".replace("-", "−")


def _rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / "data" / f"{name}.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def _saved(reader: Reader, folder: Path) -> str:
    with reader.page.expect_download() as saved:
        reader.click(reader.page.locator('a[href="data/results.csv"]'), "results, CSV")
    content = Path(saved.value.path()).read_bytes()
    reader.stop()
    assert content == (folder / "data" / "results.csv").read_bytes()
    return f"results.csv, {len(_rows(folder, 'results')):,} results"


ENTRIES: dict[str, Entry] = {
    "best": [best, best_on_board],
    "claim": [claim_on_front, claim, claim_by_section],
    "compare": [compare, compare_on_board, compare_alone],
    "source": [source],
    "download": [download_from_front, download],
}
