"""Broken links and anchors fail the build, naming the page."""

from __future__ import annotations

import pytest

from leaderboard.errors import DataError
from leaderboard.render.linkcheck import LinkCheck


def check(**pages: str) -> None:
    """Check pages given as ``folder__name="html"``."""
    links = LinkCheck()
    for name, text in pages.items():
        links.page(name.replace("__", "/") + ".html", text)
    links.file("static/site.css")
    links.finish()


def test_whole_sites_pass() -> None:
    """Up and down, to anchors with odd characters, to other files and out to the web."""
    check(
        index='<p id="top"><a href="paper/one.html#r-a%20b">x</a> <a href="#top">x</a> <a href="https://x.org/a">x</a>',
        paper__one='<link href="../static/site.css"> <a href="../index.html#top">x</a> <p id="r-a b"></p>',
    )


def test_views_of_a_page_that_exists_pass() -> None:
    """What a page makes of its address is not an anchor."""
    check(one='<a href="one.html#q=a%20b">x</a>')


@pytest.mark.parametrize(
    ("text", "broken"),
    [
        ('<a href="two.html#q=a">', "one.html -> two.html#q=a"),
        ('<a href="two.html">', "one.html -> two.html"),
        ('<a href="one.html#x">', "one.html -> one.html#x"),
        ('<a href="#x">', "one.html -> one.html#x"),
        ('<a class="m" href="../one.html">', "one.html -> ../one.html"),
        ('<script src="static/no.js">', "one.html -> static/no.js"),
    ],
)
def test_broken_links_name_their_page(text: str, broken: str) -> None:
    """The message has the page the link stands on, and where it leads."""
    with pytest.raises(DataError, match=broken.replace(".", r"\.")):
        check(one=text)


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//x.org", "/x"])
def test_addresses_that_leave_the_site_are_refused(address: str) -> None:
    """Only http and https lead outside."""
    with pytest.raises(DataError, match="neither"):
        check(one=f'<a href="{address}">')


def test_an_anchor_used_twice_is_refused() -> None:
    """A permalink leads to one place."""
    with pytest.raises(DataError, match="twice"):
        check(one='<p id="a"></p><p id="a"></p>')


def test_addresses_of_records_on_the_sites_own_host_are_foreign() -> None:
    """A site at the root of a host that serves other things too: what a record names there is no page of ours."""
    links = LinkCheck("https://example.org/")
    links.page("index.html", '<a href="https://example.org/paper.pdf" rel="noopener noreferrer">')
    links.finish()
    links.page("index.html", '<a href="https://example.org/paper.html">')
    with pytest.raises(DataError, match=r"index\.html -> paper\.html"):
        links.finish()
