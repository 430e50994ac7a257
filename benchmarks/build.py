"""How the build's cost grows: synthetic corpora of 1,000, 10,000 and 100,000 results, beside a plain peer.

The peer is the script that people write first: read one CSV with pandas, group it by data set and architecture,
render one HTML table a group and an index with Jinja. It gets the same number of results and makes the same number of
board tables, so the ratio says what checking, normalising with working, a constrained database, charts, per-paper
pages and link checking cost on top. It does none of these; it is a lower bound, not an equal.

Synthetic records are made in a temporary folder and never touch `reported_results/`. Timings vary between machines:
read the ratios and the growth, not the seconds.

Run with ``python benchmarks/build.py [--sizes 1000,10000] [--json FILE]``.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILD = "from leaderboard.cli.main import main; main()"
PEER = """
import sys, pandas, jinja2
from pathlib import Path
source, out = Path(sys.argv[1]), Path(sys.argv[2])
out.mkdir()
row = "<tr>{% for c in r %}<td>{{ c }}</td>{% endfor %}</tr>"
text = "<h1>{{ name }}</h1><table>{% for r in rows %}" + row + "{% endfor %}</table>"
page = jinja2.Environment(autoescape=True).from_string(text)
frame = pandas.read_csv(source)
links = []
for (dataset, architecture), group in frame.groupby(["dataset", "architecture"]):
    name = f"{dataset}--{architecture}"
    (out / f"{name}.html").write_text(page.render(name=name, rows=group.values.tolist()))
    links.append((name, len(group)))
(out / "index.html").write_text(page.render(name="index", rows=links))
"""


def make_workspace(folder: Path, results: int) -> Path:
    """Synthetic records: papers of 50 results in 5 tables on 6 data sets x 20 architectures; also the peer's CSV."""
    random.seed(results)
    papers, catalogue = folder / "reported_results" / "papers", folder / "reported_results" / "catalogue"
    papers.mkdir(parents=True)
    catalogue.mkdir()
    count = max(1, results // 50)
    entries = {
        "datasets.toml": "".join(f'[[dataset]]\nkey = "d{i}"\nname = "Synthetic {i}"\n\n' for i in range(6)),
        "architectures.toml": "".join(f'[[architecture]]\nkey = "n{i}"\nname = "Net-{i}"\n\n' for i in range(20)),
        "venues.toml": '[[venue]]\nkey = "v"\nname = "Synthetic venue"\n',
        "methods.toml": "".join(f'[[method]]\nkey = "s{i}"\nname = "S{i}"\npaper = "s{i}"\n\n' for i in range(count)),
    }
    for name, text in entries.items():
        (catalogue / name).write_text(f"schema = 1\n\n{text}")
    lines = ["id,dataset,architecture,top1,removed"]
    left = results
    for i in range(count):
        rows = left if i == count - 1 else 50
        left -= rows
        (papers / f"s{i}.toml").write_text(paper_text(i, rows, lines))
    (folder / "peer.csv").write_text("\n".join(lines) + "\n")
    return folder


def paper_text(i: int, rows: int, lines: list[str]) -> str:
    """One synthetic paper; its rows also go to ``lines`` for the peer."""
    text = f'schema = 1\n\n[paper]\nkey = "s{i}"\ntitle = "Synthetic paper {i}"\nauthors = ["Ada Author{i}"]\n'
    text += f'year = {2010 + i % 15}\nvenue = "Synthetic venue"\n'
    if i:
        text += f'compares_to = ["s{i - 1}"]\n'
    for n in range(0, rows, 10):
        dataset, net = random.randrange(6), random.randrange(20)
        text += f'\n[[table]]\nlocator = "Table {n // 10 + 1}"\nsource = "printed"\ndataset = "Synthetic {dataset}"\n'
        text += f'architecture = "Net-{net}"\ncolumns = {{ top1 = "percent", params_removed = "percent", '
        text += 'flops_removed = "percent" }\nbaseline = { top1 = 93.10 }\nrows = [\n'
        for k in range(n, min(n + 10, rows)):
            top1, gone = f"{random.uniform(80, 94):.4f}", f"{random.uniform(5, 98):.3f}"
            text += f'  {{ id = "r{k}", top1 = {top1}, params_removed = {gone}, flops_removed = {gone} }},\n'
            lines.append(f"s{i}:r{k},d{dataset},n{net},{top1},{gone}")
        text += "]\n"
    return text


def timed(arguments: list[str], folder: Path) -> tuple[float, float]:
    """Wall seconds and peak resident MiB of a child process; raises when it fails."""
    start = time.monotonic()
    child = os.fork()
    if child == 0:
        os.chdir(folder)
        quiet = os.open(os.devnull, os.O_WRONLY)
        os.dup2(quiet, 1)
        os.dup2(quiet, 2)
        os.execve(sys.executable, [sys.executable, *arguments], {**os.environ, "PYTHONPATH": str(ROOT)})
    _, status, usage = os.wait4(child, 0)
    if status:
        raise SystemExit(f"{arguments[:1]} failed with status {status}")
    return time.monotonic() - start, usage.ru_maxrss / 1024


def measure(results: int) -> dict[str, float]:
    """Build one size with both; the peer's number of board pages equals ours."""
    with tempfile.TemporaryDirectory() as name:
        folder = make_workspace(Path(name), results)
        ours, memory = timed(["-c", BUILD, "build"], folder)
        peer, _ = timed(["-c", PEER, str(folder / "peer.csv"), str(folder / "peer")], folder)
        boards = len(list((folder / "build" / "site" / "board").glob("*.html")))
        assert boards == len(list((folder / "peer").glob("d*.html"))), "unequal number of boards"
        pages = len(list((folder / "build" / "site").rglob("*.html")))
    return {
        "results": results,
        "seconds": round(ours, 2),
        "milliseconds_per_result": round(1000 * ours / results, 3),
        "peak_mib": round(memory),
        "pages": pages,
        "peer_seconds": round(peer, 2),
        "ratio_to_peer": round(ours / peer, 2),
    }


def main() -> None:
    """Measure every size and print a table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sizes", default="1000,10000,100000")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    found = [measure(int(size)) for size in options.sizes.split(",")]
    print("  ".join(f"{name:>23}" for name in found[0]))
    for row in found:
        print("  ".join(f"{value:>23}" for value in row.values()))
    if options.json:
        options.json.write_text(json.dumps(found, indent=2) + "\n")


if __name__ == "__main__":
    main()
