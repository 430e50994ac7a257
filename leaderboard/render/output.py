"""Writes the site's files into its folder, and nowhere else; keeps count of what it wrote."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError

from leaderboard.errors import DataError, LeaderboardError
from leaderboard.render.linkcheck import LinkCheck


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

    def __init__(self, out: Path, templates: Path, common: Mapping[str, Any], own: str = "") -> None:
        """``common`` holds the variables every page has; ``own`` is the site's address, if known."""
        self.out = out.resolve()
        self.pages = 0
        self.first: dict[str, str] = {}  # by template the first page made from it
        self.bytes = 0
        self.links = LinkCheck(own)
        self._environment = environment(templates)
        self._environment.globals.update(common)

    def page(self, path: str, template: str, record: str = "", **context: Any) -> None:
        """Render ``template`` to ``path``. Whatever a template raises becomes a DataError naming page and record."""
        try:
            text = self._environment.get_template(template).render(root="../" * path.count("/"), page=path, **context)
        except LeaderboardError:
            raise
        except (TemplateError, ArithmeticError, LookupError, TypeError, ValueError, AttributeError) as error:
            of = f" (record {record!r})" if record else ""
            where = f", template {template}" + (f" line {error.lineno}" if hasattr(error, "lineno") else "")
            raise DataError(f"page {path}{of} cannot be made: {error}{where}") from error
        self.links.page(path, text)
        self.first.setdefault(template, path)
        self._write(path, text.encode("utf-8", "replace"))
        self.pages += 1

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
