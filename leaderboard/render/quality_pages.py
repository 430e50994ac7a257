"""The page of quality: how papers report, what was corrected, what is open, and what is doubtful."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from leaderboard.analysis.evidence import has_number
from leaderboard.analysis.reporting import ANSWERS, RULES, Answer, Rule, Verdict
from leaderboard.render.context import Link, Site
from leaderboard.render.downloads import Download
from leaderboard.render.meta.heads import head
from leaderboard.render.output import Output
from leaderboard.render.paper_pages import correction, question
from leaderboard.render.rows import NOTES


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a bar: how many papers have an answer; ``start`` and ``width`` in percent of the bar."""

    answer: Answer
    papers: int
    start: str
    width: str


@dataclass(frozen=True, slots=True)
class Share:
    """A rule with the papers that have each answer, those nobody has included; ``earlier`` of the 2020 corpus alone,
    empty where it is not on record.
    """

    rule: Rule
    segments: tuple[Segment, ...]
    earlier: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class PaperChecks:
    """A paper's line in the table: its results that authors chose and those with a number, and its verdicts."""

    paper: Link
    chosen: int
    numbered: int
    verdicts: tuple[Verdict, ...]


def write_quality(site: Site, output: Output, downloads: Sequence[Download]) -> None:
    """The one page of this module."""
    chosen = [r for r in site.corpus.results if r.table.role == "results"]
    numbered = [r for r in chosen if has_number(r)]
    uses = Counter(flag for r in site.corpus.results for flag in r.flags)
    output.page(
        "quality.html",
        "quality.html",
        title="Quality",
        head=head(site, "quality", {download.path for download in downloads}),
        rules=list(RULES.values()),
        shares=_shares(site),
        checks=_checks(site, Counter(r.paper for r in chosen), Counter(r.paper for r in numbered)),
        corrections=[correction(site, view) for view in site.corpus.corrections],
        questions=[(site.paper_link(view.paper), question(site, view)) for view in site.corpus.questions],
        flags=[(note, uses[flag]) for flag, note in NOTES.items() if uses[flag]],
        results=len(chosen),
        numbered=len(numbered),
        repeated=sum(r.value("trials") is not None for r in numbered),
        spread=sum(r.value("std_top1") is not None for r in numbered),
    )


def _shares(site: Site) -> list[Share]:
    counts = {one.population.key: one.answers for one in site.meta.reporting}
    older = counts.get("2020")
    return [
        Share(rule, _segments(counts["all"][key]), _segments(older[key]) if older else ())
        for key, rule in RULES.items()
    ]


def _segments(counts: Mapping[Answer, int]) -> tuple[Segment, ...]:
    total = sum(counts.values()) or 1
    found, before = [], 0
    for answer in ANSWERS:
        papers = counts[answer]
        found.append(Segment(answer, papers, f"{100 * before / total:.2f}%", f"{100 * papers / total:.2f}%"))
        before += papers
    return tuple(found)


def _checks(site: Site, chosen: Counter[str], numbered: Counter[str]) -> list[PaperChecks]:
    """Papers in order of publication."""
    return [
        PaperChecks(site.paper_link(paper.key), chosen[paper.key], numbered[paper.key], site.checklists[paper.key])
        for paper in site.papers_in_order(site.corpus.papers)
    ]
