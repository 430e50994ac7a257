"""Sites for the browser: one of the invented corpus, from its folder and from a server under a prefix."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from tests.browser.rig import Rendered, watch, whole, written
from tests.render.synthetic import corpus


@pytest.fixture(scope="session")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> Rendered:
    """A page of every kind, in a folder whose name needs quoting."""
    return written(whole(), tmp_path_factory.mktemp("whole") / "a site #1")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small invented corpus, whose numbers the tests of scripts know by heart."""
    return written(corpus(), tmp_path_factory.mktemp("small") / "a site #2").folder


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Nothing on the terminal."""


@pytest.fixture(scope="session")
def served(rendered: Rendered) -> Iterator[str]:
    """The address of the same site on a server, under a prefix as on a project's pages; it ends in a slash."""
    handler = partial(_Quiet, directory=str(rendered.folder.parent))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/{quote(rendered.folder.name)}/"
        server.shutdown()


@pytest.fixture(params=["file", "http"])
def base(request: pytest.FixtureRequest, rendered: Rendered, served: str) -> str:
    """The address of the site, once as a folder and once on the server."""
    return f"{rendered.folder.as_uri()}/" if request.param == "file" else served


@pytest.fixture
def tab(chromium: Any, site: Path) -> Iterator[Any]:
    """A page at 1280 px that fails the test on any error or any request outside the small site's folder."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    page = context.new_page()
    wrong = watch(page, site.as_uri())
    yield page
    assert wrong == []
    context.close()
