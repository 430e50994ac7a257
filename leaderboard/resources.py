"""Where the package's own data lies: beside the code in a checkout, inside the package in a wheel."""

from __future__ import annotations

from pathlib import Path

from leaderboard.errors import UsageError

_PACKAGE = Path(__file__).resolve().parent


def site_sources() -> Path:
    """The folder with the site's ``templates/`` and ``static/``."""
    return _find("_site", "site")


def shipped_records() -> Path:
    """The ``reported_results`` folder that this version ships."""
    return _find("_reported_results", "reported_results")


def protocol_files() -> list[Path]:
    """The TOML files of the protocols that the runners ship."""
    return sorted(_find("runners/protocols", "runners/protocols").glob("*.toml"))


def _find(packed: str, checkout: str) -> Path:
    for folder in (_PACKAGE / packed, _PACKAGE.parent / checkout):
        if folder.is_dir():
            return folder
    raise UsageError(f"this installation lacks its `{checkout}` folder; install the package again")
