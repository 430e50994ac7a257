"""The options that say where a site will stand, shared by the commands that render one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

Decorated = Callable[..., Any]


def publishing_options(command: Decorated) -> Decorated:
    """Add ``--base-url`` and ``--repository``; without them reported_results/site.toml counts."""
    base = click.option(
        "--base-url",
        metavar="URL",
        default="",
        help="Where the site will stand: absolute addresses, a sitemap, previews and structured data.",
    )
    repository = click.option(
        "--repository",
        metavar="URL",
        default="",
        help="Its repository on GitHub: links to report an error in a number and to edit its record.",
    )
    return base(repository(command))
