"""The page of changes and the Atom feed (RFC 4287) of built sites."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest

from leaderboard.changes.history import ChangeEntry, History, PaperEntry, RunsEntry
from leaderboard.changes.recording import update_history
from leaderboard.errors import DataError
from leaderboard.publishing import FILE
from leaderboard.records.model import Workspace
from leaderboard.render.change_pages import NEWEST
from leaderboard.render.context import Site
from leaderboard.render.linkcheck import LinkCheck
from leaderboard.render.site import render_site
from leaderboard.resources import site_sources
from tests.changes.conftest import Repo
from tests.conftest import Run
from tests.render.synthetic import corpus

ATOM = "{http://www.w3.org/2005/Atom}"
EVIL = "<script>alert(1)</script>\"'&{{ 7*7 }}]]>\ufffe"


def built(repo: Repo, leaderboard: Run, *options: str) -> Path:
    done = leaderboard("build", *options, cwd=repo.folder)
    assert done.returncode == 0, done.stderr
    return repo.folder / "build" / "site"


def render(tmp_path: Path, history: History) -> Path:
    """A site of the invented corpus with a history."""
    out = tmp_path / "site"
    out.mkdir()
    render_site(
        Site(corpus()),
        out,
        site_sources(),
        downloads=[],
        figures=[],
        progress=lambda name, pages: None,
        history=history,
    )
    return out


def entry(minute: int = 0, **more: object) -> ChangeEntry:
    date = datetime(2026, 3, 4, tzinfo=UTC) + timedelta(minutes=minute)
    given = {"id": f"{minute:016x}", "title": f"Change {minute}", **more}
    return ChangeEntry(date, **given)  # type: ignore[arg-type]


def feed(site: Path) -> ElementTree.Element:
    """The feed, with what RFC 4287 requires of it and of its entries asserted."""
    root = ElementTree.parse(site / "feed.xml").getroot()
    assert root.tag == f"{ATOM}feed"
    for element in (root, *root.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            (found,) = element.findall(f"{ATOM}{name}")
            assert found.text
        stamp = element.findtext(f"{ATOM}updated")
        assert stamp and datetime.strptime(stamp, "%Y-%m-%dT%H:%M:%SZ")
        name = element.findtext(f"{ATOM}id")
        assert name and re.fullmatch(r"tag:[a-z.-]+,\d{4}(-\d\d-\d\d)?:[A-Za-z0-9/-]+", name)
    assert root.findtext(f"{ATOM}author/{ATOM}name") == "Pruning leaderboard"
    assert [link.get("href") for link in root.findall(f"{ATOM}link") if link.get("rel") == "self"]
    names = [e.findtext(f"{ATOM}id") for e in root.iter() if e.tag in (f"{ATOM}feed", f"{ATOM}entry")]
    assert len(set(names)) == len(names)
    return root


def test_page_and_feed_of_a_history(repo: Repo, leaderboard: Run, correction: Callable[..., str]) -> None:
    """Newest first, grouped by day; papers, boards and results are linked, in the page and in the feed."""
    repo.append("one", correction("92.50", "92.05"))
    repo.commit(1)
    update_history(Workspace(repo.folder))
    site = built(repo, leaderboard)
    page = (site / "changelog.html").read_text()

    assert page.index("1 correction") < page.index("2 papers added, 4 results added")
    assert page.count('<h2 id="d-2026-03-04">') == 1
    assert '<a href="paper/one.html">Author 2024 (one): A synthetic paper</a>' in page
    assert '<a href="board/cifar-10--resnet-56.html">ResNet-56 on CIFAR-10</a>' in page
    assert '<a href="paper/one.html#r-a">one:a</a>: top1 <del>92.50</del> → <ins>92.05</ins>' in page
    root = feed(site)
    titles = [one.findtext(f"{ATOM}title") for one in root.findall(f"{ATOM}entry")]
    assert titles == ["1 correction", "2 papers added, 4 results added, catalogue revised"]
    assert root.findtext(f"{ATOM}updated") == "2026-03-04T03:01:00Z"
    content = root.find(f"{ATOM}entry/{ATOM}content")
    assert content is not None
    assert content.get("type") == "html"
    assert '<a href="paper/one.html#r-a">one:a</a>' in (content.text or "")
    anchors = [link.get("href", "").partition("#")[2] for link in root.findall(f"{ATOM}entry/{ATOM}link")]
    assert all(f'id="{anchor}"' in page for anchor in anchors)


def test_every_page_points_at_the_feed(repo: Repo, leaderboard: Run) -> None:
    """In the head and in the footer, by a relative address, under the same policy."""
    site = built(repo, leaderboard)
    for path in site.rglob("*.html"):
        up = "../" * (len(path.relative_to(site).parts) - 1)
        text = path.read_text()
        assert f'<link rel="alternate" href="{up}feed.xml" type="application/atom+xml"' in text, path
        assert f'<a href="{up}feed.xml">Feed of changes</a>' in text, path
        assert f'<li><a href="{up}changelog.html"' in text, path


def test_without_a_history_file(repo: Repo, leaderboard: Run) -> None:
    """An empty page that says how to begin, and a valid feed without entries."""
    site = built(repo, leaderboard)

    assert "No changes are on record." in (site / "changelog.html").read_text()
    root = feed(site)
    assert root.findall(f"{ATOM}entry") == []
    assert root.findtext(f"{ATOM}updated") == "1970-01-01T00:00:00Z"


@pytest.mark.parametrize("way", ["option", "file"])
def test_a_known_address_makes_links_absolute(repo: Repo, leaderboard: Run, way: str) -> None:
    """By `--base-url` or by the workspace's settings; ids stay what they are, pages stay relative."""
    update_history(Workspace(repo.folder))
    names = [e.text for e in feed(built(repo, leaderboard)).iter(f"{ATOM}id")]
    page = body(repo)
    options = ["--base-url", "https://example.org/x"] if way == "option" else []
    if way == "file":
        (repo.folder / FILE).write_text('schema = 1\nbase_url = "https://example.org/x/"\n')
    root = feed(built(repo, leaderboard, *options))

    assert [e.text for e in root.iter(f"{ATOM}id")] == names
    links = [link.get("href", "") for link in root.iter(f"{ATOM}link")]
    assert links[:2] == ["https://example.org/x/feed.xml", "https://example.org/x/changelog.html"]
    assert all(link.startswith("https://example.org/x/") for link in links)
    assert 'href="https://example.org/x/paper/one.html"' in (root.findtext(f"{ATOM}entry/{ATOM}content") or "")
    assert body(repo) == page


def body(repo: Repo) -> str:
    """The page of changes below its head."""
    return (repo.folder / "build" / "site" / "changelog.html").read_text().split("</head>")[1]


def test_links_to_the_sites_own_address_are_checked() -> None:
    """An absolute link into the site must lead somewhere, as a relative one must."""
    check = LinkCheck("https://example.org/x/")
    check.page("changelog.html", '<h1 id="a">x</h1>')
    check.page("feed.xml", '<link href="https://example.org/x/changelog.html#a"/>')
    check.page("paper/one.html", '<a href="https://example.org/x/changelog.html#a">')
    check.page("index.html", '<a href="https://example.org/x/"> <a href="https://example.org/y/">')
    check.finish()
    check.page("two.html", '<a href="https://example.org/x/nowhere.html">')
    with pytest.raises(DataError, match=r"two\.html -> nowhere\.html"):
        check.finish()


def test_hostile_text_is_text_in_page_and_feed(tmp_path: Path) -> None:
    """Whatever an entry holds, the feed is well-formed and shows it; names without a page are no links."""
    hostile = entry(
        title=EVIL, papers=(PaperEntry(EVIL, added=True, results=1, on=(EVIL,)),), runs=(RunsEntry(EVIL, EVIL, 1),)
    )
    site = render(tmp_path, History((hostile,)))
    page = (site / "changelog.html").read_text()

    assert "<script>alert" not in page
    shown = EVIL.replace("\ufffe", "\ufffd")
    found = feed(site).find(f"{ATOM}entry")
    assert found is not None
    assert found.findtext(f"{ATOM}title") == shown
    assert "<script>alert" not in (found.findtext(f"{ATOM}content") or "")


def test_many_changes(tmp_path: Path) -> None:
    """The feed holds the newest, the page all; entries of one moment stand the later one first."""
    entries = [entry(minute % 1500) if minute != 1 else entry(0, id="f" * 16, title="Later") for minute in range(120)]
    site = render(tmp_path, History(tuple(entries)))
    page = (site / "changelog.html").read_text()

    titles = [one.findtext(f"{ATOM}title") for one in feed(site).findall(f"{ATOM}entry")]
    assert titles == [f"Change {minute}" for minute in range(119, 119 - NEWEST, -1)]
    assert "120 changes" in page
    assert page.index("Later") < page.index("Change 0 ")


def test_equal_input_gives_equal_bytes_without_git(repo: Repo, leaderboard: Run) -> None:
    """Page and feed come from the file: another hash seed, time zone or day and no git change nothing."""
    update_history(Workspace(repo.folder))
    first = {p.name: p.read_bytes() for p in built(repo, leaderboard).iterdir() if p.is_file()}
    done = leaderboard("build", cwd=repo.folder, PATH="/nonexistent", TZ="Asia/Kathmandu", PYTHONHASHSEED="7")
    assert done.returncode == 0, done.stderr

    again = {p.name: p.read_bytes() for p in (repo.folder / "build" / "site").iterdir() if p.is_file()}
    assert again == first
