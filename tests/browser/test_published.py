"""A site built for an address, in headless Chromium: from file:// and from the address itself, below a sub-path."""

from __future__ import annotations

import functools
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

pytest.importorskip("playwright.sync_api")
from playwright.sync_api import Browser

from leaderboard.publishing import Publishing
from leaderboard.render.context import Site
from leaderboard.render.downloads import write_downloads
from leaderboard.render.site import render_site
from leaderboard.resources import site_sources
from tests.browser.rig import watch
from tests.render.synthetic import corpus, with_text

PAGES = ("index", "data", "board/cifar-10--resnet-56", "paper/one", "method/alpha", "dataset/cifar-10", "changelog")
EVIL = "</script><script>alert(1)</script><img src=x onerror=alert(1)>\"'"
pytestmark = pytest.mark.browser


class Quiet(SimpleHTTPRequestHandler):
    """Serves a folder without a word; the page for wrong addresses as hosts of static sites do."""

    def log_message(self, *_: object) -> None:
        return None

    def send_error(self, code: int, *_: object) -> None:  # type: ignore[override]
        body = (Path(self.directory) / "pruning" / "404.html").read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(body)


def write(out: Path, base: str, *, hostile: bool = False) -> Path:
    out.mkdir(parents=True)
    found = with_text(corpus(), lambda text: EVIL) if hostile else corpus()
    site = Site(found)
    render_site(
        site,
        out,
        site_sources(),
        downloads=write_downloads(site, out, None),
        figures=[],
        progress=lambda name, pages: None,
        publishing=Publishing(base, "https://github.com/example/pruning"),
    )
    return out


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The invented corpus at an address with a sub-path: the address and the folder."""
    root = tmp_path_factory.mktemp("served")
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(root)))
    base = f"http://127.0.0.1:{server.server_port}/pruning/"
    site = write(root / "pruning", base)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield base, site
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("width", [1280, 320])
def test_pages_open_from_a_folder_without_a_complaint(chromium: Browser, served: tuple[str, Path], width: int) -> None:
    """Structured data is no script to the policy, badges are pictures of the site, nothing leaves the folder."""
    _, site = served
    context = chromium.new_context(viewport={"width": width, "height": 800})
    page = context.new_page()
    wrong = watch(page, site.as_uri())
    for name in PAGES:
        page.goto(f"{site.as_uri()}/{name}.html")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
    assert page.goto(f"{site.as_uri()}/paper/one.html")
    assert page.locator('img[src$="badge/paper/one.svg"]').evaluate("picture => picture.naturalWidth") > 200
    assert wrong == []
    context.close()


def test_pages_know_their_address(chromium: Browser, served: tuple[str, Path]) -> None:
    """What the head gives as the page's address is where the page is; its picture and files are there."""
    base, _ = served
    context = chromium.new_context(java_script_enabled=True)
    page = context.new_page()
    wrong = watch(page, base)
    for name in PAGES:
        address = base if name == "index" else f"{base}{name}.html"
        page.goto(address)
        assert page.locator('link[rel="canonical"]').get_attribute("href") == page.url
        picture = page.locator('meta[property="og:image"]').get_attribute("content")
        assert picture is not None and page.request.get(picture).headers["content-type"] == "image/png"
    assert wrong == []
    context.close()


def test_a_wrong_address_anywhere_leads_back(chromium: Browser, served: tuple[str, Path]) -> None:
    """The page for wrong addresses has its style and links that work, however deep the address."""
    base, _ = served
    context = chromium.new_context()
    page = context.new_page()
    answer = page.goto(f"{base}board/deep/er/nowhere.html")
    assert answer is not None and answer.status == 404
    assert "system-ui" in page.evaluate("getComputedStyle(document.body).fontFamily")
    page.locator("main a").first.click()
    assert page.url == f"{base}index.html"
    context.close()


def test_hostile_text_in_structured_data_runs_nothing(chromium: Browser, tmp_path: Path) -> None:
    """Titles that try to end the block stay data, and the badges of hostile names are pictures."""
    site = write(tmp_path / "site", "https://example.org/pruning/", hostile=True)
    context = chromium.new_context(viewport={"width": 375, "height": 800})
    page = context.new_page()
    wrong = watch(page, site.as_uri())
    for name in PAGES:
        page.goto(f"{site.as_uri()}/{name}.html")
    page.goto(f"{site.as_uri()}/data.html")
    block = page.locator('script[type="application/ld+json"]').first
    assert block.evaluate("block => JSON.parse(block.textContent).citation[0].name") == EVIL
    assert wrong == []
    context.close()
