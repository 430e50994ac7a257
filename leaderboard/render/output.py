"""Writes the site's files into its folder, and nowhere else; keeps count of what it wrote."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError

from leaderboard.errors import DataError, LeaderboardError
from leaderboard.publishing import Publishing
from leaderboard.render.linkcheck import LinkCheck
from leaderboard.render.published import UNLISTED, Published

_UNPUBLISHED = Publishing()


def environment(templates: Path) -> Environment:
    """Templates that escape every value whatever their suffix, and fail on a missing variable."""
    return Environment(
        loader=FileSystemLoader(templates),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )


class Output:
    """A site's folder while it is being filled."""

    def __init__(
        self, out: Path, templates: Path, common: Mapping[str, Any], settings: Publishing = _UNPUBLISHED
    ) -> None:
        """``common`` holds the variables every page has; ``settings`` say where the site will stand, if known."""
        self.out = out.resolve()
        self.pages = 0
        self.bytes = 0
        self.paths: list[str] = []
        self.links = LinkCheck(settings.base_url)
        self.published = Published(settings, self.links)
        self._environment = environment(templates)
        self._environment.globals.update(common, published=self.published)

    def page(self, path: str, template: str, record: str = "", **context: Any) -> None:
        """Render ``template`` to ``path``. Whatever a template raises becomes a DataError naming page and record."""
        text = self._rendered(path, template, record, context)
        self.links.page(path, text)
        self._write(path, text.encode("utf-8", "replace"))
        self.paths.append(path)
        self.pages += 1

    def drawing(self, path: str, template: str, **context: Any) -> None:
        """Render ``template`` to a file that is no page: it has no links and no anchors."""
        self.file(path, self._rendered(path, template, "", context).encode("utf-8", "replace"))

    def _rendered(self, path: str, template: str, record: str, context: Mapping[str, Any]) -> str:
        # A host serves an unlisted page (404) at any address, where only absolute links lead anywhere.
        absolute = bool(self.published.base) and path in UNLISTED
        root = self.published.base if absolute else "../" * path.count("/")
        try:
            return self._environment.get_template(template).render(root=root, page=path, **context)
        except LeaderboardError:
            raise
        except (TemplateError, ArithmeticError, LookupError, TypeError, ValueError, AttributeError) as error:
            of = f" (record {record!r})" if record else ""
            where = f", template {template}" + (f" line {error.lineno}" if hasattr(error, "lineno") else "")
            raise DataError(f"page {path}{of} cannot be made: {error}{where}") from error

    def file(self, path: str, content: bytes) -> None:
        """Write a file that is not a page."""
        self.links.file(path)
        self._write(path, content)

    def _write(self, path: str, content: bytes) -> None:
        parts = PurePosixPath(path).parts
        target = self.out.joinpath(*parts)
        if not parts or ".." in parts or not target.resolve().is_relative_to(self.out):
            raise DataError(f"page {path!r} would be written outside the site's folder {self.out}")
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as stream:  # x: no page ever overwrites another
            stream.write(content)
        self.bytes += len(content)
