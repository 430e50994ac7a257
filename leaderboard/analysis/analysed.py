"""A corpus with all that is worked out of it."""

from __future__ import annotations

from functools import cached_property

from leaderboard.analysis.boards import Board, all_standings, boards
from leaderboard.analysis.comparability import Standing
from leaderboard.analysis.finding import Finding
from leaderboard.analysis.findings import findings
from leaderboard.analysis.gap import Gap, gaps
from leaderboard.analysis.measured import Campaign, campaigns
from leaderboard.analysis.meta.meta_analysis import MetaAnalysis
from leaderboard.analysis.quotes import Quote, quotes
from leaderboard.analysis.reporting import Verdict, checklists
from leaderboard.records.protocols import ShippedProtocol, shipped_protocols
from leaderboard.store.corpus import Corpus


class Analysed:
    """A corpus with its analyses, each worked out once, when it is first asked for."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus

    @cached_property
    def boards(self) -> list[Board]:
        """All boards, most papers first."""
        return boards(self.corpus, self.quotes)

    @cached_property
    def standings(self) -> dict[str, Standing]:
        """How far each result, by its id, compares with the others on its board."""
        return all_standings(self.corpus, self.boards)

    @cached_property
    def quotes(self) -> dict[str, Quote]:
        """Every quoted result by its id, with its original as far as that is on record."""
        return quotes(self.corpus)

    @cached_property
    def checklists(self) -> dict[str, tuple[Verdict, ...]]:
        """The reporting checklist of every paper."""
        return checklists(self.corpus)

    @cached_property
    def campaigns(self) -> tuple[Campaign, ...]:
        """Our own runs by protocol and network."""
        return campaigns(self.corpus.runs)

    @cached_property
    def protocols(self) -> tuple[ShippedProtocol, ...]:
        """The protocols that can be run."""
        return shipped_protocols()

    @cached_property
    def gaps(self) -> tuple[Gap, ...]:
        """Claims beside our runs of the same method."""
        shortened = {one.digest for one in self.corpus.held_equal.values() if one.shortened}
        return gaps(self.boards, self.campaigns, self.corpus.counterparts, shortened)

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What our runs say of the 2020 paper's findings."""
        return findings(self.campaigns)

    @cached_property
    def meta(self) -> MetaAnalysis:
        """The figures of the meta-analysis."""
        return MetaAnalysis(self)
