"""Sites of invented corpora, rendered without the command line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from leaderboard.render.site import render_site
from leaderboard.resources import site_sources
from leaderboard.store.corpus import Corpus

Render = Callable[..., dict[str, str]]


@pytest.fixture
def render(tmp_path: Path) -> Render:
    """Render a corpus: the text of every file of the site, by path."""

    def make(corpus: Corpus, sources: Path | None = None) -> dict[str, str]:
        out = tmp_path / "site"
        out.mkdir()
        render_site(
            corpus,
            out,
            sources or site_sources(),
            downloads=[],
            figures=[],
            dictionary=[],
            progress=lambda name, pages: None,
        )
        return {p.relative_to(out).as_posix(): p.read_text("utf-8") for p in sorted(out.rglob("*")) if p.is_file()}

    return make
