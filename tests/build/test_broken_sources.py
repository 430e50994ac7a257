"""A broken variable, page or link anywhere fails the build by name, and what was published stays whole (fault 39)."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from leaderboard.build import build
from leaderboard.errors import DataError
from leaderboard.publishing import Publishing
from leaderboard.records.model import Workspace
from leaderboard.release import release
from leaderboard.store.database import database_url
from tests.build.test_release import files, folder
from tests.conftest import ROOT

SETTINGS = Publishing("https://example.org/x/", "https://github.com/a/b")


def published(at: Path) -> None:
    build(Workspace(at), at / "build" / "site", database_url(None, at / "x.sqlite"), lambda line: None, SETTINGS)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace whose site is published."""
    at = folder(tmp_path_factory.mktemp("whole") / "work")
    published(at)
    return at


@pytest.mark.parametrize(
    ("template", "old", "new", "message"),
    [
        ("base.html", "<main", "{{ missing }}<main", r"page board/cifar-10--resnet-56\.html.*'missing' is undefined"),
        ("paper.html", "<h1>", "{{ missing }}<h1>", r"page paper/one\.html \(record 'one'\).*'missing' is undefined"),
        ("_meta.html", "og:url", "{{ missing }}", r"page board/cifar-10--resnet-56\.html.*'missing' is undefined"),
        ("feed.xml", "<title>", "<title>{{ missing }}", r"page feed\.xml.*'missing' is undefined"),
        ("sitemap.xml", "<loc>", "<loc>{{ missing }}", r"page sitemap\.xml.*'missing' is undefined"),
        ("badge.svg", "<title", "{{ missing }}<title", r"page badge/method/one\.svg.*'missing' is undefined"),
        ("data.html", "{% block main %}", "{% block main %}{% if %}", r"page data\.html cannot be made"),
        ("feed.xml", "changelog.html#", "gone.html#", r"broken links.*feed\.xml -> gone\.html"),
        ("_badge.html", "{{ badge.path }}", "gone.svg", r"broken links.*method/one\.html -> gone\.svg"),
        ("_meta.html", "published.url(page)", "published.url('gone.html', page)", r"-> gone\.html"),
        ("404.html", 'index.html"', 'index.html#gone"', r"broken links.*404\.html -> index\.html#gone"),
    ],
)
def test_the_old_site_and_zip_stay(
    whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, template: str, old: str, new: str, message: str
) -> None:
    """The page (and its record, if it has one) is named; neither site nor zip nor folder of the build changes."""
    at = Path(shutil.copytree(whole, tmp_path / "work"))
    (at / "x.zip").write_text("old")
    before = files(at / "build" / "site")
    sources = Path(shutil.copytree(ROOT / "site", tmp_path / "sources"))
    text = (sources / "templates" / template).read_text("utf-8")
    assert old in text
    (sources / "templates" / template).write_text(text.replace(old, new), "utf-8")
    monkeypatch.setattr("leaderboard.build.site_sources", lambda: sources)

    with pytest.raises(DataError, match=message):
        published(at)
    with pytest.raises(DataError, match=message):
        release(Workspace(at), at / "x.zip", lambda line: None, SETTINGS, overwrite=True)
    assert files(at / "build" / "site") == before
    assert (at / "x.zip").read_text() == "old"
    assert list(at.rglob("*.tmp")) == []
