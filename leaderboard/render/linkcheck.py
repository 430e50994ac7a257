"""Every internal link and anchor of the written pages leads somewhere.

A fragment with an equals sign is the view of a page, such as a search of the explorer; no anchor has one.
"""

from __future__ import annotations

import html
import posixpath
import re
from urllib.parse import unquote

from leaderboard.errors import DataError

# Autoescape turns every quote of a record's text into an entity, so a double quote only ever ends an attribute.
# Addresses that records give are marked as foreign: a host may serve other things than this site.
# Each pattern begins with plain letters, which are searched for several times as fast as what may come before them.
_HREF = re.compile(r'href(?<=\shref)="([^"]*)"( rel="noopener noreferrer")?')
_SRC = re.compile(r'src(?<=\ssrc)="([^"]*)"( rel="noopener noreferrer")?')
_ID = re.compile(r'id="(?<=\sid=")([^"]*)"')
_EXTERNAL = re.compile(r"https?://", re.IGNORECASE)


class LinkCheck:
    """Collects links and anchors page by page; ``finish`` names every broken one."""

    def __init__(self, own: str = "") -> None:
        """``own`` is the site's address, if known: links that begin with it are internal, from the site's folder."""
        self._own = own
        self._anchors: dict[str, frozenset[str]] = {}
        self._links: dict[str, set[tuple[str, str]]] = {}

    def page(self, path: str, text: str) -> None:
        """Note a page's anchors and internal links.

        Raises DataError for an anchor used twice and for an address that is neither http(s) nor relative.
        """
        anchors = _ID.findall(text)
        self._anchors[path] = frozenset(map(html.unescape, anchors))
        if len(self._anchors[path]) < len(anchors):
            twice = sorted({a for a in anchors if anchors.count(a) > 1})
            raise DataError(f"{path}: the anchor {twice[0][:80]!r} stands on the page twice")
        folder = posixpath.dirname(path)
        for raw, foreign in {*_HREF.findall(text), *_SRC.findall(text)}:
            link = html.unescape(raw)
            if self._own and not foreign and link.startswith(self._own):
                link = posixpath.relpath(link.removeprefix(self._own) or "index.html", folder or ".")
            if _EXTERNAL.match(link):
                continue
            target, _, anchor = link.partition("#")
            if ":" in target or target.startswith(("/", "\\")):
                raise DataError(f"{path}: the address {link[:80]!r} is neither http(s) nor within the site")
            full = posixpath.normpath(posixpath.join(folder, unquote(target))) if target else path
            self._links.setdefault(full, set()).add((unquote(anchor), path))

    def refer(self, page: str, target: str) -> None:
        """Note that ``page`` names a page or file of the site where no link stands (in its head, in a map)."""
        self._links.setdefault(target, set()).add(("", page))

    def file(self, path: str) -> None:
        """Note a file that is not a page."""
        self._anchors[path] = frozenset()

    def finish(self) -> None:
        """Raise DataError listing the links that lead to no file or to no anchor."""
        broken = []
        for target, uses in self._links.items():
            anchors = self._anchors.get(target)
            for anchor, page in uses:
                if anchors is None or (anchor and "=" not in anchor and anchor not in anchors):
                    broken.append(f"{page} -> {target}{'#' + anchor if anchor else ''}")
        if broken:
            shown = "; ".join(sorted(broken)[:5])
            raise DataError(f"{len(broken)} broken links on the site, the old one stays: {shown}")
