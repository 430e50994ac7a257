"""Pages that explain and hand out: definitions, downloads, methodology, and the page for a wrong address."""

from __future__ import annotations

from collections.abc import Sequence

from leaderboard.analysis.comparability import CLASSES, INCOMPARABLE, INFERRED
from leaderboard.catalogue.fingerprint import MATCHES
from leaderboard.normalise.networks import CONVENTION_BASES
from leaderboard.normalise.quantity import BASES
from leaderboard.records.vocabulary import (
    COLUMNS,
    COST_CONVENTIONS,
    METRICS,
    REPORTED_BY,
    SOURCE_KINDS,
    SOURCES,
    STRUCTURES,
    TABLE_ROLES,
    UNITS,
)
from leaderboard.render.context import Site
from leaderboard.render.downloads import Download
from leaderboard.render.formats import size
from leaderboard.render.metrics import scored
from leaderboard.render.output import Output
from leaderboard.render.rows import NOTES


def write_reference(site: Site, output: Output, downloads: Sequence[Download]) -> None:
    """All pages of this module."""
    output.page(
        "definitions.html",
        "definitions.html",
        title="Definitions",
        notes=list(NOTES.values()),
        bases=BASES,
        columns=[(c.name, c.meaning, ", ".join(UNITS[c.quantity])) for c in COLUMNS.values()],
        sources=SOURCES,
        conventions=COST_CONVENTIONS,
        reporters=REPORTED_BY,
        roles=TABLE_ROLES,
        aside=INCOMPARABLE,
        inferred=INFERRED,
        classes=CLASSES,
        matches=MATCHES,
        convention_bases=CONVENTION_BASES,
        structures=STRUCTURES,
        kinds=SOURCE_KINDS,
        metrics=[scored(name) for name in METRICS],
    )
    for download in downloads:
        output.links.file(download.path)
    output.page(
        "data.html",
        "data.html",
        title="Data",
        downloads=[(d, size(d.size_bytes)) for d in downloads],
        tables=[d for d in downloads if d.format == "CSV" and d.fields],
    )
    output.page("methodology.html", "methodology.html", title="Methodology", papers=len(site.corpus.papers))
    output.page("404.html", "404.html", title="Page not found")
