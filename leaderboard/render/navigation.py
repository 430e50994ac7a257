"""The few sections of the site, and the pages in each: header, breadcrumbs and the map in the footer follow them."""

from __future__ import annotations

from dataclasses import dataclass

HOME = "index.html"


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the site. ``pages`` are (address, name), first the one where it begins; pages whose address starts with
    one of ``below`` belong to it too, and stand in no list.
    """

    name: str
    pages: tuple[tuple[str, str], ...]
    below: tuple[str, ...] = ()

    @property
    def href(self) -> str:
        """The page where the section begins."""
        return self.pages[0][0]


SECTIONS = (
    Section(
        "Boards",
        (("boards.html", "All boards"), ("names.html", "All names")),
        ("board/", "paper/", "method/", "architecture/", "dataset/"),
    ),
    Section("Results", (("results.html", "All results"),), ("results-",)),
    Section("Measured", (("measured.html", "Runs"), ("gap.html", "Claimed beside measured")), ("measured/", "run/")),
    Section(
        "Analysis",
        (
            ("analysis.html", "All figures"),
            ("analysis/comparisons.html", "Comparisons"),
            ("analysis/points.html", "Points of a curve"),
            ("analysis/baselines.html", "Dense networks"),
            ("analysis/ratios.html", "Speedup against compression"),
            ("analysis/architectures.html", "Better architectures"),
            ("analysis/reruns.html", "Wanted re-runs"),
            ("coverage.html", "Coverage"),
            ("progress.html", "Progress"),
            ("quality.html", "Quality"),
            ("quotes.html", "Quoted numbers"),
        ),
    ),
    Section(
        "About",
        (
            ("methodology.html", "Methodology"),
            ("definitions.html", "Definitions"),
            ("data.html", "Data"),
            ("changelog.html", "Changes"),
        ),
    ),
)


def section_of(page: str) -> Section | None:
    """The section that a page belongs to; None for the front page and the page for wrong addresses."""
    for section in SECTIONS:
        if page.startswith(section.below) or page in {href for href, _ in section.pages}:
            return section
    return None
