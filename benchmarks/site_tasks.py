"""Five things that readers want from a leaderboard, done through the pages in headless Chromium, with their cost.

Each task starts on the front page and ends when the answer has been read (or the file saved); the answer is checked
against the data. Printed are clicks, keys typed, screenfuls scrolled, the person's seconds by the keystroke-level
model (`reader.py`) and the seconds of the script itself (loading, script on the page, and the driver's overhead; the
median of several runs, each in a fresh browser context). Where a task can be done in several ways, the one with the
fewest modelled seconds counts. With folders of other leaderboards the counterparts run too (`peer_tasks.py`).

Run with ``python benchmarks/site_tasks.py build/site [--peer NAME=FOLDER]… [--libraries FILE] [--json FILE]``.
"""

from __future__ import annotations

import argparse
import functools
import json
import shutil
import statistics
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import own_tasks
import peer_tasks
from playwright.sync_api import Browser, Route, sync_playwright
from reader import Reader

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
TASKS = {
    "best": "find the best at 4x on ResNet-50",
    "claim": "see whether a claim was re-measured",
    "compare": "compare two methods",
    "source": "find where a number comes from",
    "download": "download the data",
}


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The folder at a loopback address under a prefix-free root."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()


def attempt(
    browser: Browser, way: peer_tasks.Way, base: str, folder: Path, libraries: dict[str, Path]
) -> dict[str, Any]:
    """One run in a fresh context, with everything outside the folder refused but the given libraries."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    refused: set[str] = set()

    def route(call: Route) -> None:
        url = call.request.url
        if url.startswith((base, "blob:", "data:")):
            call.continue_()
        elif found := next((p for start, p in libraries.items() if url.startswith(start)), None):
            rest = url.partition("?")[0].removeprefix(next(s for s in libraries if url.startswith(s)))
            call.fulfill(path=found / rest if rest else found, headers={"access-control-allow-origin": "*"})
        else:
            refused.add(url.split("/")[2])
            call.abort()

    context.route("**/*", route)
    reader = Reader(context.new_page())
    answer = way(reader, base, folder)
    context.close()
    effort = asdict(reader.effort) | {"model_seconds": round(reader.effort.model_seconds, 2)}
    return effort | {"way": way.__name__, "answer": answer, "hosts_refused": sorted(refused)}


def cost(
    browser: Browser, entry: peer_tasks.Entry, base: str, folder: Path, libraries: dict[str, Path], runs: int
) -> Any:
    """The cheapest way by the model, with the median of the script's seconds; or the sentence why there is none."""
    if isinstance(entry, str):
        return entry
    found = []
    for way in entry:
        tries = [attempt(browser, way, base, folder, libraries) for _ in range(runs)]
        found.append(tries[0] | {"script_seconds": round(statistics.median(t["script_seconds"] for t in tries), 3)})
    cheapest, *others = sorted(found, key=lambda effort: effort["model_seconds"])
    return cheapest | {"other_ways": others}


def report(results: dict[str, dict[str, Any]]) -> str:
    """A Markdown table a task."""
    lines = []
    for task, title in TASKS.items():
        lines += ["", f"### {title}", "", "| site | clicks | keys | screens | model, s | script, s | answer |"]
        lines.append("|---|---:|---:|---:|---:|---:|---|")
        for site, by_task in results.items():
            effort = by_task[task]
            if isinstance(effort, str):
                lines.append(f"| {site} | – | – | – | – | – | {effort} |")
                continue
            numbers = (effort[name] for name in ("clicks", "keys", "screens", "model_seconds", "script_seconds"))
            lines.append(f"| {site} | {' | '.join(map(str, numbers))} | {effort['answer'][:160].replace('|', '/')} |")
    return "\n".join(lines)


def worse(results: dict[str, dict[str, Any]]) -> list[str]:
    """Where the first site takes more modelled seconds than another that answers, or does not answer at all."""
    (own, ours), *others = results.items()
    found = []
    for task in TASKS:
        for name, theirs in others:
            if isinstance(theirs[task], dict) and (
                isinstance(ours[task], str) or ours[task]["model_seconds"] > theirs[task]["model_seconds"]
            ):
                found.append(f"{own} takes more than {name} to {TASKS[task]}")
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("site", type=Path, help="the folder of a built site")
    parser.add_argument(
        "--peer", action="append", default=[], metavar="NAME=FOLDER", help=", ".join(peer_tasks.ENTRIES)
    )
    parser.add_argument(
        "--libraries", type=Path, help="JSON: address (or its beginning, ending in /) to local file or folder"
    )
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    libraries = {}
    if options.libraries:
        home = options.libraries.parent
        libraries = {url: home / path for url, path in json.loads(options.libraries.read_text()).items()}
    sites = {"this site": (options.site, own_tasks.ENTRIES)}
    for name, _, folder in (peer.partition("=") for peer in options.peer):
        sites[name] = (Path(folder), peer_tasks.ENTRIES[name])
    results: dict[str, dict[str, Any]] = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for name, (folder, entries) in sites.items():
            with served(folder) as base:
                results[name] = {t: cost(browser, entries[t], base, folder, libraries, options.runs) for t in TASKS}
        browser.close()
    print(report(results), "", *(worse(results) or ["No task takes more here than elsewhere."]), sep="\n")
    if options.json:
        options.json.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
