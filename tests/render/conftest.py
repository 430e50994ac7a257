"""Sites of invented corpora, rendered without the command line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from leaderboard.changes.history import History
from leaderboard.publishing import Publishing
from leaderboard.render.context import Site
from leaderboard.render.downloads import write_downloads
from leaderboard.render.site import render_site
from leaderboard.resources import site_sources
from leaderboard.store.corpus import Corpus

Render = Callable[..., dict[str, str]]
Publish = Callable[..., Path]
BASE, REPOSITORY = "https://example.org/pruning/", "https://github.com/example/pruning"


@pytest.fixture
def render(tmp_path: Path) -> Render:
    """Render a corpus: the text of every file of the site, by path."""

    def make(corpus: Corpus, sources: Path | None = None) -> dict[str, str]:
        out = tmp_path / "site"
        out.mkdir()
        render_site(
            Site(corpus),
            out,
            sources or site_sources(),
            downloads=[],
            figures=[],
            progress=lambda name, pages: None,
        )
        return {p.relative_to(out).as_posix(): p.read_text("utf-8") for p in sorted(out.rglob("*")) if p.is_file()}

    return make


@pytest.fixture
def publish(tmp_path: Path) -> Publish:
    """Render a corpus with its downloads for an address: the folder of the site."""

    def make(
        corpus: Corpus,
        base: str = BASE,
        repository: str = REPOSITORY,
        *,
        history: History | None = None,
        lines: dict[str, int] | None = None,
        sources: Path | None = None,
        name: str = "published",
    ) -> Path:
        out = tmp_path / name
        out.mkdir()
        site = Site(corpus)
        render_site(
            site,
            out,
            sources or site_sources(),
            downloads=write_downloads(site, out, None),
            figures=[],
            progress=lambda name, pages: None,
            history=history,
            publishing=Publishing(base, repository),
            lines=lines,
        )
        return out

    return make
